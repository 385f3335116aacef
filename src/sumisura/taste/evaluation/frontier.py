"""Relevance against intrusion: what each set of sources lets a shop find for its customers, and what it asks of them.

Every set of sources is replayed on the same customers, as if a shop had had these sources and no others. A set is
**efficient** if no other asks as little and finds more (the Pareto front; Pareto 1906). Relevance is the mean of NDCG over
the first 20; the worst served are told by the mean of the tenth of customers served worst (the conditional value at risk;
Rockafellar, Uryasev 2000, J. Risk 2, 21), in NDCG over the whole ranking, which is never 0.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sumisura.stats.intervals import LEVEL, Estimate
from sumisura.taste.dataset import Histories
from sumisura.taste.evaluation.metrics import ndcg
from sumisura.taste.evaluation.replay import Case, K
from sumisura.taste.model import OTHERS
from sumisura.taste.population import Population
from sumisura.taste.state import Taste

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Sources = frozenset[str]
MOST = 6
"""Sources of which every set is tried: 64 sets. Of more, the ones that fewest customers gave are tried in levels alone."""
TENTH = 0.1
DRAWS = 1_000


class Served(NamedTuple):
    """How well each customer is served.

    Args:
        first: (customers,) NDCG of the first 20.
        whole: (customers,) NDCG of the whole ranking.
    """

    first: Floats
    whole: Floats


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to serve: from which sources, and how much that intrudes.

    Args:
        name: of a level or a mode; "" for a set of sources that is none.
        sources: what it is allowed to know.
        intrusion: what that asks of a customer: the sum of its sources' weights.
    """

    name: str
    sources: Sources
    intrusion: float


@dataclass(frozen=True, slots=True)
class Point:
    """One way to serve, measured.

    Args:
        relevance: mean NDCG of the first 20.
        gain: the same less that of knowing nothing, paired by customer.
        worst: mean NDCG over the whole ranking of the tenth served worst.
        efficient: no other way asks as little and finds more.
    """

    offer: Offer
    relevance: Estimate
    gain: Estimate
    worst: Estimate
    efficient: bool


def sets_of(cases: Iterable[Case]) -> list[Sources]:
    """Every set of the sources that these customers gave, of the `MOST` that most of them did; the empty one first."""
    gave = Counter(source for case in cases for source in {one.source for one in case.known})
    names = sorted(name for name, _ in sorted(gave.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST])
    return [frozenset(some) for size in range(len(names) + 1) for some in combinations(names, size)]


def replayed(
    population: Population,
    cases: Sequence[Case],
    proposed: Sequence[str],
    sets: Sequence[Sources],
    *,
    again: bool = False,
) -> dict[Sources, Served]:
    """Serve every case from each set of sources; what it told nothing to is served as if nothing were known.

    The same candidates are ranked whatever is known.

    Args:
        population: with a row for everything proposed.
        cases: as `sumisura.taste.evaluation.replay.cases` gives them.
        proposed: what is ranked.
        sets: which sources.
        again: whether what a case has signals about may be wanted again; else it is left out of the ranking.
    """
    rows = np.array([population.row[item] for item in proposed], np.int64)
    place = {item: at for at, item in enumerate(proposed)}
    found = {some: Served(np.zeros(len(cases)), np.zeros(len(cases))) for some in sets}
    for at, case in enumerate(cases):
        taste = Taste.of(population, case.known, case.at)
        there = frozenset(taste.evidence.sums)
        scored: dict[Sources, tuple[float, float]] = {}
        for some in sets:
            used = there & some
            if used not in scored:
                scored[used] = quality(taste.without(*(there - used)).scores[rows], case, place, again=again)
            found[some].first[at], found[some].whole[at] = scored[used]
    return found


def quality(
    scores: Floats, case: Case, place: Mapping[str, int], *, again: bool = False
) -> tuple[float, float]:
    """NDCG of the first 20 and of the whole ranking, for one case.

    Args:
        scores: (proposed,) what is ranked by.
        case: whose.
        place: item → its number in ``scores``.
        again: as in `replayed`.
    """
    order, wanted = _ranked(scores, case, place, again=again), _wanted(case, place)
    held = Histories.of(np.zeros(len(wanted), np.int64), wanted, (1, len(scores)))
    return float(ndcg([order[:K]], held, K)[0]), float(ndcg([order], held, len(scores))[0])


