"""A finished good as a family of one variant: its only choice, by which whoever meets it knows that nothing was shaped."""

from dataclasses import replace

from sumisura.kernel import Family, Group, NotFound, Value, Variable
from sumisura.space import repo
from sumisura.space.draft import Draft
from sumisura.store.ports import Transaction
from sumisura.taste import repo as tastes
from sumisura.taste.model import Item, ItemId

AS_IT_IS = "as-it-is"
"""The variable of a finished good, and its one value."""


def family_of(item: Item, currency: str) -> Family:
    """A good as a family whose only variant is itself.

    Example:
        >>> from sumisura.taste.model import Kind
        >>> family_of(Item(ItemId("belt-12"), Kind.GOOD, "Belt", price=4900), "EUR").base_price
        4900
    """
    only = Variable(AS_IT_IS, "Piece", (Value(AS_IT_IS, "As it is"),), default=AS_IT_IS, group="piece")
    return Family(
        item.id,
        item.title,
        currency,
        (only,),
        groups=(Group("piece", "The piece"),),
        base_price=item.price,
        starts_complete=True,
        tagline=item.words,
    )


def is_good(draft: Draft) -> bool:
    """Whether it is a finished good."""
    return AS_IT_IS in draft.choices


def find(tx: Transaction, draft: Draft) -> Item | None:
    """The good a draft is about, as it is today; None where it is no longer in the catalogue."""
    return tastes.find(tx, draft.brand, ItemId(draft.family_name))


def renewed(tx: Transaction, draft: Draft, currency: str) -> Draft:
    """A good as it is today, at today's price; in a unit of work that writes.

    Raises:
        NotFound: it is no longer in the catalogue, or none is left.
    """
    item = find(tx, draft)
    if item is None or item.stock == 0:
        raise NotFound("piece on offer", draft.family_name)
    family = family_of(item, currency)
    repo.keep_revision(tx, draft.brand, family)
    return replace(draft, family=family.digest)
