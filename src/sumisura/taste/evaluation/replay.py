"""Replays what customers did after an instant: how high each model would have ranked what they then wanted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from sumisura.taste.dataset import Histories
from sumisura.taste.evaluation.metrics import ndcg, rankings, recall
from sumisura.taste.model import Signal
from sumisura.taste.population import Population
from sumisura.taste.state import Taste

Floats = npt.NDArray[np.float64]
K = 20
"""Places that count."""


@dataclass(frozen=True, slots=True)
class Case:
    """One customer at the instant that splits what is known from what is to be found.

    Args:
        known: their signals up to that instant; none for who came later.
        wanted: what they wanted afterwards and had not wanted before.
    """

    party: str
    known: tuple[Signal, ...]
    wanted: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Served:
    """How well each case was served, in the order of the cases.

    Args:
        ndcg: (cases,) normalised discounted cumulative gain of the first `K`, 0 to 1.
        recall: (cases,) share of what could be among the first `K` that was.
    """

    ndcg: Floats
    recall: Floats


def cases(
    signals_by_party: Mapping[str, Sequence[Signal]], cut: datetime, proposed: frozenset[str]
) -> list[Case]:
    """Everybody who wanted something new after the instant, by party.

    Args:
        signals_by_party: in any order.
        cut: the last instant that is known.
        proposed: what may be ranked; other items are neither wanted nor missed.

    Example:
        >>> from datetime import UTC, timedelta
        >>> noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
        >>> def bought(item, hours):
        ...     return Signal(f"{item}{hours}", noon + timedelta(hours=hours), "purchases", item, "bought")
        >>> cases({"ada": [bought("belt", -1), bought("belt", 1), bought("bag", 2)]}, noon, frozenset({"belt", "bag"}))
        [Case(party='ada', known=(Signal(...'belt'...),), wanted=frozenset({'bag'}))]
    """
    found = []
    for party in sorted(signals_by_party):
        known = tuple(one for one in signals_by_party[party] if one.at <= cut)
        before = {one.item for one in known}
        later = {one.item for one in signals_by_party[party] if one.at > cut and one.value > 0}
        wanted = frozenset(later - before) & proposed
        if wanted:
            found.append(Case(party, known, wanted))
    return found


def served(
    population: Population,
    cases: Sequence[Case],
    proposed: Sequence[str],
    cut: datetime,
    step: Callable[[int, int], object] = lambda _done, _all: None,
) -> Served:
    """How each case would have been served from its own taste.

    Args:
        population: with a row for everything proposed (``Population.extended``).
        cases: from ``cases``.
        proposed: what is ranked; items a case has evidence about are left out for it.
        cut: the instant each taste is as of.
        step: told how many cases are done.
    """
    rows = np.array([population.row[item] for item in proposed], np.int64)
    scores = np.zeros((len(cases), len(proposed)))
    for at, case in enumerate(cases):
        scores[at] = Taste.of(population, case.known, cut).scores[rows]
        step(at + 1, len(cases))
    return ranked(scores, cases, proposed)


def by_popularity(counts: Mapping[str, int], cases: Sequence[Case], proposed: Sequence[str]) -> Served:
    """How each case would have been served by what most customers want."""
    row = np.array([float(counts.get(item, 0)) for item in proposed])
    return ranked(np.broadcast_to(row, (len(cases), len(proposed))), cases, proposed)


def ranked(scores: Floats, cases: Sequence[Case], proposed: Sequence[str]) -> Served:
    """How well those scores serve, shape (cases, proposed)."""
    place = {item: at for at, item in enumerate(proposed)}
    known = _histories([[one.item for one in case.known] for case in cases], place)
    wanted = _histories([list(case.wanted) for case in cases], place)
    best = rankings(scores, known, K)
    return Served(ndcg(best, wanted, K), recall(best, wanted, K))


def _histories(items: Sequence[Sequence[str]], place: Mapping[str, int]) -> Histories:
    pairs = [(row, place[item]) for row, one in enumerate(items) for item in one if item in place]
    rows, columns = np.array(pairs, np.int64).reshape(-1, 2).T
    return Histories.of(rows, columns, (len(items), len(place)))
