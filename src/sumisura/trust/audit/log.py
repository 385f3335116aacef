"""The log itself: it follows the journal, proves what it holds, and forgets what the law has forgotten."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from sumisura.journal.append import record
from sumisura.journal.read import ahead, entries
from sumisura.journal.read import entry as find
from sumisura.kernel import BrandId, Event, EventId, Ids, NotFound, PartyId, Rng
from sumisura.store import ports
from sumisura.store.codec import Unreadable, decode, encode
from sumisura.store.ports import Store, Transaction
from sumisura.trust.audit import heads
from sumisura.trust.audit.leaves import canonical, content_digest, leaf_of, who_digest
from sumisura.trust.audit.merkle import consistency, includes, inclusion, root
from sumisura.trust.audit.model import FORGOTTEN, KINDS, SALT, WIDTH, Entry, Head, LogDamaged, Proof, State
from sumisura.trust.audit.ranges import Ranges, ranges
from sumisura.trust.audit.salts import Pages, salt_at, without
from sumisura.trust.audit.tiles import Tiles
from sumisura.trust.keys import Keyring, mac

KIND = "audit-log"
THE_ONE = "log"
PURPOSE = "audit"


@dataclass(frozen=True, slots=True)
class Audit:
    """A brand's audit log.

    Args:
        keyring: signs heads, and vouches for what was forgotten.
        ids: names the log's own events, and its clock dates them.
        rng: where salts come from; ``random.SystemRandom()`` outside tests.
    """

    keyring: Keyring
    ids: Ids
    rng: Rng

    def seal(self, store: Store, brand: BrandId, *, limit: int = 2000) -> int:
        """Take the next page of the journal into the log; how many entries were looked at. Call until it is 0.

        Salts and hashes are made before anybody is kept from writing. It is on disk before its head can be shown to
        anybody: a published head never has to be taken back.

        Raises:
            Stale: another process sealed, or something was forgotten, meanwhile; nothing was kept, call again.
            LogDamaged: the log's end is not as it was left; nothing was kept.
        """
        with store.read() as tx:
            state, version = self.state(tx, brand)
            page = entries(tx, brand, after=state.position, limit=limit)
            if not page:
                return 0
            taken = [entry for entry in page if entry.event.kind in KINDS]
            after = State(state.size + len(taken), page[-1].position)
            tiles, pages = Tiles(tx, brand), Pages(tx, brand)
            head = self._grow(tiles, pages, state, taken)
        with store.write(durable=bool(taken)) as tx:
            self._save(tx, brand, after, version)
            tiles.save(tx)
            pages.save(tx)
            if head is not None:
                heads.keep(tx, brand, head)
        return len(page)

    def state(self, tx: Transaction, brand: BrandId) -> tuple[State, int]:
        """How far the log is, and the version of the record that says so.

        Raises:
            LogDamaged: the record is not what was written.
        """
        found = tx.records.get(brand, KIND, THE_ONE)
        if found is None:
            return State(), 0
        with suppress(Unreadable):
            state = decode(found.body, State)
            if state.seal == self._vouch(brand, state):
                return state, found.version
        raise LogDamaged(brand, "the record of how far it is")

    def behind(self, tx: Transaction, brand: BrandId, most: int) -> int:
        """How many entries of the journal were not looked at for sealing yet; ``most`` where there are as many or more.

        Raises:
            LogDamaged: as ``state``.
        """
        return ahead(tx, brand, after=self.state(tx, brand)[0].position, most=most)

    def head(self, tx: Transaction, brand: BrandId) -> Head | None:
        """The newest signed head; None while nothing is sealed.

        Raises:
            LogDamaged: it is not what was signed.
        """
        return heads.latest(tx, brand, self.keyring.audit)

    def prove(self, tx: Transaction, brand: BrandId, id_: EventId) -> Proof | None:
        """That an event is in the log; None while it is not sealed yet.

        Raises:
            NotFound: no such event is in the journal: there never was, or the time it may be kept for is over.
            LogDamaged: a record that it takes is missing or altered.
        """
        found = find(tx, brand, id_)
        if found is None or found.event.kind not in KINDS:
            raise NotFound("entry in the audit log", id_)
        state, _ = self.state(tx, brand)
        tiles, head = Tiles(tx, brand), self.head(tx, brand)
        index = tiles.find(found.position, state.size) if found.position <= state.position else None
        if head is None or index is None:
            return None
        entry = _entry(Pages(tx, brand), index, found.event)
        path = tuple(inclusion(index, head.size, tiles.node))
        leaf = leaf_of(entry.content, entry.who)
        return Proof(brand, entry, leaf, path, head, includes(leaf, index, head.size, path, head.root))

    def grown_from(self, tx: Transaction, brand: BrandId, size: int) -> list[bytes]:
        """What shows that the log of ``size`` leaves is the beginning of that of the newest head."""
        head = self.head(tx, brand)
        return consistency(size, head.size, Tiles(tx, brand).node) if head and size <= head.size else []

    def pseudonymised(self, tx: Transaction, brand: BrandId, ids: Iterable[EventId]) -> None:
        """Let nobody find out whose these events were; what happened can still be shown.

        Call it in the unit of work that gives them a fresh pseudonym, *before* they are rewritten. Events of kinds
        that are not logged, and those not sealed yet, are passed over.

        Raises:
            NotFound: an event is not in the journal.
            LogDamaged: an event is not what was sealed, or has a fresh pseudonym already.
            Stale: another process changed the log meanwhile.
        """
        state, version = self.state(tx, brand)
        tiles, pages = Tiles(tx, brand), Pages(tx, brand)
        for id_ in ids:
            event, index = self._sealed(tx, brand, tiles, state, id_)
            if index is not None:
                _veil(tiles, pages, index, event)
        self._save(tx, brand, state, version)
        pages.save(tx)

    def forgotten(self, tx: Transaction, brand: BrandId, ids: Iterable[EventId], why: str) -> None:
        """Let the log forget these events, and say in it that it did: ``why`` in a word or two, nothing personal.

        Call it in the unit of work that deletes them, *before* they are deleted. Events of kinds that are not logged,
        and those not sealed yet, are passed over.

        Raises:
            NotFound: an event is not in the journal.
            Stale: another process changed the log meanwhile.
        """
        positions = []
        for id_ in ids:
            found = find(tx, brand, id_)
            if found is None:
                raise NotFound("event", id_)
            positions.append(found.position)
        self.retire(tx, brand, positions, why)

    def retire(self, tx: Transaction, brand: BrandId, positions: Sequence[int], why: str) -> int:
        """As ``forgotten``, by positions in the journal; says how many leaves it touched.

        Raises:
            Stale: another process changed the log meanwhile.
            LogDamaged: a record that it takes is missing or altered; nothing was changed.
        """
        if not positions:
            return 0
        state, version = self.state(tx, brand)
        tiles, pages = Tiles(tx, brand), Pages(tx, brand)
        found = (tiles.find(position, state.size) for position in positions if position <= state.position)
        gone = sorted({index for index in found if index is not None})
        _blank(pages, gone)
        self._save(tx, brand, state, version)
        if gone:
            pages.save(tx)
            record(tx, self._told(brand, ranges(gone), why))
        return len(gone)

    def vouched(self, event: Event) -> Ranges:
        """The leaves that an event of the log's own says were forgotten; none where it is not from us."""
        given = event.context.get("leaves")
        told = [(int(first), int(last)) for first, last in given] if isinstance(given, list) else []
        why = str(event.context.get("why", ""))
        return told if event.context.get("seal") == self._seal(event, told, why) else []

    def _grow(self, tiles: Tiles, pages: Pages, state: State, taken: Sequence[ports.Entry]) -> Head | None:
        if not taken:
            return None
        salts = self.rng.randbytes(2 * SALT * len(taken))
        content, who = salts[: SALT * len(taken)], salts[SALT * len(taken) :]
        leaves = [
            leaf_of(
                content_digest(entry.event, salt_at(content, at)), who_digest(entry.event, salt_at(who, at))
            )
            for at, entry in enumerate(taken)
        ]
        tiles.append(state.size, leaves, [entry.position for entry in taken])
        pages.append(state.size, content, who)
        size = state.size + len(taken)
        now = self.ids.clock.now()
        return heads.sign(tiles.brand, size, root(size, tiles.node), now, self.keyring.audit)

    def _save(self, tx: Transaction, brand: BrandId, state: State, version: int) -> None:
        # Always written: whoever seals what somebody else is forgetting at this moment has to look again.
        sealed = replace(state, seal=self._vouch(brand, state))
        tx.records.put(brand, KIND, THE_ONE, encode(sealed), version=version)

    def _vouch(self, brand: BrandId, state: State) -> str:
        return mac(self.keyring.salt, KIND, brand, str(state.size), str(state.position))

    def _sealed(
        self, tx: Transaction, brand: BrandId, tiles: Tiles, state: State, id_: EventId
    ) -> tuple[Event, int | None]:
        found = find(tx, brand, id_)
        if found is None:
            raise NotFound("event", id_)
        inside = found.position <= state.position
        return found.event, tiles.find(found.position, state.size) if inside else None

    def _told(self, brand: BrandId, leaves: Ranges, why: str) -> Event:
        event = Event(
            id=EventId(self.ids.new("evt")),
            brand=brand,
            kind=FORGOTTEN,
            at=self.ids.clock.now(),
            party=PartyId(""),
            subject="audit",
            source="audit",
            purpose=PURPOSE,
            context={"leaves": leaves, "why": why},
        )
        return replace(event, context={**event.context, "seal": self._seal(event, leaves, why)})

    def _seal(self, event: Event, leaves: Ranges, why: str) -> str:
        """Who can write to the database alone cannot make something look lawfully forgotten."""
        told = encode(leaves).decode()
        return mac(self.keyring.salt, FORGOTTEN, event.id, event.brand, event.at.isoformat(), why, told)


