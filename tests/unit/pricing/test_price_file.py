"""``prices.yaml``: dated books and taxes, exact to the cent, wrong ones named at their line."""

from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from sumisura.kernel import Family, Surcharge, Value, Variable
from sumisura.pricing.model import Prices
from sumisura.pricing.read import BadPrices, read_prices

GOOD = """\
taxes:
  - {country: IT, rate: 22 %, from: 2013-10-01, source: DL 76/2013}
  - {country: FR, rate: 5.5%, from: 2014-01-01, until: 2027-01-01, source: CGI art. 278-0 bis}
books:
  - revision: one
    family: mug
    from: 2026-01-01
    until: 2026-09-01
  - revision: two
    family: mug
    from: 2026-09-01
    base: 9.90
    options:
      size: {large: 2.05}
    surcharges: {rim: -1}
"""
SIZE = Variable("size", "Size", (Value("small"), Value("large", price=150)))
MUG = Family("mug", "Mug", "EUR", (SIZE,), surcharges=(Surcharge("rim", 100, {"size": ("large",)}),))


def read(folder: Path, text: str) -> Prices:
    path = folder / "prices.yaml"
    path.write_text(text)
    return read_prices(path, [MUG])


def test_books_and_taxes_are_exact(tmp_path: Path) -> None:
    prices = read(tmp_path, GOOD)
    one, two = prices.books
    assert (one.base, one.options, one.valid.end) == (None, {}, datetime(2026, 9, 1, tzinfo=UTC))
    assert (two.base, two.options, two.surcharges) == (990, {("size", "large"): 205}, {"rim": -100})
    assert [rate.rate for rate in prices.taxes.rates] == [Fraction(11, 50), Fraction(11, 200)]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("22 %", "22", 'prices.yaml:2, tax IT: "22" is not a rate'),
        ("22 %", "220 %", "is no rate of tax"),
        ("country: IT", "country: Italy", "is not a country"),
        (", source: DL 76/2013", "", "source is missing"),
        ("2013-10-01", "1 October", "is not a day"),
        ("family: mug\n    from: 2026-01-01", "family: mog\n    from: 2026-01-01", 'Did you mean "mug"?'),
        ("until: 2026-09-01", "until: 2025-09-01", "it ends before it begins"),
        ("9.90", "9,90", "prices.yaml:12, book two"),
        ("large: 2.05", "lage: 2.05", 'size has no value "lage". Did you mean "large"?'),
        ("size: {", "sise: {", 'there is no choice "sise"'),
        ("rim: -1", "rum: -1", 'there is no surcharge "rum"'),
        ("revision: two", "revision: one", 'two price books are called "one"'),
        ("books:", "bookz:", '"bookz" is not known here'),
        ("taxes:\n", "taxes: 22 %\nbooks:\n", "twice"),
    ],
)
def test_wrong_prices_name_line_and_mend(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(BadPrices) as caught:
        read(tmp_path, GOOD.replace(old, new, 1))
    assert says in str(caught.value)
