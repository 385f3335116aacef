"""S109, S116: "not for me" works at once and for ever; attention has a budget; guesses have a cap, quiet hours and a switch."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sumisura.taste.model import MEANINGS, Kind, Manners, Shown
from sumisura.taste.serving.attention import (
    AHEAD,
    Bearers,
    Budget,
    guessable,
    notice,
    quiet,
    refused,
    standing,
    take,
    tired,
)
from sumisura.taste.state import Taste
from wardrobe import NOW, TOKENS, population, signal, wardrobe

ITEMS = wardrobe(20)
POPULATION = population(ITEMS)
BEARERS = Bearers.of(ITEMS)
ABOUT = st.sampled_from([*(str(item.id) for item in ITEMS), *TOKENS, "jeans", "unheard"])
SIGNALS = st.lists(
    st.builds(
        signal,
        st.sampled_from([*MEANINGS, "refused", "refused"]),
        ABOUT,
        day=st.integers(0, 900),
        id_=st.uuids().map(str),
    ),
    max_size=12,
)


@given(SIGNALS)
def test_nothing_refused_is_in_any_list(signals):
    no = {one.item for one in signals if one.what == "refused"}
    mask = refused(signals, ITEMS)
    assert np.array_equal(mask, BEARERS.refused(signals))
    allowed = np.zeros(POPULATION.size, bool)
    for item, out in zip(ITEMS, mask, strict=True):
        struck = item.id in no or set(item.tokens) & no or (item.kind is Kind.PRESET and item.family in no)
        assert bool(struck) == out
        allowed[POPULATION.row[item.id]] = not out
    listed = Taste.of(POPULATION, signals, NOW).best(50, allowed)
    shown = [POPULATION.items[row] for row in listed]
    assert not {item.id for item, out in zip(ITEMS, mask, strict=True) if out} & set(shown)


@given(SIGNALS, st.integers(0, 3650))
def test_time_and_deeds_lift_no_refusal(signals, later):
    no = signal("refused", "good-15", day=1000)
    with_more = [no, *(one for one in signals if one.what != "refused")]
    assert standing(with_more) == {"good-15"}
    assert standing([replace(one, at=one.at - timedelta(days=later)) for one in with_more]) == {"good-15"}


def test_ones_own_later_word_lifts_it():
    no, yes = signal("refused", "good-15", day=5), signal("refused", "good-15", day=2, value=1.0)
    assert standing([yes, no]) == frozenset()
    assert standing([no, yes, signal("refused", "good-15", day=1)]) == {"good-15"}
    same_moment = [signal("refused", "good-15", id_="a"), signal("refused", "good-15", value=1.0, id_="b")]
    assert standing(same_moment) == frozenset()


def test_a_value_that_is_no_number_does_not_lift_it():
    assert standing([signal("refused", "good-15", value=float("nan"))]) == {"good-15"}


def test_what_is_shown_again_and_again_rests():
    shown, at = {}, NOW
    for _ in range(5):
        assert not tired(shown, ["belt"], at).any()
        shown, at = notice(shown, ["belt"], at), at + timedelta(hours=1)
    assert tired(shown, ["belt", "hat"], at).tolist() == [True, False]
    assert not tired(shown, ["belt"], at + timedelta(days=14)).any()
    again = notice(shown, ["belt"], at + timedelta(days=15))
    assert tired(again, ["belt"], at + timedelta(days=16)).all()
    assert not tired(take(shown, "belt", at), ["belt"], at).any()


def test_a_clock_that_runs_backwards_does_not_wake_it():
    shown = {"belt": Shown(4, NOW)}
    after = notice(shown, ["belt"], NOW - timedelta(days=30))
    assert after["belt"].last == NOW
    assert tired(after, ["belt"], NOW - timedelta(days=30)).all()


def test_guesses_are_capped_by_day():
    names = ["belt", "bag"]
    manners = Manners()
    assert guessable(manners, names, NOW).tolist() == [True, True]
    spent = replace(manners, shown=notice({}, [AHEAD + "belt"], NOW))
    assert guessable(spent, names, NOW + timedelta(hours=2)).tolist() == [True, False]
    assert guessable(spent, names, NOW + timedelta(days=1)).tolist() == [True, True]
    assert guessable(spent, names, NOW, Budget(ahead=2)).tolist() == [True, True]
    taken = replace(manners, shown=take(spent.shown, AHEAD + "belt", NOW))
    assert not guessable(taken, names, NOW, Budget(ahead=9)).any()


def test_what_was_guessed_in_vain_rests_and_showing_it_otherwise_does_not_count():
    shown = {AHEAD + "belt": Shown(5, NOW - timedelta(days=1)), "bag": Shown(50, NOW)}
    assert guessable(Manners(shown=shown), ["belt", "bag"], NOW).tolist() == [False, True]


def test_guesses_can_be_off():
    assert not guessable(Manners(anticipate=False), ["belt"], NOW).any()


@pytest.mark.parametrize(
    ("hours", "at", "still"),
    [((22, 7), 23, True), ((22, 7), 6, True), ((22, 7), 12, False), ((1, 5), 3, True), ((1, 5), 5, False)],
)
def test_quiet_hours(hours, at, still):
    budget = Budget(quiet=(time(hours[0]), time(hours[1])))
    now = datetime(2026, 3, 31, at, tzinfo=NOW.tzinfo)
    assert quiet(now, budget) is still
    assert guessable(Manners(), ["belt"], now, budget).any() != still
