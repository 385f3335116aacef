"""Who knows whom: people are friends with people like them, and with people near them."""

import numpy as np

from sumisura.simulation.model import Ints

DEGREE = 5.0
"""How many friends a person has on average."""
ALIKE, NEAR = 0.5, 0.25
"""The shares of friendships within a segment and within a cell; the rest are with anybody."""


def draw_friends(segment: Ints, cell: Ints, rng: np.random.Generator) -> Ints:
    """Pairs of friends, shape (pairs, 2); each pair once, the lower number first, nobody with themselves.

    Homophily after McPherson, Smith-Lovin and Cook, Annual Review of Sociology 27, 2001.
    """
    people = len(segment)
    first = rng.integers(0, people, int(people * DEGREE / 2))
    how = rng.random(len(first))
    second = rng.integers(0, people, len(first))
    for chosen, group in ((how < ALIKE, segment), ((how >= ALIKE) & (how < ALIKE + NEAR), cell)):
        second[chosen] = _companions(first[chosen], group, rng)
    pairs = np.sort(np.stack((first, second), axis=1), axis=1)
    return np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0).astype(np.int64)


def _companions(of: Ints, group: Ints, rng: np.random.Generator) -> Ints:
    """For each of those people, somebody of the same group, perhaps themselves."""
    order = np.argsort(group, kind="stable")
    ends = np.searchsorted(group[order], group[of], side="right")
    starts = np.searchsorted(group[order], group[of], side="left")
    drawn: Ints = order[starts + (rng.random(len(of)) * (ends - starts)).astype(np.int64)]
    return drawn
