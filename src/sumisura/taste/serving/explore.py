"""Show now and then what is new or unsure, with the exact probability of everything shown, so that its worth can be told later.

A list has a head, ranked by score, and a few open places. The open places are filled by chance: an item is likely
there as far as it is likely to belong into the head (the probability that its score, under the posterior, exceeds the last of the
head: Thompson's rule, one item at a time), likelier when it is new, and never impossible. Madow's systematic
sampling draws them together so that each item's probability of being drawn is exactly the one asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from sumisura.kernel import BadInput
from sumisura.taste.model import Item

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

NEW: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Policy:
    """How a list is mixed.

    Args:
        places: from 1, where chance has its say; those beyond the list's end are left out.
        floor: the part of the open places that all candidates share whatever their scores; above 0, so that every policy
            can be evaluated on what this one showed.
        newness: what a new item's chance is multiplied by.
        beside: the part of the head kept for items outside the customer's strongest tastes.
        alike: items of one group (a family, say) that the head may hold; 0 for any number.
        name, version: what decisions are logged under.
    """

    places: tuple[int, ...] = (4, 8)
    floor: float = 0.1
    newness: float = 2.0
    beside: float = 0.2
    alike: int = 0
    name: str = "explore"
    version: str = "1"


USUAL: Final = Policy()


@dataclass(frozen=True, slots=True)
class Field:
    """What a list is chosen from; arrays over n candidates.

    Args:
        scores: (n,) what taste says.
        unsure: (n,) their standard deviations.
        allowed: (n,) what may be shown at all: nothing refused or restricted.
        new: (n,) what came lately; empty for none.
        strongest: (n,) what bears one of the customer's strongest tastes (`bearing`); empty for none.
        group: (n,) ids of groups of which the head holds only so many; empty for none.
    """

    scores: Floats
    unsure: Floats
    allowed: Mask
    new: Mask = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    strongest: Mask = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    group: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))


@dataclass(frozen=True, slots=True)
class Mix:
    """A list as it was drawn, and every probability behind it.

    Args:
        rows: (k,) what is shown, first place first.
        propensity: (k,) with what probability each would have been shown at its place; above 0, at most 1.
        shown: (n,) with what probability each candidate would have been shown anywhere; adds up to k.
        first: (n,) with what probability each would have been shown first; adds up to 1.
        open: (k,) which places chance has filled.
    """

    rows: Ints
    propensity: Floats
    shown: Floats
    first: Floats
    open: Mask


def mix(field: Field, k: int, rng: np.random.Generator, policy: Policy = USUAL) -> Mix:
    """Draw a list of at most ``k``; the same generator state draws the same list.

    Scores that are no number are never shown in the head and are as unlikely as can be in the open places.

    Args:
        field: what it is chosen from.
        k: how many; fewer come back where fewer are allowed.
        rng: chance.
        policy: how it is mixed.

    Raises:
        BadInput: the floor is not above 0, or above 1.

    Example:
        >>> field = Field(np.array([3.0, 2.0, 1.0, 0.5]), np.full(4, 1.0), np.array([True, True, True, False]))
        >>> drawn = mix(field, 2, np.random.default_rng(0), Policy(places=(2,)))
        >>> int(drawn.rows[0]), drawn.propensity.round(2).tolist(), drawn.shown.round(2).tolist()
        (0, [1.0, 0.84], [1.0, 0.84, 0.16, 0.0])
    """
    if not 0 < policy.floor <= 1:
        raise BadInput("the floor must be above 0 and at most 1", where=policy.name, mend="Take 0.1.")
    n, size = len(field.scores), min(k, int(field.allowed.sum()))
    open_ = np.isin(np.arange(1, size + 1), policy.places)
    head = _head(field, size - int(open_.sum()), policy)
    likely = _likely(field, head, int(open_.sum()), policy)
    drawn = rng.permutation(systematic(likely, rng))
    rows = np.empty(size, dtype=np.int64)
    rows[~open_], rows[open_] = head, drawn
    shown = likely.copy()
    shown[head] = 1.0
    each = likely / max(drawn.size, 1)
    first = each if size and open_[0] else np.isin(np.arange(n), head[:1]).astype(np.float64)
    return Mix(rows, np.where(open_, each[rows], 1.0), shown, first, open_)


def systematic(probabilities: Floats, rng: np.random.Generator) -> Ints:
    """Draw distinct rows, each with exactly its probability (Madow 1949); as many as the probabilities add up to.

    Along a line on which every row takes up its probability, in a random order, the rows at u, u + 1, u + 2, … are drawn.

    Args:
        probabilities: (n,) each at most 1, adding up to a whole number.
        rng: chance.

    Example:
        >>> systematic(np.array([1.0, 0.0, 0.5, 0.5]), np.random.default_rng(3)).tolist()
        [0, 3]
    """
    number = round(float(probabilities.sum()))
    order = rng.permutation(np.flatnonzero(probabilities > 0))
    ends = np.cumsum(probabilities[order])
    # Rounding must neither lose the last row nor draw one twice: the line ends exactly at the whole number.
    ends = ends * (number / ends[-1]) if order.size else ends
    marks = rng.uniform() + np.arange(number)
    return np.sort(order[np.minimum(np.searchsorted(ends, marks, side="right"), order.size - 1)])


def is_new(items: Sequence[Item], now: datetime, within: timedelta = NEW) -> Mask:
    """(n,) which items came on offer lately."""
    return np.array(
        [item.since is not None and now - within <= item.since <= now for item in items], dtype=np.bool_
    )


def bearing(items: Sequence[Item], tokens: Sequence[str]) -> Mask:
    """(n,) which items bear one of these tokens: those of a customer's strongest tastes."""
    wanted = set(tokens)
    return np.array([not wanted.isdisjoint(item.tokens) for item in items], dtype=np.bool_)


