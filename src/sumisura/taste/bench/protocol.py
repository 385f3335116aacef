"""Who is trained on, tuned on and tested on, and what is known of each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sumisura.kernel import BadInput
from sumisura.taste.bench.reading import Interactions
from sumisura.taste.dataset import Histories
from sumisura.taste.evaluation.splits import Fold, ordered, strong
from sumisura.taste.learning.strengths import Told, weighed
from sumisura.taste.population import Strength

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

OWN, FRIENDS = "own", "friends"
DAY = 86_400.0
MOST, FEWEST = 500, 5


@dataclass(frozen=True)
class Case:
    """Customers to rank for.

    Args:
        fold: what is known of each, and what is held back.
        times: (known entries,) when each was, in days.
        friends: what the friends of each like, its share of them; None where nobody said who they are.
    """

    fold: Fold
    times: Floats
    friends: Histories | None = None

    def knowing(self, events: int | None, rng: np.random.Generator | None = None) -> "Case":
        """The same customers with only so many known events: drawn with ``rng``, the latest without it."""
        if events is None:
            return self
        order = -self.times if rng is None else rng.random(len(self.times))
        known = self.fold.known
        by = np.lexsort((known.columns, order, known.rows))
        place = np.empty(len(by), np.int64)
        place[by] = np.arange(len(by)) - known.begin[known.rows]
        stays = place < events
        return Case(Fold(known.keep(stays), self.fold.held, self.fold.names), self.times[stays], self.friends)

    def take(self, customers: Ints) -> "Case":
        """Some of the customers."""
        entries = _entries(self.fold.known, customers)
        friends = None if self.friends is None else self.friends.take(customers)
        return Case(self.fold.take(customers), self.times[entries], friends)

    def evidence(self, strengths: Mapping[str, Strength]) -> Histories:
        """Own events and those of friends, as much as their strengths let them weigh."""
        known = self.fold.known
        latest = np.full(known.size, -np.inf)
        np.maximum.at(latest, known.rows, self.times)
        told = {
            OWN: Told(known.rows, known.columns, latest[known.rows] - self.times, known.weight, known.pull)
        }
        if self.friends is not None:
            theirs = self.friends
            told[FRIENDS] = Told(
                theirs.rows, theirs.columns, np.zeros(len(theirs.columns)), theirs.weight, theirs.pull
            )
        return weighed(told, strengths, (known.size, known.width))


@dataclass(frozen=True)
class Protocol:
    """A split.

    Args:
        train: customers to learn from; items by popularity among them, most first.
        tune, test: whom to choose on, and whom to measure on.
        timed: whether what is held back came later.
    """

    train: Histories
    tune: Case
    test: Case
    timed: bool


def protocol(
    log: Interactions, friends: Interactions | None, chronological: bool, rng: np.random.Generator
) -> Protocol:
    """Split interactions; a customer's repeated events about one item count once, at the latest time.

    Args:
        log: who did what.
        friends: who follows whom: what a user's friends in training like is a signal to the user.
        chronological: hold back each customer's last fifth, and train on what came before of everyone; otherwise
            hold back a fifth at random of customers who are not trained on at all (strong generalisation).
        rng: draws the customers.

    Raises:
        BadInput: too few customers, or no times where they are needed.
    """
    if chronological and not log.timed:
        raise BadInput("A chronological split needs a time in every row", mend="Add a column timestamp.")
    histories, times = _once(log)
    able = np.flatnonzero(histories.lengths > 1)
    if len(able) < 4 * FEWEST or histories.width < FEWEST:
        raise BadInput(
            f"{len(able)} users with two items or more and {histories.width} items are too few to measure on",
            mend=f"Give {4 * FEWEST} such users and {FEWEST} items.",
        )
    return (_chronological if chronological else _strong)(histories, times, _links(log, friends), rng)


def _once(log: Interactions) -> tuple[Histories, Floats]:
    """Items by popularity, and each entry's latest time in days."""
    shape = len(log.users), len(log.items)
    plain = Histories.of(log.user, log.item, shape)
    places = np.argsort(np.argsort(-plain.counts, kind="stable"), kind="stable")
    item = places[log.item]
    histories = Histories.of(log.user, item, shape)
    entry = np.searchsorted(histories.rows * shape[1] + histories.columns, log.user * shape[1] + item)
    times = np.full(len(histories.columns), -np.inf)
    np.maximum.at(times, entry, np.where(np.isfinite(log.at), log.at, 0.0) / DAY)
    ones = np.ones(len(times))
    return Histories(histories.begin, histories.columns, ones, ones, shape[1]), times


