import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sumisura.taste.designs import CHOICES, DesignModel, History, Reasons, resting_on

COLUMNS = [(name, value) for name in ("trim", "seats", "radio", "wheels") for value in ("a", "b", "c")]
sale = st.fixed_dictionaries({name: st.sampled_from("abc") for name in ("trim", "seats", "radio", "wheels")})
liked = st.lists(st.floats(-2, 2), min_size=12, max_size=12).map(np.array)


@given(
    made=st.lists(sale, max_size=9),
    known=st.lists(st.integers(-1, 2), min_size=4, max_size=4),
    liking=st.dictionaries(st.sampled_from(["stated", "visit", "purchases"]), liked),
    variable=st.integers(0, 3),
)
@settings(max_examples=60, deadline=None)
def test_the_reasons_add_up_and_each_counterfactual_is_exact(made, known, liking, variable):
    """S36: on every option, by choice and by source; each beside the model asked anew without that part."""
    known[variable] = -1
    model = DesignModel.of(History.of(COLUMNS, made))
    reasons = Reasons(model, np.array(known), liking)
    total = sum(liking.values(), np.zeros(12))
    first = 3 * variable
    chances = model.options(known, total)
    for value in range(3):
        why = reasons.over(first + value, first + 2)
        assert why.log_odds == pytest.approx(chances[first + value] - chances[first + 2], abs=1e-9)
        assert abs(why.residual) < 1e-9
        for part in why.parts:
            others = [-1 if at == part.of else known[at] for at in range(4)]
            taste = total - liking[part.of] if isinstance(part.of, str) else total
            left = model.options(others, taste)
            assert part.without == pytest.approx(left[first + value] - left[first + 2], abs=1e-9)


@given(
    made=st.lists(sale, max_size=9),
    known=st.lists(st.integers(-1, 2), min_size=4, max_size=4),
    liking=st.dictionaries(st.sampled_from(["stated", "visit"]), liked),
)
@settings(max_examples=30, deadline=None)
def test_all_choices_as_one_add_what_each_adds_together(made, known, liking):
    """What a page shows in short is the sum of what its proof shows at length."""
    model = DesignModel.of(History.of(COLUMNS, made))
    long, short = (Reasons(model, np.array(known), liking, each=each) for each in (True, False))
    for source in liking.keys() & set(short.players):
        assert np.allclose(short.added[source], long.added[source], atol=1e-9)
    if CHOICES in short.players:
        each = sum(long.added[at] for at in long.players if isinstance(at, int))
        assert np.allclose(short.added[CHOICES], each, atol=1e-9)


def test_a_liking_left_over_without_a_source_is_taken_as_it_is_given():
    model = DesignModel.of(History.of(COLUMNS))
    one, other, left = np.eye(12)[:3]
    reasons = Reasons(model, np.full(4, -1), {"stated": one, "visit": other}, lambda _: left)
    assert np.allclose(reasons.without["stated"], model.options([-1] * 4, left))
    plain = Reasons(model, np.full(4, -1), {"stated": one, "visit": other})
    assert np.allclose(plain.without["stated"], model.options([-1] * 4, other))


def test_the_choice_that_matters_stands_first_and_the_sales_are_counted():
    """S36: a suggestion names what it follows from, and on how many it rests."""
    made = [{"trim": "b", "seats": "b", "radio": "a"}] * 30 + [{"trim": "a", "seats": "a", "radio": "a"}] * 60
    model = DesignModel.of(History.of(COLUMNS, made))
    reasons = Reasons(model, np.array([1, -1, 0, -1]), {})
    why = reasons.over(4, 3)  # seats b over a
    assert why.everyone < 0 < why.log_odds
    assert [part.of for part in why.parts] == [0, 2]
    assert abs(why.parts[1].amount) < 0.1 < why.parts[0].amount
    assert why.parts[0].without < 0
    alike, taking = resting_on(reasons.told, 1, 1)
    assert (round(alike), round(taking)) == (31, 30)


def test_without_sales_it_rests_on_none():
    reasons = Reasons(DesignModel.of(History.of(COLUMNS)), np.array([0, -1, -1, -1]), {})
    assert reasons.over(4, 3).log_odds == pytest.approx(0)
    assert resting_on(reasons.told, 1, 1) == (0.0, 0.0)
