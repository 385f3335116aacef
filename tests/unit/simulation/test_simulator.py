"""The simulator's probabilities are the documented ones."""

import numpy as np
import pytest

from sumisura.kernel import BadInput
from sumisura.simulation import (
    agree,
    columns,
    draw_designs,
    draw_people,
    meet,
    occasions,
    relevance,
    shelf,
    utility,
)
from sumisura.simulation.visits import BUY

TOKENS = ("colour=black", "colour=ecru", "colour=red", "occasion=evening", "occasion=work", "style=plain")
MANY = 40_000


@pytest.fixture(scope="module")
def people():
    return draw_people(TOKENS, 3000, seed=5)


@pytest.fixture(scope="module")
def things():
    rng = np.random.default_rng(3)
    return shelf(
        TOKENS, [rng.choice(TOKENS, 2, replace=False) for _ in range(12)], np.arange(10, 130, 10), rng
    )


def one_visitor(person=7):
    return np.full(MANY, person)


def close(found, wanted, trials):
    """Within five standard errors of a frequency."""
    return np.abs(found - wanted) < 5 * np.sqrt(wanted * (1 - wanted) / trials) + 1e-9


def test_friends_are_alike_and_nobody_is_their_own(people):
    pairs = people.friends
    same = (people.segment[pairs[:, 0]] == people.segment[pairs[:, 1]]).mean()
    by_chance = ((np.bincount(people.segment) / len(people)) ** 2).sum()
    assert same > by_chance + 0.2
    assert (pairs[:, 0] < pairs[:, 1]).all()
    assert len(np.unique(pairs, axis=0)) == len(pairs)


def test_people_of_a_segment_taste_alike(people):
    within = np.mean([people.taste[people.segment == of].var(axis=0).mean() for of in range(6)])
    assert within < 0.75 * people.taste.var(axis=0).mean()


def test_utility_is_its_formula(people, things):
    who, shown, occasion = np.array([4]), np.array([[2, 9]]), np.array([1])
    found = utility(people, things, who, shown, occasion)[0]
    for place, thing in enumerate((2, 9)):
        made_for_work = things.features[thing, TOKENS.index("occasion=work")] > 0
        wanted = people.taste[4] @ things.features[thing] - people.thrift[4] * things.dearness[thing]
        assert found[place] == pytest.approx(wanted + things.appeal[thing] + made_for_work)


def test_looks_fade_with_the_place_and_likes_follow_relevance(people, things):
    shown = np.full((MANY, 6), 3)
    seen = meet(people, things, one_visitor(), shown, np.random.default_rng(0))
    looks = seen.looked.mean(axis=0)
    assert close(looks[1:], looks[0] * people.patience[7] ** np.arange(1, 6), MANY / 2).all()
    wanted = relevance(utility(people, things, np.array([7]), shown[:1]))[0, 0]
    assert close(seen.liked[seen.looked].mean(), wanted, seen.looked.sum())
    assert not (seen.liked & seen.refused).any()
    assert not ((seen.liked | seen.refused) & ~seen.looked).any()


def test_buying_is_a_multinomial_logit_with_an_outside_option(people, things):
    shown = np.tile([1, 5, 8], (MANY * 4, 1))
    seen = meet(people, things, np.full(MANY * 4, 7), shown, np.random.default_rng(1))
    all_looked = seen.looked.all(axis=1) & ~seen.refused.any(axis=1)
    weights = np.exp(BUY[0] + BUY[1] * utility(people, things, np.array([7]), shown[:1])[0])
    for place in range(3):
        found = (seen.bought[all_looked] == place).mean()
        assert close(found, weights[place] / (1 + weights.sum()), all_looked.sum())


def test_only_what_was_bought_is_rated_and_returned(people, things):
    rng = np.random.default_rng(2)
    seen = meet(people, things, np.arange(3000), rng.integers(-1, 12, (3000, 12)), rng)
    none = seen.bought < 0
    assert none.any()
    assert (~none).any()
    assert not seen.rating[none].any()
    assert not seen.returned[none].any()
    assert set(np.unique(seen.rating)) <= {0, 1, 2, 3, 4, 5}


def test_empty_places_meet_no_reaction(people, things):
    seen = meet(people, things, np.arange(50), np.full((50, 4), -1), np.random.default_rng(0))
    assert not seen.looked.any()
    assert (seen.bought == -1).all()


def test_what_was_shown_before_is_looked_at_less(people, things):
    shown = np.full((MANY, 1), 3)
    often = meet(
        people, things, one_visitor(), shown, np.random.default_rng(0), before=np.full((MANY, 1), 40)
    )
    fresh = meet(people, things, one_visitor(), shown, np.random.default_rng(0))
    assert often.looked.sum() < fresh.looked.sum()


def test_occasions_come_as_often_as_the_purpose_says(people):
    drawn = occasions(people, one_visitor(), np.random.default_rng(4))
    assert close((drawn == 0).mean(), people.purpose[7, 0], MANY)


def test_without_occasions_there_is_nothing_in_mind():
    people = draw_people(("colour=black",), 5, seed=1)
    assert occasions(people, np.arange(5), np.random.default_rng(0)).tolist() == [0] * 5


def test_designs_without_rules_are_a_logit_in_every_variable(people):
    options = columns(TOKENS, [[name] for name in TOKENS[:3]], np.zeros(3, int), [0, 5, 9], np.arange(3) == 1)
    drawn = draw_designs(
        people,
        options,
        one_visitor(),
        lambda weights: weights.argmax(axis=1)[:, None],
        np.random.default_rng(6),
    )
    weight = people.taste[7, :3] - people.thrift[7] * options.dearness + people.inertia[7] * options.usual
    wanted = np.exp(1.5 * weight) / np.exp(1.5 * weight).sum()
    assert close(np.bincount(drawn[:, 0], minlength=3) / MANY, wanted, MANY).all()


def test_less_is_agreed_to_the_more_it_intrudes_and_some_agree_to_nothing(people):
    agreed = agree(people, np.array([0.0, 0.3, 0.8]), np.random.default_rng(0))
    shares = agreed.mean(axis=0)
    assert shares[0] > shares[1] > shares[2] > 0
    assert not agreed[people.openness == 0].any()
    assert (people.openness == 0).mean() == pytest.approx(0.12, abs=0.03)


@pytest.mark.parametrize(("tokens", "count"), [((), 5), (("colour=black",), 0)])
def test_nobody_or_nothing_to_like_is_refused(tokens, count):
    with pytest.raises(BadInput):
        draw_people(tokens, count, seed=1)
