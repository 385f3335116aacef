"""What a page says of money is what the ledger means, in every currency."""

import pytest

from sumisura.files import minor_units
from sumisura.kernel import Brand, BrandId, Money
from sumisura.web import words


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        ("1234.5", "EUR", "1,234.50"),
        ("1234", "EUR", "1,234"),
        ("1234", "JPY", "1,234"),
        ("1234.567", "KWD", "1,234.567"),
        ("1234.5", "RSD", "1,234.50"),  # ISO 4217 has paras; what people print has not
        ("1234", "RSD", "1,234"),
        ("1234.567", "IQD", "1,234.567"),
        ("-0.01", "EUR", "−€0.01"),
        ("999999999999.99", "EUR", "999,999,999,999.99"),
        ("90071992547.99", "ALL", "90,071,992,547.99"),
    ],
)
def test_an_amount_is_shown_as_it_was_written(amount, currency, shown):
    shop = Brand(BrandId("b"), "B", currency, locale="en")
    written = words.money(Money(minor_units(amount, currency), currency), shop)
    assert written.removeprefix(currency).removeprefix("\N{NO-BREAK SPACE}").lstrip("€¥") == shown


@pytest.mark.parametrize(
    ("locale", "shown"), [("it", "1.234,50\xa0€"), ("de", "1.234,50\xa0€"), ("fr", "1\u202f234,50\xa0€")]
)
def test_it_is_written_as_the_brands_language_has_it(locale, shown):
    assert words.money(Money(123450, "EUR"), Brand(BrandId("b"), "B", "EUR", locale=locale)) == shown
