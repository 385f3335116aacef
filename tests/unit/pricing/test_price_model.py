"""Price books and tax tables (S1, S79): dated data, checked when it is made."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from sumisura.kernel import BadInput, Span
from sumisura.pricing import PriceBook, Prices, TaxRate, TaxTable, UnknownDestination


def day(year: int, month: int = 1) -> datetime:
    return datetime(year, month, 1, tzinfo=UTC)


def rate(country: str, percent: int, start: datetime, end: datetime | None = None) -> TaxRate:
    return TaxRate(country, Fraction(percent, 100), Span(start, end), "a law")


GERMANY_2020 = TaxTable(
    (
        rate("DE", 19, day(2007), day(2020, 7)),
        rate("DE", 16, day(2020, 7), day(2021)),
        rate("DE", 19, day(2021)),
        rate("IT", 22, day(2013, 10)),
    )
)


@pytest.mark.parametrize(
    ("at", "percent"), [(day(2020, 6), 19), (day(2020, 7), 16), (day(2020, 12), 16), (day(2021), 19)]
)
def test_a_rate_follows_the_date(at: datetime, percent: int) -> None:
    assert GERMANY_2020.at("DE", at).rate == Fraction(percent, 100)


def test_an_unknown_destination_names_the_known_ones() -> None:
    with pytest.raises(UnknownDestination, match="Choose one of DE, IT") as caught:
        GERMANY_2020.at("US", day(2026))
    assert caught.value.code == "unknown_destination"
    assert caught.value.known == ("DE", "IT")


def test_a_destination_without_a_rate_yet_is_unknown() -> None:
    with pytest.raises(UnknownDestination, match=r"Choose one of DE\."):
        GERMANY_2020.at("IT", day(2012))


def test_two_rates_at_once_are_refused() -> None:
    with pytest.raises(BadInput, match="two tax rates of DE hold from 2020-07-01"):
        TaxTable((rate("DE", 19, day(2007)), rate("DE", 16, day(2020, 7))))


def test_a_rate_below_zero_is_refused() -> None:
    with pytest.raises(BadInput, match="below zero"):
        rate("DE", -1, day(2020))


@pytest.mark.parametrize(
    ("second", "words"),
    [
        (PriceBook("a", "rings", Span(day(2027))), 'two price books are called "a"'),
        (PriceBook("b", "jeans", Span(day(2026))), 'two price books of "jeans" start on 2026-01-01'),
    ],
)
def test_books_that_cannot_be_told_apart_are_refused(second: PriceBook, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        Prices((PriceBook("a", "jeans", Span(day(2026))), second), GERMANY_2020)
