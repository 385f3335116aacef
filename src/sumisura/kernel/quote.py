"""What a design costs, line by line, and for how long that holds."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from sumisura.kernel.money import Money


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One reason and its amount, tax included.

    Args:
        reason: the words shown beside the amount.
        amount: gross.
        tax: the tax contained in ``amount``, rounded for this line.
        about: what the line is for: ``base``, ``variable=value``, or a surcharge's name.
    """

    reason: str
    amount: Money
    tax: Money
    about: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """A binding price until ``valid_until``.

    Args:
        lines: every reason with its amount; zero lines are left out.
        total: the sum of the lines, tax included.
        tax: the sum of the lines' taxes.
        tax_rate: the destination's rate.
        destination: ISO 3166-1 alpha-2 country the goods go to.
        valid_until: the instant it stops binding the maker.
        promised: the day the goods are with the customer, or None before a date can be given.
        book: the revision of the price book it was reckoned from.
    """

    lines: tuple[QuoteLine, ...]
    total: Money
    tax: Money
    tax_rate: Fraction
    destination: str
    valid_until: datetime
    book: str
    promised: date | None = None
