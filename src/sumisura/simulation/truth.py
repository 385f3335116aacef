"""The hidden truth: how much somebody would like a thing. For judging policies alone; none may see it."""

import numpy as np

from sumisura.simulation.model import Floats, Ints, People, Shelf

FITTING = 1.0
"""Utility of a thing made for the occasion somebody has in mind."""
LIKE = (-2.2, 1.2)
"""Logit of liking what one has looked at: constant and factor of utility."""


def utility(people: People, things: Shelf, who: Ints, shown: Ints, occasion: Ints | None = None) -> Floats:
    """How much visitors like things, before anything makes them tired.

    u = taste · features − thrift × dearness + appeal + fit to the occasion.

    Args:
        who: the number of each visitor in ``people``, shape (visitors,).
        shown: the number of a thing on the shelf at each place, shape (visitors, places).
        occasion: the number of the occasion each has in mind, shape (visitors,); None for none.

    Returns:
        Utilities of about unit variance, shape (visitors, places).
    """
    liked = np.einsum("vt,vpt->vp", people.taste[who], things.features[shown])
    fits = _fits(people, things, shown, occasion)
    total: Floats = liked - people.thrift[who, None] * things.dearness[shown] + things.appeal[shown] + fits
    return total


def relevance(utilities: Floats) -> Floats:
    """The probability that somebody who looks at a thing likes it, in (0, 1): the gain of a true ranking."""
    return sigmoid(LIKE[0] + LIKE[1] * utilities)


def sigmoid(x: Floats) -> Floats:
    """1 / (1 + e^-x)."""
    squashed: Floats = 1.0 / (1.0 + np.exp(-x))
    return squashed


def _fits(people: People, things: Shelf, shown: Ints, occasion: Ints | None) -> Floats:
    if occasion is None or not people.occasions:
        return np.zeros(shown.shape)
    tokens = np.array([people.tokens.index(token) for token in people.occasions], dtype=np.int64)
    made_for = things.features[shown, tokens[occasion][:, None]] > 0
    return FITTING * made_for.astype(np.float64)
