"""A withdrawn source is as if it had never been, bit by bit, in any state of grants (S98)."""

import numpy as np

from forgetting import NAMES, NOON, forgotten, history, population
from sumisura.kernel import Rng
from sumisura.taste.sums import evidence

STATES = 10_000
"""The soak walks ten times as many."""


def test_a_fold_is_bit_equal_to_never_having_had_what_is_not_granted():
    """What was used is granted, and what was taken back has left no bit."""
    assert forgotten(STATES, seed=4) > STATES / 50  # the property is not empty


def test_sums_are_subtracted_exactly():
    """The same by subtraction: evidence without a source is the evidence of who never gave it."""
    everybody, chance = population(), Rng(5)
    for _ in range(500):
        told, source = history(chance), chance.choice(NAMES)
        whole = evidence(everybody, told, NOON)
        rest = evidence(everybody, [one for one in told if one.source != source], NOON)
        for one, other in zip(whole.without(source).total, rest.total, strict=True):
            assert np.array_equal(one, other)
