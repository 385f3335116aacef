"""Brands: the tenants of this installation."""

from collections.abc import Sequence
from functools import lru_cache

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
    return _read(record.body)


def every(tx: Transaction) -> Sequence[Brand]:
    """All brands, by short name."""
    found = tx.records.page(NOBODY, KIND, limit=1000)
    return sorted((_read(record.body) for record in found), key=lambda brand: brand.id)


@lru_cache(maxsize=1024)
def _read(body: bytes) -> Brand:
    """Every request asks; the same bytes mean the same brand, so they are read once."""
    return decode(body, Brand)
