"""Chooses the prior's multiples and the share of item-item weights, by ranking customers that were held out.

One choice serves short histories and long ones. Each candidate is compared with the best simple ranker (popularity,
item-item weights, item factors alone) at every number of known events, customer by customer; what counts is the least sure of these
improvements, its mean over its standard error: a blend that shines on the long and fails on the short loses.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sumisura.taste.dataset import Histories
from sumisura.taste.evaluation.metrics import ndcg, rankings
from sumisura.taste.evaluation.splits import Fold
from sumisura.taste.learning.many import gaussian, related
from sumisura.taste.learning.prior import Prior
from sumisura.taste.population import Singles

Floats = npt.NDArray[np.float64]

FEW = (1, 3, 10)
"""Numbers of known events that count beside the whole history."""


@dataclass(frozen=True, slots=True)
class Knobs:
    """What is chosen.

    Args:
        unseen, spread: multiples of the two parts of the prior (`sumisura.taste.learning.prior`).
        share: weight of the item-item term.
        scale: what the two terms are divided by.
    """

    unseen: float = 0.5
    spread: float = 0.1
    share: float = 0.4
    scale: tuple[float, float] = (1.0, 1.0)

    def turned(self, name: str, value: float) -> "Knobs":
        """The same but for one of the three numbers."""
        numbers = {"unseen": self.unseen, "spread": self.spread, "share": self.share, name: value}
        return Knobs(numbers["unseen"], numbers["spread"], numbers["share"])


GRID: Mapping[str, tuple[float, ...]] = {
    "spread": (0.02, 0.05, 0.1, 0.2, 0.5, 2.0, 10.0, 50.0, 200.0),
    "unseen": (0.1, 0.25, 0.5, 1.0),
    "share": (0.0, 0.2, 0.3, 0.4, 0.5, 0.6),
}


@dataclass
class Trial:
    """Held-out customers, ranked by one candidate after another.

    Args:
        folds: the same customers with few known events and with all.
        evidence: what each fold is scored by: what is known of it, weighed.
        vectors: (items, d).
        weights: item-item, or None.
        prior: gives the prior for two multiples.
        alone: the prior of item factors alone: iALS folding in.
        counts: (items,) popularity.
    """

    folds: Sequence[Fold]
    evidence: Sequence[Histories]
    vectors: Floats
    weights: Singles | None
    prior: Callable[[float, float], Prior]
    alone: Prior
    counts: npt.NDArray[np.int64]

    def __post_init__(self) -> None:
        popular = np.asarray(self.counts, np.float64)
        self._related = [
            None if self.weights is None else related(known, self.weights) for known in self.evidence
        ]
        self._sure: dict[Knobs, float] = {}
        self._taste: dict[tuple[float, float], list[Floats]] = {}
        zipped = list(zip(self.folds, self.evidence, self._related, strict=True))
        rivals = [
            [self._quality(fold, np.tile(popular, (fold.known.size, 1))) for fold in self.folds],
            [self._quality(fold, gaussian(known, self.vectors, self.alone)) for fold, known, _ in zipped],
            [self._quality(fold, found) for fold, _, found in zipped if found is not None],
        ]
        self._rival = [
            max(column, key=lambda one: float(one.mean()))
            for column in zip(*filter(None, rivals), strict=True)
        ]

    def chosen(self, start: Knobs) -> Knobs:
        """The best knobs, one after the other, twice round."""
        best = start
        for name in (*GRID, *GRID):
            if name == "share" and self.weights is None:
                best = replace(best, share=0.0)
                continue
            best = max((best.turned(name, value) for value in GRID[name]), key=self.surely)
        return replace(best, scale=self.scales(best))

    def surely(self, knobs: Knobs) -> float:
        """The least sure improvement over the best simple ranker, in standard errors."""
        if knobs in self._sure:
            return self._sure[knobs]
        least = np.inf
        for quality, rival in zip(self.qualities(knobs), self._rival, strict=True):
            better = quality - rival
            least = min(least, float(better.mean()) / max(float(better.std()) / np.sqrt(len(better)), 1e-9))
        self._sure[knobs] = least
        return least

    def qualities(self, knobs: Knobs) -> Iterator[Floats]:
        """The gain of every customer, fold by fold."""
        taste, item = self.scales(knobs)
        for fold, ours, theirs in zip(self.folds, self._tastes(knobs), self._related, strict=True):
            blended = ours * ((1 - knobs.share) / taste)
            if theirs is not None:
                blended = blended + theirs * (knobs.share / item)
            yield self._quality(fold, blended)

    def scales(self, knobs: Knobs) -> tuple[float, float]:
        """The mean spread of each term over items, at whole histories."""
        terms = (self._tastes(knobs)[-1], self._related[-1])
        taste, item = (1.0 if term is None else float(term.std(axis=1).mean()) or 1.0 for term in terms)
        return taste, item

    def _tastes(self, knobs: Knobs) -> list[Floats]:
        key = knobs.unseen, knobs.spread
        if key not in self._taste:
            prior = self.prior(*key)
            self._taste[key] = [gaussian(known, self.vectors, prior) for known in self.evidence]
        return self._taste[key]

    @staticmethod
    def _quality(fold: Fold, scores: Floats) -> Floats:
        return ndcg(rankings(scores, fold.known, 100), fold.held)


def folds(fold: Fold, rng: np.random.Generator) -> tuple[Fold, ...]:
    """The same customers with few known events, and with all."""
    return (*(fold.at_most(events, rng) for events in FEW), fold)
