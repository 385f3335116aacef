"""Look round: a brand's families, and the designs this visitor began."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sumisura.kernel import Brand, BrandId, DesignId, Family, Money
from sumisura.space import repo
from sumisura.space.draft import design_of
from sumisura.space.model import Bounds
from sumisura.store.ports import Transaction
from sumisura.usecases import brands
from sumisura.usecases.noticing import note
from sumisura.usecases.services import Services, Visitor


@dataclass(frozen=True, slots=True)
class Piece:
    """A family as the home shows it.

    Args:
        count: how many variants can be made.
        price: of the cheapest.
        choices: the brand's own design, to draw.
        latest: this visitor's last design of it, or None.
    """

    family: Family
    count: int | Bounds
    price: Money
    choices: Mapping[str, str]
    latest: DesignId | None


@dataclass(frozen=True, slots=True)
class Sketch:
    """A design this visitor began: how far it is, and what it costs from here."""

    id: DesignId
    family: Family
    choices: Mapping[str, str]
    done: int
    total: int
    words: str
    price: Money


def shops(services: Services) -> Sequence[tuple[Brand, Sequence[Piece]]]:
    """Every brand of this installation with its families."""
    with services.store.read() as tx:
        return [(brand, _pieces(services, tx, brand, {})) for brand in brands.every(tx)]


def every_brand(services: Services) -> Sequence[Brand]:
    """Every brand of this installation."""
    with services.store.read() as tx:
        return brands.every(tx)


def brand(services: Services, name: str) -> Brand:
    """The brand of that short name."""
    with services.store.read() as tx:
        return brands.load(tx, BrandId(name))


def family(services: Services, brand: Brand, name: str) -> Family:
    """A brand's family of that name, in the revision that new designs are made in.

    Raises:
        NotFound: it has none.
    """
    with services.store.read() as tx:
        return services.shelf.family(tx, brand.id, repo.current(tx, brand.id, name))


def home(services: Services, visitor: Visitor) -> Sequence[Piece]:
    """The brand's families, by name."""
    with services.store.read() as tx:
        latest: dict[str, DesignId] = {}
        for draft in repo.drafts_of(tx, visitor.brand.id, visitor.party):
            latest.setdefault(draft.family_name, draft.id)
        pieces = _pieces(services, tx, visitor.brand, latest)
    note(services, visitor, "home.seen", visitor.brand.id)
    return pieces


def designs(services: Services, visitor: Visitor) -> Sequence[Sketch]:
    """What this visitor began, newest first."""
    with services.store.read() as tx:
        found = []
        for draft in repo.drafts_of(tx, visitor.brand.id, visitor.party):
            space = services.shelf.take(tx, draft.brand, draft.family).space
            family, chosen = space.family, draft.choices
            labels = [family.variable(name).value(value).label for name, value in draft.now.touched.items()]
            price = Money(design_of(space, draft).price, family.currency)
            found.append(
                Sketch(
                    draft.id,
                    family,
                    chosen,
                    len(chosen),
                    len(family.variables),
                    ", ".join(labels[:6]),
                    price,
                )
            )
        return found


def _pieces(
    services: Services, tx: Transaction, brand: Brand, latest: Mapping[str, DesignId]
) -> Sequence[Piece]:
    found = []
    for name in repo.names(tx, brand.id):
        space = services.shelf.take(tx, brand.id, repo.current(tx, brand.id, name)).space
        start = space.start()
        price = Money(start.price, space.family.currency)
        found.append(Piece(space.family, space.count(), price, start.complete().choices, latest.get(name)))
    return found
