import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sumisura.kernel import BadInput
from sumisura.taste.designs import DesignModel, History, learn

WIDTHS = (3, 2, 4)
COLUMNS = [(f"v{at}", str(value)) for at, width in enumerate(WIDTHS) for value in range(width)]
sale = st.fixed_dictionaries(
    {}, optional={f"v{at}": st.sampled_from([str(n) for n in range(w)]) for at, w in enumerate(WIDTHS)}
)
sales = st.lists(sale, max_size=8)


def enumerated(model, known, liking):
    """Log-probability of every column by adding up the tilted probability of every design."""
    noise, share, first = model.noise, model.share, model.history.first
    classes = [(1.0, [-1] * 3), (1.0, model.default.tolist())]
    classes += zip(model.history.counts.tolist(), model.history.rows.tolist(), strict=True)

    def chance(variable, value, at):
        drawn = share[first[variable] + value]
        if at < 0:
            return drawn
        return (1 - noise[variable]) * (at == value) + noise[variable] * drawn

    found = np.zeros(len(COLUMNS))
    for design in itertools.product(*map(range, WIDTHS)):
        p = sum(
            count * np.prod([chance(i, v, row[i]) for i, v in enumerate(design)]) for count, row in classes
        )
        p *= np.exp(sum(liking[first[i] + v] for i, v in enumerate(design)))
        for i, v in enumerate(design):
            if all(known[j] in {-1, design[j]} for j in range(3) if j != i):
                found[first[i] + v] += p
    for i in range(3):
        found[first[i] : first[i + 1]] /= found[first[i] : first[i + 1]].sum()
    return np.log(found)


def model_of(made, **named):
    return DesignModel.of(History.of(COLUMNS, made), **named)


@pytest.mark.oracle
@given(
    made=sales,
    default=sale,
    known=st.tuples(*(st.integers(-1, w - 1) for w in WIDTHS)),
    liking=st.lists(st.floats(-3, 3), min_size=9, max_size=9),
    noise=st.lists(st.floats(0.001, 0.5), min_size=3, max_size=3),
    tasted=st.booleans(),
)
@settings(max_examples=100, deadline=None)
def test_options_are_the_exact_posterior(made, default, known, liking, noise, tasted):
    liking = np.array(liking) * tasted
    model = model_of(made, defaults=default, noise=noise)
    expected = enumerated(model, known, liking)
    assert model.options(known, liking) == pytest.approx(expected, abs=1e-9)
    step_by_step = model.begin(liking=liking)
    for variable, value in enumerate(known):
        step_by_step = step_by_step.know(variable, 0).know(variable, value)
    assert step_by_step.options() == pytest.approx(expected, abs=1e-9)
    assert step_by_step.option(1) == pytest.approx(expected[3:5], abs=1e-9)


@given(made=sales, more=sales, known=st.tuples(*(st.integers(-1, w - 1) for w in WIDTHS)))
@settings(max_examples=50, deadline=None)
def test_a_forgotten_sale_leaves_no_bit_behind(made, more, known):
    """Unlearning is bit-equal to never having learned, in any order."""
    never = History.of(COLUMNS, made)
    forgotten = History.of(COLUMNS, more).add(*reversed(made)).remove(*more)
    assert forgotten.rows.tobytes() == never.rows.tobytes()
    assert forgotten.counts.tobytes() == never.counts.tobytes()
    model = model_of(made)
    assert model.with_history(forgotten).options(known).tobytes() == model.options(known).tobytes()


def test_without_any_sale_the_default_is_likeliest_and_all_is_possible():
    model = learn(History.of(COLUMNS), np.random.default_rng(1), defaults={"v0": "2", "v2": "1"})
    options = model.options([-1, -1, -1])
    assert np.argmax(options[:3]) == 2
    assert np.argmax(options[5:]) == 1
    assert options[3] == options[4] == pytest.approx(np.log(0.5))
    assert np.isfinite(options).all()


def test_without_sales_or_defaults_all_is_equally_likely():
    expected = np.concatenate([np.full(w, 1 / w) for w in WIDTHS])
    assert np.exp(model_of([]).options([-1, 0, -1])) == pytest.approx(expected)


def test_one_sale_is_followed():
    model = learn(History.of(COLUMNS, [{"v0": "1", "v2": "3"}]), np.random.default_rng(1))
    assert model.best_value([-1, -1, -1], 2, np.ones(4, bool)) == 3
    assert model.best_value([1, -1, -1], 2, [True, True, True, False]) != 3


