"""A design's price, one line for each reason, with the tax that is in it.

Prices are gross and hold wherever the goods go; only the tax contained in them follows the destination
(see the decision record on gross prices).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import ClassVar

from sumisura.kernel import BadInput, Configuration, Family, Money, Quote, QuoteLine
from sumisura.pricing.model import TaxTable

BASE = "base"
"""What a quote's first line is about; the others name ``variable=value`` or a surcharge."""


class Incomplete(BadInput):
    """A design still has open choices, so it has no price yet.

    Args:
        open_: the labels of the choices still to make, in family order.

    Example:
        >>> str(Incomplete(("Cut", "Wash")))
        'the design is not finished: Cut, Wash. Choose these, or have them chosen for you.'
    """

    code: ClassVar[str] = "incomplete"

    def __init__(self, open_: tuple[str, ...]) -> None:
        self.open = open_
        super().__init__(
            f"the design is not finished: {', '.join(open_)}",
            mend="Choose these, or have them chosen for you.",
        )


def quote(
    family: Family,
    configuration: Configuration,
    *,
    destination: str,
    taxes: TaxTable,
    at: datetime,
    holds: timedelta,
    book: str = "",
) -> Quote:
    """The binding price of ONE complete design.

    Args:
        family: the revision the design was made in, as priced by the book (``books.priced``).
        configuration: a value for every variable.
        destination: ISO 3166-1 alpha-2 country the goods go to.
        taxes: the rates to reckon with.
        at: now; decides which rate holds.
        holds: for how long the price binds; ``valid_until`` falls on a whole second, as tokens count.
        book: the revision of the price book; "" are the family's own prices.

    Raises:
        Incomplete: a variable has no value yet.
        UnknownDestination: there is no tax rate for the destination.
        BadInput: the design names what the family has not, or would cost less than nothing.

    Example:
        >>> from datetime import UTC
        >>> from sumisura.kernel import Span, Value, Variable
        >>> from sumisura.pricing.model import TaxRate
        >>> wash = Variable("wash", "Wash", (Value("raw"), Value("stone", "Stone", price=1200)))
        >>> jeans = Family("jeans", "Jeans", "EUR", (wash,), base_price=8900)
        >>> now = datetime(2026, 1, 1, tzinfo=UTC)
        >>> taxes = TaxTable((TaxRate("IT", Fraction(22, 100), Span(now), "DPR 633/1972 art. 16"),))
        >>> design = Configuration.of(jeans.digest, {"wash": "stone"})
        >>> got = quote(jeans, design, destination="IT", taxes=taxes, at=now, holds=timedelta(days=14))
        >>> [(line.reason, line.amount.amount, line.tax.amount) for line in got.lines]
        [('Jeans', 8900, 1605), ('Wash: Stone', 1200, 216)]
        >>> got.total.amount, got.tax.amount, got.valid_until.isoformat()
        (10100, 1821, '2026-01-15T00:00:00+00:00')
    """
    _check(family, configuration)
    rate = taxes.at(destination, at).rate
    nothing = Money(0, family.currency)
    lines = tuple(
        _line(reason, Money(amount, family.currency), rate, about)
        for about, reason, amount in _reasons(family, configuration)
        if amount
    )
    total = sum((line.amount for line in lines), nothing)
    if total < nothing:
        raise BadInput(
            "rebates exceed the price", where=family.name, mend="Mend its prices or its price book."
        )
    return Quote(
        lines=lines,
        total=total,
        tax=sum((line.tax for line in lines), nothing),
        tax_rate=rate,
        destination=destination,
        valid_until=(at + holds).replace(microsecond=0),
        book=book,
    )


def delivered_to(quoted: Quote, destination: str, *, taxes: TaxTable, at: datetime) -> Quote:
    """The same price for goods that go elsewhere: the tax contained changes, no amount does.

    Raises:
        UnknownDestination: there is no tax rate for the destination.
    """
    rate = taxes.at(destination, at).rate
    lines = tuple(_line(line.reason, line.amount, rate, line.about) for line in quoted.lines)
    tax = sum((line.tax for line in lines), Money(0, quoted.total.currency))
    return replace(quoted, lines=lines, tax=tax, tax_rate=rate, destination=destination)


def _line(reason: str, amount: Money, rate: Fraction, about: str) -> QuoteLine:
    return QuoteLine(reason, amount, amount.tax_within(rate), about)


def _check(family: Family, configuration: Configuration) -> None:
    open_ = tuple(each.label or each.name for each in family.variables if each.name not in configuration)
    if open_:
        raise Incomplete(open_)
    domains = {each.name: {value.name for value in each.values} for each in family.variables}
    for variable, value in configuration.chosen:
        if value not in domains.get(variable, ()):
            raise BadInput(
                f'there is no "{value}" for "{variable}"', where=family.name, mend="Open the design again."
            )


def _reasons(family: Family, configuration: Configuration) -> Iterator[tuple[str, str, int]]:
    """What a line is about, its words and its amount; zero amounts among them."""
    choices = dict(configuration.chosen)
    yield BASE, family.title, family.base_price
    for variable in family.variables:
        value = variable.value(choices[variable.name])
        words = f"{variable.label or variable.name}: {value.label or value.name}"
        yield f"{variable.name}={value.name}", words, value.price
    for surcharge in family.surcharges:
        if all(choices.get(name) in values for name, values in surcharge.when.items()):
            yield surcharge.name, surcharge.reason or surcharge.name, surcharge.amount
