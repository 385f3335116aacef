"""The minimal-data mode: a shop that keeps no taste of anyone, and knows a visitor by one small number for one visit.

In the mode nothing is collected but what a visit, an order and the law need, and what people ask us to leave out. What
somebody does is looked at once, to see which of a few ways of choosing it speaks for; only the number is kept, in the
record of the visit, and goes with it.
"""

from sumisura.kernel import BadInput, BrandId
from sumisura.store.codec import decode, encode
from sumisura.store.ports import Transaction
from sumisura.taste.learning.segments import NONE
from sumisura.usecases.services import Services, Visitor

KIND = "minimal"


def on(tx: Transaction, brand: BrandId) -> bool:
    """Whether this shop is in the minimal-data mode."""
    found = tx.records.get(brand, KIND, "")
    return decode(found.body, bool) if found else False


def put(tx: Transaction, brand: BrandId, value: bool) -> None:
    """Write whether it is."""
    found = tx.records.get(brand, KIND, "")
    tx.records.put(brand, KIND, "", encode(value), version=found.version if found else 0)


def forbid(tx: Transaction, brand: BrandId) -> None:
    """Refuse to be agreed to what this shop does not collect.

    Raises:
        BadInput: it is in the minimal-data mode.
    """
    if on(tx, brand):
        raise BadInput(
            "this shop learns nothing of any one customer",
            where="sources",
            mend="There is nothing to agree to; what you do here is forgotten with your visit.",
        )


def act(services: Services, tx: Transaction, visitor: Visitor, item: str, value: float) -> None:
    """Look at one thing a visitor did, and keep the number of the way of choosing that it speaks for."""
    segments = services.models.segments(tx, visitor.brand.id)
    if segments is None:
        return
    before = services.sessions.segment(tx, visitor.brand.id, visitor.party)
    after = segments.after(item, value, before)
    services.sessions.assign(tx, visitor.brand.id, visitor.party, after)


def segment(services: Services, tx: Transaction, visitor: Visitor) -> int:
    """The number this visit is of; `NONE` where nothing was done yet, or the shop is in no such mode."""
    if not on(tx, visitor.brand.id):
        return NONE
    return services.sessions.segment(tx, visitor.brand.id, visitor.party)
