"""Which price book is in force, and what a family costs under it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sumisura.kernel import BadInput, Family, Surcharge, Value, Variable
from sumisura.pricing.model import PriceBook


def in_force(books: Iterable[PriceBook], family: str, at: datetime) -> PriceBook | None:
    """The book that prices a family at an instant; None leaves the family's own prices.

    Where several hold, the one that started last wins: a book for two weeks may stand inside one for the year.

    Example:
        >>> from datetime import UTC
        >>> from sumisura.kernel import Span
        >>> year = PriceBook("2026", "jeans", Span(datetime(2026, 1, 1, tzinfo=UTC)))
        >>> sale = PriceBook(
        ...     "sale", "jeans", Span(datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 7, 15, tzinfo=UTC))
        ... )
        >>> [in_force([year, sale], "jeans", datetime(2026, month, 2, tzinfo=UTC)).revision for month in (6, 7, 8)]
        ['2026', 'sale', '2026']
    """
    holding = [book for book in books if book.family == family and at in book.valid]
    return max(holding, key=lambda book: (book.valid.start, book.revision), default=None)


def priced(family: Family, book: PriceBook | None) -> Family:
    """The family with the book's prices, and so with a digest of its own; None gives it back as it is.

    What the book names and this revision has not, another revision has: it is passed over, so that designs
    begun before an option was added can still be priced. A misspelt name is found when the book is read.

    Raises:
        BadInput: the book is for another family.

    Example:
        >>> from datetime import UTC
        >>> from sumisura.kernel import Span
        >>> jeans = Family("jeans", "Jeans", "EUR", (Variable("wash", "Wash", (Value("raw"), Value("stone"))),))
        >>> year = Span(datetime(2026, 1, 1, tzinfo=UTC))
        >>> priced(jeans, PriceBook("2026", "jeans", year, 8900, {("wash", "stone"): 1200})).base_price
        8900
    """
    if book is None:
        return family
    if book.family != family.name:
        raise BadInput(
            f'it is for "{book.family}", not "{family.name}"', where=f'price book "{book.revision}"'
        )
    return replace(
        family,
        base_price=family.base_price if book.base is None else book.base,
        variables=tuple(_variable(variable, book) for variable in family.variables),
        surcharges=tuple(_surcharge(surcharge, book) for surcharge in family.surcharges),
    )


def _variable(variable: Variable, book: PriceBook) -> Variable:
    return replace(variable, values=tuple(_value(variable.name, value, book) for value in variable.values))


def _value(variable: str, value: Value, book: PriceBook) -> Value:
    return replace(value, price=book.options.get((variable, value.name), value.price))


def _surcharge(surcharge: Surcharge, book: PriceBook) -> Surcharge:
    return replace(surcharge, amount=book.surcharges.get(surcharge.name, surcharge.amount))
