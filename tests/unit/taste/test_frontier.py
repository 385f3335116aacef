"""The frontier of relevance and intrusion: against brute force."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sumisura.taste.evaluation.frontier import (
    MOST,
    Offer,
    Served,
    efficient,
    frontier,
    replayed,
    sets_of,
    tail,
    tails,
)
from sumisura.taste.evaluation.replay import Case, served
from sumisura.taste.model import ItemId, Signal
from tasting import NOW, SOURCES, random_population, random_signals

WAYS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=12)


@given(WAYS)
def test_dominated_ways_are_those_that_another_beats(ways):
    """Brute force: one is dominated where another asks no more, finds no less, and is better in one of the two."""
    intrusion, relevance = np.array(ways, np.float64).T
    found = efficient(intrusion, relevance)
    for way, mark in enumerate(found):
        beaten = (
            (intrusion <= intrusion[way])
            & (relevance >= relevance[way])
            & ((intrusion < intrusion[way]) | (relevance > relevance[way]))
        )
        assert mark == (not beaten.any())


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=30), st.integers(0, 99))
def test_the_tail_of_a_draw_is_that_of_the_sample_written_out(values, seed):
    column = np.array(values)
    weights = np.random.default_rng(seed).multinomial(
        len(column), np.full(len(column), 1 / len(column)), size=5
    )
    found = tails(column, weights)
    assert found == pytest.approx([tail(np.repeat(column, draw)) for draw in weights])


def cases(count=12):
    found = []
    for number in range(count):
        known = tuple(random_signals(number, count=8))
        heard = {one.item for one in known}
        wanted = frozenset(f"i{row}" for row in range(number % 3, 40, 9)) - heard
        found.append(Case(f"p{number}", NOW, known, wanted))
    return found


def test_each_set_serves_as_if_the_others_had_never_been():
    """S100: the same as replaying signals of which the others are left out, though never ranked by what is known of them."""
    population, found = random_population(3), cases()
    items = [f"i{row}" for row in range(40)]
    sets = sets_of(found)
    assert sets[0] == frozenset()
    assert len(sets) == 2 ** len(SOURCES)
    ours = replayed(population, found, items, sets)
    assert ours[frozenset(SOURCES)].first == pytest.approx(served(population, found, items).ndcg)
    for some in (frozenset(), frozenset({"visit"}), frozenset({"visit", "stated"})):
        for at, case in enumerate(found):
            left = tuple(one for one in case.known if one.source in some)
            # what is left out of the ranking stays left out: told by a signal of no weight to speak of
            told = served(population, [Case("", NOW, left + silent(case), case.wanted)], items).ndcg[0]
            assert ours[some].first[at] == pytest.approx(told, abs=1e-9)


def silent(case):
    return tuple(
        Signal(f"silent-{one.id}", NOW - timedelta(days=1), "visit", ItemId(one.item), "viewed", 0.0, 1e-9)
        for one in case.known
    )


def test_of_many_sources_the_rarest_are_not_combined():
    told = tuple(
        Signal(f"{number}-{source}", NOW, f"s{source}", ItemId("i1"), "viewed")
        for number in range(9)
        for source in range(number)
    )
    assert len(sets_of([Case("a", NOW, told, frozenset({"i2"}))])) == 2**MOST


def test_intervals_hold_the_truth_as_often_as_they_say():
    """Means of customers drawn from a known law: inside in 93 to 97 of 100 samples."""
    rng, held = np.random.default_rng(5), 0
    for _ in range(600):
        values = rng.beta(1.0, 3.0, size=200)
        (point,) = frontier(
            {Offer("", frozenset(), 0.0): Served(values, values)},
            Served(values * 0, values * 0),
            rng,
            draws=300,
        )
        held += point.relevance.covers(0.25)
    assert 0.93 <= held / 600 <= 0.97


def test_what_asks_more_and_finds_less_is_no_part_of_it():
    rng = np.random.default_rng(1)
    base = rng.random(50) / 2
    ways = {
        Offer("nothing", frozenset(), 0.0): Served(base, base),
        Offer("told", frozenset({"stated"}), 0.1): Served(base + 0.2, base),
        Offer("watched", frozenset({"visit"}), 0.25): Served(base + 0.1, base),
    }
    found = frontier(ways, Served(base, base), rng)
    assert [(one.offer.name, one.efficient) for one in found] == [
        ("nothing", True), ("told", True), ("watched", False),
    ]  # fmt: skip
    assert found[1].gain.value == pytest.approx(0.2)
    assert found[1].gain.decided
    assert found[0].worst.value == pytest.approx(tail(base))
