"""The minimal-data mode: a shop that keeps no taste of anyone, and knows a visitor by one small number for one visit.

In the mode nothing is collected but what a visit, an order and the law need, and what people ask us to leave out. What
somebody does is looked at once, to see which of a few ways of choosing it speaks for; only the number is kept, in the
record of the visit, and goes with it.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sumisura.kernel import BadInput, BrandId
from sumisura.store.codec import decode, encode
from sumisura.store.ports import Transaction
from sumisura.taste import repo
from sumisura.taste.learning.segments import NONE
from sumisura.usecases.again import again
from sumisura.usecases.services import Services, Visitor

KIND, FORGETTING = "minimal", "minimal-forgetting"
SETTLES = timedelta(minutes=1)
"""After so long, what was on its way when the mode began has arrived, and is found by the last pass."""


@dataclass(frozen=True, slots=True)
class _Forgetting:
    """How far the tastes that were kept before are deleted.

    Args:
        began: when this pass over all customers did.
        before: from where to go on; "" to begin.
        since: when the mode did.
    """

    since: datetime
    began: datetime
    before: str = ""


def on(tx: Transaction, brand: BrandId) -> bool:
    """Whether this shop is in the minimal-data mode."""
    found = tx.records.get(brand, KIND, "")
    return decode(found.body, bool) if found else False


def put(tx: Transaction, brand: BrandId, value: bool) -> None:
    """Write whether it is."""
    found = tx.records.get(brand, KIND, "")
    tx.records.put(brand, KIND, "", encode(value), version=found.version if found else 0)


def begin(services: Services, tx: Transaction, brand: BrandId) -> None:
    """Begin the mode; what customers told before is deleted from here on, however often that is cut off (`take_up`)."""
    put(tx, brand, value=True)
    now = services.clock.now()
    _save(tx, brand, _Forgetting(now, now))


def end(tx: Transaction, brand: BrandId) -> None:
    """End the mode; what was not deleted by now stays, and what is told from now on is kept."""
    put(tx, brand, value=False)
    tx.records.delete(brand, FORGETTING, "")


def take_up(services: Services, brand: BrandId) -> int:
    """Go on deleting the tastes that were kept before the mode, and say how many pages of customers were looked at.

    For the worker. Each page is a unit of work, with how far it is: nobody waits for longer than one takes, and one that
    is cut off is done again.
    """
    with services.store.read() as tx:
        if tx.records.get(brand, FORGETTING, "") is None:
            return 0
    pages = 0
    while _next_page(services, brand):
        pages += 1
    return pages


@again
def _next_page(services: Services, brand: BrandId) -> bool:
    """Delete one page, and say whether to go on at once; the last pass begins once nothing is on its way any more."""
    now = services.clock.now()
    with services.store.write() as tx:
        found = tx.records.get(brand, FORGETTING, "")
        if found is None:
            return False
        standing = decode(found.body, _Forgetting)
        if not standing.before:
            standing = replace(standing, began=now)
        before = repo.forget_tastes(tx, brand, before=standing.before)
        if before or standing.began - standing.since < SETTLES:
            _save(tx, brand, replace(standing, before=before))
        else:
            tx.records.delete(brand, FORGETTING, "")
    return bool(before)


def _save(tx: Transaction, brand: BrandId, standing: _Forgetting) -> None:
    found = tx.records.get(brand, FORGETTING, "")
    tx.records.put(brand, FORGETTING, "", encode(standing), version=found.version if found else 0)


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
