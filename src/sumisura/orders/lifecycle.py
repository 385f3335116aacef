"""The life of an order, as a table."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import ClassVar, Final

from sumisura.kernel import BadInput, Order, OrderState, SumisuraError

STEPS: Final[Mapping[OrderState, tuple[OrderState, ...]]] = MappingProxyType(
    {
        OrderState.PLACED: (OrderState.PAID, OrderState.CANCELLED),
        # Custom-made: once the maker has begun, there is no way back but the maker's goodwill.
        OrderState.PAID: (OrderState.MAKING, OrderState.CANCELLED),
        OrderState.MAKING: (OrderState.SHIPPED,),
        OrderState.SHIPPED: (OrderState.DELIVERED,),
        OrderState.DELIVERED: (),
        OrderState.CANCELLED: (),
    }
)
"""State → the states that may follow it."""


class IllegalStep(SumisuraError):
    """An order cannot go from where it stands to where it was sent.

    Args:
        order: its id.
        now: where it stands.
        wanted: where it was sent.
        allowed: where it may go.
    """

    code: ClassVar[str] = "illegal_step"
    status: ClassVar[int] = 409

    def __init__(self, order: Order, wanted: OrderState) -> None:
        self.order, self.now, self.wanted, self.allowed = order.id, order.state, wanted, STEPS[order.state]
        way = f"It may become {' or '.join(self.allowed)}." if self.allowed else "Nothing follows that."
        super().__init__(f"Order {order.id} is {order.state} and cannot become {wanted}. {way}")


def advance(order: Order, state: OrderState, at: datetime, *, payment: str = "") -> Order:
    """The order one step on.

    Args:
        order: where it stands.
        state: where it goes.
        at: now.
        payment: the payment provider's reference; the step to PAID needs one.

    Raises:
        IllegalStep: the table has no such step.
        BadInput: it would be paid without a payment.
    """
    if state not in STEPS[order.state]:
        raise IllegalStep(order, state)
    if state is OrderState.PAID and not payment:
        raise BadInput("a paid order needs the payment's reference", where=order.id, mend="Charge it first.")
    # Two servers' clocks may differ by a little; a history that runs backwards would confuse every reader.
    entered = max(at, order.history[-1][1])
    return replace(
        order, state=state, history=(*order.history, (state, entered)), payment=payment or order.payment
    )
