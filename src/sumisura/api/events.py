"""Events in and out, as CloudEvents 1.0 in JSON."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from litestar import get, post
from litestar.params import JSONBody
from msgspec import Meta

from sumisura.api.door import LIMIT, Calling, Cursor, Limit
from sumisura.api.routes import route
from sumisura.api.wire.common import Body, Name, Out
from sumisura.kernel import Event
from sumisura.store.codec import convert
from sumisura.trust.api_keys import Scope
from sumisura.usecases import publishing
from sumisura.usecases.bringing_in import told_events
from sumisura.usecases.bringing_in.told_events import Taken, TouchEvent
from sumisura.usecases.bringing_in.touchpoints import Touch

TAG = "Events"
EVENTS = "/v1/{brand:str}/events"
TOUCH = "org.sumisura.touch"
Moment = Annotated[datetime, Meta(tz=True)]


class TouchData(Body, frozen=True):
    """What a customer told or did away from the shop's pages.

    ``at`` is where; ``customer`` is their pseudonym or your own key for them; ``item`` an item, or a quality as
    ``colour=indigo``; ``under`` names the words of consent that they agreed to just then.
    """

    at: Literal["till", "call", "letter"]
    customer: Name
    item: Name
    what: Name
    value: float | None = None
    weight: float | None = None
    source: str = ""
    under: str = ""


class CloudEventIn(Body, frozen=True, forbid_unknown_fields=False):
    """One event: ``source`` and ``id`` name it for ever, so that it counts once however often it is sent.

    Extension attributes may stand in it, and are not kept.
    """

    specversion: Literal["1.0"]
    id: Name
    source: Name
    type: Literal["org.sumisura.touch"]
    time: Moment
    data: TouchData
    subject: str = ""
    datacontenttype: Literal["application/json"] = "application/json"

    def told(self) -> TouchEvent:
        """The same, for the use case."""
        one = self.data
        touch = Touch(
            one.at, one.customer, one.item, one.what, one.value, one.weight, None, one.source, one.under
        )
        return TouchEvent(self.source, self.id, self.time, touch)


Batch = Annotated[list[CloudEventIn], Meta(min_length=1, max_length=200)]
"""Events to be taken, each by itself."""


class Outcome(Out, frozen=True):
    """What became of one event; ``again`` where it was taken before."""

    id: str
    kept: bool
    again: bool
    code: str
    detail: str

    @classmethod
    def of(cls, one: Taken) -> "Outcome":
        """An outcome of ours."""
        return cls(one.id, one.kept, one.again, one.code, one.detail)


class Outcomes(Out, frozen=True):
    """What became of each event, in the order they were sent."""

    events: Sequence[Outcome]


class CloudEvent(Out, frozen=True):
    """Something that happened (CloudEvents 1.0.2): by reference, never with anybody's words."""

    specversion: str
    id: str
    source: str
    type: str
    subject: str
    time: datetime
    datacontenttype: str
    data: Mapping[str, Any]

    @classmethod
    def of(cls, event: Event) -> "CloudEvent":
        """An event of ours."""
        return convert(publishing.cloud_event(event), cls)


class EventPage(Out, frozen=True):
    """Events in the order they became visible; ``next`` is there always: ask with it for what happens later."""

    items: Sequence[CloudEvent]
    next: str


@route(post, EVENTS, Scope.EVENTS_WRITE, "Tell events", tag=TAG)
def tell_events(caller: Calling, data: JSONBody[Batch | CloudEventIn]) -> Outcomes:
    """Take events of customers, through the gate as any signal: what they did not agree to is not kept.

    All modes of CloudEvents over HTTP: one event (structured), several (batch), or the data of one with its attributes
    in headers (binary).
    """
    told = [one.told() for one in (data if isinstance(data, list) else [data])]
    taken = told_events.take(caller.services, caller.brand, caller.key.id, told)
    return Outcomes([Outcome.of(one) for one in taken])


@route(get, EVENTS, Scope.EVENTS_READ, "What happened", tag=TAG)
def list_events(caller: Calling, cursor: Cursor = "", limit: Limit = LIMIT) -> EventPage:
    """Orders on their way, oldest first. Who keeps ``next`` misses no event, and sees none twice."""
    after = int(caller.place("events", cursor) or 0)
    found = publishing.page(caller.services, caller.brand, after, limit)
    return EventPage(
        [CloudEvent.of(one) for one in found.events], caller.page("events", str(found.next)) or ""
    )


HANDLERS = (tell_events, list_events)
