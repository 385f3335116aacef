"""An accepted quote with its life cycle."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sumisura.kernel.configuration import Configuration
from sumisura.kernel.ids import BrandId, OrderId, PartyId, VaultRef
from sumisura.kernel.money import Money
from sumisura.kernel.quote import Quote


class OrderState(StrEnum):
    """Where an order stands. ``orders.lifecycle`` says which step may follow which."""

    PLACED = "placed"
    PAID = "paid"
    MAKING = "making"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One design, as bought: what to make, what it costs, and the token that proves both.

    Args:
        token: the signed configuration token this line was accepted with.
        family_name: the family's name within the brand.
        configuration: every choice.
        personal: field name → vault reference of what the customer wrote.
        fields: field name → what was written, for fields that are not personal.
        quantity: at least 1.
        quote: the price of ONE.
    """

    token: str
    family_name: str
    configuration: Configuration
    personal: Mapping[str, VaultRef]
    fields: Mapping[str, str]
    quantity: int
    quote: Quote

    @property
    def total(self) -> Money:
        """The price of all of them, tax included."""
        return self.quote.total * self.quantity


@dataclass(frozen=True, slots=True)
class Order:
    """An order; immutable: a step makes a new one (``dataclasses.replace``).

    Args:
        recipient: vault reference of name and address.
        state: where it stands.
        history: every state with the instant it was entered, oldest first.
        payment: the payment provider's reference, once paid.
    """

    id: OrderId
    brand: BrandId
    party: PartyId
    lines: tuple[OrderLine, ...]
    total: Money
    destination: str
    recipient: VaultRef
    state: OrderState
    history: tuple[tuple[OrderState, datetime], ...]
    payment: str = ""

    @property
    def placed_at(self) -> datetime:
        """The instant it was placed."""
        return self.history[0][1]
