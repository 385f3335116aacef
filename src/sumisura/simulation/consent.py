"""What people agree to: the more a source feels like being watched, the fewer."""

import numpy as np

from sumisura.simulation.model import Bools, Floats, People
from sumisura.simulation.truth import sigmoid

DECIDED = 8.0
"""How sharply openness meets intrusion."""


def agree(people: People, intrusion: Floats, rng: np.random.Generator) -> Bools:
    """Which sources each person agrees to, shape (people, sources).

    P = σ(8 (openness − intrusion)); who is not open at all agrees to nothing.

    Args:
        intrusion: of each source, from 0 (they told us themselves) to 1, shape (sources,).
        rng: all chance in it.
    """
    willing = sigmoid(DECIDED * (people.openness[:, None] - intrusion))
    return (people.openness[:, None] > 0) & (rng.random(willing.shape) < willing)
