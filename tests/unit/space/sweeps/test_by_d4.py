"""The new sweeps over circuits whose arcs lead to several nodes (d-DNNF), against brute force."""

import numpy as np
import pytest

import sumisura
from spaces import Brute, random_family
from sumisura.kernel.time import Rng
from sumisura.space.sweeps.ranked import ranked
from sumisura.space.sweeps.sampling import sample, shares

pytest.importorskip("py_d4", reason="the extra d4 is not installed")
FAMILIES = 12


def families():
    rng, found = Rng(3), []
    while len(found) < FAMILIES:
        brute = Brute(random_family(rng, 6))
        if len(brute.variants) > 1 and brute.family.rules:
            found.append(brute)
    return found


def test_shares_ranks_and_samples_are_those_of_all_variants():
    for brute in families():
        space = sumisura.compile(brute.family, way="d-dnnf", cache=None)
        start, count = space.start(), len(brute.variants)
        expected = [sum(v[name] == value for v in brute.variants) / count for name, value in space.columns]
        assert shares(start) == pytest.approx(np.array(expected), abs=1e-12)
        found = list(ranked(start))
        assert [one.price for one in found] == sorted(map(brute.price, brute.variants))
        assert len({tuple(one.design.choices.items()) for one in found}) == count
        drawn = sample(start, 200, np.random.default_rng(1))
        assert all(dict(design.choices) in brute.variants for design in drawn)
