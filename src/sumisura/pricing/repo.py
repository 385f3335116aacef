"""A brand's price books and tax rates on the store's records: one record, read with every quote."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from sumisura.kernel import BadInput, BrandId, Span
from sumisura.pricing.model import PriceBook, Prices, TaxRate, TaxTable
from sumisura.store.codec import decode, encode
from sumisura.store.ports import Transaction

KIND = "prices"
ONLY = "current"


@dataclass(frozen=True, slots=True)
class _Book:
    """A price book in JSON, whose objects know no pairs as keys: variable → value → minor units."""

    revision: str
    family: str
    valid: Span
    base: int | None
    options: Mapping[str, Mapping[str, int]]
    surcharges: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Prices:
    books: tuple[_Book, ...]
    rates: tuple[TaxRate, ...]


def load(tx: Transaction, brand: BrandId) -> Prices:
    """The brand's books and rates; none where nothing was saved."""
    record = tx.records.get(brand, KIND, ONLY)
    if record is None:
        return Prices((), TaxTable(()))
    return _read(record.body)


def save(tx: Transaction, brand: BrandId, prices: Prices) -> bool:
    """Replace the brand's books and rates; False when they already were so.

    Raises:
        BadInput: a book has other amounts than the one of the same revision that quotes already cite.
    """
    before = tx.records.get(brand, KIND, ONLY)
    known = {book.revision: book for book in load(tx, brand).books}
    for book in prices.books:
        _unchanged(known.get(book.revision, book), book)
    body = encode(_Prices(tuple(_asleep(book) for book in prices.books), prices.taxes.rates))
    if before is not None and before.body == body:
        return False
    tx.records.put(brand, KIND, ONLY, body, version=before.version if before else 0)
    return True


@lru_cache(maxsize=256)
def _read(body: bytes) -> Prices:
    """Every quote asks; the same bytes mean the same prices, so they are read once."""
    rested = decode(body, _Prices)
    return Prices(tuple(_awake(book) for book in rested.books), TaxTable(rested.rates))


def _unchanged(old: PriceBook, new: PriceBook) -> None:
    # The span may change: a book is closed by giving it an end.
    if (old.family, old.base, old.options, old.surcharges) != (
        new.family,
        new.base,
        new.options,
        new.surcharges,
    ):
        raise BadInput(
            "its prices changed, and quotes already cite them",
            where=f'price book "{new.revision}"',
            mend="Give the new prices a new revision and a start of their own.",
        )


def _asleep(book: PriceBook) -> _Book:
    options: dict[str, dict[str, int]] = {}
    for (variable, value), amount in book.options.items():
        options.setdefault(variable, {})[value] = amount
    return _Book(book.revision, book.family, book.valid, book.base, options, book.surcharges)


def _awake(book: _Book) -> PriceBook:
    options = {
        (variable, value): amount for variable, row in book.options.items() for value, amount in row.items()
    }
    return PriceBook(book.revision, book.family, book.valid, book.base, options, book.surcharges)
