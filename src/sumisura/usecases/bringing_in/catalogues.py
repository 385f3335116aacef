"""Bring in finished goods and accessories: a brand's own list, or a product feed."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from sumisura.files.rows import Rejects, Row, Spoiled, Table
from sumisura.kernel import BadInput, Brand, PartyId
from sumisura.space import repo as families
from sumisura.taste import repo
from sumisura.taste.goods import good
from sumisura.taste.model import Item, Kind
from sumisura.trust.never import Never, carried_by_thing
from sumisura.usecases.again import again
from sumisura.usecases.services import Services

BATCH = 5_000
"""Goods that are one unit of work."""
SHOWN = 3
_FEED = frozenset({"image_link", "gtin", "mpn", "google_product_category"})
"""Columns that only Google's specification has."""


@dataclass(slots=True)
class Stocked:
    """What came of a list of goods.

    Args:
        rows: how many were read.
        goods: goods that are in it.
        changed: how many of them are new or otherwise than before.
        qualities: how many goods say something of each quality.
        sample: the first goods, as they were understood.
        left_out: columns that sort people, and say nothing of a good (``trust.never``).
    """

    rows: int = 0
    goods: int = 0
    changed: int = 0
    qualities: Counter[str] = field(default_factory=Counter)
    sample: list[Item] = field(default_factory=list)
    left_out: dict[str, Never] = field(default_factory=dict)


def is_feed(table: Table) -> bool:
    """Whether it is a product feed in Google's specification, as XML or with its columns."""
    names = {re.sub(r"\W+", "_", name.lower().removeprefix("g:")) for name in table.columns}
    return table.feed or bool(names & _FEED) or any(name.startswith("g:") for name in table.columns)


def bring_in(
    services: Services,
    brand: Brand,
    table: Table,
    rejects: Rejects,
    *,
    write: bool = True,
    each: Callable[[int], object] = lambda _: None,
) -> Stocked:
    """Offer every good that can be read, `BATCH` in a unit of work; one brought in again is changed in its place.

    Args:
        brand: whose goods they are; prices are in its currency, times in its zone.
        table: the file.
        rejects: takes the rows that cannot be used.
        write: False only looks.
        each: told how many rows were read, for a progress bar.
    """
    stocked, lines = Stocked(), dict[str, int]()
    with services.store.read() as tx:
        names = families.names(tx, brand.id)
        taken: set[str] = {item.id for item in repo.items(tx, brand.id) if item.kind is not Kind.GOOD}
    reader = _Reader(brand, names, taken, is_feed(table), lines)
    _leave_out(services, brand, table, stocked, write=write)
    rows = iter(table)
    while batch := list(islice(rows, BATCH)):
        stocked.rows += len(batch)
        goods = list(_goods(reader, batch, rejects))
        _count(stocked, goods)
        if write and goods:
            stocked.changed += _save(services, brand, goods)
        each(stocked.rows)
    return stocked


def _leave_out(services: Services, brand: Brand, table: Table, stocked: Stocked, *, write: bool) -> None:
    """Say, and log, which columns are not learned from: a list is not refused for having been written for another shop."""
    for column in table.columns:
        entry = carried_by_thing(column.strip().removeprefix("g:"))
        if entry:
            stocked.left_out[column] = entry
            if write:
                services.gate.refuse(brand.id, PartyId(""), "goods.import", "never", entry.name)


@dataclass(frozen=True, slots=True)
class _Reader:
    """What a row is read against.

    Args:
        lines: where each id of the file stood.
    """

    brand: Brand
    families: Iterable[str]
    taken: set[str]
    feed: bool
    lines: dict[str, int]

    def read(self, row: Row) -> Item:
        """The good in a row.

        Raises:
            BadInput: it cannot be used, or its id is taken.
        """
        zone = self.brand.zone
        item = good(row, self.brand.currency, zone, tuple(self.families), feed=self.feed)
        if item.id in self.taken:
            raise BadInput(
                f'"{item.id}" is a product that is made', where="id", mend="Give the good another."
            )
        if item.id in self.lines:
            what = f'"{item.id}" is here twice (first in line {self.lines[item.id]})'
            raise BadInput(what, where="id", mend="Keep one.")
        self.lines[item.id] = row.line
        return item


def _goods(reader: _Reader, batch: Iterable[Row | Spoiled], rejects: Rejects) -> Iterator[Item]:
    for row in batch:
        if isinstance(row, Spoiled):
            rejects.add(row)
            continue
        try:
            yield reader.read(row)
        except BadInput as problem:
            rejects.add(row.spoiled(problem))


def _count(stocked: Stocked, goods: list[Item]) -> None:
    stocked.goods += len(goods)
    stocked.sample += goods[: SHOWN - len(stocked.sample)]
    for item in goods:
        stocked.qualities.update({token.partition("=")[0] for token in item.tokens})


@again
def _save(services: Services, brand: Brand, goods: list[Item]) -> int:
    with services.store.write() as tx:
        return repo.save_items(tx, brand.id, goods)
