"""Ask only what would change what is proposed: the worth of an answer under the Gaussian, and a budget of questions.

An answer to "how do you like a?" is one observation of a·θ with variance ν. Before it is heard, it moves the score of
item i by k_i z, with z standard normal and k = XΣa / √(aᵀΣa + ν) (Frazier, Powell and Dayanik 2009, the correlated
knowledge gradient): so the chance that other items come to the top, and what is gained by proposing them, are integrals over
one number. A choice between two is taken as one observation of their difference.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.linalg import solve_triangular
from scipy.special import ndtri

from sumisura.taste.model import MEANINGS, Manners
from sumisura.taste.saying.guard import STANDARD, Guard
from sumisura.taste.state import Taste

Floats = npt.NDArray[np.float64]

LEAST: Final = 0.2
"""The chance that the answer changes what is proposed, below which nobody is asked."""
TOP: Final = 3
"""How many places at the top are looked at."""
ANSWERS: Final = "stated"
"""The source an answer's noise is taken from."""
CERTAIN: Final = 10
_GRID: Final = 64
_Z: Final = ndtri(
    (np.arange(_GRID) + 0.5) / _GRID
)  # equally likely answers, from the least to the most in favour


@dataclass(frozen=True, slots=True)
class Worth:
    """What answers would change, for each of m questions.

    Args:
        chance: (m,) probability that other items would be among the best.
        gain: (m,) by how much the items proposed would be liked better, in the unit of the score.
    """

    chance: Floats
    gain: Floats


@dataclass(frozen=True, slots=True)
class Courtesy:
    """How much may be asked.

    Args:
        visit: questions in one visit.
        month: questions in thirty days.
        skips: after so many skipped in a row nothing is asked any more.
        silence: for how long after the last one; then one may be asked again.
        again: after what time the same may be asked once more.
    """

    visit: int = 1
    month: int = 3
    skips: int = 2
    silence: timedelta = timedelta(days=365)
    again: timedelta = timedelta(days=365)


USUAL: Final = Courtesy()
MONTH: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Question:
    """A question worth asking.

    Args:
        id: what the answer refers to, and what is remembered as asked: a token, or ``one>other``.
        about: one name for a quality, two for a choice between them; ids of items, or tokens.
        chance: the probability that its answer changes what comes first.
        gain: what it is worth, in the unit of the score.
    """

    id: str
    about: tuple[str, ...]
    chance: float
    gain: float

    @property
    def why(self) -> str:
        """What is said beside it: reason and benefit, and that it may be skipped."""
        what = "this" if len(self.about) == 1 else "which of the two"
        return (
            f"Asked because we cannot tell {what} from what we know of you. {_odds(self.chance)} your answer changes "
            "what comes first for you. You can skip it."
        )

    def told(self, answer: str) -> tuple[tuple[str, str, float], ...]:
        """The signals of an answer, as (what, about, value): ``yes``, ``no``, or the name that is preferred; else none.

        Example:
            >>> Question("a>b", ("a", "b"), 0.5, 0.1).told("b")
            (('preferred', 'b', 1.0), ('passed', 'a', -0.5))
            >>> Question("colour=black", ("colour=black",), 0.5, 0.1).told("no")
            (('answered', 'colour=black', -1.0),)
        """
        if len(self.about) == 1 and answer in {"yes", "no"}:
            return (("answered", self.about[0], 1.0 if answer == "yes" else -1.0),)
        if len(self.about) > 1 and answer in self.about:
            others = (name for name in self.about if name != answer)
            passed = MEANINGS["passed"].value
            return (("preferred", answer, 1.0), *(("passed", name, passed) for name in others))
        return ()


