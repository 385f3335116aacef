"""Somebody of the staff opens a customer's own words: written down for security, and told to the customer."""

from datetime import timedelta

from sumisura.kernel import Event, EventId, Order, OrderState
from sumisura.store.ports import Transaction
from sumisura.trust.gate import OPENED
from sumisura.trust.members import Member
from sumisura.usecases.again import again
from sumisura.usecases.services import Services

WHY = {
    OrderState.PLACED: "to look after",
    OrderState.PAID: "to begin",
    OrderState.MAKING: "to make",
    OrderState.SHIPPED: "to send",
    OrderState.DELIVERED: "to put right",
    OrderState.CANCELLED: "to settle",
}
"""Why the words are open: what the order needs of us where it stands."""
ONCE = timedelta(minutes=15)
"""Within which a page that is opened again is the same opening."""


@again
def note(services: Services, order: Order, member: Member) -> None:
    """Write down that a member read the address and the words of an order; once for a page that is opened again."""
    if not order.recipient:
        return
    with services.store.write(durable=False) as tx:
        if not _lately(services, tx, order, member):
            services.gate.collect(tx, _opened(services, order, member))


def _lately(services: Services, tx: Transaction, order: Order, member: Member) -> bool:
    since = services.clock.now() - ONCE
    return any(
        one.event.kind == OPENED
        and one.event.subject == order.id
        and one.event.context.get("by") == member.id
        and one.event.at > since
        for one in services.gate.own(tx, order.brand, order.party, limit=50)
    )


def _opened(services: Services, order: Order, member: Member) -> Event:
    words = ["recipient", *sorted({name for line in order.lines for name in line.personal})]
    return Event(
        id=EventId(services.ids.new("evt")),
        brand=order.brand,
        kind=OPENED,
        at=services.clock.now(),
        party=order.party,
        subject=order.id,
        source="staff",
        purpose="security",
        context={"by": member.id, "why": WHY[order.state], "read": words},
    )
