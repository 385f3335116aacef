import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sumisura.taste.designs import DesignModel, History, Posterior, likeliest

WIDTHS = (3, 2, 3, 2)
COLUMNS = [(f"v{at}", str(value)) for at, width in enumerate(WIDTHS) for value in range(width)]
EVERY = list(itertools.product(*map(range, WIDTHS)))
FIRST = np.concatenate([[0], np.cumsum(WIDTHS)])
design = st.sampled_from(EVERY)


def completing(possible):
    def complete(weights):
        return max(possible, key=lambda made: sum(weights[FIRST[i] + v] for i, v in enumerate(made)))

    return complete


def greedy(posterior, possible):
    """Takes the likeliest value of one variable after the other, as far as that can be made."""
    for variable in range(4):
        left = [
            made for made in possible if all(k in {-1, v} for k, v in zip(posterior.known, made, strict=True))
        ]
        valid = np.isin(np.arange(WIDTHS[variable]), [made[variable] for made in left])
        posterior = posterior.know(variable, posterior.best_value(variable, valid))
    return posterior.known


@given(
    sold=st.lists(design, max_size=9),
    possible=st.lists(design, min_size=1, max_size=12, unique=True),
    variable=st.integers(0, 3),
    liking=st.lists(st.floats(-2, 2), min_size=10, max_size=10),
)
@settings(max_examples=150, deadline=None)
def test_it_is_valid_and_at_least_as_likely_as_greedy(sold, possible, variable, liking):
    sales = [{f"v{at}": str(value) for at, value in enumerate(row)} for row in sold]
    model = DesignModel.of(History.of(COLUMNS, sales), noise=0.1)
    chosen = possible[0][variable]
    left = [made for made in possible if made[variable] == chosen]
    begun = model.begin(liking=liking).know(variable, chosen)
    found = likeliest(begun, completing(left), starts=[greedy(begun, left)])

    def likely(made):
        return Posterior.of(model, np.array(made, np.int32), np.array(liking)).evidence

    assert tuple(found.values.tolist()) in left
    assert found.log_probability == pytest.approx(likely(found.values), abs=1e-9)
    assert found.log_probability >= likely(greedy(begun, left)) - 1e-9
    assert found.log_probability <= max(map(likely, left)) + 1e-9


def test_it_is_a_design_that_people_buy_and_not_the_mean_of_two():
    """Marginally v0=2 (in half of all sales) is likeliest, but what it goes with differs each time."""
    sold = [(0, 0, 0, 0)] * 4 + [(2, 1, 1, 0), (2, 0, 2, 1), (2, 1, 0, 1), (2, 0, 1, 1), (2, 1, 2, 0)]
    sales = [{f"v{at}": str(value) for at, value in enumerate(row)} for row in sold]
    model = DesignModel.of(History.of(COLUMNS, sales))
    found = likeliest(model.begin(), completing(EVERY))
    assert np.argmax(model.options([-1] * 4)[:3]) == 2
    assert found.values.tolist() == [0, 0, 0, 0]
