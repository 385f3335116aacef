"""Forms that many answers share."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from sumisura.kernel import Money as OurMoney
from sumisura.kernel import Quote as OurQuote
from sumisura.space.model import Bounds
from sumisura.usecases.tasting.tastes import ThreadView

Name = Annotated[str, Meta(min_length=1, max_length=200)]
Choices = Annotated[dict[str, str], Meta(description="Variable → value.", max_length=5000)]
Texts = Annotated[dict[str, str], Meta(description="Field → what is written in it.", max_length=200)]


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a request carries: a field that is not known is an error, not a silence."""


class Out(msgspec.Struct, frozen=True):
    """What an answer carries."""


class Money(Out, frozen=True):
    """An amount in whole minor units of an ISO 4217 currency: 12900 EUR is 129.00 €."""

    amount: int
    currency: str

    @classmethod
    def of(cls, money: OurMoney) -> "Money":
        """An amount of ours."""
        return cls(money.amount, money.currency)


class Count(Out, frozen=True):
    """How many variants there are, in decimal digits: such counts outgrow every number type.

    Both are equal where the count is exact; part of the family is searched, not compiled, where they are not.
    """

    at_least: str
    at_most: str

    @classmethod
    def of(cls, count: int | Bounds) -> "Count":
        """A count of ours."""
        low, high = count if isinstance(count, Bounds) else (count, count)
        return cls(str(low), str(high))


class Option(Body, frozen=True):
    """One value of one variable."""

    variable: Name
    value: Name


class QuoteLine(Out, frozen=True):
    """One reason and its amount, tax included."""

    reason: str
    amount: Money
    tax: Money
    about: str


class Quote(Out, frozen=True):
    """What one piece costs, line by line, and until when that binds the maker."""

    lines: Sequence[QuoteLine]
    total: Money
    tax: Money
    tax_rate: str
    destination: str
    valid_until: datetime
    promised: date | None
    book: str

    @classmethod
    def of(cls, quote: OurQuote) -> "Quote":
        """A quote of ours."""
        lines = [
            QuoteLine(one.reason, Money.of(one.amount), Money.of(one.tax), one.about) for one in quote.lines
        ]
        return cls(
            lines=lines,
            total=Money.of(quote.total),
            tax=Money.of(quote.tax),
            tax_rate=str(quote.tax_rate),
            destination=quote.destination,
            valid_until=quote.valid_until,
            promised=quote.promised,
            book=quote.book,
        )


class Reason(Out, frozen=True):
    """One source's exact part in a proposal.

    ``amount`` is its part of the score, ``share`` of all that was said for and against; ``place_without`` is where the
    proposal would stand if that source were not used, 0 for nowhere.
    """

    source: str
    title: str
    amount: float
    share: float
    because: Mapping[str, float]
    place_without: int

    @classmethod
    def of(cls, thread: ThreadView) -> "Reason":
        """A thread of ours."""
        return cls(
            thread.name, thread.title, thread.amount, thread.share, dict(thread.because), thread.without
        )
