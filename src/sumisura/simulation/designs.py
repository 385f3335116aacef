"""What people would design for themselves inside a family."""

from collections.abc import Callable

import numpy as np

from sumisura.simulation.model import Columns, Floats, Ints, People

SHARPNESS = 1.5
"""How much utility counts against chance: the inverse temperature of the choice."""


def draw_designs(
    people: People,
    options: Columns,
    who: Ints,
    best: Callable[[Floats], Ints],
    rng: np.random.Generator,
) -> Ints:
    """One complete valid design for each of those people.

    Perturb and maximise (Papandreou and Yuille, ICCV 2011): to each option's utility
    u = taste · features − thrift × dearness + inertia × usual comes independent Gumbel noise, and ``best`` finds the
    valid design of greatest sum. Without rules this is exactly a logit in every variable.

    Args:
        who: the number of each person in ``people``, shape (designers,).
        best: from weights, shape (designers, columns), to the number of the value of each variable,
            shape (designers, variables).
        rng: all chance in it.
    """
    likes = people.taste[who] @ options.features.T
    likes -= people.thrift[who, None] * options.dearness
    likes += people.inertia[who, None] * options.usual
    return best(SHARPNESS * likes + rng.gumbel(size=likes.shape))
