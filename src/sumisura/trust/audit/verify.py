"""Check a whole log against the journal it is about, and against every head it was ever signed under.

Each leaf is made again from its event and its salts; the tree is built again from the leaves; every head that is kept,
and one kept elsewhere where it is given, must be the root of a beginning of that tree.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from sumisura.kernel import BadInput, BrandId, Event
from sumisura.store.codec import Unreadable, decode
from sumisura.store.ports import Transaction
from sumisura.trust.audit import heads
from sumisura.trust.audit.following import Following
from sumisura.trust.audit.leaves import content_digest, leaf_of, who_digest
from sumisura.trust.audit.log import Audit
from sumisura.trust.audit.merkle import bagged, grown
from sumisura.trust.audit.model import (
    FORGOTTEN,
    WIDTH,
    Finding,
    Head,
    LogDamaged,
    Report,
    Salts,
    State,
)
from sumisura.trust.audit.ranges import Ranges, add, length, merged, without
from sumisura.trust.audit.salts import Pages, salt_at
from sumisura.trust.audit.tiles import Tile, Tiles

Told = Callable[[int, int], object]
"""Takes leaves checked so far, and of how many."""
MOST = 50
"""Findings that are told one by one."""
ALTERED, DROPPED, INSERTED, REORDERED = "altered", "dropped", "inserted", "reordered"
CUT, FORGED, DAMAGED = "cut", "forged", "damaged"
WORDS: Mapping[str, str] = {
    ALTERED: "Entry {} is not what was sealed: its event, its salts or its hash was altered, or something else put in its place",
    DROPPED: "Entry {} was sealed, and its event is gone though nothing says that it was lawfully forgotten",
    INSERTED: "Just before entry {} an event stands in the journal that was not there when it was sealed",
    REORDERED: "Entry {} comes after one that is later in the journal",
    CUT: "From entry {} on, leaves are missing that the log had when a head was signed: it was cut back, or an older copy restored",
    DAMAGED: "The hashes or salts from entry {} on cannot be read",
}
REWRITTEN = "The tree of the first {} entries is not the one that was signed at {}: the log was rewritten"
NODE = "A hash over the entries from {} on is not the hash of what is under it"
UNSIGNED = "No signed head covers the entries from {} on"
COUNTED = "The log says that it has {} entries, and its tree has {}"


def verify(
    audit: Audit, tx: Transaction, brand: BrandId, *, against: str = "", told: Told = lambda *_: None
) -> Report:
    """Check a brand's whole log, as it is in one moment.

    Args:
        tx: a unit of work that reads.
        against: a signed head that was kept elsewhere, or "".
        told: is told how far the check is.

    Raises:
        BadInput: ``against`` is no head that this log ever signed.
    """
    return _Check(audit, tx, brand, told).run(against)


@dataclass(slots=True)
class _Check:
    audit: Audit
    tx: Transaction
    brand: BrandId
    told: Told
    findings: list[Finding] = field(default_factory=list)
    missing: Ranges = field(default_factory=list)
    lawful: Ranges = field(default_factory=list)
    peaks: list[bytes] = field(default_factory=list)
    size: int = 0

    def run(self, against: str) -> Report:
        state, known = self._state(), self._heads(against)
        self._leaves(state, list(known))
        self._ends(state, known[-1].size if known else 0)
        self._nodes()
        unlawful = without(self.missing, merged(self.lawful))
        for first, _ in unlawful:
            self._tell(DROPPED, first)
        forgotten = length(self.missing) - length(unlawful)
        found = tuple(sorted(self.findings, key=lambda one: one.index)[:MOST])
        return Report(self.brand, self.size, forgotten, len(known), found)

    def _state(self) -> State | None:
        try:
            return self.audit.state(self.tx, self.brand)[0]
        except LogDamaged:
            self._find(DAMAGED, 0, "The record of how far the log is was altered or cannot be read")
            return None

    def _heads(self, against: str) -> list[Head]:
        """Every head that holds, smallest first; one that was kept elsewhere among them."""
        key, found = self.audit.keyring.audit, []
        for hour, body in heads.notes(self.tx, self.brand):
            try:
                found.append(heads.parse(decode(body, str), self.brand, key))
            except (BadInput, Unreadable):
                self._find(FORGED, 0, f"The signed head of {hour} does not hold: it was altered or forged")
        if against:
            found.append(heads.parse(against, self.brand, key))
        return sorted(found, key=lambda head: (head.size, head.at))

    def _leaves(self, state: State | None, waiting: list[Head]) -> None:
        """Leaf by leaf, in step with the journal."""
        journal, pages, last = Following(self.tx, self.brand), Pages(self.tx, self.brand), 0
        for number, tile in self._tiles():
            events, page = journal.upto(tile.places), self._page(pages, number)
            for at, place in enumerate(tile.places):
                self._leaf(tile.hash(at), events.pop(place, GONE), page, at)
                if place <= last:
                    self._tell(REORDERED, self.size)
                last = max(last, place)
                self._grow(tile.hash(at), waiting)
            for position in events:
                self._tell(INSERTED, number * WIDTH + sum(place < position for place in tile.places))
            pages.let_go(number)
            self.told(self.size, max(state.size if state else 0, self.size))
        if state and state.position > last:
            for _ in journal.upto((state.position,)):
                self._tell(INSERTED, self.size)

    def _tiles(self) -> Iterator[tuple[int, Tile]]:
        """The tiles of leaves, up to the first that is not full, or not there."""
        tiles, number = Tiles(self.tx, self.brand), 0
        while True:
            try:
                tile = tiles.tile(0, number)
            except LogDamaged:
                self._tell(DAMAGED, number * WIDTH)
                return
            tiles.let_go(number)
            if tile.places:
                yield number, tile
            if len(tile.places) < WIDTH:
                return
            number += 1

    def _page(self, pages: Pages, number: int) -> Salts:
        try:
            return pages.page(number) or Salts()
        except LogDamaged:
            self._tell(DAMAGED, number * WIDTH)
            return Salts()

    def _leaf(self, stored: bytes, event: "Event | _Gone | None", page: Salts, at: int) -> None:
        if isinstance(event, _Gone):
            add(self.missing, self.size)
            return
        content, who = salt_at(page.content, at), salt_at(page.who, at)
        if event is None or not content or _made(event, content, who, page.opaque.get(at, b"")) != stored:
            self._tell(ALTERED, self.size)
        elif event.kind == FORGOTTEN:
            self.lawful.extend(self.audit.vouched(event))

    def _grow(self, leaf: bytes, waiting: list[Head]) -> None:
        """Add a leaf to the tree; where a head was signed at this size, it must be its root."""
        self.peaks = grown(self.peaks, self.size, [leaf])
        self.size += 1
        while waiting and waiting[0].size <= self.size:
            head = waiting.pop(0)
            if bagged(self.peaks) != head.root:
                self._find(ALTERED, self.size - 1, REWRITTEN.format(self.size, head.at.isoformat()))

    def _ends(self, state: State | None, longest: int) -> None:
        """The tree must reach as far as its longest head, and no further."""
        if longest > self.size:
            self._tell(CUT, self.size)
        elif longest < self.size:
            self._find(FORGED, longest, UNSIGNED.format(longest))
        if state and state.size != self.size:
            self._find(CUT, min(state.size, self.size), COUNTED.format(state.size, self.size))

    def _nodes(self) -> None:
        """The hashes that proofs read above the leaves must be those of what is under them."""
        tiles, level, many = Tiles(self.tx, self.brand), 1, self.size // WIDTH
        while many:
            for number in range(many):
                if not _sound(tiles, level, number):
                    self._find(ALTERED, number * WIDTH**level, NODE.format(number * WIDTH**level))
                if level == 1:
                    tiles.let_go(number)
            level, many = level + 1, many // WIDTH

    def _tell(self, kind: str, index: int) -> None:
        self._find(kind, index, WORDS[kind].format(index))

    def _find(self, kind: str, index: int, words: str) -> None:
        if len(self.findings) < MOST * MOST:
            self.findings.append(Finding(kind, index, f"{words}."))


class _Gone:
    """Nothing stands in the journal at that position."""


GONE = _Gone()


def _made(event: Event, content: bytes, who: bytes, opaque: bytes) -> bytes:
    """The leaf of an event, made again."""
    return leaf_of(content_digest(event, content), who_digest(event, who) if who else opaque)


def _sound(tiles: Tiles, level: int, number: int) -> bool:
    """Whether a hash is that of the full tile below it, and says which event is the last under it."""
    try:
        below, above = tiles.tile(level - 1, number), tiles.tile(level, number // WIDTH)
        place = above.places[number % WIDTH]
    except (LogDamaged, IndexError):
        return False
    return above.hash(number % WIDTH) == below.root and place == below.places[-1]
