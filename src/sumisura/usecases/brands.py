"""Brands: the tenants of this installation."""

from collections.abc import Sequence

from sumisura.kernel import Brand, BrandId, NotFound
from sumisura.store.codec import decode, encode
from sumisura.store.ports import NOBODY, Transaction

KIND = "brand"


def save(tx: Transaction, brand: Brand) -> None:
    """Write a brand, new or changed."""
    before = tx.records.get(NOBODY, KIND, brand.id)
    tx.records.put(NOBODY, KIND, brand.id, encode(brand), version=before.version if before else 0)


def load(tx: Transaction, brand: BrandId) -> Brand:
    """The brand of that short name."""
    record = tx.records.get(NOBODY, KIND, brand)
    if record is None:
        raise NotFound("shop", brand)
    return decode(record.body, Brand)


def every(tx: Transaction) -> Sequence[Brand]:
    """All brands, by short name."""
    found = tx.records.page(NOBODY, KIND, limit=1000)
    return sorted((decode(record.body, Brand) for record in found), key=lambda brand: brand.id)
