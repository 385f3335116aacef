"""The gate: the only reader of the journal.

A reader says what it reads for, and is given only events that were kept for a compatible purpose and,
where a purpose rests on consent, only those whose party agreed to their source when they happened and
agrees to it still. What is refused is itself an event, ``gate.refused``.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from sumisura.journal.append import record
from sumisura.journal.read import ahead, entries, entries_of, entry
from sumisura.kernel import BrandId, Event, EventId, Ids, PartyId
from sumisura.store.codec import decode, encode
from sumisura.store.ports import NOBODY, Entry, Store, Transaction
from sumisura.trust.admission import Refused, admit
from sumisura.trust.grants import Consents, Grants
from sumisura.trust.never import NeverKept, carried
from sumisura.trust.purposes import PURPOSES, Purpose, UndeclaredPurpose, declared
from sumisura.trust.sources import UnknownSource

CURSOR = "cursor"
REFUSED = "gate.refused"
OPENED = "personal.opened"
"""An event: somebody of the staff read a customer's own words; kept for security, and shown to the customer."""
NOBODY_IN_PARTICULAR = PartyId("")
"""Whom a refusal concerns that concerns no one customer."""
_NAME = re.compile(r"[\w.:/ -]{0,80}")


@dataclass(frozen=True, slots=True)
class Reading:
    """A page of the journal, as one purpose may see it.

    Args:
        entries: what may be seen, oldest first.
        position: what to read after next time; it is past everything that was withheld, too.
        passed: how many entries were looked at; 0 at the journal's end.
        withheld: why → how many of them were not shown: ``purpose`` where it was kept for another one, ``no consent``,
            ``paused``.
    """

    entries: tuple[Entry, ...]
    position: int
    passed: int
    withheld: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gate:
    """Admits events to the journal, and readers to events.

    Args:
        ids: names the refusals, and its clock says what is now.
        report: keeps the refusal of a reader; must not wait for the caller's transaction
            (``journal.append.Navigation.add``).
        purposes: the declared purposes.
    """

    ids: Ids
    report: Callable[[Event], object]
    purposes: Mapping[str, Purpose] = field(default_factory=lambda: PURPOSES)

    def admit(self, tx: Transaction, event: Event, *, personal: frozenset[str] = frozenset()) -> None:
        """Let the event pass, or report and raise ``Refused`` (see ``admission.admit``)."""
        self._pass(event, Grants(self.ids).of(tx, event.brand, event.party), personal)

    def vouch(self, event: Event) -> None:
        """The same without a look at consents: for what must not rest on any."""
        self._pass(event, Consents(), frozenset())

    def _pass(self, event: Event, consents: Consents, personal: frozenset[str]) -> None:
        try:
            self._admit(event, consents, personal)
        except Refused as error:
            self.report(self._refused(event, error))
            raise

    def _admit(self, event: Event, consents: Consents, personal: frozenset[str]) -> None:
        admit(event, consents, personal=personal, purposes=self.purposes)

    def collect(
        self, tx: Transaction, *events: Event, personal: frozenset[str] = frozenset()
    ) -> tuple[Refused, ...]:
        """Record the events that may be kept, and in the place of each other one a ``gate.refused``.

        Args:
            tx: a unit of work that may write.
            events: what happened.
            personal: names of the personal fields of the families they are about.

        Returns:
            Why events were refused; empty when all were kept.
        """
        consents: dict[PartyId, Consents] = {}
        refused, facts = [], []
        for event in events:
            if event.party not in consents:
                consents[event.party] = Grants(self.ids).of(tx, event.brand, event.party)
            try:
                self._admit(event, consents[event.party], personal)
                facts.append(event)
            except Refused as error:
                refused.append(error)
                facts.append(self._refused(event, error))
        record(tx, *facts)
        return tuple(refused)

    def refuse(
        self, brand: BrandId, party: PartyId, kind: str, why: str, detail: str, *, times: int = 1
    ) -> None:
        """Report that something was turned away before it became an event; nothing of it is kept but this.

        Args:
            party: whom it concerns; "" for nobody in particular.
            kind: what was tried: ``signals.import``.
            why, detail: as in ``admission.Refused``.
            times: how often, where one report stands for many rows.
        """
        context = {"kind": kind, "purpose": "", "why": why, "detail": detail}
        more = {"times": times} if times > 1 else {}
        self.report(self._refusal(brand, party, kind, context, more))

    @contextmanager
    def watching(self, brand: BrandId, kind: str, party: PartyId = NOBODY_IN_PARTICULAR) -> Iterator[None]:
        """Report what is turned away inside for what it is: an unknown source, an undeclared purpose, what is never kept.

        The error goes on to whoever asked. The words of the refused are not repeated, only what they stand for.
        """
        try:
            yield
        except NeverKept as error:
            self.refuse(brand, party, kind, "never", error.entry.name)
            raise
        except UnknownSource as error:
            entry = carried(error.source)
            self.refuse(
                brand, party, kind, "never" if entry else "unknown source", entry.name if entry else ""
            )
            raise
        except UndeclaredPurpose:
            self.refuse(brand, party, kind, "undeclared", "")
            raise

    def read(
        self,
        tx: Transaction,
        brand: BrandId,
        purpose: str,
        *,
        after: int = 0,
        limit: int = 1000,
        consents: dict[PartyId, Consents] | None = None,
    ) -> Reading:
        """The next page of the journal, as that purpose may see it.

        Args:
            tx: a unit of work.
            brand: whose journal.
            purpose: what it is read for.
            after: the position to read after.
            limit: how many entries to look at, seen or withheld.
            consents: what was loaded so far in this unit of work, for who reads several pages of one moment: it is filled.

        Raises:
            UndeclaredPurpose: nobody declared the purpose; reported as ``gate.refused``.
        """
        aim = self._aim(brand, purpose)
        page = entries(tx, brand, after=after, limit=limit)
        known = {} if consents is None else consents
        judged = [(entry, self._withheld(tx, aim, entry.event, known)) for entry in page]
        seen = tuple(entry for entry, why in judged if not why)
        withheld = Counter(why for _, why in judged if why)
        return Reading(seen, page[-1].position if page else after, len(page), withheld)

    def own(
        self,
        tx: Transaction,
        brand: BrandId,
        party: PartyId,
        *,
        before: tuple[datetime, int] | None = None,
        limit: int = 100,
    ) -> Sequence[Entry]:
        """What is kept of a person, for that person alone: latest first (GDPR Art. 15, access).

        Whoever asks must have shown that they are that person; no consent is needed to see one's own.
        """
        return entries_of(tx, brand, party, before=before, limit=limit) if party else ()

    def shows(
        self,
        tx: Transaction,
        event: Event,
        purpose: str,
        consents: dict[PartyId, Consents] | None = None,
    ) -> bool:
        """Whether a reader for that purpose may see an event now.

        Args:
            consents: what was loaded so far, for who asks of many events: it is filled.
        """
        aim = declared(purpose, self.ids.clock.now(), self.purposes)
        return not self._withheld(tx, aim, event, {} if consents is None else consents)

    def one(
        self,
        tx: Transaction,
        brand: BrandId,
        id_: EventId,
        purpose: str,
        consents: dict[PartyId, Consents],
    ) -> Event | None:
        """The event of that id, if a reader for that purpose may see it now; None where it may not, or it is gone.

        Args:
            consents: what was loaded so far, for who asks of many events: it is filled.
        """
        found = entry(tx, brand, id_)
        return found.event if found and self.shows(tx, found.event, purpose, consents) else None

    def passed(self, tx: Transaction, brand: BrandId, name: str) -> int:
        """The position up to which a reader has seen the journal; 0 before it first did."""
        cursor = tx.records.get(NOBODY, CURSOR, f"{brand}/{name}")
        return decode(cursor.body, int) if cursor else 0

    def behind(self, tx: Transaction, brand: BrandId, name: str, most: int) -> int:
        """How many entries of the journal a reader has not looked at yet; ``most`` where there are as many or more."""
        return ahead(tx, brand, after=self.passed(tx, brand, name), most=most)

    def own_all(self, tx: Transaction, brand: BrandId, party: PartyId) -> Iterator[Entry]:
        """As ``own``, every entry; a page of them is in memory at a time."""
        before = None
        while page := self.own(tx, brand, party, before=before, limit=1_000):
            yield from page
            before = page[-1].event.at, page[-1].position

    def follow(
        self,
        store: Store,
        brand: BrandId,
        name: str,
        purpose: str,
        handle: Callable[[Transaction, Event], object],
        *,
        limit: int = 1000,
    ) -> int:
        """Hand a reader the next page, and move its cursor, in one unit of work: each event counts once.

        Args:
            store: where journal, cursor and the reader's own records rest.
            brand: whose journal.
            name: the reader's; its cursor in this brand bears it.
            purpose: what it reads for.
            handle: takes in one event, in the transaction that moves the cursor; if it raises,
                neither its effects nor the move are kept.
            limit: entries to look at in one go.

        Returns:
            How many entries were looked at; call again until it is 0.

        Raises:
            UndeclaredPurpose: as ``read``.
            Stale: another process moved the same cursor; nothing was kept, call again.
        """

        def each(tx: Transaction, events: Sequence[Event]) -> None:
            for event in events:
                handle(tx, event)

        return self.follow_pages(store, brand, name, purpose, each, limit=limit)

    def follow_pages(
        self,
        store: Store,
        brand: BrandId,
        name: str,
        purpose: str,
        handle: Callable[[Transaction, Sequence[Event]], object],
        *,
        limit: int = 1000,
    ) -> int:
        """As ``follow``, for a reader that takes in a page at once, oldest event first; never an empty one."""
        self._aim(brand, purpose)
        with store.write() as tx:
            cursor = tx.records.get(NOBODY, CURSOR, f"{brand}/{name}")
            after = decode(cursor.body, int) if cursor else 0
            reading = self.read(tx, brand, purpose, after=after, limit=limit)
            if reading.entries:
                handle(tx, [entry.event for entry in reading.entries])
            if reading.passed:
                version = cursor.version if cursor else 0
                tx.records.put(NOBODY, CURSOR, f"{brand}/{name}", encode(reading.position), version=version)
        return reading.passed

    def _aim(self, brand: BrandId, purpose: str) -> Purpose:
        try:
            return declared(purpose, self.ids.clock.now(), self.purposes)
        except UndeclaredPurpose:
            context = {"kind": "read", "purpose": purpose, "why": "undeclared", "detail": ""}
            self.report(self._refusal(brand, PartyId(""), "journal", context))
            raise

    def _withheld(
        self, tx: Transaction, aim: Purpose, event: Event, consents: dict[PartyId, Consents]
    ) -> str:
        """Why this purpose may not see this event; "" where it may. Each party's consents are loaded once a page."""
        own = self.purposes.get(event.purpose)
        if own is None or own.name not in aim.reads:
            return "purpose"
        needed = {purpose.name for purpose in (aim, own) if purpose.needs_consent}
        if not needed:
            return ""
        if event.party not in consents:
            consents[event.party] = Grants(self.ids).of(tx, event.brand, event.party)
        theirs, now = consents[event.party], self.ids.clock.now()
        if theirs.paused:
            return "paused"
        return "" if all(theirs.cover(event, name, now) for name in needed) else "no consent"

    def _refused(self, event: Event, error: Refused) -> Event:
        context = {"kind": error.kind, "purpose": error.purpose, "why": error.why, "detail": error.detail}
        return self._refusal(event.brand, event.party, event.subject, context)

    def _refusal(
        self,
        brand: BrandId,
        party: PartyId,
        subject: str,
        context: Mapping[str, str],
        more: Mapping[str, object] = MappingProxyType({}),
    ) -> Event:
        """The refusal as an event. Words of the refused that are no plain names are not repeated."""
        plain: dict[str, object] = {
            key: text if _NAME.fullmatch(text) else "?" for key, text in context.items()
        }
        return Event(
            id=EventId(self.ids.new("evt")),
            brand=brand,
            kind=REFUSED,
            at=self.ids.clock.now(),
            party=party,
            subject=subject if _NAME.fullmatch(subject) else "?",
            source="gate",
            purpose="security",
            context={**plain, **more},
        )
