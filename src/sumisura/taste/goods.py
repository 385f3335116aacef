"""Finished goods and accessories, from a row of a brand's list or of a product feed."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from functools import lru_cache
from html import unescape
from typing import TypeVar

from sumisura.files import did_you_mean, instant, minor_units, whole
from sumisura.files.rows import Row, needed
from sumisura.kernel import BadInput
from sumisura.taste.catalogue import HEX, SPELLED, token
from sumisura.taste.model import Item, ItemId, Kind
from sumisura.trust.admission import PERSONAL
from sumisura.trust.never import carried_by_thing

T = TypeVar("T")
_APART = re.compile(r"\W+")
_ID = re.compile(r"[^\s:=/?#]{1,80}")
_LINK = re.compile(r"https?://[^\s\"'<>]{1,1000}")
_MARKUP = re.compile(r"<[^<>]{0,500}>")
_LEVELS = re.compile(r"[|/>]")
TITLE, WORDS = 200, 500
"""Characters of a title and of the words below it that are kept."""

SYNONYMS: Mapping[str, str] = {
    **SPELLED,
    "description": "words",
    "name": "title",
    "sku": "id",
    "url": "link",
    "inventory": "stock",
    "quantity": "stock",
    "availability_date": "since",
    "item_group_id": "group",
    "product_type": "type",
}
"""What feeds call things → what we call them."""
PLAIN = frozenset(
    {"id", "title", "words", "price", "sale_price", "link", "since", "stock", "places", "family"}
)
"""Columns that are no qualities."""
FEED_QUALITIES = frozenset({"colour", "size", "material", "pattern", "type", "brand"})
"""What of a product feed tells what a good is like; the rest is trade: shipping, tax, condition, numbers."""
NO_QUALITIES = PERSONAL | {"image_link", "availability"}
"""Columns that never become qualities; nor do those that sort people (``trust.never``)."""


def good(
    row: Row, currency: str, zone: tzinfo, families: Collection[str] = (), *, feed: bool = False
) -> Item:
    """The finished good or accessory that a row of a list or feed describes.

    Args:
        row: its columns are named as in `PLAIN`, by `SYNONYMS`, or as Google's specification names them; every
            other column of a list is a quality: ``material`` with ``Hemp`` gives ``material=hemp``, and ``|`` stands
            between several.
        currency: the brand's; a price may name it.
        zone: the brand's, for times without one.
        families: the names of the brand's.
        feed: it is a product feed, of whose columns only `FEED_QUALITIES` are qualities.

    Raises:
        BadInput: it cannot be used; ``where`` is the column.

    Example:
        >>> from datetime import UTC
        >>> row = Row(2, {"id": "belt-12", "title": "Belt", "price": "45.00 EUR", "material": "Hemp|Brass"})
        >>> item = good(row, "EUR", UTC)
        >>> item.price, item.tokens
        (4500, ('material=hemp', 'material=brass'))
    """
    cells = _Cells(row, _fields(tuple(row.cells)))
    sold_out = cells.text("availability").replace("_", " ").lower() == "out of stock"
    return Item(
        id=ItemId(cells.need("id", _id)),
        kind=Kind.GOOD,
        title=cells.need("title", _plain)[:TITLE],
        words=_plain(cells.text("words"))[:WORDS],
        tokens=tuple(dict.fromkeys(_qualities(cells, feed=feed))),
        price=cells.read(cells.first("sale_price", "price"), lambda text: _price(text, currency), 0),
        family=cells.read("family", lambda text: _family(text, families), ""),
        look={"colour": cells.text("colour")} if HEX.fullmatch(cells.text("colour")) else {},
        link=cells.read("link", _link, ""),
        since=cells.read("since", lambda text: instant(text, zone), None),
        places=tuple(filter(None, map(str.strip, cells.text("places").split("|")))),
        stock=0 if sold_out else cells.read("stock", _stock, None),
    )


@dataclass(frozen=True, slots=True)
class _Cells:
    """A row by what its columns mean."""

    row: Row
    columns: Mapping[str, str]

    def text(self, field: str) -> str:
        """What stands there; "" for nothing, or no such column."""
        return self.row.cells.get(self.columns.get(field, field), "")

    def first(self, *fields: str) -> str:
        """The first of these that says something; the last where none does."""
        return next((field for field in fields if self.text(field)), fields[-1])

    def read(self, field: str, reader: Callable[[str], T], default: T) -> T:
        """What it means, or the default where there is nothing."""
        return self._read(field, reader) if self.text(field) else default

    def need(self, field: str, reader: Callable[[str], T]) -> T:
        """What it means; there must be something."""
        needed(self.row, self.columns.get(field, field))
        return self._read(field, reader)

    def _read(self, field: str, reader: Callable[[str], T]) -> T:
        try:
            return reader(self.text(field))
        except BadInput as problem:
            column = self.columns.get(field, field)
            raise BadInput(problem.what, where=column, mend=problem.mend) from problem


@lru_cache(maxsize=64)
def _fields(columns: tuple[str, ...]) -> Mapping[str, str]:
    """What columns mean → their names; one that is named as we name it comes before its synonyms."""
    names = {column: _APART.sub("_", column.strip().lower().removeprefix("g:")) for column in columns}
    found = {name: column for column, name in names.items()}
    for column, name in names.items():
        found.setdefault(SYNONYMS.get(name, name), column)
    return {field: column for field, column in found.items() if field not in SYNONYMS}


def _qualities(cells: _Cells, *, feed: bool) -> Iterator[str]:
    for field, column in cells.columns.items():
        if field in FEED_QUALITIES if feed else _is_quality(field):
            parts = cells.row.cells[column]
            for part in _LEVELS.split(parts) if feed else parts.split("|"):
                said = token(field, part)
                if said:
                    yield said


def _is_quality(field: str) -> bool:
    return field not in PLAIN | NO_QUALITIES and carried_by_thing(field) is None


def _plain(text: str) -> str:
    """Without the markup and entities that feeds carry over from web pages."""
    return " ".join(unescape(_MARKUP.sub(" ", text)).split())


def _id(text: str) -> str:
    if not _ID.fullmatch(text):
        mend = "Use letters, figures, points, hyphens and underscores, 80 of them at most."
        raise BadInput(f'"{text[:80]}" cannot be the id of a good', mend=mend)
    return text


def _price(text: str, currency: str) -> int:
    amount, _, named = text.partition(" ")
    if named and named.strip().upper() != currency:
        raise BadInput(f'"{text[:40]}" is not in {currency}', mend=f"Give prices in {currency}.")
    found = minor_units(amount, currency)
    if found < 0:
        raise BadInput(f'"{text[:40]}" is below nothing', mend="Write the price as it is paid, tax included.")
    return found


def _family(text: str, families: Collection[str]) -> str:
    if text not in families:
        raise BadInput(f'there is no family "{text[:60]}"', mend=did_you_mean(text, families))
    return text


def _link(text: str) -> str:
    if not _LINK.fullmatch(text):
        raise BadInput(f'"{text[:60]}" is no address', mend="Begin it with https://.")
    return text


def _stock(text: str) -> int:
    found = whole(text)
    if found < 0:
        raise BadInput(
            f"{found} is less than none", mend="Write 0 or more; nothing for what is made to order."
        )
    return found
