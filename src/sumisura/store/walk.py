"""All records of a kind, however many, without holding more than a page of them."""

from collections.abc import Iterator

from sumisura.kernel import BrandId
from sumisura.store.ports import Record, Transaction


def walk(tx: Transaction, brand: BrandId, kind: str, *, size: int = 500) -> Iterator[Record]:
    """Every record of a kind by descending id, read ``size`` at a time.

    A record may be deleted once it was handed out.
    """
    before = ""
    while page := tx.records.page(brand, kind, before=before, limit=size):
        yield from page
        before = page[-1].id