def worth(scores: Floats, effects: Floats, k: int = TOP) -> Worth:
    """What answers would change among the best ``k``, before they are heard.

    Args:
        scores: (c,) of the candidates.
        effects: (c, m) by how much each answer moves each score, in standard deviations of the answer (`moved`).
        k: how many are proposed.

    Returns:
        Integrals over `_GRID` equally likely answers: exact but for about 1/128 in the chance.

    Example:
        >>> found = worth(np.array([1.0, 0.9]), np.array([[0.5, 0.0], [-0.5, 0.0]]), k=1)
        >>> found.chance.round(2).tolist(), found.gain.round(2).tolist()
        ([0.45, 0.0], [0.35, 0.0])
    """
    k = min(k, len(scores))
    if k == len(scores):
        return Worth(np.zeros(effects.shape[1]), np.zeros(effects.shape[1]))
    order = np.argsort(-scores, kind="stable")
    after = scores[order][:, None, None] + effects[order][:, :, None] * _Z
    kept, left = after[:k], after[k:]
    changed = left.max(axis=0) > kept.min(axis=0)
    best = np.partition(after, len(scores) - k, axis=0)[len(scores) - k :].sum(axis=0)
    return Worth(changed.mean(axis=1), (best - kept.sum(axis=0)).mean(axis=1))


def moved(taste: Taste, rows: Sequence[int], features: Floats, *, heard: Floats | None = None) -> Floats:
    """(c, m) by how much an answer about each feature moves each row's score, per standard deviation of the answer.

    The item-item term, which an answer about an item moves as well, is left out: what is promised is less than what is kept.

    Args:
        taste: the customer's.
        rows: (c,) the candidates.
        features: (m, d) what the questions are about: a row's vector, or the difference of two.
        heard: (h, d) features whose answers will be known by then.
    """
    noise = 1.0 / (taste.population.strength(ANSWERS).precision * MEANINGS["answered"].weight)
    base = taste.population.vectors[np.asarray(rows, dtype=np.int64)]
    known = np.zeros((0, base.shape[1])) if heard is None else heard
    whitened = solve_triangular(np.tril(taste.lower), np.vstack([base, features, known]).T, lower=True)
    x, a, h = np.split(whitened, [len(base), len(base) + len(features)], axis=1)
    if h.size:  # what is heard takes its part out of the covariance: Σ - Σh(hᵀΣh + ν)⁻¹hᵀΣ
        inner = np.linalg.inv(h.T @ h + noise * np.eye(h.shape[1]))
        cross, own = x.T @ a - (x.T @ h) @ inner @ (h.T @ a), _own(a) - _own(a.T @ h, inner)
    else:
        cross, own = x.T @ a, _own(a)
    unit, _ = taste.population.units
    return np.asarray(cross * unit / np.sqrt(np.maximum(own, 0.0) + noise))


def contrast(
    taste: Taste, rows: Sequence[int], *, top: int = TOP, least: float = LEAST
) -> tuple[int, int] | None:
    """The two of these rows between which a choice would be worth most; None where it would change too little.

    Args:
        taste: the customer's.
        rows: what is ranked first, best first.
        top: how many of them are looked at by the customer.
        least: the chance of a change below which nobody is asked.
    """
    pairs = list(combinations(rows, 2))
    found = _best(taste, rows, [_difference(taste, pair) for pair in pairs], top, least)
    return None if found is None else pairs[found[0]]


def question(
    taste: Taste,
    rows: Sequence[int],
    qualities: Iterable[str],
    *,
    asked: Collection[str] = (),
    guard: Guard = STANDARD,
    top: int = TOP,
    least: float = LEAST,
) -> Question | None:
    """The one question most worth asking: about a quality, or between two of what comes first; None where none is.

    Args:
        taste: the customer's.
        rows: what is ranked first, best first.
        qualities: tokens one may be asked about; those without a row, or that are guarded, are passed over.
        asked: ids of questions not to be asked again (`closed`).
        guard: what is not spoken of is not asked about either.
        top: how many rows are looked at by the customer.
        least: the chance of a change below which nobody is asked.
    """
    names = taste.population.items
    about: list[tuple[str, ...]] = [
        (one,) for one in qualities if one in taste.population.row and not guard.of_token(one)
    ]
    about += [(names[one], names[other]) for one, other in combinations(rows, 2)]
    open_ = [one for one in about if not _ids(one) & set(asked)]
    features = [_difference(taste, [taste.population.row[name] for name in one]) for one in open_]
    found = _best(taste, rows, features, top, least)
    if found is None:
        return None
    at, chance, gain = found
    return Question(">".join(open_[at]), open_[at], chance, gain)


