"""A visit: somebody meets a list of things, and looks, likes, refuses, buys, rates and returns.

Position: place p is reached with probability patience^p (the position-based model; Chuklin, Markov and
de Rijke, Click Models for Web Search, 2015). Buying: at most one thing a visit, by a multinomial logit with an
outside option (McFadden, 1974). Everything else: a logit on utility.
"""

import numpy as np

from sumisura.simulation.model import Bools, Floats, Ints, People, Reactions, Shelf
from sumisura.simulation.truth import relevance, sigmoid, utility

LOOK = (0.2, 0.8)
REFUSE = (-3.2, -1.2)
BUY = (-5.0, 1.2)
RETURN = (-1.5, -1.0)
"""Logits: constant and factor of utility."""
ANSWERS = 0.35
"""The share of buyers who rate what they bought."""
STARS = (2.8, 0.8, 0.8)
"""Stars given: constant, factor of utility, standard deviation."""


def occasions(people: People, who: Ints, rng: np.random.Generator) -> Ints:
    """The occasion each visitor has in mind this time, shape (visitors,); 0 where there are none."""
    if not people.occasions:
        return np.zeros(len(who), dtype=np.int64)
    reached = people.purpose[who].cumsum(axis=1)
    drawn: Ints = (rng.random(len(who))[:, None] > reached).sum(axis=1)
    return np.minimum(drawn, len(people.occasions) - 1)


def meet(
    people: People,
    things: Shelf,
    who: Ints,
    shown: Ints,
    rng: np.random.Generator,
    *,
    occasion: Ints | None = None,
    before: Ints | None = None,
) -> Reactions:
    """What visitors do with what they are shown.

    Args:
        who: the number of each visitor in ``people``, shape (visitors,).
        shown: the number of a thing on the shelf at each place, -1 where it is empty, shape (visitors, places).
        rng: all chance in it.
        occasion: as `occasions` draws it.
        before: how often each of these was shown to the visitor already, shape (visitors, places).
    """
    there = shown >= 0
    likes = utility(people, things, who, np.maximum(shown, 0), occasion)
    if before is not None:
        likes = likes - people.boredom[who, None] * before
    reach = people.patience[who, None] ** np.arange(shown.shape[1])
    looked = there & (rng.random(shown.shape) < reach * _logit(LOOK, likes))
    liked = looked & (rng.random(shown.shape) < relevance(likes))
    refused = looked & ~liked & (rng.random(shown.shape) < _logit(REFUSE, likes))
    bought = _bought(likes, looked & ~refused, rng)
    owned = np.where(bought >= 0, likes[np.arange(len(who)), bought], 0.0)
    return Reactions(looked, liked, refused, bought, *_after(owned, bought >= 0, rng))


def _bought(likes: Floats, open_to: Bools, rng: np.random.Generator) -> Ints:
    """The place of what each buys, or -1: the outside option has weight 1."""
    weights = np.where(open_to, np.exp(BUY[0] + BUY[1] * likes), 0.0).cumsum(axis=1)
    drawn = rng.random(len(likes)) * (1.0 + weights[:, -1])
    place = (drawn[:, None] >= weights).sum(axis=1)
    return np.where(place < likes.shape[1], place, -1)


def _after(owned: Floats, kept: Bools, rng: np.random.Generator) -> tuple[Ints, Bools]:
    """Stars and returns of what was bought."""
    stars = np.rint(STARS[0] + STARS[1] * owned + rng.normal(0.0, STARS[2], len(owned)))
    answers = kept & (rng.random(len(owned)) < ANSWERS)
    rating = np.where(answers, np.clip(stars, 1, 5), 0).astype(np.int64)
    return rating, kept & (rng.random(len(owned)) < _logit(RETURN, owned))


def _logit(line: tuple[float, float], utilities: Floats) -> Floats:
    return sigmoid(line[0] + line[1] * utilities)
