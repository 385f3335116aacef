"""Where the brand's events go: for programs that set themselves up."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated

import msgspec
from litestar import Response, delete, get, post, put
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from sumisura.api.door import Calling
from sumisura.api.routes import route
from sumisura.api.wire.common import Body, Out
from sumisura.trust.api_keys import Scope
from sumisura.usecases.webhooks import endpoints
from sumisura.usecases.webhooks.endpoints import Added
from sumisura.webhooks import model

TAG = "Webhooks"
ALL = "/v1/{brand:str}/webhooks"
ONE = f"{ALL}/{{webhook:str}}"
MOST = 100
"""Deliveries that are told of at once."""
Hours = Annotated[int, Meta(ge=0, le=720, description="How long the secret before still signs.")]


class NewWebhook(Body, frozen=True):
    """An address, and the kinds of events it is told of; all that are published unless given."""

    url: Annotated[str, Meta(min_length=1, max_length=2000)]
    kinds: Annotated[list[str], Meta(max_length=100)] = msgspec.field(default_factory=list)


class Rotation(Body, frozen=True):
    """How long the secret before goes on signing beside the new one."""

    overlap_hours: Hours = 24


class Switch(Body, frozen=True):
    """Whether events are sent to it."""

    enabled: bool


class Webhook(Out, frozen=True):
    """Where events go; ``off`` says why nothing is sent, "" while it is."""

    id: str
    url: str
    kinds: Sequence[str]
    made: datetime
    off: str
    failing_since: datetime | None

    @classmethod
    def of(cls, one: model.Endpoint) -> "Webhook":
        """An endpoint of ours."""
        return cls(one.id, one.url, one.kinds, one.made, one.off, one.failing)


class WebhookSecret(Out, frozen=True):
    """An endpoint with its newest secret, which is shown now and never again."""

    webhook: Webhook
    secret: str

    @classmethod
    def of(cls, added: Added) -> "WebhookSecret":
        """What was made."""
        return cls(Webhook.of(added.endpoint), added.secret)


class Webhooks(Out, frozen=True):
    """All of a brand's, the latest first."""

    items: Sequence[Webhook]


class Attempt(Out, frozen=True):
    """One try: the status of its answer, 0 where there was none, and what went wrong."""

    at: datetime
    status: int
    what: str
    excerpt: str


class Delivery(Out, frozen=True):
    """One event on its way: ``waiting``, ``delivered``, ``dead`` (given up) or ``gone`` (not to be seen any more)."""

    id: str
    event: str
    kind: str
    at: datetime
    state: str
    due: datetime | None
    attempts: Sequence[Attempt]

    @classmethod
    def of(cls, one: model.Delivery) -> "Delivery":
        """A delivery of ours."""
        tries = [Attempt(each.at, each.status, each.what, each.excerpt) for each in one.attempts]
        return cls(one.id, one.event, one.kind, one.at, str(one.state), one.due, tries)


class Deliveries(Out, frozen=True):
    """The latest to one endpoint."""

    items: Sequence[Delivery]


@route(get, ALL, Scope.WEBHOOKS, "The webhooks", tag=TAG)
def list_webhooks(caller: Calling) -> Webhooks:
    """Every address that the brand's events go to."""
    return Webhooks([Webhook.of(one) for one in endpoints.every(caller.services, caller.brand)])


@route(post, ALL, Scope.WEBHOOKS, "Add a webhook", tag=TAG, status=201)
def add_webhook(caller: Calling, data: JSONBody[NewWebhook]) -> Response[WebhookSecret]:
    """Send events to an address from now on, signed by Standard Webhooks with the secret that this answer shows."""

    def act() -> WebhookSecret:
        return WebhookSecret.of(endpoints.add(caller.services, caller.brand, data.url, data.kinds))

    return caller.once(data, act, status=201, party=caller.key.id)


@route(put, ONE, Scope.WEBHOOKS, "Switch it on or off", tag=TAG)
def switch_webhook(caller: Calling, webhook: FromPath[str], data: JSONBody[Switch]) -> Response[Webhook]:
    """Send to it again, or nothing more; what waited goes on its way then."""

    def act() -> Webhook:
        return Webhook.of(endpoints.switch(caller.services, caller.brand, webhook, on=data.enabled))

    return caller.once(data, act)


@route(delete, ONE, Scope.WEBHOOKS, "Remove it", tag=TAG, status=200)
def remove_webhook(caller: Calling, webhook: FromPath[str]) -> Response[Webhook]:
    """Forget it, its secrets, and all that was on its way."""
    return caller.once(None, lambda: Webhook.of(endpoints.remove(caller.services, caller.brand, webhook)))


@route(post, f"{ONE}/secret", Scope.WEBHOOKS, "A new secret", tag=TAG)
def rotate_webhook_secret(
    caller: Calling, webhook: FromPath[str], data: JSONBody[Rotation]
) -> Response[WebhookSecret]:
    """Sign with a new secret, and for a while with the one before, too."""
    overlap = timedelta(hours=data.overlap_hours)

    def act() -> WebhookSecret:
        return WebhookSecret.of(endpoints.rotate(caller.services, caller.brand, webhook, overlap))

    return caller.once(data, act, party=caller.key.id)


@route(get, f"{ONE}/deliveries", Scope.WEBHOOKS, "What became of its events", tag=TAG)
def list_deliveries(caller: Calling, webhook: FromPath[str]) -> Deliveries:
    """The latest deliveries, with every try."""
    found = endpoints.deliveries(caller.services, caller.brand, webhook, MOST)
    return Deliveries([Delivery.of(one) for one in found])


@route(post, f"{ONE}/tests", Scope.WEBHOOKS, "Test it", tag=TAG, status=201)
def try_webhook(caller: Calling, webhook: FromPath[str]) -> Response[Delivery]:
    """Have an event that tells nothing on its way to it."""
    return caller.once(
        None, lambda: Delivery.of(endpoints.test(caller.services, caller.brand, webhook)), status=201
    )


@route(post, "/v1/{brand:str}/deliveries/{delivery:str}/retry", Scope.WEBHOOKS, "Send it again", tag=TAG)
def retry_delivery(caller: Calling, delivery: FromPath[str]) -> Response[Delivery]:
    """Send a delivery again, now; where it arrived before, its receiver knows it by its id."""
    return caller.once(None, lambda: Delivery.of(endpoints.retry(caller.services, caller.brand, delivery)))


HANDLERS = (
    list_webhooks,
    add_webhook,
    switch_webhook,
    remove_webhook,
    rotate_webhook_secret,
    list_deliveries,
    try_webhook,
    retry_delivery,
)
