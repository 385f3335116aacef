"""What friends and neighbours like, as signals of their own sources: only theirs who agreed, and only where there are enough."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from sumisura.kernel import BadInput, BrandId, PartyId
from sumisura.store.codec import decode, encode
from sumisura.store.ports import Transaction
from sumisura.taste import repo
from sumisura.taste.crowd.friends import Liked, circle, friends_words, liked
from sumisura.taste.crowd.local import region
from sumisura.taste.crowd.whole import Crowd
from sumisura.taste.model import MEANINGS, Item, ItemId, Signal
from sumisura.taste.serving.occasions import GIFT
from sumisura.trust.grants import Grants
from sumisura.trust.keys import mac
from sumisura.usecases.again import again
from sumisura.usecases.learning.crowds import WANTED
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.tasting.signals import REFUSED, agreed, granted

FRIENDS, PLACE = "friends", "place"
MOST = 200
"""Friends whose likes are added up."""
CODE, FOURS = "friend-code", 4
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


def code(services: Services, visitor: Visitor) -> str:
    """What friends name this visitor by: it leads nowhere but here, and says nothing of them.

    Example: "7Q2F-09BC-41DA".
    """
    made = _key(services, visitor.brand.id, visitor.party)
    return "-".join(made[at : at + FOURS] for at in range(0, len(made), FOURS))


@again
def befriend(services: Services, visitor: Visitor, their_code: str) -> None:
    """Name somebody a friend by their code; it counts once they name this visitor back, and both agreed to it.

    Raises:
        BadInput: nobody who agreed to be found bears that code.
    """
    brand, me = visitor.brand.id, visitor.party
    with services.store.write(durable=False) as tx:
        found = tx.records.get(brand, CODE, _plain(their_code))
        if FRIENDS not in granted(Grants(services.ids).of(tx, brand, me), services):
            services.gate.refuse(brand, me, "friend.named", "no consent", FRIENDS)
            raise BadInput(
                "you have not switched friends on", where="Their code", mend="Switch them on first."
            )
        if found is None:
            services.gate.refuse(brand, me, "friend.named", "no consent", FRIENDS)
            raise BadInput(
                "nobody bears that code",
                where="Their code",
                mend="Ask your friend to switch friends on, and compare.",
            )
        friend = PartyId(decode(found.body, str))
        if friend == me:
            raise BadInput(
                "that is your own code", where="Their code", mend="Give it to your friend, and take theirs."
            )
        repo.name_friends(tx, brand, me, [*repo.friends(tx, brand, me), friend])


def listed(services: Services, tx: Transaction, brand: BrandId, party: PartyId, *, on: bool) -> None:
    """Let friends find a party by its code, or no longer; whom it named waits as the rest of a cut source does (`cutting`)."""
    key = _key(services, brand, party)
    if not on:
        forget(services, tx, brand, party)
    elif tx.records.get(brand, CODE, key) is None:
        tx.records.put(brand, CODE, key, encode(party), version=0)


def lives(services: Services, tx: Transaction, visitor: Visitor, named: str) -> str:
    """The region somebody names as theirs, as it is kept.

    Raises:
        BadInput: it is none, or they have not agreed to its use; it is not kept.
    """
    brand, found = visitor.brand.id, region(named)
    if PLACE not in granted(Grants(services.ids).of(tx, brand, visitor.party), services):
        services.gate.refuse(brand, visitor.party, "place.named", "no consent", PLACE)
        raise BadInput("you have not switched your place on", where="Your region", mend="Switch it on first.")
    return found


def forget(services: Services, tx: Transaction, brand: BrandId, party: PartyId) -> None:
    """Let nobody find a party by its code any more."""
    tx.records.delete(brand, CODE, _key(services, brand, party))


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


def _key(services: Services, brand: BrandId, party: PartyId) -> str:
    return mac(services.keyring.salt, "friend", brand, party)[: 3 * FOURS].upper()


def _plain(code: str) -> str:
    """A code as it is kept, however it was typed."""
    return "".join(letter for letter in code.upper() if letter.isalnum())[: 3 * FOURS]


def _wanted(
    services: Services, tx: Transaction, visitor: Visitor, friend: PartyId, row: Mapping[ItemId, int]
) -> set[int]:
    """The items a friend wants for themselves, from what they agreed to show; what they only looked at is none."""
    brand = visitor.brand.id
    told = agreed(repo.signals(tx, brand, friend), Grants(services.ids).of(tx, brand, friend), services)
    about = [one for one in told if one.item in row and one.occasion != GIFT]
    wanted = {row[one.item] for one in about if one.what in WANTED and one.value > 0}
    return wanted - {row[one.item] for one in about if one.what == REFUSED}
