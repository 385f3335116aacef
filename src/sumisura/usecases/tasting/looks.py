"""Complete the look: what goes with a piece, of another kind; one refusal silences it."""

from collections.abc import Collection, Sequence

import numpy as np

from sumisura.orders import repo as orders
from sumisura.store.ports import Transaction
from sumisura.taste.model import Item, ItemId, Kind
from sumisura.taste.saying.wording import quality
from sumisura.taste.serving.looks import Piece, complete, kind_of, silenced
from sumisura.usecases.services import Services
from sumisura.usecases.tasting import cards, ranking
from sumisura.usecases.tasting.guests import Guest
from sumisura.usecases.tasting.tastes import Row


def row(services: Services, tx: Transaction, who: Guest, item: Item) -> Row | None:
    """What goes with an item; None where nothing does, or where they said that they need no such advice."""
    if silenced(who.kept):
        return None
    near = [row for row in ranking.ranked(who) if who.cloth.rows[row].kind is Kind.GOOD]
    if not near:
        return None
    rows, goods = np.array(near, np.int64), [who.cloth.rows[row] for row in near]
    pieces = complete(
        item,
        goods,
        who.cloth.affinity,
        allowed=who.mask[rows],
        taste=who.taste.scores[rows] if who.personal else None,
        having=_kinds(tx, who),
    )
    if not pieces:
        return None
    shown = cards.cards(services, tx, who, rows[[piece.row for piece in pieces]].tolist())
    return Row("look", "Complete the look", _because(item, pieces), shown)


def _kinds(tx: Transaction, who: Guest) -> Collection[str]:
    """The kinds of things that are in the bag already."""
    if not who.visitor.party:
        return ()
    cart, _ = orders.cart(tx, who.visitor.brand.id, who.visitor.party)
    names = [ItemId(line.claims.family_name) for line in cart.lines]
    return {kind_of(who.cloth.items[name]) for name in names if name in who.cloth.items}


def _because(item: Item, pieces: Sequence[Piece]) -> str:
    pair = pieces[0].pair
    if not pair:
        return f"To go with {item.title}."
    if pair[0] == pair[1]:
        return f"{quality(pair[0])}, like {item.title}.".capitalize()
    return f"{quality(pair[1])} goes with {quality(pair[0])}.".capitalize()
