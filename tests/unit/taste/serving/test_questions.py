"""S10, S21, S25: a question is asked only when its answer would change what is proposed, and seldom."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sumisura.taste.model import MEANINGS, Manners
from sumisura.taste.saying.reasons import Teller
from sumisura.taste.serving.questions import (
    Courtesy,
    Question,
    closed,
    contrast,
    may_ask,
    moved,
    question,
    telling,
    worth,
)
from sumisura.taste.state import Taste
from wardrobe import NOW, TOKENS, population, signal, wardrobe

ITEMS = wardrobe(16)
POPULATION = population(ITEMS)
ROWS = [POPULATION.row[item.id] for item in ITEMS]
NOISE = 1 / MEANINGS["answered"].weight
SOME = [signal("liked", "material=hemp"), signal("viewed", "jeans/1", source="visit")]


def certain():
    """A population that knows everybody's taste already."""
    return replace(POPULATION, precision=POPULATION.precision * 1e6)


def simulated(taste, rows, feature, k, draws=40_000, seed=0):
    """Chance and gain by drawing tastes and answers and by a Kalman update, the oracle."""
    rng = np.random.default_rng(seed)
    x = POPULATION.vectors[rows]
    lower = np.tril(taste.lower)
    sigma = np.linalg.inv(lower @ lower.T)
    theta = rng.multivariate_normal(taste.mean, sigma, draws)
    answer = theta @ feature + rng.normal(size=draws) * np.sqrt(NOISE)
    gain_ = sigma @ feature / (feature @ sigma @ feature + NOISE)
    means = taste.mean + np.outer(answer - taste.mean @ feature, gain_)
    after = means @ x.T * taste.population.units[0]
    now = set(np.argsort(-(x @ taste.mean))[:k].tolist())
    best = np.argsort(-after, axis=1)[:, :k]
    changed = np.array([set(row) != now for row in best.tolist()])
    gained = np.take_along_axis(after, best, 1).sum(1) - after[:, sorted(now)].sum(1)
    return changed.mean(), gained.mean()


@pytest.mark.parametrize("k", [1, 3])
@pytest.mark.parametrize("token", TOKENS)
def test_the_worth_of_an_answer_is_what_simulated_answers_change(token, k):
    taste = Taste.of(POPULATION, SOME, NOW)
    feature = POPULATION.vectors[POPULATION.row[token]]
    found = worth(taste.scores[ROWS], moved(taste, ROWS, feature[None]), k)
    chance, gained = simulated(taste, ROWS, feature, k)
    assert found.chance[0] == pytest.approx(chance, abs=0.02)
    assert found.gain[0] == pytest.approx(gained, abs=0.02 * max(gained, 0.05) + 0.003)


def test_what_was_heard_is_taken_out():
    taste = Taste.of(POPULATION, SOME, NOW)
    one, other = (POPULATION.vectors[[POPULATION.row[token]]] for token in TOKENS[3:5])
    told = signal("answered", TOKENS[3], source="ratings", day=0)
    later = Taste.of(POPULATION, [*SOME, told], NOW)
    assert np.allclose(moved(taste, ROWS, other, heard=one), moved(later, ROWS, other))


def test_nothing_is_asked_where_all_is_known():
    taste = Taste.of(certain(), [], NOW)
    assert question(taste, ROWS, TOKENS) is None
    assert contrast(taste, ROWS) is None


def test_nothing_is_asked_where_all_is_proposed_anyway():
    taste = Taste.of(POPULATION, SOME, NOW)
    assert question(taste, ROWS[:3], TOKENS, top=3) is None
    assert contrast(taste, ROWS[:1]) is None
    assert question(taste, [], []) is None


@given(st.lists(st.sampled_from(TOKENS), max_size=6), st.floats(0, 0.9))
def test_whatever_is_asked_would_change_enough(liked, least):
    taste = Taste.of(POPULATION, [signal("liked", t, id_=f"{n}") for n, t in enumerate(liked)], NOW)
    rows = taste.best(10, np.isin(np.arange(POPULATION.size), ROWS)).tolist()
    asked = question(taste, rows, TOKENS, least=least)
    if asked is not None:
        assert asked.chance >= least
        assert asked.gain > 0
        again = question(taste, rows, TOKENS, least=least, asked={asked.id})
        assert again is None or (again.id != asked.id and again.gain <= asked.gain)


