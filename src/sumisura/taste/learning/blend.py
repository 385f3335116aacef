"""Chooses the prior's multiples, the weight of fame and the share of item-item weights, by ranking held-out customers.

One choice serves short histories and long ones. Of every candidate it is asked how well it ranks for the same customers
with 1, 3, 10 and all events known, as a multiple of the best simple ranker there (popularity, item-item weights,
item factors alone). All events together count as much as all the short histories together; to fall behind a simple ranker
anywhere costs extra. Few customers choose by chance: a blend is taken only if it is better than the safe one by twice its standard error.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sumisura.taste.dataset import Histories
from sumisura.taste.evaluation.metrics import ndcg, rankings
from sumisura.taste.evaluation.splits import Fold
from sumisura.taste.learning.learned import Learned
from sumisura.taste.learning.many import gaussian, related

Floats = npt.NDArray[np.float64]
Step = Callable[[int, int], object]

FEW = (1, 3, 10)
"""Numbers of known events that count beside the whole history."""
BEHIND = 3.0
"""What falling behind the best simple ranker costs, as a multiple of what getting ahead of it is worth."""
SURE = 2.0
"""Standard errors by which a blend must be better than the safe one."""
PLACES = 100


@dataclass(frozen=True, slots=True)
class Knobs:
    """What is chosen.

    Args:
        unseen, spread: multiples of the two parts of the prior (`sumisura.taste.learning.prior`).
        share: weight of the item-item term.
        fame: how far a standard deviation of popularity moves a score, in standard deviations of what everyone's taste gives.
        scale: what the two terms are divided by.
    """

    unseen: float
    spread: float
    share: float
    fame: float = 0.0
    scale: tuple[float, float] = (1.0, 1.0)

    def turned(self, name: str, value: float) -> "Knobs":
        """The same but for one of the four numbers."""
        numbers = {"unseen": self.unseen, "spread": self.spread, "share": self.share, "fame": self.fame}
        kept = numbers | {name: value}
        return Knobs(kept["unseen"], kept["spread"], kept["share"], kept["fame"])


START = Knobs(unseen=0.5, spread=0.1, share=0.2)
"""Where the search begins."""
SAFE = Knobs(unseen=0.5, spread=2.0, share=0.0, fame=2.0)
"""Near what is popular, until one customer has told a lot: what nobody is served worse by."""
GRID: Mapping[str, tuple[float, ...]] = {
    "spread": (0.02, 0.05, 0.1, 0.2, 0.5, 2.0),
    "unseen": (0.1, 0.25, 0.5, 1.0),
    "share": (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6),
    "fame": (0.0, 0.5, 1.0, 2.0),
}


@dataclass
class Trial:
    """Held-out customers, ranked by one candidate after another.

    Args:
        folds: the same customers with few known events and with all, the last.
        evidence: what each fold is scored by: what is known of it, weighed.
        found: what was learned.
        counts: (rows,) popularity.
        offered: (k,) which rows are ranked; None for all.
        rivals: how well the best simple ranker serves each fold; measured unless given.
    """

    folds: Sequence[Fold]
    evidence: Sequence[Histories]
    found: Learned
    counts: npt.NDArray[np.int64]
    offered: npt.NDArray[np.int64] | None = None
    rivals: Sequence[float] = ()

    def __post_init__(self) -> None:
        self._ranked = self.folds if self.offered is None else [one.only(self.offered) for one in self.folds]
        weights = self.found.weights
        self._related = [None if weights is None else related(known, weights) for known in self.evidence]
        self._tastes_of: dict[tuple[float, float, float], list[Floats]] = {}
        self._gains: dict[Knobs, Floats] = {}
        self.rivals = self.rivals or self._simple()

    def given(self, evidence: Sequence[Histories]) -> "Trial":
        """The same customers and the same rivals, the evidence weighed otherwise."""
        return replace(self, evidence=evidence, rivals=self.rivals)

    def chosen(self, step: Step = lambda _done, _all: None) -> Knobs:
        """The best knobs, one after the other, once over all and once beside those; `SAFE` unless surely better."""
        related = self.found.weights is not None
        safe = replace(SAFE, fame=SAFE.fame if len(self.found.fame) else 0.0)
        best = replace(START, share=START.share if related else 0.0)
        turns = [name for name in (*GRID, *GRID) if self._has(name)]
        for done, name in enumerate(turns, start=1):
            values = GRID[name] if done <= len(turns) // 2 else _beside(GRID[name], getattr(best, name))
            best = max(
                (best.turned(name, value) for value in values),
                key=lambda one: float(self.worth(one).mean()),
            )
            step(done, len(turns))
        better = self.worth(best) - self.worth(safe)
        sure = float(better.mean()) > SURE * float(better.std()) / np.sqrt(len(better))
        taken = best if sure else safe
        return replace(taken, scale=self.scales(taken))

    def worth(self, knobs: Knobs) -> Floats:
        """(customers,) how well knobs serve each: 0 as well as the best simple ranker does on average."""
        if knobs not in self._gains:
            parts = [
                quality / rival - 1.0
                for quality, rival in zip(self.qualities(knobs), self.rivals, strict=True)
            ]
            few = len(parts) - 1
            each = [0.5 / few] * few + [0.5] if few else [1.0]
            self._gains[knobs] = np.asarray(
                sum(weight * _dear(part) for weight, part in zip(each, parts, strict=True))
            )
        return self._gains[knobs]

    def qualities(self, knobs: Knobs) -> Iterator[Floats]:
        """The gain of every customer, fold by fold."""
        taste, item = self.scales(knobs)
        for at, (ours, theirs) in enumerate(zip(self._tastes(knobs), self._related, strict=True)):
            blended = ours * ((1 - knobs.share) / taste)
            if theirs is not None:
                blended = blended + theirs * (knobs.share / item)
            yield self._quality(at, blended)

    def scales(self, knobs: Knobs) -> tuple[float, float]:
        """The mean spread of each term over items, at whole histories, before fame."""
        terms = (self._tastes(replace(knobs, fame=0.0))[-1], self._related[-1])
        taste, item = (1.0 if term is None else float(term.std(axis=1).mean()) or 1.0 for term in terms)
        return taste, item

    def _simple(self) -> list[float]:
        """How well the best simple ranker serves each fold, on average."""
        popular, vectors, alone = np.asarray(self.counts, np.float64), self.found.vectors, self.found.alone
        rivals = [
            [self._quality(at, np.tile(popular, (fold.known.size, 1))) for at, fold in enumerate(self.folds)],
            [self._quality(at, gaussian(known, vectors, alone)) for at, known in enumerate(self.evidence)],
            [self._quality(at, one) for at, one in enumerate(self._related) if one is not None],
        ]
        columns = zip(*filter(None, rivals), strict=True)
        return [max(float(one.mean()) for one in column) or 1.0 for column in columns]

    def _has(self, name: str) -> bool:
        absent = {"share": self.found.weights is None, "fame": not len(self.found.fame)}
        return not absent.get(name, False)

    def _tastes(self, knobs: Knobs) -> list[Floats]:
        key = knobs.unseen, knobs.spread, knobs.fame
        if key not in self._tastes_of:
            vectors, prior = self.found.begun(*key)
            self._tastes_of[key] = [gaussian(known, vectors, prior) for known in self.evidence]
        return self._tastes_of[key]

    def _quality(self, at: int, scores: Floats) -> Floats:
        fold = self._ranked[at]
        shown = scores if self.offered is None else scores[:, self.offered]
        return ndcg(rankings(shown, fold.known, PLACES), fold.held)


def folds(fold: Fold, rng: np.random.Generator) -> tuple[Fold, ...]:
    """The same customers with few known events, and with all; where nobody has more, all are enough."""
    longest = int(fold.known.lengths.max(initial=0))
    return (*(fold.at_most(events, rng) for events in FEW if events < longest), fold)


def _beside(values: Sequence[float], value: float) -> Sequence[float]:
    """A value, the one before it and the one after it."""
    at = values.index(value)
    return values[max(at - 1, 0) : at + 2]


def _dear(part: Floats) -> Floats:
    """Gains, those of a fold that falls behind on average times `BEHIND`."""
    return part * BEHIND if part.mean() < 0 else part
