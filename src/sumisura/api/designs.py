"""Designs of a customer: kept, resumed anywhere, and moved one act at a time."""

from collections.abc import Callable
from typing import Annotated, Literal

import msgspec
from litestar import Response, get, post, put
from litestar.params import FromPath, JSONBody, QueryParameter

from sumisura.api.door import Calling
from sumisura.api.routes import route
from sumisura.api.wire.common import Body, Choices, Money, Name, Texts
from sumisura.api.wire.designs import Design, DesignPage, Explanation, Sketch
from sumisura.kernel import BadInput, DesignId
from sumisura.trust.api_keys import Scope
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.shop import browse, configure, copying, finishing
from sumisura.usecases.shop.views import ConfiguratorView

TAG = "Designs"
BASE = "/v1/{brand:str}/customers/{customer:str}/designs"
ONE = f"{BASE}/{{design:str}}"
Act = Callable[[Services, Visitor, DesignId], ConfiguratorView]
About = Annotated[
    str, QueryParameter(name="option", description="The option asked about, as variable:value.")
]


class NewDesign(Body, frozen=True):
    """A family to shape; as one of its presets has it, or with these choices to begin with: all of them, or none is begun."""

    family: Name
    preset: str = ""
    choices: Choices = msgspec.field(default_factory=dict)


class Choosing(Body, frozen=True):
    """An option to choose; ``anyway`` lets other choices make way for it."""

    variable: Name
    value: Name
    anyway: bool = False


class Retracting(Body, frozen=True):
    """A choice to take back."""

    variable: Name


class Step(Body, frozen=True):
    """Fill in the rest as suggestions, take these away again, or go one step back."""

    step: Literal["finish", "unfinish", "undo"]


class Writing(Body, frozen=True):
    """What is to stand in the fields; "" empties one."""

    texts: Texts


STEPS: dict[str, Act] = {"finish": finishing.finish, "unfinish": configure.unfinish, "undo": configure.undo}


@route(post, BASE, Scope.SHOP, "Begin a design", tag=TAG, status=201)
def start_design(caller: Calling, customer: FromPath[str], data: JSONBody[NewDesign]) -> Response[Design]:
    """A new design of a family, in its current revision."""
    visitor = caller.customer(customer)

    def act() -> Design:
        made = configure.start(caller.services, visitor, data.family, data.preset, chosen=data.choices)
        return Design.of(configure.show(caller.services, visitor, made))

    return caller.once(data, act, status=201, party=customer)


@route(get, BASE, Scope.SHOP, "Their designs", tag=TAG)
def list_designs(caller: Calling, customer: FromPath[str]) -> DesignPage:
    """What this customer began, the latest first: to go on with, wherever they are."""
    found = browse.designs(caller.services, caller.customer(customer))
    items = [
        Sketch(one.id, one.family.name, dict(one.choices), one.done, one.total, Money.of(one.price))
        for one in found
    ]
    return DesignPage(items, None)


@route(get, ONE, Scope.SHOP, "One design", tag=TAG)
def get_design(caller: Calling, customer: FromPath[str], design: FromPath[str]) -> Design:
    """A design with every option from here, in this customer's order where they agreed to that."""
    return Design.of(configure.show(caller.services, caller.customer(customer), DesignId(design)))


@route(get, f"{ONE}/explanation", Scope.SHOP, "Why not", tag=TAG)
def explain_in_design(
    caller: Calling, customer: FromPath[str], design: FromPath[str], option: About
) -> Explanation | None:
    """Why an option cannot be had, and what having it anyway would change; null where it can be."""
    variable, found, value = option.partition(":")
    if not found:
        raise BadInput("no option is named", where="query.option", mend="Send it as variable:value.")
    visitor = caller.customer(customer)
    view = configure.show(caller.services, visitor, DesignId(design), asking=(variable, value))
    return Explanation.of(view.conflict) if view.conflict else None


@route(post, f"{ONE}/choices", Scope.SHOP, "Choose", tag=TAG)
def choose_option(
    caller: Calling, customer: FromPath[str], design: FromPath[str], data: JSONBody[Choosing]
) -> Response[Design]:
    """Choose an option. Where another choice would have to go, nothing changes and ``conflict`` says why and what."""
    option = (data.variable, data.value)

    def act(services: Services, visitor: Visitor, id_: DesignId) -> ConfiguratorView:
        return configure.choose(services, visitor, id_, option, anyway=data.anyway)

    return _act(caller, customer, design, data, act)


@route(post, f"{ONE}/retractions", Scope.SHOP, "Take a choice back", tag=TAG)
def retract_choice(
    caller: Calling, customer: FromPath[str], design: FromPath[str], data: JSONBody[Retracting]
) -> Response[Design]:
    """Take a choice back; a design that is being finished fills the gap again."""

    def act(services: Services, visitor: Visitor, id_: DesignId) -> ConfiguratorView:
        return configure.retract(services, visitor, id_, data.variable)

    return _act(caller, customer, design, data, act)


@route(post, f"{ONE}/steps", Scope.SHOP, "Finish, unfinish, undo", tag=TAG)
def take_step(
    caller: Calling, customer: FromPath[str], design: FromPath[str], data: JSONBody[Step]
) -> Response[Design]:
    """Fill in the rest around what was chosen, take suggestions away, or go one step back."""
    return _act(caller, customer, design, data, STEPS[data.step])


@route(put, f"{ONE}/texts", Scope.SHOP, "Write", tag=TAG)
def write_texts(
    caller: Calling, customer: FromPath[str], design: FromPath[str], data: JSONBody[Writing]
) -> Response[Design]:
    """Write into fields; what cannot be made stays out, and its field says why. Personal texts go to the vault."""

    def act(services: Services, visitor: Visitor, id_: DesignId) -> ConfiguratorView:
        return configure.write(services, visitor, id_, data.texts)

    return _act(caller, customer, design, data, act)


def _act(caller: Calling, customer: str, design: str, asks: object, act: Act) -> Response[Design]:
    """Act on the customer's own design, or on a copy of what another began: the answer names it."""
    visitor = caller.customer(customer)

    def done() -> Design:
        own = copying.own(caller.services, visitor, DesignId(design))
        return Design.of(act(caller.services, visitor, own))

    return caller.once(asks, done, party=customer)


HANDLERS = (
    start_design,
    list_designs,
    get_design,
    explain_in_design,
    choose_option,
    retract_choice,
    take_step,
    write_texts,
)