def _entry(pages: Pages, index: int, event: Event) -> Entry:
    number, place = divmod(index, WIDTH)
    page = pages.page(number)
    if page is None or not (salt := salt_at(page.content, place)):
        raise LogDamaged(pages.brand, f"the salts of entry {index}")
    whose = salt_at(page.who, place)
    who = who_digest(event, whose) if whose else page.opaque.get(place, b"")
    return Entry(index, event, content_digest(event, salt), who, (salt.hex(), whose.hex()), canonical(event))


def _veil(tiles: Tiles, pages: Pages, index: int, event: Event) -> None:
    entry = _entry(pages, index, event)
    number, place = divmod(index, WIDTH)
    page = pages.page(number)
    if page is None or leaf_of(entry.content, entry.who) != tiles.node(0, index):
        raise LogDamaged(tiles.brand, f"entry {index}")
    veiled = without(page, {place}, who_alone=True)
    pages.change(number, replace(veiled, opaque={**veiled.opaque, place: entry.who}))


def _blank(pages: Pages, gone: Sequence[int]) -> None:
    by_page: dict[int, set[int]] = {}
    for index in gone:
        number, place = divmod(index, WIDTH)
        by_page.setdefault(number, set()).add(place)
    for number, places in by_page.items():
        if (page := pages.page(number)) is not None:
            pages.change(number, without(page, places))
