"""Brands: the tenants of this installation."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from sumisura.kernel import BadInput, Brand, BrandId, NotFound
from sumisura.store.codec import decode, encode
from sumisura.store.ports import NOBODY, Transaction
from sumisura.store.walk import walk

KIND = "brand"
TAKEN: Mapping[str, str] = {
    "api": "where programs ask",
    "health": "where monitors look",
    "ready": "where monitors look",
    "static": "where the pages' files are",
}
"""Addresses that no brand can have."""


def save(tx: Transaction, brand: Brand) -> None:
    """Write a brand, new or changed.

    Raises:
        BadInput: something else is at the address that its name would have.
    """
    if not brand.sells or brand.id in TAKEN:
        what = TAKEN.get(brand.id, "where visitors try rules of their own")
        raise BadInput(f'"{brand.id}" is {what}', mend="Give the brand another name.")
    before = tx.records.get(NOBODY, KIND, brand.id)
    tx.records.put(NOBODY, KIND, brand.id, encode(brand), version=before.version if before else 0)


def find(tx: Transaction, brand: BrandId) -> Brand | None:
    """The brand of that short name, or None."""
    record = tx.records.get(NOBODY, KIND, brand)
    return _read(record.body) if record else None


def load(tx: Transaction, brand: BrandId) -> Brand:
    """The brand of that short name. Raises NotFound when there is none."""
    found = find(tx, brand)
    if found is None:
        raise NotFound("shop", brand)
    return found


def every(tx: Transaction) -> Sequence[Brand]:
    """All brands, by short name."""
    return [_read(record.body) for record in walk(tx, NOBODY, KIND)][::-1]


@lru_cache(maxsize=1024)
def _read(body: bytes) -> Brand:
    """Every request asks; the same bytes mean the same brand, so they are read once."""
    return decode(body, Brand)
