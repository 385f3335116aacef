"""What sells, as counts without any person: how often each distinct design was bought."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sumisura.kernel import BrandId, Configuration, Order
from sumisura.store.codec import decode, encode
from sumisura.store.ports import Keys, Transaction
from sumisura.taste.designs import History
from sumisura.usecases.shop.as_it_is import AS_IT_IS

SALE = "sale"


@dataclass(frozen=True, slots=True)
class Sale:
    """A design as it was bought, and how often; of no revision in particular, so that history outlives them."""

    choices: Mapping[str, str]
    count: int


def add(
    tx: Transaction, brand: BrandId, family_name: str, choices: Mapping[str, str], *, times: int = 1
) -> None:
    """Count a design as sold.

    Raises:
        Stale: the same design was counted at the same moment; repeat.
    """
    _change(tx, brand, family_name, choices, times)


def remove(
    tx: Transaction, brand: BrandId, family_name: str, choices: Mapping[str, str], *, times: int = 1
) -> None:
    """Count it as not sold after all; one that was never counted stays so.

    Raises:
        Stale: as ``add``.
    """
    _change(tx, brand, family_name, choices, -times)


def paid(tx: Transaction, order: Order) -> None:
    """Count every design of a paid order: once a line, however many of it, since it was chosen once."""
    for family_name, choices in designs(order):
        add(tx, order.brand, family_name, choices)


def called_off(tx: Transaction, order: Order) -> None:
    """Take out what ``paid`` counted."""
    for family_name, choices in designs(order):
        remove(tx, order.brand, family_name, choices)


def designs(order: Order) -> Sequence[tuple[str, Mapping[str, str]]]:
    """(family name, choices) of each line that was shaped; finished goods leave nothing to choose."""
    return [
        (line.family_name, dict(line.configuration))
        for line in order.lines
        if AS_IT_IS not in line.configuration
    ]


def history(tx: Transaction, brand: BrandId, family_name: str, columns: Sequence[tuple[str, str]]) -> History:
    """All that was sold of a family, in the options it has now; what it no longer has is left out of a sale."""
    found = tx.records.find(brand, SALE, "family", family_name)
    sales = (decode(record.body, Sale) for record in found)
    return History.summed(columns, ((sale.choices, sale.count) for sale in sales))


def _change(tx: Transaction, brand: BrandId, family_name: str, choices: Mapping[str, str], by: int) -> None:
    id_ = f"{family_name}/{Configuration.of(family_name, choices).digest}"
    before = tx.records.get(brand, SALE, id_)
    count = (decode(before.body, Sale).count if before else 0) + by
    if count > 0:
        keys = Keys(index={"family": family_name})
        body = encode(Sale(dict(sorted(choices.items())), count))
        tx.records.put(brand, SALE, id_, body, version=before.version if before else 0, keys=keys)
    elif before:
        tx.records.delete(brand, SALE, id_)
