"""A price is a decision, too: from which book, for which reasons, and with nothing of the customer in it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sumisura.kernel import BrandId, Decision, EventId, Order, PartyId, QuoteLine
from sumisura.orders.model import Claims

POLICY = "price-book"


def offered(claims: Claims, lines: Sequence[QuoteLine], party: PartyId) -> Decision:
    """The decision behind an offer; it bears the offer's id, so that the offer leads to it."""
    reasons = {claims.terms: "; ".join(_told(line) for line in lines)}
    return _decision(
        EventId(claims.id), claims.brand, claims.issued, party, claims.terms, claims.book, reasons
    )


def ordered(order: Order) -> Decision:
    """The decision behind what an order costs, delivered."""
    lines = [
        f"{line.quantity} × {line.family_name}: {line.quote.total.amount} {line.quote.total.currency}"
        for line in order.lines
    ]
    books = ", ".join(sorted({line.quote.book for line in order.lines}))
    reasons = {str(order.id): "; ".join(lines)}
    return _decision(
        order_entry(order.id), order.brand, order.placed_at, order.party, order.id, books, reasons
    )


def order_entry(order: str) -> EventId:
    """Names the decision behind what an order costs.

    Example:
        >>> order_entry("ord_019b76da")
        'prc_019b76da'
    """
    return EventId(f"prc_{order.rpartition('_')[2]}")


def _told(line: QuoteLine) -> str:
    """A line of a price, amounts in minor units; by what it is for, as its words may hold what somebody wrote."""
    return f"{line.about or 'other'}: {line.amount.amount} {line.amount.currency}"


def _decision(
    id_: EventId,
    brand: BrandId,
    at: datetime,
    party: PartyId,
    subject: str,
    book: str,
    reasons: Mapping[str, str],
) -> Decision:
    shown = tuple(reasons)
    return Decision(id_, brand, at, party, subject, POLICY, book, shown, shown, (1.0,), reasons)
