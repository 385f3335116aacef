"""What a customer agrees to: given under the words that they were shown, and taken back as easily."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from litestar import Response, get, put
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from sumisura.api.door import Calling
from sumisura.api.routes import route
from sumisura.api.wire.common import Body, Name, Out
from sumisura.trust.api_keys import Scope
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.tasting import agreeing, wording
from sumisura.usecases.tasting.wording import Ask

TAG = "Consent"
CONSENT = "/v1/{brand:str}/customers/{customer:str}/consent"


class Asked(Out, frozen=True):
    """One thing that can be agreed to: a source for a purpose, in the exact words to show."""

    purpose: str
    source: str
    title: str
    words: str

    @classmethod
    def of(cls, one: Ask) -> "Asked":
        """An asking of ours."""
        return cls(one.purpose, one.source, one.title, one.words)


class Wording(Out, frozen=True):
    """The words that stand now; ``version`` is what each grant keeps."""

    version: str
    since: date
    asks: Sequence[Asked]


class Grant(Out, frozen=True):
    """What a customer agreed to: since when, and under which words."""

    purpose: str
    source: str
    since: datetime
    version: str


class Consent(Out, frozen=True):
    """Everything that a customer agrees to as it stands; nothing is used while ``paused``."""

    grants: Sequence[Grant]
    paused: bool

    @classmethod
    def of(cls, services: Services, visitor: Visitor) -> "Consent":
        """A customer's consents."""
        found = agreeing.standing(services, visitor)
        grants = [
            Grant(one.purpose, one.source, one.during.start, one.text)
            for one in found.grants
            if one.during.end is None
        ]
        return cls(grants, found.paused)


class Consenting(Body, frozen=True):
    """Whether it is agreed to; ``version`` names the words that the customer was shown, and is needed for a yes."""

    granted: bool
    version: str = ""


class Level(Body, frozen=True):
    """Agree to exactly these sources, for oneself; none takes everything back."""

    sources: Annotated[list[Name], Meta(max_length=50)]
    improve: bool | None = None
    version: str = ""


@route(get, "/v1/{brand:str}/consent-words", Scope.CATALOGUE, "The words to show", tag=TAG)
def get_wording(caller: Calling) -> Wording:
    """What can be agreed to, in the exact words that a customer must be shown before they do."""
    found = wording.current(caller.services)
    return Wording(found.version, found.since, [Asked.of(one) for one in found.asks])


@route(get, CONSENT, Scope.CONSENT, "What they agree to", tag=TAG)
def get_consent(caller: Calling, customer: FromPath[str]) -> Consent:
    """What this customer agrees to as it stands."""
    return Consent.of(caller.services, caller.customer(customer))


@route(put, CONSENT, Scope.CONSENT, "Choose a level", tag=TAG)
def choose_level(caller: Calling, customer: FromPath[str], data: JSONBody[Level]) -> Response[Consent]:
    """Agree to exactly these sources; an empty list takes all back, and they are not asked again."""
    visitor = caller.customer(customer)

    def act() -> Consent:
        wording.shown(caller.services, data.version, needed=bool(data.sources))
        agreeing.choose(caller.services, visitor, data.sources, data.improve)
        return Consent.of(caller.services, visitor)

    return caller.once(data, act, party=customer)


@route(put, f"{CONSENT}/{{purpose:str}}/{{source:str}}", Scope.CONSENT, "Agree, or take it back", tag=TAG)
def allow_source(
    caller: Calling,
    customer: FromPath[str],
    purpose: FromPath[str],
    source: FromPath[str],
    data: JSONBody[Consenting],
) -> Response[Consent]:
    """Agree to one source for one purpose, or take it back: from the next request on it counts for nothing."""
    visitor = caller.customer(customer)

    def act() -> Consent:
        wording.shown(caller.services, data.version, needed=data.granted)
        agreeing.allow(caller.services, visitor, purpose, source, data.granted)
        return Consent.of(caller.services, visitor)

    return caller.once(data, act, party=customer)


HANDLERS = (get_wording, get_consent, choose_level, allow_source)
