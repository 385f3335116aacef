"""The rates that a brand reckons with when it names none of its own."""

from functools import cache
from pathlib import Path

from sumisura.pricing.model import TaxTable
from sumisura.pricing.read import read_prices

EU = Path(__file__).with_name("eu.yaml")


@cache
def standard_rates() -> TaxTable:
    """The standard rate of value added tax in each country of the European Union, dated, with its law.

    Example:
        >>> from datetime import UTC, datetime
        >>> standard_rates().at("FI", datetime(2026, 1, 1, tzinfo=UTC)).rate
        Fraction(51, 200)
    """
    return read_prices(EU, ()).taxes
