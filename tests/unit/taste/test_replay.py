"""S101: replay measures what customers wanted after an instant, from what was known at it, and nothing else."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from sumisura.taste.evaluation.replay import Case, after, by_popularity, cases, latest, ranked, served
from sumisura.taste.learning.fit import fit
from sumisura.taste.model import Item, ItemId, Kind, Signal

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PROPOSED = ["a", "b", "c", "d"]


def told(item, hours, value=1.0):
    return Signal(
        f"{item}@{hours}", NOON + timedelta(hours=hours), "purchases", ItemId(item), "bought", value
    )


def test_only_what_is_new_wanted_and_proposed_is_to_be_found():
    signals = {
        "again": [told("a", -1), told("a", 1)],
        "disliked": [told("b", 1, value=-1.0)],
        "elsewhere": [told("z", 1)],
        "late": [told("c", 2)],
        "at the instant": [told("d", 0), told("b", 1)],
    }
    found = cases(after(signals, NOON), frozenset(PROPOSED))
    assert {one.party: (len(one.known), sorted(one.wanted)) for one in found} == {
        "late": (0, ["c"]),
        "at the instant": (1, ["b"]),
    }


def test_ranks_give_the_gain_of_their_place_and_what_is_known_stands_in_nobodys_way():
    one = Case("p", NOON, (told("a", -1),), frozenset({"c"}))
    scores = np.array([[9.0, 8.0, 7.0, 1.0]])
    assert ranked(scores, [one], PROPOSED).ndcg == pytest.approx([1 / np.log2(3)])
    assert ranked(scores, [one], PROPOSED).recall == pytest.approx([1.0])
    assert by_popularity({"c": 5, "b": 1}, [one], PROPOSED).ndcg == pytest.approx([1.0])


def test_nothing_of_the_future_reaches_the_ranking():
    items = [Item(ItemId(name), Kind.GOOD, name, tokens=(f"style={name}",)) for name in PROPOSED]
    population = fit(items, {}, NOON, np.random.default_rng(0))
    known = (told("a", -1),)
    alone = served(population, [Case("p", NOON, known, frozenset({"b"}))], PROPOSED)
    other = served(population, [Case("p", NOON, known, frozenset({"b"}))] * 2, PROPOSED)
    assert other.ndcg.tolist() == alone.ndcg.tolist() * 2
    everyone = {"p": [*known, told("b", 1), told("c", 2)]}
    assert cases(after(everyone, NOON), frozenset(PROPOSED))[0].known == known


def test_the_latest_of_each_customer_is_held_back_with_all_of_its_instant():
    signals = {
        "ten": [told(f"i{hour}", hour) for hour in range(10)],
        "at once": [told("a", 0), told("b", 0)],
        "two last": [told("a", 0), told("b", 5), told("c", 5)],
        "one": [told("a", 0)],
        "none": [],
    }
    split = latest(signals, 0.2)
    assert {party: [one.item for one in held] for party, held in split.held.items()} == {
        "ten": ["i8", "i9"],
        "two last": ["b", "c"],
    }
    assert {party: len(known) for party, known in split.known.items()} == {
        "ten": 8,
        "at once": 2,
        "two last": 1,
        "one": 1,
    }
