"""S77: a diagram that is paused and cleared of garbage at every step is the diagram built in one go."""

from collections import Counter

import numba
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from spaces import Brute, random_family
from sumisura.kernel.time import Rng
from sumisura.space.constraints import constraints_of
from sumisura.space.diagram import FALSE, Diagram
from sumisura.space.structure import structure_of

JIT = not numba.config.DISABLE_JIT


def shape(diagram: Diagram) -> Counter[object]:
    """The diagram without the numbers of its nodes: each node as what hangs below it, and how many of that there are."""
    levels, parents, values, children = diagram.arrays()
    below: dict[int, object] = {len(levels): True}
    for node in reversed(range(len(levels))):
        arcs = np.flatnonzero(parents == node)
        kids = tuple((int(values[arc]), below[int(children[arc])]) for arc in arcs)
        below[node] = (int(levels[node]), kids)
    return Counter(below.values())


@pytest.mark.oracle
@settings(max_examples=100 if JIT else 15, deadline=None)
@given(st.integers(0, 2**32).map(Rng))
def test_pauses_and_garbage_change_nothing(rng: Rng) -> None:
    family = random_family(rng, 6)
    structure = structure_of(family)
    parts = constraints_of(family, structure)
    assume(parts)
    order = rng.sample(range(structure.size), structure.size)
    whole, paused = (Diagram(order, structure.widths, parts) for _ in range(2))
    assert whole.advance(10_000)
    limit = 3
    while not paused.advance(limit):
        assert paused.nodes > 0.8 * limit
        limit += 1
    assert (whole.root == FALSE) == (paused.root == FALSE) == (not Brute(family).variants)
    if whole.root != FALSE:
        assert shape(whole) == shape(paused)
