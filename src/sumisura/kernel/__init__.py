"""The words that three or more parts use. Standard library only, no input or output."""

from sumisura.kernel.brand import WORKBENCH, Brand
from sumisura.kernel.configuration import Configuration
from sumisura.kernel.errors import BadInput, Forbidden, NotFound, Stale, SumisuraError, TooMany
from sumisura.kernel.facts import Decision, Event, Grant, Party, Role
from sumisura.kernel.family import ABSENT, Family, Field, Group, Rule, Surcharge, Value, Variable
from sumisura.kernel.ids import BrandId, DesignId, EventId, Ids, OrderId, PartyId, VaultRef
from sumisura.kernel.measure import Measure
from sumisura.kernel.money import Money
from sumisura.kernel.order import Order, OrderLine, OrderState
from sumisura.kernel.quote import Quote, QuoteLine
from sumisura.kernel.time import Clock, FixedClock, Rng, Span, SystemClock

__all__ = [
    "ABSENT",
    "WORKBENCH",
    "BadInput",
    "Brand",
    "BrandId",
    "Clock",
    "Configuration",
    "Decision",
    "DesignId",
    "Event",
    "EventId",
    "Family",
    "Field",
    "FixedClock",
    "Forbidden",
    "Grant",
    "Group",
    "Ids",
    "Measure",
    "Money",
    "NotFound",
    "Order",
    "OrderId",
    "OrderLine",
    "OrderState",
    "Party",
    "PartyId",
    "Quote",
    "QuoteLine",
    "Rng",
    "Role",
    "Rule",
    "Span",
    "Stale",
    "SumisuraError",
    "Surcharge",
    "SystemClock",
    "TooMany",
    "Value",
    "Variable",
    "VaultRef",
]
