"""What friends and neighbours like, as signals of their own sources: only theirs who agreed, and only where there are enough."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from sumisura.kernel import BadInput, PartyId
from sumisura.store.ports import Transaction
from sumisura.taste import repo
from sumisura.taste.crowd.friends import Liked, circle, friends_words, liked
from sumisura.taste.crowd.whole import Crowd
from sumisura.taste.model import MEANINGS, Item, ItemId, Signal
from sumisura.trust.grants import Grants
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.signals import agreed, granted

FRIENDS, PLACE = "friends", "place"
MOST = 200
"""Friends whose likes are added up."""
LOCAL = 12
"""Items whose local liking is told."""


def friends_like(services: Services, tx: Transaction, visitor: Visitor, items: Sequence[Item]) -> Liked:
    """What a visitor's friends like, of these items; nothing unless they are enough."""
    brand, me = visitor.brand.id, visitor.party
    named = repo.friends(tx, brand, me)[:MOST]
    pairs = [(me, one) for one in named]
    pairs += [(one, me) for one in named if me in repo.friends(tx, brand, one)]
    grants = Grants(services.ids)
    agreeing = [one for one in (me, *named) if FRIENDS in granted(grants.of(tx, brand, one), services)]
    row = {item.id: number for number, item in enumerate(items)}
    friends = circle(me, pairs, agreeing)
    likes = {one: _wanted(services, tx, visitor, PartyId(one), row) for one in sorted(friends)}
    return liked(friends, likes, len(items))


def friend_signals(services: Services, found: Liked, items: Sequence[Item]) -> Iterator[Signal]:
    """What friends like, as evidence: one signal for each item that enough of them like."""
    meaning, now = MEANINGS["friend"], services.clock.now()
    for number in np.flatnonzero(found.counts).tolist():
        item, share = items[number].id, float(found.share[number])
        yield Signal(f"friends:{item}", now, FRIENDS, item, "friend", meaning.value, meaning.weight * share)


def friends_row(found: Liked, items: Sequence[Item]) -> tuple[Sequence[ItemId], str]:
    """What most friends like, most first, and how it is told."""
    order = [number for number in np.argsort(-found.counts, kind="stable").tolist() if found.counts[number]]
    if not order:
        return (), ""
    return [items[number].id for number in order], friends_words(int(found.counts[order[0]]))


def place_signals(services: Services, crowd: Crowd, cell: str) -> Iterator[Signal]:
    """What people near choose more than others, as evidence."""
    meaning, now = MEANINGS["near"], services.clock.now()
    for item, lift in nearest(crowd, cell, LOCAL).items():
        value = float(np.tanh(lift))
        yield Signal(f"near:{item}", now, PLACE, item, "near", meaning.value * value, meaning.weight)


def nearest(crowd: Crowd, cell: str, most: int) -> Mapping[ItemId, float]:
    """What people near choose more than others do → log of how much more, most first."""
    try:
        lift = crowd.near(cell).lift
    except BadInput:  # a place that was one when it was named
        return {}
    order = np.argsort(-lift, kind="stable")[:most].tolist()
    return {ItemId(crowd.items[row]): float(lift[row]) for row in order if lift[row] > 0}


def _wanted(
    services: Services, tx: Transaction, visitor: Visitor, friend: PartyId, row: Mapping[ItemId, int]
) -> set[int]:
    """The items a friend wants, from what they agreed to show."""
    brand = visitor.brand.id
    told = agreed(repo.signals(tx, brand, friend), Grants(services.ids).of(tx, brand, friend), services)
    return {row[one.item] for one in told if one.value > 0 and one.item in row}
