"""Shape, explain and price a design that is kept nowhere: it travels in the request, as it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sumisura.files import did_you_mean
from sumisura.kernel import BadInput, Brand, DesignId, Field, PartyId, Quote
from sumisura.orders.token import sign
from sumisura.space import draft as drafting
from sumisura.space import fields as written
from sumisura.space import measuring, repo
from sumisura.space.draft import Draft, Step, design_of
from sumisura.space.space import Space
from sumisura.store.ports import Transaction
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.shop import bag, page
from sumisura.usecases.shop.views import ConfiguratorView

NOWHERE = DesignId("")
"""The design that is kept nowhere."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a request brings: a family by name, what is chosen, and what is written in fields that are not personal."""

    family: str
    choices: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)


def look(
    services: Services,
    brand: Brand,
    standing: Standing,
    *,
    asking: tuple[str, str] | None = None,
    finish: bool = False,
) -> ConfiguratorView:
    """Every option from here, as everyone sees it.

    Args:
        asking: an option (variable, value): why it cannot be had is told.
        finish: fill in what is open first, by the brand's own defaults and then the cheapest.

    Raises:
        NotFound: there is no such family.
        UnknownOption: it has no such variable or value.
        Unavailable: the choices go against each other.
        BadInput: what is written cannot be made.
    """
    visitor = Visitor(brand, PartyId(""))
    with services.store.read() as tx:
        space, draft = _draft(services, tx, brand, standing)
        draft = drafting.finish(space, draft) if finish else draft
        return page.of(services, visitor, tx, draft, page.Aside(asking=asking))


def price(services: Services, brand: Brand, standing: Standing, destination: str) -> Quote:
    """What the whole design costs, delivered to a country.

    Raises:
        BadInput: something is still open or unwritten, or the brand does not deliver there; and as ``look``.
    """
    with services.store.read() as tx:
        space, draft = _draft(services, tx, brand, standing)
        bag.refuse_open(space.family, draft)
        measuring.check(space, draft)
        return page.quoted(services, tx, draft, destination)


def seal(services: Services, brand: Brand, standing: Standing) -> tuple[str, Quote]:
    """A signed token of the whole design at today's price, for any cart; raises as ``price``."""
    with services.store.read() as tx:
        _, draft = _draft(services, tx, brand, standing)
        claims, quote = bag.offered(services, tx, Visitor(brand, PartyId("")), draft)
    return sign(claims, services.keyring), quote


def _draft(services: Services, tx: Transaction, brand: Brand, standing: Standing) -> tuple[Space, Draft]:
    digest = repo.current(tx, brand.id, standing.family)
    space = services.shelf.take(tx, brand.id, digest).space
    draft = Draft(
        NOWHERE, brand.id, PartyId(""), standing.family, digest, Step(touched=dict(standing.choices))
    )
    design_of(space, draft)
    named = {one.name: one for one in space.family.fields}
    for name, text in standing.texts.items():
        draft = _write(space, draft, _field(named, name), text)
    return space, measuring.settled(space.family, draft)


def _field(named: Mapping[str, Field], name: str) -> Field:
    spec = named.get(name)
    if spec is None:
        raise BadInput(f'there is no field "{name}"', where="texts", mend=did_you_mean(name, named))
    if spec.personal:
        raise BadInput(
            f'"{spec.label}" is personal, and nothing personal is kept nowhere',
            where=f"texts.{name}",
            mend="Write it into a design of the customer's.",
        )
    return spec


def _write(space: Space, draft: Draft, spec: Field, text: str) -> Draft:
    if space.family.number_of(spec.name):
        return measuring.write(space, draft, spec, text)
    return replace(draft, fields={**draft.fields, spec.name: written.check(spec, text)})