def _strong(
    histories: Histories, _times: Floats, links: Histories | None, rng: np.random.Generator
) -> Protocol:
    able = np.flatnonzero(histories.lengths > 1)
    train, tune, test = (
        able[part] for part in strong(len(able), rng, min(MOST, max(len(able) // 10, FEWEST)))
    )
    train = np.sort(np.concatenate([train, np.flatnonzero(histories.lengths == 1)]))
    learned = histories.take(train)
    liked = _liked(learned, links, train)

    def case(names: Ints) -> Case:
        own = histories.take(names)
        fold = ordered(own, rng.random(len(own.columns)))
        return Case(Fold(fold.known, fold.held, names), np.zeros(len(fold.known.columns)), liked(names))

    return Protocol(learned, case(tune), case(test), timed=False)


def _chronological(
    histories: Histories, times: Floats, links: Histories | None, rng: np.random.Generator
) -> Protocol:
    whole = _timed(histories, times)
    known = whole.fold.known
    able = np.flatnonzero(known.lengths > 1)
    drawn = rng.permutation(able)[: min(2 * MOST, max(len(able) // 5, FEWEST))]
    chosen = np.sort(drawn)
    at = _entries(known, chosen)
    inner = _timed(known.take(chosen), whole.times[at])
    hidden = np.zeros(len(known.columns), np.bool_)
    mine = known.take(chosen)
    kept = np.isin(mine.rows * known.width + mine.columns, _keys(inner.fold.known))
    hidden[at[~kept]] = True
    learned = known.keep(~hidden)
    liked = _liked(learned, links, whole.fold.names)
    some = np.sort(rng.permutation(known.size)[: 4 * MOST])
    return Protocol(
        learned,
        Case(inner.fold, inner.times, liked(whole.fold.names[chosen])),
        Case(whole.fold.take(some), whole.times[_entries(known, some)], liked(whole.fold.names[some])),
        timed=True,
    )


def _timed(histories: Histories, times: Floats) -> Case:
    fold = ordered(histories, times)
    entry = np.searchsorted(
        histories.rows * histories.width + histories.columns,
        fold.names[fold.known.rows] * histories.width + fold.known.columns,
    )
    return Case(fold, times[entry])


def _keys(histories: Histories) -> Ints:
    return histories.rows * histories.width + histories.columns


def _entries(histories: Histories, customers: Ints) -> Ints:
    return np.concatenate([np.arange(histories.begin[one], histories.begin[one + 1]) for one in customers])


def _links(log: Interactions, friends: Interactions | None) -> Histories | None:
    """Users × users."""
    if friends is None:
        return None
    number = {name: at for at, name in enumerate(log.users)}
    one = np.array([number.get(name, -1) for name in friends.users], np.int64)[friends.user]
    other = np.array([number.get(name, -1) for name in friends.items], np.int64)[friends.item]
    both = (one >= 0) & (other >= 0) & (one != other)
    return Histories.of(one[both], other[both], (len(log.users),) * 2)


def _liked(train: Histories, links: Histories | None, names: Ints) -> Callable[[Ints], Histories | None]:
    """For some users, what share of their friends in training likes each item."""
    if links is None:
        return lambda _: None
    place = np.full(links.width, -1, np.int64)
    place[names] = np.arange(len(names))

    def of(wanted: Ints) -> Histories:
        followed = links.take(wanted)
        friend = place[followed.columns]
        followed, friend = followed.keep(friend >= 0), friend[friend >= 0]
        theirs = train.take(friend)
        share = 1.0 / np.maximum(followed.lengths, 1)[followed.rows]
        each = np.repeat(share, theirs.lengths)
        return Histories.of(
            followed.rows[theirs.rows], theirs.columns, (len(wanted), train.width), weight=each, pull=each
        )

    return of
