"""Endpoints and deliveries on the store's records, and the queue of what is due.

The queue is records whose ids sort by endpoint, then by instant, the earliest on top: what is due is read without
looking at what is not.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sumisura.kernel import BrandId, NotFound
from sumisura.store.codec import decode, encode
from sumisura.store.ports import Transaction
from sumisura.webhooks.model import Delivery, Endpoint

ENDPOINT, DELIVERY, QUEUE = "webhook-endpoint", "webhook-delivery", "webhook-due"
MOST = 50
"""Endpoints of a brand."""
_FAR = 10**15
"""Milliseconds past any instant: an instant's distance to it sorts the earliest on top."""
_PAGE = 200


def endpoints(tx: Transaction, brand: BrandId) -> Sequence[Endpoint]:
    """All endpoints of a brand, the latest first."""
    return [decode(one.body, Endpoint) for one in tx.records.page(brand, ENDPOINT, limit=MOST)]


def endpoint(tx: Transaction, brand: BrandId, id_: str) -> tuple[Endpoint, int]:
    """An endpoint and its version.

    Raises:
        NotFound: the brand has none of that id.
    """
    record = tx.records.get(brand, ENDPOINT, id_)
    if record is None:
        raise NotFound("webhook", id_)
    return decode(record.body, Endpoint), record.version


def save_endpoint(tx: Transaction, one: Endpoint, version: int) -> None:
    """Write an endpoint that had this version; 0 for a new one."""
    tx.records.put(one.brand, ENDPOINT, one.id, encode(one), version=version)


def remove_endpoint(tx: Transaction, brand: BrandId, id_: str) -> None:
    """Forget an endpoint, and all that was on its way or arrived."""
    for kind in (QUEUE, DELIVERY):
        for record_id in list(_below(tx, brand, kind, id_)):
            tx.records.delete(brand, kind, record_id)
    tx.records.delete(brand, ENDPOINT, id_)


def delivery(tx: Transaction, brand: BrandId, id_: str) -> tuple[Delivery, int]:
    """A delivery and its version.

    Raises:
        NotFound: the brand has none of that id.
    """
    record = tx.records.get(brand, DELIVERY, id_)
    if record is None:
        raise NotFound("delivery", id_)
    return decode(record.body, Delivery), record.version


def save_delivery(
    tx: Transaction, brand: BrandId, one: Delivery, version: int, *, was: datetime | None = None
) -> None:
    """Write a delivery, and put it where it is due.

    Args:
        was: when it was due before.
    """
    tx.records.put(brand, DELIVERY, one.id, encode(one), version=version)
    if was and was != one.due:
        tx.records.delete(brand, QUEUE, _place(one, was))
    if one.due and one.due != was:
        tx.records.put(brand, QUEUE, _place(one, one.due), encode(one.id), version=0)


def due(tx: Transaction, brand: BrandId, endpoint_id: str, now: datetime, limit: int) -> Sequence[str]:
    """Ids of deliveries to an endpoint whose time has come, the longest due first."""
    found = []
    for record in tx.records.page(brand, QUEUE, before=_past(endpoint_id), limit=limit):
        whose, far, _ = record.id.split(".", 2)
        if whose != endpoint_id or _FAR - int(far) > _milliseconds(now):
            break
        found.append(decode(record.body, str))
    return found


def recent(tx: Transaction, brand: BrandId, endpoint_id: str, limit: int) -> Sequence[Delivery]:
    """The latest deliveries to an endpoint."""
    page = tx.records.page(brand, DELIVERY, before=_past(endpoint_id), limit=limit)
    found = [decode(one.body, Delivery) for one in page]
    return [one for one in found if one.endpoint == endpoint_id]


def forget_delivery(tx: Transaction, brand: BrandId, one: Delivery) -> None:
    """Forget what became of a delivery."""
    if one.due:
        tx.records.delete(brand, QUEUE, _place(one, one.due))
    tx.records.delete(brand, DELIVERY, one.id)


def _below(tx: Transaction, brand: BrandId, kind: str, endpoint_id: str) -> Iterator[str]:
    before = _past(endpoint_id)
    while page := tx.records.page(brand, kind, before=before, limit=_PAGE):
        for record in page:
            if not record.id.startswith(f"{endpoint_id}."):
                return
            yield record.id
        before = page[-1].id


def _past(endpoint_id: str) -> str:
    """Just past every id below an endpoint's: "/" follows "." in ASCII."""
    return f"{endpoint_id}/"


def _place(one: Delivery, due_at: datetime) -> str:
    return f"{one.endpoint}.{_FAR - _milliseconds(due_at):016d}.{one.id.rpartition('.')[2]}"


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)
