"""One customer's taste: the posterior from population and evidence, its scores, and what each source gave them.

With prior precision Λ₀ and mean μ₀, and the sums of `sumisura.taste.sums`,

    Λ = Λ₀ + Σ_s Λ_s,   η = Λ₀μ₀ + Σ_s η_s,   θ̂ = Λ⁻¹η.

η is a sum over sources, and so is every score: that of row i has from source s the part

    (1 - share)/scale₀ · x_iᵀΛ⁻¹η_s  +  share/scale₁ · Σ_j r_sj B_ji

and from ``everyone`` x_iᵀΛ⁻¹Λ₀μ₀, times the first unit. Nothing is left over.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sumisura.stats import topk
from sumisura.taste.errors import BadPopulation, OtherPopulation
from sumisura.taste.kernels import posterior
from sumisura.taste.model import Signal, Thread
from sumisura.taste.population import Floats, Population
from sumisura.taste.sums import ONE, Evidence, Sum, Weighed, evidence

EVERYONE = "everyone"
"""The thread of the prior: what is liked by all, before anything is known of one."""

BECAUSE = 3
EPSILON = float(np.finfo(np.float32).eps)

Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Taste:
    """What one customer likes, as far as their evidence tells.

    Args:
        population: where every taste begins.
        evidence: summed under that population, or under the one it was `extended` from.

    Raises:
        OtherPopulation: the evidence was summed under another.
    """

    population: Population
    evidence: Evidence

    def __post_init__(self) -> None:
        if self.evidence.population != self.population.version:
            raise OtherPopulation(self.population.version, self.evidence.population)

    @classmethod
    def of(cls, population: Population, signals: Iterable[Signal], now: datetime) -> "Taste":
        """The taste that signals tell, as of ``now``."""
        return cls(population, evidence(population, signals, now))

    @cached_property
    def lower(self) -> Floats:
        """(d, d) Cholesky factor of Λ; its upper triangle means nothing."""
        matrix: Floats = np.array(self.population.precision, np.float64, order="C")
        rows, weight, _ = self.evidence.total
        posterior.add_outer(self.population.vectors, rows, weight / ONE, matrix)
        if not posterior.factor(matrix):
            raise BadPopulation(
                "The prior precision is not positive definite",
                where=self.population.version,
                mend="Train again.",
            )
        return matrix

    @cached_property
    def mean(self) -> Floats:
        """(d,) θ̂, the posterior mean."""
        rows, _, pull = self.evidence.total
        total = self.population.pull.copy()
        posterior.add_rows(self.population.vectors, rows, pull / ONE, total)
        return self._solved(total[:, None])[:, 0]

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """The threads there are: ``everyone``, then each source that gave evidence."""
        return (EVERYONE, *self.evidence.sums)

    @cached_property
    def scores(self) -> Floats:
        """(n,) the score of every row: sums of the threads' amounts, in float64."""
        return self.rescored(np.arange(self.population.size), self.mean) + self._related

    def rescored(self, rows: npt.ArrayLike, theta: Floats) -> Floats:
        """The Gaussian's part of some rows' scores for a given θ."""
        taste, _ = self.population.units
        return np.asarray(self.population.vectors[np.asarray(rows, np.int64)] @ theta) * taste

    def best(self, k: int, mask: Mask | None = None) -> Rows:
        """The k best rows, best first, of those allowed: as by `scores`, mostly without computing them.

        A sweep in single precision finds candidates, double precision ranks them; only where the sweep's rounding
        could have lost one of the k are all rows scored in double precision.
        """
        if "scores" in self.__dict__ or k < 1:
            return topk.top(self.scores, k, mask)
        taste, _ = self.population.units
        sweep = self.population.singles @ (self.mean * taste).astype(np.float32)
        if self._has_related:
            sweep += self._related.astype(np.float32)
        near = topk.top(sweep, k + 32, mask)
        exact = self._exact(near)
        order = np.lexsort((near, -exact))[:k]
        all_there = len(near) < k + 32 or exact[order[-1]] > float(sweep[near[-1]]) + self._rounding
        return near[order] if all_there else topk.top(self.scores, k, mask)

    def parts(self, rows: npt.ArrayLike) -> Floats:
        """(sources, rows) what each thread gives to each row's score; columns add up to the scores.

        The order of sources is that of `sources`.
        """
        wanted = np.asarray(rows, np.int64)
        taste, related = self.population.units
        found: Floats = (self._threads.T @ self.population.vectors[wanted].T) * taste
        ease = self.population.ease
        if ease is not None and related:
            covered = wanted < len(ease)
            for number, part in enumerate(self.evidence.sums.values(), start=1):
                of = part.rows < len(ease)
                block = ease[np.ix_(part.rows[of], wanted[covered])].astype(np.float64)
                found[number, covered] += (part.pull[of] / ONE) @ block * related
        return found

    def threads(self, rows: Sequence[int], mask: Mask | None = None) -> tuple[tuple[Thread, ...], ...]:
        """Each row's threads: amounts that add up to its score, its place without each source, and the signals.

        Args:
            rows: which ones.
            mask: (n,) what could be proposed; places count among these.
        """
        amounts = self.parts(rows)
        without = np.array([self.places_without(source, rows, mask) for source in self.sources[1:]], np.int64)
        found = []
        for at, row in enumerate(rows):
            because = self._because(row, dict(zip(self.sources, amounts[:, at], strict=True)))
            everyone = Thread(EVERYONE, float(amounts[0, at]))
            rest = (
                Thread(source, float(amounts[number, at]), int(without[number - 1, at]), because[source])
                for number, source in enumerate(self.sources[1:], start=1)
            )
            found.append((everyone, *rest))
        return tuple(found)

    def without(self, *sources: str) -> "Taste":
        """This taste if these sources had never been."""
        return Taste(self.population, self.evidence.without(*sources))

    def places_without(self, source: str, rows: npt.ArrayLike, mask: Mask | None = None) -> Rows:
        """The place of each row (1 is first) if a source had never been; 0 where the mask leaves it out."""
        if source not in self._left:
            self._left[source] = self.without(source)
        return topk.places(self._left[source].scores, rows, mask)

    def because(self, row: int, source: str, k: int = BECAUSE) -> tuple[Signal, ...]:
        """The signals of a source that pull a row most in the direction of its thread, strongest first."""
        amount = self.parts([row])[self.sources.index(source), 0] if source in self.sources else 0.0
        return self._because(row, {source: amount}, k)[source]

    def pulls(self, row: int) -> tuple[tuple[Weighed, float], ...]:
        """Every signal that counts, with its exact part of a row's score; a source's add up to its thread."""
        signals = self.evidence.signals
        rows = np.array([one.row for one in signals], np.int64)
        pull = np.array([one.pull for one in signals], np.float64) / ONE
        taste, related = self.population.units
        toward = self._solved(self.population.vectors[[row]].T)[:, 0] * taste
        parts = pull * (self.population.vectors[rows] @ toward)
        ease = self.population.ease
        if ease is not None and related and row < len(ease):
            of = rows < len(ease)
            parts[of] += pull[of] * ease[rows[of], row] * related
        return tuple(zip(signals, parts.tolist(), strict=True))

    def unsure(self, rows: npt.ArrayLike) -> Floats:
        """Standard deviation of the personal part of each row's score: √(x_iᵀΛ⁻¹x_i) times its unit."""
        vectors = self.population.vectors[np.asarray(rows, np.int64)]
        spread = np.einsum("nd,dn->n", vectors, self._solved(vectors.T))
        return np.asarray(np.sqrt(np.maximum(spread, 0.0)) * self.population.units[0])

    def thompson(self, rng: np.random.Generator) -> Floats:
        """(n,) scores under one draw from the posterior: exploring by ranking by it (Thompson 1933).

        θ̃ = θ̂ + L⁻ᵀz with z standard normal has covariance Λ⁻¹.
        """
        noise = rng.standard_normal(self.population.dimension)
        theta = self.mean + np.linalg.solve(np.tril(self.lower).T, noise)
        return self.rescored(np.arange(self.population.size), theta) + self._related

    @cached_property
    def _left(self) -> dict[str, "Taste"]:
        """Source → this taste without it: a page asks for the places of many rows, one after the other."""
        return {}

    @property
    def _has_related(self) -> bool:
        return self.population.units[1] > 0 and len(self.evidence.total.rows) > 0

    @cached_property
    def _related(self) -> Floats:
        """(n,) the item-item term of every row."""
        total = np.zeros(self.population.size)
        ease, (_, related) = self.population.ease, self.population.units
        if ease is not None and self._has_related:
            rows, _, pull = self.evidence.total
            posterior.add_related(ease, rows, pull * (related / ONE), total)
        return total

    @cached_property
    def _threads(self) -> Floats:
        """(d, sources) Λ⁻¹η_s for each of `sources`."""
        columns = [self.population.pull, *(self._pull(part) for part in self.evidence.sums.values())]
        return self._solved(np.array(columns).T)

    @cached_property
    def _rounding(self) -> float:
        """More than what single precision can move a score by."""
        size = float(np.linalg.norm(self.mean)) * self.population.longest * self.population.units[0]
        return (
            4 * EPSILON * (self.population.dimension * size + float(np.abs(self._related).max(initial=0.0)))
        )

    def _pull(self, part: Sum) -> Floats:
        total = np.zeros(self.population.dimension)
        posterior.add_rows(self.population.vectors, part.rows, part.pull / ONE, total)
        return total

    def _solved(self, right: Floats) -> Floats:
        found: Floats = np.array(right, np.float64, order="C")
        posterior.solve(self.lower, found)
        return found

    def _exact(self, rows: Rows) -> Floats:
        return self.rescored(rows, self.mean) + self._related[rows]

    def _because(
        self, row: int, amounts: dict[str, float], k: int = BECAUSE
    ) -> dict[str, tuple[Signal, ...]]:
        found: dict[str, list[tuple[float, str, Signal]]] = {source: [] for source in amounts}
        for weighed, part in self.pulls(row):
            source = weighed.signal.source
            toward = part if amounts.get(source, 0.0) >= 0 else -part
            if source in found and toward > 0:
                found[source].append((-toward, weighed.signal.id, weighed.signal))
        return {source: tuple(one[2] for one in sorted(parts)[:k]) for source, parts in found.items()}
