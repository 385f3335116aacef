"""One sum per source, to the bit (S9, S27)."""

from dataclasses import replace
from datetime import timedelta
from math import inf, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sumisura.taste.errors import OtherPopulation, TooMuchEvidence
from sumisura.taste.population import Strength
from sumisura.taste.sums import ONE, evidence
from tasting import NOW, SOURCES, random_population, random_signals

POPULATION = random_population()
seeds = st.integers(0, 2**31)


def bits(found):
    return {source: [part.tobytes() for part in one] for source, one in found.sums.items()}


@given(seeds, st.integers(0, 40), st.randoms())
def test_no_order_changes_a_bit(seed, count, random):
    signals = random_signals(seed, count)
    shuffled = random.sample(signals, len(signals))
    assert bits(evidence(POPULATION, signals, NOW)) == bits(evidence(POPULATION, shuffled, NOW))


@given(seeds, st.integers(0, 40), st.integers(0, 40))
def test_parts_of_a_history_add_up_to_the_whole(seed, count, cut):
    signals = random_signals(seed, count)
    parts = evidence(POPULATION, signals[:cut], NOW) + evidence(POPULATION, signals[cut:], NOW)
    whole = evidence(POPULATION, signals, NOW)
    assert bits(parts) == bits(whole)
    assert [one.tobytes() for one in parts.total] == [one.tobytes() for one in whole.total]


@given(seeds, st.integers(0, 40), st.sets(st.sampled_from(SOURCES)))
def test_a_source_left_out_is_as_if_it_had_never_been(seed, count, gone):
    signals = random_signals(seed, count)
    never = [one for one in signals if one.source not in gone]
    left = evidence(POPULATION, signals, NOW).without(*gone)
    assert bits(left) == bits(evidence(POPULATION, never, NOW))
    assert left.signals == evidence(POPULATION, never, NOW).signals


def test_it_weighs_by_strength_age_and_weight():
    (one,) = random_signals(count=1)
    told = replace(one, source="visit", at=NOW - timedelta(days=7), value=-0.5, weight=3.0)
    part = evidence(POPULATION, [told], NOW).sums["visit"]
    expected = 3.0 * 0.5 * (0.1 + 0.9 * 0.5)
    assert part.weight[0] == round(expected * ONE)
    assert part.pull[0] == round(-0.5 * expected * ONE)


def test_a_signal_told_twice_counts_once():
    signals = random_signals(count=5)
    found = evidence(POPULATION, [*signals, *signals], NOW)
    assert bits(found) == bits(evidence(POPULATION, signals, NOW))
    assert found.repeated == 5


def test_a_clock_that_runs_ahead_counts_as_now():
    (one,) = random_signals(count=1)
    ahead, now = replace(one, at=NOW + timedelta(days=900)), replace(one, at=NOW)
    assert bits(evidence(POPULATION, [ahead], NOW)) == bits(evidence(POPULATION, [now], NOW))


def test_a_time_without_a_zone_is_utc():
    (one,) = random_signals(count=1)
    naive = replace(one, at=one.at.replace(tzinfo=None))
    assert bits(evidence(POPULATION, [naive], NOW)) == bits(evidence(POPULATION, [one], NOW))


@pytest.mark.parametrize(
    "change",
    [{"value": nan}, {"value": inf}, {"weight": nan}, {"weight": inf}, {"weight": 0.0}, {"weight": -2.0}],
)
def test_what_is_no_number_is_left_out_and_counted(change):
    one, other = random_signals(count=2)
    found = evidence(POPULATION, [replace(one, **change), other], NOW)
    assert bits(found) == bits(evidence(POPULATION, [other], NOW))
    assert found.unusable == 1


def test_an_unknown_item_is_left_out_and_a_token_counts():
    one, other = random_signals(count=2)
    population = replace(POPULATION, items=(*POPULATION.items[:-1], "colour=red"))
    about_token = replace(one, item="colour=red")
    found = evidence(population, [about_token, replace(other, item="gone")], NOW)
    assert found.unknown == 1
    assert found.total.rows.tolist() == [population.size - 1]


def test_no_history_is_no_evidence():
    found = evidence(POPULATION, [], NOW)
    assert (found.sums, len(found.total.rows)) == ({}, 0)


def test_a_value_beyond_the_scale_counts_as_its_end():
    (one,) = random_signals(count=1)
    beyond, end = replace(one, value=7.0), replace(one, value=1.0)
    assert bits(evidence(POPULATION, [beyond], NOW)) == bits(evidence(POPULATION, [end], NOW))


def test_thousands_of_events_fit_and_what_does_not_is_said():
    signals = random_signals(count=5_000)
    assert evidence(POPULATION, signals, NOW).total.weight.min() > 0
    (one,) = signals[:1]
    with pytest.raises(TooMuchEvidence, match="plain signals"):
        evidence(POPULATION, [replace(one, weight=1e12)], NOW)
    heavy = [replace(one, id=f"h{number}", at=NOW, source="stated", weight=0.9e9) for number in range(3)]
    with pytest.raises(TooMuchEvidence):
        evidence(POPULATION, heavy, NOW)
    halves = evidence(POPULATION, heavy[:2], NOW), evidence(POPULATION, heavy[2:], NOW)
    with pytest.raises(TooMuchEvidence):
        halves[0] + halves[1]


def test_sums_of_two_populations_do_not_meet():
    other = evidence(random_population(7), [], NOW)
    with pytest.raises(OtherPopulation):
        evidence(POPULATION, [], NOW) + other


def test_a_half_life_halves_and_what_lasts_lasts():
    assert Strength(2.0, 10.0).after(10.0) == pytest.approx(1.0)
    assert Strength(2.0, 10.0, 0.25).after(1e6) == pytest.approx(0.5)
    assert Strength(2.0, np.inf).after(1e6) == 2.0
