"""What a design costs: dated price books, tax by destination, and quotes line by line."""

from sumisura.pricing.books import in_force, priced
from sumisura.pricing.model import PriceBook, Prices, TaxRate, TaxTable, UnknownDestination
from sumisura.pricing.quoting import Incomplete, delivered_to, quote

__all__ = [
    "Incomplete",
    "PriceBook",
    "Prices",
    "TaxRate",
    "TaxTable",
    "UnknownDestination",
    "delivered_to",
    "in_force",
    "priced",
    "quote",
]
