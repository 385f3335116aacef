"""Events that another system tells: a till, a call centre, a shop of the merchant's own.

Each is taken once, by who tells it and by its id there, and each by itself: one that is wrong leaves the others.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sumisura.kernel import Brand, PartyId, SumisuraError
from sumisura.usecases import replies
from sumisura.usecases.bringing_in import touchpoints
from sumisura.usecases.bringing_in.touchpoints import Touch
from sumisura.usecases.replies import Asked, Reply
from sumisura.usecases.services import Services


@dataclass(frozen=True, slots=True)
class TouchEvent:
    """A touch, and which event of whose it is.

    Args:
        source, id: who tells it, and its name there: together they name one event for ever (CloudEvents 1.0.2 §3.1).
        at: when it happened.
    """

    source: str
    id: str
    at: datetime
    touch: Touch


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an event.

    Args:
        kept: it counts from now on.
        again: it was taken before, and counts once.
        code: why it was not kept, for programs; "" where it was.
        detail: the same in words, with what would mend it.
    """

    id: str
    kept: bool
    again: bool = False
    code: str = ""
    detail: str = ""


def take(services: Services, brand: Brand, by: str, events: Sequence[TouchEvent]) -> Sequence[Taken]:
    """Take events, and say of each what became of it.

    Args:
        by: which key tells them.
    """
    return [_take(services, brand, by, one) for one in events]


def _take(services: Services, brand: Brand, by: str, told: TouchEvent) -> Taken:
    print_ = hashlib.sha256(repr(told).encode()).hexdigest()
    asked = Asked(brand.id, by, f"event {len(told.source)} {told.source} {told.id}", print_, PartyId(""))

    def act() -> Reply:
        touch = replace(told.touch, when=told.at)
        _, refused = touchpoints.note(services, brand.id, touch)
        return Reply(200, (refused[0].code + " " + str(refused[0]) if refused else "").encode())

    try:
        reply = replies.once(services, asked, act)
    except SumisuraError as error:
        return Taken(told.id, kept=False, code=error.code, detail=str(error))
    code, _, detail = reply.body.decode().partition(" ")
    return Taken(told.id, not code, reply.again, code, detail)
