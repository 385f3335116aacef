import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sumisura.taste.designs import DesignModel, History
from sumisura.taste.designs.replay import replay, replay_naive_bayes

WIDTHS = (3, 2, 4)
COLUMNS = [(f"v{at}", str(value)) for at, width in enumerate(WIDTHS) for value in range(width)]
FIRST = (0, 3, 5)
row = st.tuples(*(st.integers(-1, width - 1) for width in WIDTHS))
tested = st.tuples(*(st.integers(-2, width - 1) for width in WIDTHS))


def history_of(rows):
    return History.counted(COLUMNS, np.array(rows, np.int32).reshape(-1, 3), np.ones(len(rows), np.int64))


def asked(sales, seed):
    rng = np.random.default_rng(seed)
    return np.array(sales, np.int32), np.array([rng.permutation(3) for _ in sales], np.int32)


@pytest.mark.oracle
@given(
    made=st.lists(row, max_size=9), sales=st.lists(tested, min_size=1, max_size=4), seed=st.integers(0, 99)
)
@settings(max_examples=80, deadline=None)
def test_a_replay_guesses_as_the_model_does_step_by_step(made, sales, seed):
    model = DesignModel.of(history_of(made), noise=[0.05, 0.1, 0.2])
    sales, orders = asked(sales, seed)
    right = replay(model, sales, orders)
    for sale, order, found in zip(sales, orders, right, strict=True):
        known = np.full(3, -1)
        for variable, was in zip(order, found, strict=True):
            chances = model.begin(known).option(variable)
            close = np.flatnonzero(chances > chances.max() - 1e-12)  # rounding may pick any of equals
            value = sale[variable]
            if value == -1:
                assert was == -1
            elif value not in close:
                assert was == 0
            elif len(close) == 1:
                assert was == 1
            known[variable] = max(value, -1)


def scored(made, sale, variable, told):
    """Naive Bayes by counting: every value's probability, up to a constant."""
    among = [past for past in made if past[variable] >= 0]
    scores = []
    for value in range(WIDTHS[variable]):
        taking = [past for past in made if past[variable] == value]
        chance = (len(taking) + 1 / WIDTHS[variable]) / (len(among) + 1)
        for other in (at for at in told if sale[at] >= 0):
            both = sum(past[other] == sale[other] for past in taking)
            chance *= (both + 1 / WIDTHS[other]) / (sum(past[other] >= 0 for past in taking) + 1)
        scores.append(chance)
    return np.array(scores)


@pytest.mark.oracle
@given(
    made=st.lists(row, max_size=9), sales=st.lists(tested, min_size=1, max_size=3), seed=st.integers(0, 99)
)
@settings(max_examples=60, deadline=None)
def test_naive_bayes_is_its_formula(made, sales, seed):
    sales, orders = asked(sales, seed)
    right = replay_naive_bayes(history_of(made), sales, orders)
    for sale, order, found in zip(sales, orders, right, strict=True):
        for place, variable in enumerate(order):
            scores = scored(made, sale, variable, order[:place])
            close = np.flatnonzero(scores > scores.max() * (1 - 1e-9))
            if sale[variable] == -1:
                assert found[place] == -1
            elif sale[variable] not in close:
                assert found[place] == 0
            elif len(close) == 1:
                assert found[place] == 1
