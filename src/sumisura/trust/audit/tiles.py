"""The tree at rest: tiles of 256 hashes, so that a proof in millions of leaves reads a handful of records.

A tile of level L holds the hashes of whole subtrees of ``256**L`` leaves; nodes between are hashed from them when they
are asked for. Each hash has beside it the journal's position of the last leaf under it: the same tiles say where in
the log an event is.

Source: the C2SP specification tlog-tiles, <https://c2sp.org/tlog-tiles>; R. Cox, "Transparent Logs for Skeptical
Clients", 2019.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from sumisura.kernel import BrandId
from sumisura.store.codec import Unreadable, decode, encode
from sumisura.store.ports import Transaction
from sumisura.trust.audit.model import WIDTH, LogDamaged

KIND = "audit-tile"
HEIGHT = 8
"""Levels of the tree in one level of tiles: 2**8 is 256."""
DIGEST = sha256().digest_size


@dataclass(frozen=True, slots=True)
class Tile:
    """Up to 256 hashes, end to end, and for each the position of the last event under it."""

    hashes: bytes = b""
    places: tuple[int, ...] = ()

    def hash(self, at: int) -> bytes:
        """The hash of that place."""
        return self.hashes[at * DIGEST : (at + 1) * DIGEST]

    @property
    def root(self) -> bytes:
        """The hash over a full tile."""
        return folded(self.hashes)


@dataclass(slots=True)
class Tiles:
    """A brand's tiles within one unit of work; what was added is written by ``save``."""

    tx: Transaction
    brand: BrandId
    _read: dict[tuple[int, int], tuple[Tile, int]] = field(default_factory=dict)
    _changed: set[tuple[int, int]] = field(default_factory=set)

    def tile(self, level: int, number: int) -> Tile:
        """A tile; empty where there is none.

        Raises:
            LogDamaged: its record cannot be read.
        """
        key = (level, number)
        if key not in self._read:
            found = self.tx.records.get(self.brand, KIND, _id(*key))
            try:
                self._read[key] = (decode(found.body, Tile), found.version) if found else (Tile(), 0)
            except Unreadable as error:
                raise LogDamaged(self.brand, f"tile {number} of level {level}") from error
        return self._read[key][0]

    def node(self, level: int, index: int) -> bytes:
        """The hash of a whole subtree (``merkle.Nodes``).

        Raises:
            LogDamaged: a tile that it takes is missing, or shorter than it was.
        """
        high, low = divmod(level, HEIGHT)
        number, first = divmod(index << low, WIDTH)
        tile = self.tile(high, number)
        last = first + (1 << low)
        found = tile.hashes[first * DIGEST : last * DIGEST]
        if len(found) != (last - first) * DIGEST:
            raise LogDamaged(self.brand, f"tile {number} of level {high}")
        return folded(found)

    def append(self, size: int, leaves: Sequence[bytes], places: Sequence[int]) -> None:
        """Add leaf hashes after the first ``size``, with their positions in the journal."""
        self._extend(0, size, leaves, places)
        level, before, after = 1, size // WIDTH, (size + len(leaves)) // WIDTH
        while after > before:
            below = [self.tile(level - 1, number) for number in range(before, after)]
            self._extend(level, before, [one.root for one in below], [one.places[-1] for one in below])
            level, before, after = level + 1, before // WIDTH, after // WIDTH

    def find(self, position: int, size: int) -> int | None:
        """The index of the leaf whose event has that position in the journal, or None."""
        level = max(0, (max(size - 1, 0).bit_length() - 1) // HEIGHT)
        number = 0
        for high in range(level, -1, -1):
            places = self.tile(high, number).places
            at = bisect_left(places, position)
            if high == 0:
                return number * WIDTH + at if at < len(places) and places[at] == position else None
            number = number * WIDTH + at
        return None

    def save(self, tx: Transaction) -> None:
        """Write what was added."""
        for key in sorted(self._changed):
            tile, version = self._read[key]
            tx.records.put(self.brand, KIND, _id(*key), encode(tile), version=version)

    def let_go(self, number: int) -> None:
        """Hold a tile of leaves in memory no longer; for walks over all of them."""
        self._read.pop((0, number), None)

    def _extend(self, level: int, index: int, hashes: Sequence[bytes], places: Sequence[int]) -> None:
        done = 0
        while done < len(hashes):
            number, place = divmod(index + done, WIDTH)
            tile = self.tile(level, number)
            if len(tile.places) != place:
                raise LogDamaged(self.brand, f"tile {number} of level {level}")
            more = slice(done, done + WIDTH - place)
            longer = Tile(tile.hashes + b"".join(hashes[more]), (*tile.places, *places[more]))
            self._read[level, number] = (longer, self._read[level, number][1])
            self._changed.add((level, number))
            done += WIDTH - place


def folded(hashes: bytes) -> bytes:
    """The root over a power of two of hashes, end to end: ``merkle.node_hash`` of both children, row by row.

    Written out because a proof in a large tree does it some hundred times.

    Example:
        >>> from sumisura.trust.audit.merkle import node_hash
        >>> left, right = bytes(32), bytes(range(32))
        >>> folded(left) == left, folded(left + right) == node_hash(left, right)
        (True, True)
    """
    row, pair = hashes, 2 * DIGEST
    while len(row) > DIGEST:
        row = b"".join([sha256(b"\x01" + row[at : at + pair]).digest() for at in range(0, len(row), pair)])
    return row


def _id(level: int, number: int) -> str:
    return f"{level}-{number:010x}"
