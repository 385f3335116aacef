"""What sells, as counts without any person: how often each distinct design was bought.

Orders are counted in several rows of a design, its shards, so that those of one design seldom meet in one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from zlib import crc32

from sumisura.kernel import BrandId, Configuration, Order
from sumisura.store.codec import decode, encode
from sumisura.store.ports import Keys, Transaction
from sumisura.taste.designs import History
from sumisura.usecases.shop.as_it_is import AS_IT_IS

SALE: Final = "sale"
SHARDS: Final = 32
"""Rows that one design may be counted in."""


@dataclass(frozen=True, slots=True)
class Sale:
    """A design as it was bought, and how often, as one shard has it.

    Of no revision in particular, so that history outlives them.
    """

    choices: Mapping[str, str]
    count: int


def add(
    tx: Transaction,
    brand: BrandId,
    family_name: str,
    choices: Mapping[str, str],
    *,
    times: int = 1,
    order: str = "",
) -> None:
    """Count a design as sold.

    Args:
        order: which order says so; "" where it was sold elsewhere.

    Raises:
        Stale: somebody was counted in the same row at this moment; repeat.
    """
    _change(tx, brand, family_name, _row(family_name, choices, order), choices, times)


def remove(
    tx: Transaction, brand: BrandId, family_name: str, choices: Mapping[str, str], *, order: str = ""
) -> None:
    """Count one of it as not sold after all, where it was added; one that was never counted stays so.

    Raises:
        Stale: as ``add``.
    """
    row = _row(family_name, choices, order)
    if tx.records.get(brand, SALE, row) is None:  # version 0.1.0 counted every order in the one without
        row = _row(family_name, choices, "")
    _change(tx, brand, family_name, row, choices, -1)


def paid(tx: Transaction, order: Order) -> None:
    """Count every design of a paid order: once a line, however many of it, since it was chosen once."""
    for family_name, choices in designs(order):
        add(tx, order.brand, family_name, choices, order=order.id)


def called_off(tx: Transaction, order: Order) -> None:
    """Take out what ``paid`` counted."""
    for family_name, choices in designs(order):
        remove(tx, order.brand, family_name, choices, order=order.id)


def designs(order: Order) -> Sequence[tuple[str, Mapping[str, str]]]:
    """(family name, choices) of each line that was shaped; finished goods leave nothing to choose."""
    return [
        (line.family_name, dict(line.configuration))
        for line in order.lines
        if AS_IT_IS not in line.configuration
    ]


def rows(order: Order) -> Sequence[str]:
    """The ids of the rows that an order's designs are counted in."""
    return [_row(family_name, choices, order.id) for family_name, choices in designs(order)]


def history(tx: Transaction, brand: BrandId, family_name: str, columns: Sequence[tuple[str, str]]) -> History:
    """All that was sold of a family, in the options it has now; what it no longer has is left out of a sale."""
    found = tx.records.find(brand, SALE, "family", family_name)
    sales = (decode(record.body, Sale) for record in found)
    return History.summed(columns, ((sale.choices, sale.count) for sale in sales))


def _row(family_name: str, choices: Mapping[str, str], order: str) -> str:
    """The id of the row that a design of an order is counted in."""
    design = f"{family_name}/{Configuration.of(family_name, choices).digest}"
    return f"{design}/{crc32(order.encode()) % SHARDS}" if order else design


def _change(
    tx: Transaction, brand: BrandId, family_name: str, id_: str, choices: Mapping[str, str], by: int
) -> None:
    before = tx.records.get(brand, SALE, id_)
    count = max(0, (decode(before.body, Sale).count if before else 0) + by)
    if not before and not count:
        return
    keys = Keys(index={"family": family_name})
    body = encode(Sale(dict(sorted(choices.items())), count))
    tx.records.put(brand, SALE, id_, body, version=before.version if before else 0, keys=keys)
    if not count:  # written first: a delete alone would take along what another counted meanwhile
        tx.records.delete(brand, SALE, id_)