def telling(
    taste: Taste, rows: Sequence[int], about: Sequence[str], *, most: int = 2, top: int = TOP
) -> list[str]:
    """What to ask about after an order: at most ``most`` of these names, each worth most once those before it are answered.

    What would change nothing is not asked; the chance of a change need not be large, since after an order one may ask.

    Args:
        taste: the customer's.
        rows: what would be proposed next, best first.
        about: what was bought, its options and qualities; those without a row are passed over.
        most: how many.
        top: how many rows are looked at by the customer.
    """
    left = [name for name in dict.fromkeys(about) if name in taste.population.row]
    chosen: list[str] = []
    scores = taste.scores[list(rows)]
    while left and len(chosen) < most:
        features, heard = (
            taste.population.vectors[[taste.population.row[n] for n in part]] for part in (left, chosen)
        )
        gain = worth(scores, moved(taste, rows, features, heard=heard), top).gain
        if not gain.max(initial=0.0) > 0:
            break
        chosen.append(left.pop(int(gain.argmax())))
    return chosen


def may_ask(manners: Manners, now: datetime, since: datetime, courtesy: Courtesy = USUAL) -> bool:
    """Whether a question may be asked at all.

    Args:
        manners: how the customer wants to be served, and what they were asked.
        now: the present.
        since: when this visit began.
        courtesy: how much may be asked.
    """
    if not manners.questions:
        return False
    times = list(manners.asked.values())
    if manners.skipped >= courtesy.skips and times and now < max(times) + courtesy.silence:
        return False
    this_visit = sum(at >= since for at in times)
    this_month = sum(at > now - MONTH for at in times)
    return this_visit < courtesy.visit and this_month < courtesy.month


def closed(manners: Manners, now: datetime, courtesy: Courtesy = USUAL) -> frozenset[str]:
    """Ids of the questions that were asked not long ago, answered or not: they are not asked again."""
    return frozenset(id_ for id_, at in manners.asked.items() if now < at + courtesy.again)


def _own(a: Floats, inner: Floats | None = None) -> Floats:
    """aᵀa for each column; or, with an inner matrix, aMaᵀ for each row."""
    if inner is None:
        return np.asarray(np.einsum("dm,dm->m", a, a))
    return np.asarray(np.einsum("mh,hj,mj->m", a, inner, a))


def _difference(taste: Taste, pair: Sequence[int]) -> Floats:
    vectors = taste.population.vectors
    return np.asarray(vectors[pair[0]] - vectors[pair[1]] if len(pair) > 1 else vectors[pair[0]])


def _best(
    taste: Taste, rows: Sequence[int], features: Sequence[Floats], top: int, least: float
) -> tuple[int, float, float] | None:
    """The feature whose answer is worth most among those likely enough to change something: place, chance and gain."""
    if not features:
        return None
    found = worth(taste.scores[list(rows)], moved(taste, rows, np.array(features)), top)
    gain = np.where(found.chance >= least, found.gain, 0.0)
    at = int(gain.argmax())
    return (at, float(found.chance[at]), float(gain[at])) if gain[at] > 0 else None


def _ids(about: Sequence[str]) -> set[str]:
    return {">".join(about), ">".join(reversed(about))}


def _odds(chance: float) -> str:
    often = max(1, round(10 * chance))
    return "Almost always" if often == CERTAIN else f"In {often} of 10 cases"
