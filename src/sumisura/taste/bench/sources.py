"""Interactions as signals of a shop's sources, and what each user is to be found: for the frontier.

A file says who had what, when, and how much; it does not say through which door. So its rows are told as

- ``visit``: the rows of a user's last session before what is held back (no longer than six hours apart): what they look
  at now. Without times there is none.
- ``stated``: the five of greatest weight (stars, plays): the favourites one would name if asked.
- ``purchases``: every row before the last session: what they had, without how they liked it.
- ``friends``: what the user's friends had among what is known of them, each as much as the share of friends that had it.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt

from sumisura.taste.bench.reading import Interactions
from sumisura.taste.evaluation.replay import Case
from sumisura.taste.model import MEANINGS, ItemId, Signal

Ints = npt.NDArray[np.int64]

SESSION = 6 * 3600.0
FAVOURITES = 5
HELD = 0.2
SCALE = 10
"""Different weights up to which they are a scale of liking, and only its upper half is wanted."""
LIKED = 100
"""Things of friends that are told, those most of them had."""
START = datetime(2000, 1, 1, tzinfo=UTC)
"""The time of rows without one."""
MAPPING = {
    "visit": "the rows of the last session before what is held back, none where there are no times",
    "stated": f"the {FAVOURITES} known rows of greatest weight, as favourites one would name",
    "purchases": "every known row before that session, without its weight",
    "friends": "what friends had, by the share of them that had it",
}


@dataclass(frozen=True)
class Told:
    """A file, told.

    Args:
        known: user → signals of their own.
        cases: users with something to be found, with all signals, those of friends among them.
        items: everything there is.
        again: whether what somebody has may be wanted again.
    """

    known: Mapping[str, Sequence[Signal]]
    cases: Sequence[Case]
    items: Sequence[str]
    again: bool = False


def told(log: Interactions, friends: Interactions | None, rng: np.random.Generator) -> Told:
    """Hold the latest fifth of each user's rows back, or a fifth drawn at random where there are no times."""
    at = log.at if log.timed else rng.random(len(log.user))
    liked = _liked(log)
    known: dict[str, list[Signal]] = {}
    held: dict[str, tuple[datetime, frozenset[str]]] = {}
    for user, rows in _by_user(log, at):
        cut = max(1, int(len(rows) * (1 - HELD)))
        before, after = rows[:cut], rows[cut:]
        name, items = log.users[user], {log.items[log.item[row]] for row in before}
        known[name] = list(_signals(log, name, before))
        when = max(one.at for one in known[name]) + timedelta(seconds=1)
        held[name] = when, frozenset({log.items[log.item[row]] for row in after if liked[row]} - items)
    theirs = _friends(friends, known)
    cases = [
        Case(name, when, (*known[name], *theirs(name, when)), wanted)
        for name, (when, wanted) in sorted(held.items())
        if wanted
    ]
    return Told(known, cases, log.items)


def shared_likes(
    others: Sequence[Sequence[Signal]], source: str, what: str, at: datetime, least: int = 2
) -> Iterator[Signal]:
    """What others want, as signals of ``friends`` or ``place``: each as much as the share of them that wants it.

    Args:
        others: the signals of each of them.
        least: how many of them must want a thing.
    """
    each = [{one.item for one in told if one.value > 0} for told in others]
    counts = Counter(item for wanted in each for item in wanted)
    meaning = MEANINGS[what]
    for item, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:LIKED]:
        if count >= least:
            weight = meaning.weight * count / len(each)
            yield Signal(f"{source}:{item}", at, source, ItemId(item), what, meaning.value, weight)


def _by_user(log: Interactions, at: npt.NDArray[np.float64]) -> Iterator[tuple[int, Ints]]:
    """Each user's rows by time; of several about one item the first."""
    order = np.lexsort((log.item, at, log.user))
    _, first = np.unique(log.user[order] * len(log.items) + log.item[order], return_index=True)
    rows = order[np.sort(first)]
    begin = np.flatnonzero(np.diff(log.user[rows], prepend=-1))
    for part in np.split(rows, begin[1:]):
        if len(part) > 1:
            yield int(log.user[part[0]]), part


def _signals(log: Interactions, name: str, rows: Ints) -> Iterator[Signal]:
    at = log.at[rows] if log.timed else np.zeros(len(rows))
    gaps = np.flatnonzero(np.diff(at) > SESSION)
    session = (gaps[-1] + 1 if len(gaps) else 0) if log.timed else len(rows)
    favourites = set(np.lexsort((-at, -log.weight[rows]))[:FAVOURITES].tolist()) if len(log.weight) else set()
    for number, row in enumerate(rows.tolist()):
        item, when = ItemId(log.items[log.item[row]]), START + timedelta(seconds=float(at[number]))
        source, what = ("visit", "viewed") if number >= session else ("purchases", "bought")
        yield _signal(f"{name}-{number}", when, source, item, what)
        if number in favourites:
            yield _signal(f"{name}-{number}-told", when, "stated", item, "liked")


def _signal(id_: str, at: datetime, source: str, item: ItemId, what: str) -> Signal:
    return Signal(id_, at, source, item, what, MEANINGS[what].value, MEANINGS[what].weight)


def _liked(log: Interactions) -> npt.NDArray[np.bool_]:
    scale = np.unique(log.weight)
    if not 1 < len(scale) <= SCALE:
        return np.ones(len(log.user), np.bool_)
    return np.asarray(log.weight > (scale[0] + scale[-1]) / 2)


def _friends(
    friends: Interactions | None, known: Mapping[str, Sequence[Signal]]
) -> Callable[[str, datetime], Iterator[Signal]]:
    links: dict[str, set[str]] = {}
    if friends is not None:
        for one, other in zip(friends.user.tolist(), friends.item.tolist(), strict=True):
            links.setdefault(friends.users[one], set()).add(friends.items[other])

    def of(name: str, at: datetime) -> Iterator[Signal]:
        others = [known[one] for one in sorted(links.get(name, ())) if one in known]
        return shared_likes(others, "friends", "friend", at)

    return of
