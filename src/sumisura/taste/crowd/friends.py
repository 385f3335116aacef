"""What friends like: only those who agreed, on both sides, and only where there are enough of them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from sumisura.taste.crowd.model import FEWEST, Floats, Ints


def circle(me: str, friendships: Iterable[tuple[str, str]], agreed: Collection[str]) -> frozenset[str]:
    """Whose likes may reach me.

    Args:
        me: a party.
        friendships: (from, to): who named whom a friend; it counts when both named each other.
        agreed: the parties whose consent to the source ``friends`` stands now. Mine is needed, too.

    Example:
        >>> named = [("ada", "bo"), ("bo", "ada"), ("cy", "ada"), ("ada", "di"), ("di", "ada")]
        >>> sorted(circle("ada", named, {"ada", "bo", "cy"}))
        ['bo']
        >>> circle("ada", named, {"bo", "di"})
        frozenset()
    """
    if me not in agreed:
        return frozenset()
    named, naming = set(), set()
    for one, other in friendships:
        if one == me:
            named.add(other)
        if other == me:
            naming.add(one)
    return frozenset((named & naming & set(agreed)) - {me})


@dataclass(frozen=True, slots=True)
class Liked:
    """What a circle of friends likes.

    Args:
        friends: how many there are in it; 0 where they are too few to say anything.
        counts: (items,) how many of them like each; 0 where they are fewer than may be shown.
        share: (items,) the part of the circle that likes each, as ranking may use it: an average over
            enough friends, in which no single one can be made out. All 0 for a circle too small.
    """

    friends: int
    counts: Ints
    share: Floats


def liked(
    friends: Collection[str], likes: Mapping[str, Iterable[int]], items: int, *, fewest: int = FEWEST
) -> Liked:
    """Add up what friends like.

    A fold over those who agree now: one who takes it back is gone exactly, to the last bit.

    Args:
        friends: from ``circle``.
        likes: party → rows it likes; a row twice counts once.
        items: how many rows there are.
        fewest: how many must agree before anything is shown, and for each number shown.

    Example:
        >>> likes = {name: [0] for name in "abcdef"} | {"a": [0, 1]}
        >>> liked("abcdef", likes, items=2).counts.tolist(), liked("abcd", likes, items=2).friends
        ([6, 0], 0)
    """
    counts = np.zeros(items, dtype=np.int64)
    if len(friends) < fewest:
        return Liked(0, counts, np.zeros(items))
    for friend in friends:
        counts[np.unique(np.fromiter(likes.get(friend, ()), dtype=np.int64))] += 1
    return Liked(len(friends), np.where(counts < fewest, 0, counts), counts / len(friends))


def friends_words(count: int) -> str:
    """How a count is told; "" where there is none to tell.

    Example:
        >>> friends_words(10), friends_words(37), friends_words(0)
        ('Ten friends liked it', '37 friends liked it', '')
    """
    if count <= 0:
        return ""
    return f"{_WORDS.get(count, str(count))} friends liked it"


_WORDS: Mapping[int, str] = dict(
    enumerate(("Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"), start=5)
)
