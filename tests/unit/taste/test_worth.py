"""What a source adds for one customer: against brute force, and whether its intervals hold what they promise."""

from datetime import timedelta

import numpy as np
import pytest

from sumisura.taste.evaluation.worth import LEAST, Prior, Spread, choices, gains, prior, priors, worth
from sumisura.taste.model import ItemId, Signal
from sumisura.taste.state import Taste
from tasting import NOW, random_population, random_signals

EVERYTHING = frozenset(f"i{row}" for row in range(40))


def bought(item, hours, source="purchases", value=1.0):
    at = NOW - timedelta(hours=100 - hours)
    return Signal(f"{item}-{hours}-{source}", at, source, ItemId(item), "bought", value)


def by_hand(population, told, source):
    """The gains of a source by sorting whole rankings, a choice at a time."""
    found = []
    for one in sorted(told, key=lambda each: (each.at, each.id)):
        known = [before for before in told if before.at < one.at]
        heard = {before.item for before in known}
        earlier = [e for e in told if (e.at, e.id) < (one.at, one.id)]
        if one.value <= 0 or one.item in {e.item for e in earlier} or not known:
            continue
        if source not in {before.source for before in known}:
            continue
        reached = []
        for left in (known, [before for before in known if before.source != source]):
            scores = Taste.of(population, left, one.at).scores
            order = sorted(set(range(40)) - {int(i[1:]) for i in heard}, key=lambda row: (-scores[row], row))
            reached.append(1 / np.log2(2 + order.index(int(one.item[1:]))))
        found.append(reached[0] - reached[1])
    return found


@pytest.mark.oracle
@pytest.mark.parametrize("seed", range(4))
def test_gains_are_those_of_whole_rankings_sorted_by_hand(seed):
    """S90: what each source adds is the difference of two real rankings, before each choice."""
    population, told = random_population(seed), random_signals(seed, count=14)
    items = [f"i{row}" for row in range(40)]
    found = gains(population, choices(told, EVERYTHING, most=99), items)
    for source in {one.source for one in told}:
        assert found.get(source, []) == pytest.approx(by_hand(population, told, source), abs=1e-12)


def test_a_choice_is_known_by_what_came_before_it_alone():
    told = [bought("i1", 1), bought("i2", 2), bought("i2", 3), bought("i3", 4, value=-1.0), bought("i4", 5)]
    assert [one.item for one in choices(told, EVERYTHING)] == ["i2", "i4"]
    assert [len(one.known) for one in choices(told, EVERYTHING)] == [1, 4]
    assert [one.item for one in choices(told, EVERYTHING, most=1)] == ["i4"]
    assert [one.item for one in choices(told, EVERYTHING, since=told[4].at)] == ["i4"]


def test_what_was_told_at_the_same_instant_is_not_known_before():
    assert choices([bought("i1", 1), bought("i2", 1)], EVERYTHING) == []


@pytest.mark.parametrize("spread", [0.02, 0.05])
@pytest.mark.parametrize("each", [0, 3, 12])
def test_intervals_hold_the_truth_as_often_as_they_say(each, spread):
    """Of customers drawn anew, 93 to 97 of 100 are inside, whether or not they have a history of their own."""
    rng, held, tried = np.random.default_rng(7), 0, 0
    for _ in range(60):
        truth = rng.normal(0.03, spread, size=300)
        people = prior([rng.normal(one, 0.1, size=rng.integers(1, 8)) for one in truth[:200]])
        assert people
        for one in truth[200:]:
            held += worth(rng.normal(one, 0.1, size=each), people).covers(one)
            tried += 1
    assert 0.93 <= held / tried <= 0.97


def test_few_choices_are_drawn_to_people_and_many_speak_for_themselves():
    people = Prior((Spread(1.0, 0.0004, 0.0, 0.000001),), 0.04, 300, 900)
    few, many = worth([0.2] * 2, people), worth([0.2] * 5000, people)
    assert 0 < few.value < 0.02
    assert many.value == pytest.approx(0.2, abs=0.01)
    assert many.high - many.low < few.high - few.low


def test_nothing_is_said_where_too_few_gave_a_source():
    assert prior([[0.1]] * (LEAST - 1)) is None
    assert not worth([], None).known
    assert not worth([0.1], None).known
    assert worth([0.1, 0.2, 0.3], None).value == pytest.approx(0.2)


def test_customers_without_a_choice_say_nothing():
    gave = [{"visit": [0.1, 0.2]}] * LEAST + [{"place": [0.3]}]
    assert set(priors(gave)) == {"visit"}
    assert prior([[]] * 50) is None


def test_a_source_that_never_moves_anything_is_worth_exactly_nothing():
    people = prior([[0.0, 0.0]] * 50)
    assert people
    found = worth([0.0], people)
    assert found.value == 0
    assert found.low <= 0 <= found.high