def _head(field: Field, size: int, policy: Policy) -> Ints:
    """The rows of the head, best first: the best, but for the places kept for what is unlike the strongest tastes.

    Quotas give way only where too few other items are allowed to fill the list.
    """
    able = np.flatnonzero(field.allowed & np.isfinite(field.scores))
    ranked = able[np.argsort(-field.scores[able], kind="stable")]
    most = size - int(np.ceil(policy.beside * size)) if field.strongest.size else size
    strong = _running(
        field.strongest[ranked] if field.strongest.size else np.zeros(ranked.size, dtype=np.bool_)
    )
    kept = strong <= most
    if policy.alike and field.group.size:
        kept &= _rank_in_group(field.group[ranked]) < policy.alike
    chosen = np.concatenate([np.flatnonzero(kept), np.flatnonzero(~kept)])[:size]
    head: Ints = ranked[np.sort(chosen)]
    missing = size - head.size  # only scores that are no number are left to fill it
    rest = np.setdiff1d(np.flatnonzero(field.allowed), head)[:missing]
    return np.concatenate([head, rest]).astype(np.int64)


def _running(strong: Mask) -> Ints:
    """For each strong row, which of the strong ones it is; 0 for the others."""
    return np.where(strong, np.cumsum(strong), 0)


def _rank_in_group(group: Ints) -> Ints:
    """How many of its group come before each row."""
    order = np.argsort(group, kind="stable")
    sorted_ = group[order]
    starts = np.maximum.accumulate(
        np.where(np.r_[True, sorted_[1:] != sorted_[:-1]], np.arange(group.size), 0)
    )
    rank = np.empty(group.size, dtype=np.int64)
    rank[order] = np.arange(group.size) - starts
    return rank


def _likely(field: Field, head: Ints, number: int, policy: Policy) -> Floats:
    """(n,) with what probability each candidate gets one of the open places; adds up to their number."""
    pool = field.allowed.copy()
    pool[head] = False
    if not number or not pool.any():
        return np.zeros(len(field.scores))
    scores = np.where(np.isfinite(field.scores), field.scores, -np.inf)
    least = scores[head].min() if head.size else scores[pool].max()
    spread = np.maximum(np.nan_to_num(field.unsure), np.finfo(np.float64).tiny)
    better = ndtr((scores - least) / spread) if np.isfinite(least) else np.ones(scores.size)
    boost = np.where(field.new, policy.newness, 1.0) if field.new.size else np.ones(scores.size)
    even, weight = pool * boost, pool * boost * better
    wanted = weight if weight.sum() > 0 else even
    shares = (1.0 - policy.floor) * wanted / wanted.sum() + policy.floor * even / even.sum()
    return _at_most_one(shares, number)


def _at_most_one(weights: Floats, number: int) -> Floats:
    """Probabilities in proportion to weights, none above 1, adding up to ``number`` (as in sampling by size)."""
    certain = np.zeros(weights.size, dtype=np.bool_)
    while True:
        rest = np.where(certain, 0.0, weights)
        left = number - int(certain.sum())
        found: Floats = np.where(certain, 1.0, rest * (left / rest.sum() if left else 0.0))
        over = (found > 1.0) & ~certain
        if not over.any():
            return found
        certain |= over
