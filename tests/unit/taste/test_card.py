"""S91: a model says what it rests on, how sure its figures are, and whom it serves worst."""

import json
from datetime import UTC, datetime
from math import inf

import numpy as np
import pytest

from sumisura.stats.intervals import Estimate
from sumisura.taste.card import Card, Given, bands, worst
from sumisura.taste.evaluation.replay import Case, Served
from sumisura.taste.model import ItemId, Signal

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def case(known):
    signals = tuple(Signal(f"s{n}", NOON, "visit", ItemId("belt"), "viewed") for n in range(known))
    return Case(f"pty_{known}", NOON, signals, frozenset({"bag"}))


CASES = [case(known) for known in (0, 0, 2, 3, 9, 10, 50, 1, 4, 5)]
SERVED = Served(np.array([0.0, 0.2, 0.4, 0.6, 0.5, 1.0, 0.8, 0.5, 0.9, 0.1]), np.zeros(10))


def card(**more):
    return Card("lucia", "fit-1", True, "it serves better", "", NOON, NOON, 1200, 34567, 0, **more)


def test_everybody_stands_in_one_band_of_at_least_five_and_bands_hold_their_means():
    """S87: no figure of a model's card is one person's; a small band is joined, since one left out could be reckoned."""
    found = {band.known: (band.customers, band.ndcg) for band in bands(CASES, SERVED)}
    assert found == {"0 to 3 events": (5, pytest.approx(0.34)), "4 events or more": (5, pytest.approx(0.66))}
    three = Served(SERVED.ndcg[:3], SERVED.recall[:3])
    assert bands(CASES[:3], three) == []
    large = bands(CASES * 3, Served(np.tile(SERVED.ndcg, 3), np.zeros(30)))
    assert [(band.known, band.customers) for band in large] == [
        ("nothing yet", 6), ("1 to 3 events", 9), ("4 to 9 events", 9), ("10 events or more", 6)
    ]  # fmt: skip


def test_the_tenth_served_worst_is_named_by_what_was_known_of_it_and_is_at_least_five():
    found = worst(CASES, SERVED)
    assert found.ndcg == pytest.approx((0.0 + 0.1 + 0.2 + 0.4 + 0.5) / 5)
    assert found.known_all == pytest.approx(8.4)


def test_what_is_not_known_is_null_for_programs_and_said_to_people():
    open_ended = Estimate(0.1, -inf, inf, 1)
    made = card(gains={"over popularity": open_ended}, sources={"stated": Given(7, 4.0, inf)})
    read = json.loads(made.to_json())
    assert read["gains"]["over popularity"]["low"] is None
    assert read["trained_at"] == NOON.isoformat()
    assert "| over popularity | 0.1000 | not known | 1 |" in made.to_markdown()
    assert "| stated | 7 | 4 | never | 0% |" in made.to_markdown()


@pytest.mark.parametrize(("simulated", "said"), [(0, False), (1200, True)])
def test_simulated_customers_are_named_as_such(simulated, said):
    text = Card("lucia", "fit-1", True, "w", "", NOON, NOON, 1200, 3, simulated).to_markdown()
    assert ("1,200 of them **simulated**" in text) is said


def test_a_model_that_could_not_be_measured_says_so():
    text = Card("lucia", "fit-1", False, "w", "", NOON, None, 12, 30, 0).to_markdown()
    assert "Too few customers could be held out" in text
    assert "Not in use: w." in text