def test_an_answer_moves_what_is_proposed():
    taste = Taste.of(POPULATION, SOME, NOW)
    rows = taste.best(10, np.isin(np.arange(POPULATION.size), ROWS)).tolist()
    pair = contrast(taste, rows)
    assert pair is not None
    one, other = (POPULATION.items[row] for row in pair)
    asked = Question(f"{one}>{other}", (one, other), 0.5, 0.1)
    for better, worse in ((one, other), (other, one)):
        told = [
            signal(what, about, value=value, source="ratings") for what, about, value in asked.told(better)
        ]
        after = Taste.of(POPULATION, [*SOME, *told], NOW).scores - taste.scores
        assert after[POPULATION.row[better]] > after[POPULATION.row[worse]]


def test_skipping_tells_nothing():
    assert Question("a>b", ("a", "b"), 0.5, 0.1).told("") == ()
    assert Question("a=b", ("a=b",), 0.5, 0.1).told("perhaps") == ()


def test_reason_and_benefit_are_said():
    assert Question("a>b", ("a", "b"), 0.52, 0.1).why == (
        "Asked because we cannot tell which of the two from what we know of you. "
        "In 5 of 10 cases your answer changes what comes first for you. You can skip it."
    )


def test_what_is_not_spoken_of_is_not_asked_about():
    items = [replace(item, tokens=("size=xxl",)) for item in ITEMS]
    extended = replace(POPULATION, items=("size=xxl", *POPULATION.items[1:]))
    taste = Taste.of(extended, [], NOW)
    asked = question(taste, ROWS, ["size=xxl"], least=0.0)
    assert asked is None or asked.about != ("size=xxl",)
    assert Teller({item.id: item for item in items}).asks(["size=xxl"]) == ""
    assert Teller({}).asks([]) == ""
    assert Teller({}).asks(["gone"]) == ""


def test_the_survey_asks_two_things_that_are_not_the_same():
    taste = Taste.of(POPULATION, SOME, NOW)
    doubled = replace(POPULATION, items=(*POPULATION.items, "twin"), vectors=np.vstack([POPULATION.vectors, POPULATION.vectors[3:4]]), counts=np.zeros(0, np.int64))  # fmt: skip
    twins = Taste.of(doubled, SOME, NOW)
    about = [*TOKENS, "unheard", TOKENS[0]]
    chosen = telling(taste, ROWS, about)
    assert len(chosen) == len(set(chosen)) == 2
    first = telling(twins, ROWS, [TOKENS[3], "twin", TOKENS[4]], most=1)
    both = telling(twins, ROWS, [TOKENS[3], "twin", TOKENS[4]], most=2)
    assert both[:1] == first
    assert set(both) != {TOKENS[3], "twin"}
    assert telling(Taste.of(certain(), [], NOW), ROWS[:2], TOKENS) == []


VISIT = NOW - timedelta(minutes=20)


def asked_at(*days):
    return Manners(asked={f"q{n}": NOW - timedelta(days=day) for n, day in enumerate(days)})


@pytest.mark.parametrize(
    ("manners", "may"),
    [
        (Manners(), True),
        (Manners(questions=False), False),
        (asked_at(0), False),
        (asked_at(1), True),
        (asked_at(3, 9, 20), False),
        (asked_at(9, 20, 31), True),
        (replace(asked_at(3), skipped=2), False),
        (replace(asked_at(3), skipped=1), True),
        (replace(asked_at(400), skipped=2), True),
    ],
)
def test_the_budget_of_questions(manners, may):
    assert may_ask(manners, NOW, VISIT) is may


def test_the_same_is_not_asked_again():
    manners = asked_at(3, 500)
    assert closed(manners, NOW) == {"q0"}
    assert closed(manners, NOW, Courtesy(again=timedelta(days=1))) == frozenset()
