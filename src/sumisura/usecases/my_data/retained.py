"""What the law makes us keep of a person, even if they erase everything: said once, for the page and for the erasure.

GDPR Art. 17(3)(b) and (e), 7(1), 32.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from sumisura.kernel import Event, Order
from sumisura.trust.gate import OPENED
from sumisura.trust.purposes import PURPOSES
from sumisura.usecases.greeting import GREETED
from sumisura.usecases.my_data.views import Retained

WHAT: Final[Mapping[str, str]] = {
    "accounts": "What you bought, when, for how much and with what tax; no name, no address, no words.",
    "order": "The steps of your orders.",
    "consent": "Proof of what you agreed to and when you took it back.",
    "security": "That our people opened an address, or greeted by name, for our own control.",
}
"""Purpose → what is kept for it after an erasure. Events of these purposes are nobody's alone to delete."""
CONTROL = frozenset({OPENED, GREETED})
"""Of what is kept for security, what outlives an erasure: that our people read something."""


def forgettable(event: Event) -> bool:
    """Whether whose it is may delete it alone."""
    return event.purpose not in WHAT


def outlives(event: Event) -> bool:
    """Whether an erasure keeps it, under a pseudonym of chance."""
    return not forgettable(event) and (event.purpose != "security" or event.kind in CONTROL)


def stays(events: Iterable[Event], orders: Sequence[Order]) -> Sequence[Retained]:
    """What an erasure would leave of these, and until when."""
    latest: dict[str, datetime] = {}
    kept = [(one.purpose, one.at) for one in events if outlives(one)]
    for name, at in [*kept, *(("accounts", one.placed_at) for one in orders)]:
        latest[name] = max(at, latest.get(name, at))
    return [_until(name, latest[name]) for name in WHAT if name in latest]


def _until(name: str, latest: datetime) -> Retained:
    purpose = PURPOSES[name]
    until = latest + timedelta(days=purpose.keep_days)
    return Retained(WHAT[name], purpose.words, purpose.article, until)
