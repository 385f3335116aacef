"""Buy a finished good: a family of one variant, so that bag, price, order and ticket are the same as for all else."""

from sumisura.kernel import DesignId, NotFound
from sumisura.space import repo
from sumisura.space.draft import Draft, Step
from sumisura.store.ports import Transaction
from sumisura.taste import repo as tastes
from sumisura.taste.model import Item, ItemId, Kind
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.shop import bag
from sumisura.usecases.shop.as_it_is import AS_IT_IS, family_of
from sumisura.usecases.tasting import doing


def put_in_bag(services: Services, visitor: Visitor, item: ItemId) -> str:
    """Seal a finished good at today's price and put it in the bag; returns the token.

    Raises:
        NotFound: there is no such good, or none left.
    """
    return bag.put(services, visitor, lambda tx: _draft(services, tx, visitor, item))


def _draft(services: Services, tx: Transaction, visitor: Visitor, item: ItemId) -> Draft:
    family = family_of(_there(tx, visitor, item), visitor.brand.currency)
    doing.took(services, tx, visitor, item)
    repo.keep_revision(tx, visitor.brand.id, family)
    id_, step = DesignId(services.ids.new("dsn")), Step({AS_IT_IS: AS_IT_IS})
    return Draft(id_, visitor.brand.id, visitor.party, family.name, family.digest, step)


def _there(tx: Transaction, visitor: Visitor, id_: ItemId) -> Item:
    item = tastes.item(tx, visitor.brand.id, id_)
    if item.kind is not Kind.GOOD or item.stock == 0:
        raise NotFound("piece on offer", id_)
    return item
