"""The nouns: where events go, and what became of each."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sumisura.kernel import BrandId, EventId, VaultRef


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret that signs; the vault has it.

    Args:
        until: when it signs no more; None for the newest.
    """

    ref: VaultRef
    made: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a brand's events go.

    Args:
        kinds: which events it is told of.
        secrets: oldest first; each signs until its time is over.
        off: why nothing is sent to it; "" while it is.
        failing: since when nothing arrived there; None where the last did, or nothing was sent.
    """

    id: str
    brand: BrandId
    url: str
    kinds: tuple[str, ...]
    secrets: tuple[Secret, ...]
    made: datetime
    off: str = ""
    failing: datetime | None = None


class State(StrEnum):
    """What became of a delivery."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"
    """Tried as often as it is tried; it goes again by hand alone."""
    GONE = "gone"
    """What it told of may not be seen any more, or was forgotten."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try.

    Args:
        status: of the answer; 0 where there was none.
        what: what went wrong, in plain words; "" where it arrived.
        excerpt: how the answer began.
    """

    at: datetime
    status: int
    what: str = ""
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one endpoint. It names the event, and holds nothing of it.

    Args:
        id: sorts by when it was made, below its endpoint's id.
        event: its id is the message's own: the same at every try.
        at: when it was made; of a test, what it tells.
        due: when it is tried next; None where it is not.
        tries: how often in this round; a try by hand begins another.
    """

    id: str
    endpoint: str
    event: EventId
    kind: str
    at: datetime
    state: State = State.WAITING
    due: datetime | None = None
    tries: int = 0
    attempts: tuple[Attempt, ...] = field(default=())
