import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sumisura.taste.designs import TASTE, DesignModel, History, because

COLUMNS = [(name, value) for name in ("trim", "seats", "radio", "wheels") for value in ("a", "b", "c")]
sale = st.fixed_dictionaries({name: st.sampled_from("abc") for name in ("trim", "seats", "radio", "wheels")})


@given(
    made=st.lists(sale, max_size=9),
    known=st.lists(st.integers(-1, 2), min_size=4, max_size=4),
    liking=st.lists(st.floats(-2, 2), min_size=12, max_size=12),
    variable=st.integers(0, 3),
)
@settings(max_examples=60, deadline=None)
def test_the_reasons_add_up_and_each_counterfactual_is_exact(made, known, liking, variable):
    model = DesignModel.of(History.of(COLUMNS, made))
    why = because(model.begin(known, liking), variable, 0, 2)
    known[variable] = -1
    chances = model.options(known, liking)[3 * variable :]
    assert why.log_odds == pytest.approx(chances[0] - chances[2], abs=1e-9)
    assert abs(why.everyone + sum(part.amount for part in why.parts) - why.log_odds) < 1e-9
    for part in why.parts:
        others = [-1 if at == part.variable else value for at, value in enumerate(known)]
        taste = None if part.variable == TASTE else liking
        left = model.options(others, taste)[3 * variable :]
        assert part.without == pytest.approx(left[0] - left[2], abs=1e-9)
    assert -1e-9 <= why.taking <= why.alike + 1e-9 <= len(made) + 1e-6


def test_the_choice_that_matters_stands_first_and_the_sales_are_counted():
    """S36: a suggestion names what it follows from, and on how many it rests."""
    made = [{"trim": "b", "seats": "b", "radio": "a"}] * 30 + [{"trim": "a", "seats": "a", "radio": "a"}] * 60
    model = DesignModel.of(History.of(COLUMNS, made))
    why = because(model.begin([1, -1, 0, -1]), 1, 1, 0)  # seats b over a
    assert why.everyone < 0 < why.log_odds
    assert [part.variable for part in why.parts] == [0, 2]
    assert abs(why.parts[1].amount) < 0.1 < why.parts[0].amount
    assert why.parts[0].without < 0
    assert (round(why.alike), round(why.taking)) == (31, 30)


def test_without_sales_it_rests_on_none():
    why = because(DesignModel.of(History.of(COLUMNS)).begin([0, -1, -1, -1]), 1, 1, 0)
    assert (why.log_odds, why.alike, why.taking) == (pytest.approx(0), 0.0, 0.0)
