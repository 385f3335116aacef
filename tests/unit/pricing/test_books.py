"""A price book overrides a family's own prices from a date."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sumisura.kernel import BadInput, Family, Span, Surcharge, Value, Variable
from sumisura.pricing import PriceBook, in_force, priced

YEAR = Span(datetime(2026, 1, 1, tzinfo=UTC))
JEANS = Family(
    "jeans",
    "Jeans",
    "EUR",
    (
        Variable("cut", "Cut", (Value("slim"), Value("wide", price=500))),
        Variable("wash", "Wash", (Value("raw"), Value("stone", price=1200))),
    ),
    surcharges=(Surcharge("wide-stone", 300, {"cut": ("wide",), "wash": ("stone",)}),),
    base_price=8900,
)


def test_no_book_leaves_the_family_as_it_is() -> None:
    assert priced(JEANS, None) is JEANS
    assert in_force([PriceBook("2026", "rings", YEAR)], "jeans", YEAR.start) is None


def test_a_book_changes_what_it_names_and_nothing_else() -> None:
    book = PriceBook("2026", "jeans", YEAR, 9900, {("wash", "stone"): 0}, {"wide-stone": -100})
    cut, wash = JEANS.variables
    assert priced(JEANS, book) == replace(
        JEANS,
        base_price=9900,
        variables=(cut, replace(wash, values=(Value("raw"), Value("stone", price=0)))),
        surcharges=(replace(JEANS.surcharges[0], amount=-100),),
    )


def test_a_priced_family_has_a_digest_of_its_own() -> None:
    dearer = priced(JEANS, PriceBook("2026", "jeans", YEAR, 9900))
    assert dearer.digest != JEANS.digest
    assert priced(JEANS, PriceBook("2026", "jeans", YEAR)).digest == JEANS.digest


def test_what_another_revision_has_is_passed_over() -> None:
    options = {("wash", "stone"): 0, ("wash", "black"): 700, ("pockets", "five"): 1}
    book = PriceBook("2026", "jeans", YEAR, options=options, surcharges={"black-slim": 9})
    known = PriceBook("2026", "jeans", YEAR, options={("wash", "stone"): 0})
    assert priced(JEANS, book) == priced(JEANS, known)


def test_a_book_for_another_family_is_refused() -> None:
    with pytest.raises(BadInput, match='price book "x": it is for "rings", not "jeans"'):
        priced(JEANS, PriceBook("x", "rings", YEAR))


def test_the_book_that_started_last_wins_whatever_the_order() -> None:
    sale = PriceBook(
        "sale", "jeans", Span(datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 7, 15, tzinfo=UTC))
    )
    year = PriceBook("2026", "jeans", YEAR)
    for books in ([sale, year], [year, sale]):
        assert in_force(books, "jeans", datetime(2026, 7, 14, tzinfo=UTC)) == sale
        assert in_force(books, "jeans", datetime(2026, 7, 15, tzinfo=UTC)) == year
        assert in_force(books, "jeans", datetime(2025, 7, 15, tzinfo=UTC)) is None
