"""What the owner is told: never more than is known."""

import re

import pytest

from sumisura.insight.comparison import Verdict, compare
from sumisura.insight.model import PARTS, ArmTotals
from sumisura.insight.telling import tell


def totals(visitors, takers=0, each=0, **more):
    return ArmTotals(
        visitors, visitors * PARTS // 10, takers, takers, takers * each, takers * each**2, **more
    )


def told(personal, mass):
    return tell(compare(personal, mass), "€{:.0f}".format)


def numbers(words):
    return [float(found) for found in re.findall(r"\d+(?:\.\d+)?", words)]


def test_what_is_better_by_far_is_said_with_its_interval():
    words = told(totals(18_000, 1_440), totals(2_000, 100)).take_up
    by, hundred, low, high = numbers(words)
    assert words.startswith("The fitted shop sold to 3 more of 100 visitors")
    assert (by, hundred) == (3, 100)
    assert 0 < low < 3 < high
    assert words.endswith("more).")


def test_what_is_worse_is_said_as_plainly():
    words = told(totals(18_000, 900), totals(2_000, 180)).take_up
    by, _, low, high = numbers(words)
    assert words.startswith("The fitted shop sold to 4 fewer of 100 visitors")
    assert 0 < low < by < high
    assert words.endswith("fewer).")


def test_too_early_says_between_what():
    found = compare(totals(900, 45), totals(100, 3))
    assert found.take_up.verdict is Verdict.EARLY
    hundred, low, high = numbers(tell(found, str).take_up)
    assert hundred == 100
    assert (-low, high) == pytest.approx(
        (100 * found.take_up.difference.low, 100 * found.take_up.difference.high), abs=0.051
    )
    assert "Too early to say" in tell(found, str).take_up


def test_with_many_visitors_it_is_not_early_any_more():
    words = told(totals(90_000, 4_500, 80), totals(10_000, 500, 80))
    assert words.take_up.startswith("No difference is certain yet: ")
    assert words.money.startswith("No difference is certain yet: ")


@pytest.mark.parametrize("mass", [ArmTotals(), totals(1), totals(29, 3, 50)])
def test_a_handful_says_what_it_takes(mass):
    words = told(totals(500, 40, 50), mass)
    assert all(
        said.startswith("Too early to say") and "30" in said
        for said in (words.take_up, words.money, words.returns)
    )


def test_money_is_written_as_the_brand_does():
    words = told(totals(18_000, 3_600, 100), totals(2_000, 200, 100)).money
    assert words.startswith("In the fitted shop, a visitor left €10 more than in the shop that")
    worse = told(totals(18_000, 1_800, 100), totals(2_000, 400, 100)).money
    assert "€10 less" in worse


def test_returns_are_told_of_buyers():
    words = told(totals(5_000, 1_000, returners=40), totals(5_000, 1_000, returners=120)).returns
    assert words.startswith("Of 100 who bought in the fitted shop, 8 fewer gave something back")
