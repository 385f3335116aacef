"""Replays what customers did after an instant: how high each model would have ranked what they then wanted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from sumisura.taste.dataset import Histories
from sumisura.taste.evaluation.metrics import ndcg, rankings, recall
from sumisura.taste.model import Item, Kind, Signal
from sumisura.taste.population import Population
from sumisura.taste.state import Taste

Floats = npt.NDArray[np.float64]
K = 20
"""Places that count."""
HELD = 0.2
"""The part of events, the latest, that is held back to measure on."""


@dataclass(frozen=True, slots=True)
class Case:
    """One customer at the instant that splits what is known from what is to be found.

    Args:
        at: that instant.
        known: their signals before it; none for who came later.
        wanted: what they wanted afterwards and had not wanted before.
    """

    party: str
    at: datetime
    known: tuple[Signal, ...]
    wanted: frozenset[str]


@dataclass(frozen=True, slots=True)
class Split:
    """Every customer's signals, parted in time.

    Args:
        at: party → the instant.
        known, held: party → signals before it, and from it on; parties without any are absent.
    """

    at: Mapping[str, datetime]
    known: Mapping[str, Sequence[Signal]]
    held: Mapping[str, Sequence[Signal]]


def after(signals_by_party: Mapping[str, Sequence[Signal]], cut: datetime) -> Split:
    """Hold back what anybody told later than an instant."""
    return _split(signals_by_party, dict.fromkeys(signals_by_party, cut), lambda one, at: one > at)


def latest(signals_by_party: Mapping[str, Sequence[Signal]], share: float = HELD) -> Split:
    """Hold back the latest of each customer's own signals: at least one, with all of its instant.

    Of who told everything at once nothing is held back.
    """
    cuts = {}
    for party, told in signals_by_party.items():
        instants = sorted(one.at for one in told)
        cut = instants[-max(1, int(len(instants) * share))] if instants else None
        if cut and cut > instants[0]:
            cuts[party] = cut
    return _split(signals_by_party, cuts, lambda one, at: one >= at)


@dataclass(frozen=True, slots=True, eq=False)
class Served:
    """How well each case was served, in the order of the cases.

    Args:
        ndcg: (cases,) normalised discounted cumulative gain of the first `K`, 0 to 1.
        recall: (cases,) share of what could be among the first `K` that was.
    """

    ndcg: Floats
    recall: Floats


def cases(split: Split, proposed: frozenset[str]) -> list[Case]:
    """Everybody who wanted something new in what was held back, by party.

    Args:
        split: from ``after`` or ``latest``.
        proposed: what may be ranked; other items are neither wanted nor missed.

    Example:
        >>> from datetime import UTC, timedelta
        >>> noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
        >>> def bought(item, hours):
        ...     return Signal(f"{item}{hours}", noon + timedelta(hours=hours), "purchases", item, "bought")
        >>> told = {"ada": [bought("belt", -1), bought("belt", 1), bought("bag", 2)]}
        >>> [(one.party, sorted(one.wanted)) for one in cases(after(told, noon), frozenset({"belt", "bag"}))]
        [('ada', ['bag'])]
    """
    found = []
    for party in sorted(split.held):
        known = tuple(split.known.get(party, ()))
        later = {one.item for one in split.held[party] if one.value > 0}
        wanted = frozenset(later - {one.item for one in known}) & proposed
        if wanted:
            found.append(Case(party, split.at[party], known, wanted))
    return found


def cases_of(split: Split, items: Sequence[Item], least: int) -> tuple[list[Case], list[str]]:
    """Whom to measure on and what is ranked: what a home proposes, or everything where fewer than ``least`` wanted that."""
    pieces = [str(item.id) for item in items if item.kind is not Kind.OPTION]
    found = cases(split, frozenset(pieces))
    if len(found) >= least:
        return found, pieces
    everything = [str(item.id) for item in items]
    return cases(split, frozenset(everything)), everything


def served(
    population: Population,
    cases: Sequence[Case],
    proposed: Sequence[str],
    step: Callable[[int, int], object] = lambda _done, _all: None,
) -> Served:
    """How each case would have been served from its own taste.

    Args:
        population: with a row for everything proposed (``Population.extended``).
        cases: from ``cases``.
        proposed: what is ranked; items a case has evidence about are left out for it.
        step: told how many cases are done.
    """
    rows = np.array([population.row[item] for item in proposed], np.int64)
    scores = np.zeros((len(cases), len(proposed)))
    for at, case in enumerate(cases):
        scores[at] = Taste.of(population, case.known, case.at).scores[rows]
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


def _split(
    signals_by_party: Mapping[str, Sequence[Signal]],
    cuts: Mapping[str, datetime],
    later: Callable[[datetime, datetime], bool],
) -> Split:
    known, held = {}, {}
    for party, told in signals_by_party.items():
        cut = cuts.get(party)
        before = [one for one in told if cut is None or not later(one.at, cut)]
        rest = [one for one in told if cut is not None and later(one.at, cut)]
        known.update({party: before} if before else {})
        held.update({party: rest} if rest else {})
    return Split(cuts, known, held)