def earned(scores: Floats, case: Case, place: Mapping[str, int], prices: Floats) -> float:
    """What stands among the first 20 of what a case then wanted, in money.

    Args:
        scores, prices: (proposed,) what is ranked by, and what each costs.
        case: whose.
        place: item → its number in ``scores``.
    """
    first = _ranked(scores, case, place)[:K]
    return float(prices[np.intersect1d(first, _wanted(case, place))].sum())


def frontier(
    served: Mapping[Offer, Served],
    nothing: Served,
    rng: np.random.Generator,
    *,
    draws: int = DRAWS,
    level: float = LEVEL,
) -> list[Point]:
    """Every way to serve with its intervals, by intrusion; those that are efficient are marked.

    Intervals are percentiles of the bootstrap over customers, the same draws for every way (Efron 1979).

    Args:
        served: way → how well it serves, the same customers in the same order.
        nothing: how well knowing nothing serves.
        rng: draws customers.
        draws: how many times.
        level: of the intervals.
    """
    size = len(nothing.first)
    weights = rng.multinomial(size, np.full(size, 1.0 / size), size=draws)
    ends = [(1 - level) / 2, (1 + level) / 2]

    def estimate(value: float, drawn: Floats) -> Estimate:
        low, high = np.quantile(drawn, ends)
        return Estimate(value, float(low), float(high), size, level)

    best = efficient(
        np.array([offer.intrusion for offer in served]),
        np.array([one.first.mean() for one in served.values()]),
    )
    points = [
        Point(
            offer,
            estimate(float(one.first.mean()), weights @ one.first / size),
            estimate(float((one.first - nothing.first).mean()), weights @ (one.first - nothing.first) / size),
            estimate(tail(one.whole), tails(one.whole, weights)),
            bool(mark),
        )
        for (offer, one), mark in zip(served.items(), best, strict=True)
    ]
    return sorted(points, key=lambda one: (one.offer.intrusion, -one.relevance.value, one.offer.name))


def efficient(intrusion: Floats, relevance: Floats) -> Bools:
    """(ways,) whether no other way asks as little or less and finds more, or asks less and finds as much.

    Example:
        >>> efficient(np.array([0.0, 0.3, 0.3, 0.9]), np.array([0.1, 0.2, 0.15, 0.2])).tolist()
        [True, True, False, False]
    """
    order = np.lexsort((-relevance, intrusion))
    found, best, at = np.zeros(len(order), np.bool_), -np.inf, np.nan
    for way in order:
        tied = relevance[way] == best and intrusion[way] == at
        found[way] = relevance[way] > best or tied
        if relevance[way] > best:
            best, at = relevance[way], intrusion[way]
    return found


def tail(values: Floats, share: float = TENTH) -> float:
    """The mean of the lowest share of values, at least of one.

    Example:
        >>> tail(np.arange(20.0))
        0.5
    """
    return float(np.sort(values)[: max(1, int(len(values) * share))].mean())


def tails(values: Floats, weights: npt.NDArray[np.int64], share: float = TENTH) -> Floats:
    """(draws,) the same of each draw, in which each value stands ``weights`` (draws, values) times."""
    order = np.argsort(values, kind="stable")
    most = max(1, int(len(values) * share))
    upto = np.minimum(weights[:, order].cumsum(axis=1), most)
    taken = np.diff(upto, axis=1, prepend=0)
    return np.asarray(taken @ values[order] / most)


def _ranked(scores: Floats, case: Case, place: Mapping[str, int], *, again: bool = False) -> Ints:
    """The numbers of what may be proposed, best first."""
    allowed = np.ones(len(scores), np.bool_)
    if not again:
        own = (one.item for one in case.known if one.what not in OTHERS)
        allowed[[place[item] for item in own if item in place]] = False
    candidates = np.flatnonzero(allowed)
    return candidates[np.argsort(-scores[candidates], kind="stable")]


def _wanted(case: Case, place: Mapping[str, int]) -> Ints:
    return np.sort([place[item] for item in case.wanted if item in place]).astype(np.int64)
