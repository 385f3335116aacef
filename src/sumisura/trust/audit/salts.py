"""Pages of salts: kept beside the tree, so that they can be destroyed without touching it."""

from dataclasses import dataclass, field, replace

from sumisura.kernel import BrandId
from sumisura.store.codec import Unreadable, decode, encode
from sumisura.store.ports import Transaction
from sumisura.trust.audit.model import SALT, WIDTH, LogDamaged, Salts

KIND = "audit-salts"
BLANK = bytes(SALT)
"""What stands where a salt was destroyed."""


def salt_at(salts: bytes, place: int) -> bytes:
    """The salt of a place in a page; empty where it was destroyed or never was.

    Example:
        >>> salt_at(b"a" * 16 + bytes(16), 0), salt_at(b"a" * 16 + bytes(16), 1), salt_at(b"", 7)
        (b'aaaaaaaaaaaaaaaa', b'', b'')
    """
    found = salts[place * SALT : (place + 1) * SALT]
    return b"" if found == BLANK else found


def without(page: Salts, places: set[int], *, who_alone: bool = False) -> Salts:
    """The page with the salts of these places destroyed."""
    content = page.content if who_alone else _blanked(page.content, places)
    opaque = {place: digest for place, digest in page.opaque.items() if who_alone or place not in places}
    return Salts(content, _blanked(page.who, places), opaque)


def _blanked(salts: bytes, places: set[int]) -> bytes:
    left = bytearray(salts)
    for place in places:
        left[place * SALT : (place + 1) * SALT] = BLANK
    return bytes(left)


@dataclass(slots=True)
class Pages:
    """A brand's pages of salts within one unit of work; what was changed is written by ``save``."""

    tx: Transaction
    brand: BrandId
    _read: dict[int, tuple[Salts | None, int]] = field(default_factory=dict)
    _changed: set[int] = field(default_factory=set)

    def page(self, number: int) -> Salts | None:
        """A page, or None where all of it was forgotten.

        Raises:
            LogDamaged: its record cannot be read.
        """
        if number not in self._read:
            found = self.tx.records.get(self.brand, KIND, _id(number))
            try:
                self._read[number] = (decode(found.body, Salts), found.version) if found else (None, 0)
            except Unreadable as error:
                raise LogDamaged(self.brand, f"page {number} of its salts") from error
        return self._read[number][0]

    def change(self, number: int, page: Salts) -> None:
        """Change a page."""
        version = self._read[number][1] if number in self._read else 0
        self._read[number] = (page, version)
        self._changed.add(number)

    def append(self, index: int, content: bytes, who: bytes) -> None:
        """Add the salts of the leaves from ``index`` on."""
        while content:
            number, place = divmod(index, WIDTH)
            room = (WIDTH - place) * SALT
            page = (self.page(number) if place else None) or Salts()
            more = replace(page, content=page.content + content[:room], who=page.who + who[:room])
            self.change(number, more)
            index, content, who = index + WIDTH - place, content[room:], who[room:]

    def save(self, tx: Transaction) -> None:
        """Write what was changed; a full page with nothing left in it goes."""
        for number in sorted(self._changed):
            page, version = self._read[number]
            if page is not None and len(page.content) == WIDTH * SALT and not any(page.content):
                tx.records.delete(self.brand, KIND, _id(number))
            elif page is not None:
                tx.records.put(self.brand, KIND, _id(number), encode(page), version=version)

    def let_go(self, number: int) -> None:
        """Hold a page in memory no longer; for walks over all of them."""
        self._read.pop(number, None)


def _id(number: int) -> str:
    return f"{number:010x}"
