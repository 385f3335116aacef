"""What can be had: families, every option from any point, why not, and what it costs. Nothing is kept."""

from typing import Annotated

import msgspec
from litestar import get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from sumisura.api.door import Calling
from sumisura.api.routes import route
from sumisura.api.wire.common import Body, Choices, Option, Out, Quote, Texts
from sumisura.api.wire.designs import Design, Explanation
from sumisura.api.wire.families import Family, FamilyHead, FamilyPage
from sumisura.kernel import PartyId
from sumisura.trust.api_keys import Scope
from sumisura.usecases.services import Visitor
from sumisura.usecases.shop import browse, stateless
from sumisura.usecases.shop.stateless import Standing

TAG = "Catalogue"
Country = Annotated[
    str, Meta(pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2; the brand's own by default.")
]


class Here(Body, frozen=True):
    """A design as it stands: what is chosen, and what is written in fields that are not personal."""

    choices: Choices = msgspec.field(default_factory=dict)
    texts: Texts = msgspec.field(default_factory=dict)

    def of(self, family: str) -> Standing:
        """The same, of a family."""
        return Standing(family, self.choices, self.texts)


class Look(Here, frozen=True):
    """A design as it stands; ``finish`` has the rest filled in."""

    finish: bool = False


class AboutOption(Here, frozen=True, kw_only=True):
    """A design as it stands, and the option that is asked about."""

    option: Option


class Offer(Here, frozen=True):
    """A whole design, and where it goes."""

    destination: Country | None = None


class Sealed(Out, frozen=True):
    """A token that any cart can carry, and the price that it seals."""

    token: str
    quote: Quote


@route(get, "/v1/{brand:str}/families", Scope.CATALOGUE, "The families", tag=TAG)
def list_families(caller: Calling) -> FamilyPage:
    """Every family of the brand, with how many variants it has and what the cheapest costs."""
    pieces = browse.home(caller.services, Visitor(caller.brand, PartyId("")))
    return FamilyPage([FamilyHead.of(one) for one in pieces], None)


@route(get, "/v1/{brand:str}/families/{family:str}", Scope.CATALOGUE, "One family", tag=TAG)
def get_family(caller: Calling, family: FromPath[str]) -> Family:
    """Its choices, fields and rules, in the revision that new designs are made in."""
    return Family.of(browse.family(caller.services, caller.brand, family))


@route(
    post, "/v1/{brand:str}/families/{family:str}/options", Scope.CATALOGUE, "Every option from here", tag=TAG
)
def look_at_options(caller: Calling, family: FromPath[str], data: JSONBody[Look]) -> Design:
    """Which values can be had from a design as it stands, and what each would make of its price."""
    return Design.of(stateless.look(caller.services, caller.brand, data.of(family), finish=data.finish))


@route(post, "/v1/{brand:str}/families/{family:str}/explanations", Scope.CATALOGUE, "Why not", tag=TAG)
def explain_option(caller: Calling, family: FromPath[str], data: JSONBody[AboutOption]) -> Explanation | None:
    """Why an option cannot be had from a design as it stands, and what having it anyway would change; null where it can be."""
    asking = (data.option.variable, data.option.value)
    view = stateless.look(caller.services, caller.brand, data.of(family), asking=asking)
    return Explanation.of(view.conflict) if view.conflict else None


@route(post, "/v1/{brand:str}/families/{family:str}/quotes", Scope.CATALOGUE, "What it costs", tag=TAG)
def quote_design(caller: Calling, family: FromPath[str], data: JSONBody[Offer]) -> Quote:
    """The price of a whole design, line by line, delivered to a country."""
    where = data.destination or caller.brand.home
    return Quote.of(stateless.price(caller.services, caller.brand, data.of(family), where))


@route(
    post,
    "/v1/{brand:str}/families/{family:str}/tokens",
    Scope.SHOP,
    "Seal a design",
    tag="Tokens",
    status=201,
)
def seal_design(caller: Calling, family: FromPath[str], data: JSONBody[Here]) -> Sealed:
    """A whole design at today's price as a signed token: put it into any cart, and ask what it is worth later."""
    token, quote = stateless.seal(caller.services, caller.brand, data.of(family))
    return Sealed(token, Quote.of(quote))


HANDLERS = (list_families, get_family, look_at_options, explain_option, quote_design, seal_design)
