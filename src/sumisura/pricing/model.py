"""Price books and tax rates: dated data with a reference, never branches.

The form in which a person writes them, one ``prices.yaml`` per brand (amounts in major units of the
brand's currency, tax included; days begin at midnight where the brand is; ``until`` is the first day it no longer holds)::

    taxes:
      - country: IT
        rate: 22 %
        from: 2013-10-01
        source: DPR 633/1972 art. 16, as amended by DL 76/2013
    books:
      - revision: jeans-2026-autumn
        family: jeans
        from: 2026-09-01
        until: 2027-03-01         # may be left out
        base: 119.00              # may be left out: the family's own base price stays
        options:                  # only what differs from the family file
          wash: {stone: 12.00, raw: 0.00}
        surcharges:
          selvedge-slim: 8.00
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from itertools import pairwise
from typing import ClassVar, TypeVar

from sumisura.kernel import BadInput, Span

_T = TypeVar("_T")


class UnknownDestination(BadInput):
    """No tax rate is known for a country at an instant, so nothing can be quoted to it.

    Example:
        >>> str(UnknownDestination("XX", ("DE", "IT")))
        'destination: we do not deliver to "XX" yet. Choose one of DE, IT.'
    """

    code: ClassVar[str] = "unknown_destination"

    def __init__(self, destination: str, known: tuple[str, ...]) -> None:
        self.destination, self.known = destination, known
        mend = f"Choose one of {', '.join(known)}." if known else "Add the country's rate to the tax table."
        super().__init__(f'we do not deliver to "{destination}" yet', where="destination", mend=mend)


@dataclass(frozen=True, slots=True)
class PriceBook:
    """Prices of one family from a date on; what it does not name keeps the family's own price.

    Args:
        revision: its name, unique within the brand; quotes and tokens cite it.
        family: the name of the family it prices.
        valid: when it is in force.
        base: the base price in minor units, tax included; None keeps the family's.
        options: (variable, value) → minor units, tax included.
        surcharges: a surcharge's name → minor units, tax included.
    """

    revision: str
    family: str
    valid: Span
    base: int | None = None
    options: Mapping[tuple[str, str], int] = field(default_factory=dict)
    surcharges: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TaxRate:
    """The rate of value added tax in one country for a span of time.

    Args:
        country: ISO 3166-1 alpha-2.
        rate: exact, ``Fraction(22, 100)`` for 22 %; 0 or more.
        valid: when the law has it so.
        source: the law it stands in.
    """

    country: str
    rate: Fraction
    valid: Span
    source: str

    def __post_init__(self) -> None:
        if self.rate < 0:
            raise BadInput(f"a tax rate of {self.rate} is below zero", where=f"tax of {self.country}")


@dataclass(frozen=True, slots=True)
class TaxTable:
    """Every rate a brand reckons with.

    Raises:
        BadInput: two rates of one country hold at the same instant.

    Example:
        >>> from datetime import UTC
        >>> italy = TaxRate("IT", Fraction(22, 100), Span(datetime(2013, 10, 1, tzinfo=UTC)), "DL 76/2013")
        >>> TaxTable((italy,)).at("IT", datetime(2026, 1, 1, tzinfo=UTC)).rate
        Fraction(11, 50)
    """

    rates: tuple[TaxRate, ...]

    def __post_init__(self) -> None:
        ordered = sorted(self.rates, key=lambda rate: (rate.country, rate.valid.start))
        for one, two in pairwise(ordered):
            if one.country == two.country and two.valid.start in one.valid:
                raise BadInput(
                    f"two tax rates of {one.country} hold from {two.valid.start.date()}",
                    mend="Give the older one an end.",
                )

    def at(self, destination: str, at: datetime) -> TaxRate:
        """The rate in force. Raises :class:`UnknownDestination` when there is none."""
        in_force = {rate.country: rate for rate in self.rates if at in rate.valid}
        if destination not in in_force:
            raise UnknownDestination(destination, tuple(sorted(in_force)))
        return in_force[destination]


@dataclass(frozen=True, slots=True)
class Prices:
    """All that a brand's ``prices.yaml`` says.

    Raises:
        BadInput: two books bear one revision, or two books of a family start at the same instant.
    """

    books: tuple[PriceBook, ...]
    taxes: TaxTable

    def __post_init__(self) -> None:
        for revision in _repeated(book.revision for book in self.books):
            raise BadInput(f'two price books are called "{revision}"', mend="Give each its own revision.")
        for family, start in _repeated((book.family, book.valid.start) for book in self.books):
            raise BadInput(
                f'two price books of "{family}" start on {start.date()}', mend="Keep one, or move its start."
            )


def _repeated(items: Iterable[_T]) -> list[_T]:
    return [item for item, times in Counter(items).items() if times > 1]