def test_a_suggestion_is_always_among_the_valid():
    model = model_of([{"v0": "1"}] * 9)
    assert model.best_value([-1, -1, -1], 0, [False, False, True]) == 2
    mask = np.zeros(9, bool)
    mask[0] = True  # given for all columns of the family
    assert model.best_value([-1, -1, -1], 0, mask) == 0
    with pytest.raises(BadInput, match='"v0" has no valid value left'):
        model.best_value([-1, -1, -1], 0, np.zeros(3, bool))


def test_what_a_sale_says_of_unknown_options_is_left_out():
    history = History.of(COLUMNS, [{"v0": "1", "v1": "gone", "engraving": "x"}, {"v0": 1}])
    assert history.rows.tolist() == [[1, -1, -1]]
    assert history.counts.tolist() == [2]


def test_a_sale_that_never_was_cannot_be_taken_out():
    with pytest.raises(BadInput, match="never counted"):
        History.of(COLUMNS, [{"v0": "1"}]).remove({"v0": "2"})
    with pytest.raises(BadInput, match="different options"):
        History.of(COLUMNS) + History.of(COLUMNS[:3])
    with pytest.raises(BadInput, match="side by side"):
        History.of([("a", "1"), ("b", "1"), ("a", "2")])


@pytest.mark.parametrize("known", [[0, 0], [3, -1, -1], [-2, -1, -1]])
def test_choices_that_are_none_are_refused(known):
    with pytest.raises(BadInput, match="value numbers"):
        model_of([]).options(known)


@pytest.mark.parametrize("liking", [[0.0], [np.nan] * 9])
def test_a_liking_that_is_none_is_refused(liking):
    with pytest.raises(BadInput, match="finite"):
        model_of([]).options([-1, -1, -1], liking)


def test_a_liking_moves_what_is_suggested_and_what_goes_with_it():
    made = [{"v0": "0", "v1": "0"}] * 5 + [{"v0": "1", "v1": "1"}] * 4
    model, liking = model_of(made), np.zeros(9)
    assert np.argmax(model.options([-1] * 3)[3:5]) == 0
    liking[1] = 2.0  # likes v0=1, which goes with v1=1
    assert np.argmax(model.options([-1] * 3, liking)[3:5]) == 1


def test_it_comes_back_from_bytes_bit_by_bit():
    model = model_of([{"v0": "1", "v2": "3"}, {"v1": "0"}], defaults={"v1": "1"}, noise=[0.1, 0.2, 0.3])
    again = DesignModel.from_bytes(model.to_bytes())
    assert again.history.columns == model.history.columns
    assert again.options([1, -1, -1]).tobytes() == model.options([1, -1, -1]).tobytes()


def test_learning_finds_which_variable_tells_nothing():
    rng = np.random.default_rng(3)
    twins = rng.integers(0, 2, 400)
    made = [
        {"v0": str(a), "v1": str(a), "v2": str(b)}
        for a, b in zip(twins, rng.integers(0, 4, 400), strict=True)
    ]
    history = History.of(COLUMNS, made)
    model = learn(history, np.random.default_rng(1))
    assert model.noise[2] > 3 * model.noise[0]
    assert learn(history, np.random.default_rng(1)).noise.tobytes() == model.noise.tobytes()


def test_a_family_of_many_variables_and_sales():
    columns = [(f"v{at}", str(value)) for at in range(150) for value in range(3)]
    rows = np.random.default_rng(1).integers(0, 3, (3000, 150))
    made = [{f"v{at}": str(value) for at, value in enumerate(row)} for row in rows.tolist()]
    model = DesignModel.of(History.of(columns, made))
    known = rows[7].copy()
    known[100:] = -1
    assert np.exp(model.options(known)[450 - 3 :]).sum() == pytest.approx(1)
    assert model.begin(known).best_value(149, np.ones(3, bool)) == rows[7, 149]


@pytest.mark.oracle
@given(made=st.lists(sale, min_size=2, max_size=8), seed=st.integers(0, 99))
@settings(max_examples=25, deadline=None)
def test_the_slope_that_is_descended_is_the_losses(made, seed):
    """Finite differences of the leave-one-out log loss in log ε."""
    from sumisura.taste.designs.learn import loss_and_slope, questions

    model = model_of(made, noise=[0.05, 0.1, 0.2])
    asked = questions(model.history, np.random.default_rng(seed), 5)
    _, slope = loss_and_slope(model, asked)
    for variable in range(3):
        step = np.eye(3)[variable] * 1e-5
        up = loss_and_slope(model.with_noise(model.noise * np.exp(step)), asked)[0]
        down = loss_and_slope(model.with_noise(model.noise * np.exp(-step)), asked)[0]
        assert slope[variable] == pytest.approx((up - down) / 2e-5, abs=1e-5)
