"""A customer's evidence: one fixed-point sum per source, kept by item.

A plain signal of source s about item j with liking v and weight w, ``age`` days old, adds

    a = w × precision_s × (ℓ_s + (1 - ℓ_s) 2^(-age / half-life_s))      to the weight of j,
    b = a × v                                                            to the pull of j,

ℓ_s being the part that lasts; both rounded to multiples of 2⁻³². Integers add up the same in any order and on any
machine, and leaving a source out is bit for bit the same as never having had it. The Gaussian's sums are functions
of these alone: Λ_s = Σ_j a_sj x_j x_jᵀ and η_s = Σ_j b_sj x_j; so is the item-item term Σ_j b_sj B_ji.

One item's weight in one source stays below 2³¹ plain signals (2⁶³ × 2⁻³²); beyond it, `TooMuchEvidence`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from math import copysign, isfinite
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sumisura.taste.errors import OtherPopulation, TooMuchEvidence
from sumisura.taste.model import Signal
from sumisura.taste.population import Population

ONE = 1 << 32
"""How one plain signal is written."""

BOUND = 1 << 63
DAY = 86_400.0

Ints = npt.NDArray[np.int64]


class Weighed(NamedTuple):
    """A signal with its row and what it adds to that row's sums, in units of ``1 / ONE``."""

    signal: Signal
    row: int
    weight: int
    pull: int


class Sum(NamedTuple):
    """One source's evidence.

    Args:
        rows: (k,) int64, ascending, each once.
        weight: (k,) int64, a_j × 2³².
        pull: (k,) int64, b_j × 2³².
    """

    rows: Ints
    weight: Ints
    pull: Ints


@dataclass(frozen=True)
class Evidence:
    """All of a customer's evidence under one population.

    Args:
        population: its version: rows and strengths are meant as there.
        sums: source → `Sum`; a source without any signal is absent.
        signals: the signals that count, with what each gave, in no order that matters.
        repeated: signals left out because their id came before.
        unknown: signals left out because neither their item nor such a token has a row.
        unusable: signals left out because a number in them is not finite, or weighs nothing.
    """

    population: str
    sums: Mapping[str, Sum]
    signals: tuple[Weighed, ...] = field(default=(), compare=False)
    repeated: int = 0
    unknown: int = 0
    unusable: int = 0

    def __add__(self, other: "Evidence") -> "Evidence":
        """Both together; their signals must be different ones.

        Raises:
            OtherPopulation: they were summed under different populations.
            TooMuchEvidence: together they are beyond what a sum can hold.
        """
        if self.population != other.population:
            raise OtherPopulation(self.population, other.population)
        return Evidence(
            self.population,
            {
                source: _merged([one.sums[source] for one in (self, other) if source in one.sums])
                for source in sorted({*self.sums, *other.sums})
            },
            self.signals + other.signals,
            self.repeated + other.repeated,
            self.unknown + other.unknown,
            self.unusable + other.unusable,
        )

    def without(self, *sources: str) -> "Evidence":
        """The same as if these sources had never given anything."""
        return Evidence(
            self.population,
            {source: part for source, part in self.sums.items() if source not in sources},
            tuple(one for one in self.signals if one.signal.source not in sources),
            self.repeated,
            self.unknown,
            self.unusable,
        )

    @cached_property
    def total(self) -> Sum:
        """The sum over all sources."""
        return _merged(list(self.sums.values()))


def evidence(population: Population, signals: Iterable[Signal], now: datetime) -> Evidence:
    """Sum a customer's signals as of ``now``.

    A signal from the future, as from a clock that runs ahead, counts as of now. A signal about a token
    (``colour=indigo``) counts where the token has a row. What cannot count is left out and counted.

    Args:
        population: whose rows and strengths are meant.
        signals: in any order; of those with one id the first counts.
        now: what their age is measured from; a time without a zone is UTC.

    Raises:
        TooMuchEvidence: one item's weight in one source is 2³¹ plain signals or more.
    """
    counting: list[Weighed] = []
    seen: set[str] = set()
    left_out = {"repeated": 0, "unknown": 0, "unusable": 0}
    until = _utc(now)
    for signal in signals:
        found = _weighed(population, signal, until, seen)
        if isinstance(found, str):
            left_out[found] += 1
        else:
            counting.append(found)
    return Evidence(population.version, _sums(population, counting), tuple(counting), **left_out)


def _weighed(population: Population, signal: Signal, now: datetime, seen: set[str]) -> Weighed | str:
    if signal.id in seen:
        return "repeated"
    seen.add(signal.id)
    value, weight = signal.value, signal.weight
    if not (isfinite(value) and isfinite(weight) and weight > 0):
        return "unusable"
    row = population.row.get(signal.item)
    if row is None:
        return "unknown"
    strength = population.strength(signal.source)
    at = signal.at if signal.at.tzinfo is not None else _utc(signal.at)
    age = (now - at).total_seconds() / DAY
    amount = strength.after(age if age > 0 else 0.0) * weight * ONE
    if not amount < BOUND:
        raise TooMuchEvidence(signal.item, BOUND / ONE)
    liked = value if -1.0 <= value <= 1.0 else copysign(1.0, value)
    return Weighed(signal, row, round(amount), round(amount * liked))


def _sums(population: Population, signals: Iterable[Weighed]) -> dict[str, Sum]:
    # Python's integers know no bound, so that it is met once, at the end, and in any order of the signals.
    totals: dict[str, dict[int, tuple[int, int]]] = defaultdict(dict)
    for signal, row, weight, pull in signals:
        of_source = totals[signal.source]
        before = of_source.get(row, (0, 0))
        of_source[row] = before[0] + weight, before[1] + pull
    return {source: _sum(totals[source], population.items) for source in sorted(totals)}


def _sum(totals: Mapping[int, tuple[int, int]], items: tuple[str, ...]) -> Sum:
    rows = sorted(totals)
    for row in rows:
        if totals[row][0] >= BOUND:
            raise TooMuchEvidence(items[row], BOUND / ONE)
    pairs = np.array([totals[row] for row in rows], np.int64).reshape(-1, 2)
    return Sum(np.array(rows, np.int64), *np.ascontiguousarray(pairs.T))


def _merged(parts: list[Sum]) -> Sum:
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return Sum(*np.empty((3, 0), np.int64))
    rows, place = np.unique(np.concatenate([part.rows for part in parts]), return_inverse=True)
    weight, pull = np.zeros((2, len(rows)), np.int64)
    np.add.at(weight, place, np.concatenate([part.weight for part in parts]))
    np.add.at(pull, place, np.concatenate([part.pull for part in parts]))
    # |pull| ≤ weight; weights are not negative and fewer than 2³² of them meet, so an overflow shows in one float
    most = np.zeros(len(rows))
    np.add.at(most, place, np.concatenate([part.weight for part in parts]).astype(np.float64))
    if len(most) and most.max() >= BOUND:
        raise TooMuchEvidence(f"row {rows[most.argmax()]}", BOUND / ONE)
    return Sum(rows, weight, pull)


def _utc(at: datetime) -> datetime:
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)
