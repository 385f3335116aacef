"""The arms as they are drawn: lengths are the numbers they stand for."""

from datetime import UTC, date, datetime

import pytest

from sumisura.insight.comparison import compare
from sumisura.insight.model import PARTS, ArmTotals
from sumisura.kernel import Brand, BrandId
from sumisura.usecases.office.arms import Block
from sumisura.web.arms_view import MIDDLE, ROOM, view

SHOP = Brand(BrandId("indigo"), "Indigo", "EUR", locale="de")


def totals(visitors, takers, each):
    return ArmTotals(
        visitors, visitors * PARTS // 10, takers, takers, takers * each, takers * each**2, takers // 9, 1
    )


def seen(personal, mass):
    return view(Block(compare(personal, mass), date(2026, 3, 1), datetime(2026, 3, 2, tzinfo=UTC)), SHOP)


@pytest.fixture
def panels():
    return seen(totals(9_000, 900, 8_000), totals(1_000, 50, 8_000)).panels


def test_bars_are_as_long_as_their_numbers_from_zero(panels):
    for panel in panels[:2]:
        fitted, mass = panel.arms
        assert fitted.at / mass.at == pytest.approx(2.0)
        assert max(fitted.high, mass.high) == pytest.approx(ROOM)
        assert 0 <= fitted.low < fitted.at < fitted.high


def test_the_difference_stands_right_of_no_difference_where_fitted_is_more(panels):
    take_up = panels[0].difference
    assert take_up.low > MIDDLE
    assert take_up.value == "+5,0"
    found = compare(totals(9_000, 900, 8_000), totals(1_000, 50, 8_000)).take_up.difference
    assert (take_up.at - MIDDLE) / (take_up.high - MIDDLE) == pytest.approx(found.value / found.high)
    worse = seen(totals(9_000, 450, 8_000), totals(1_000, 150, 8_000)).panels[0].difference
    assert worse.high < MIDDLE
    assert worse.value == "−10,0"


def test_numbers_are_written_as_the_brand_does(panels):
    assert panels[0].arms[0].value == "10,0"
    assert panels[1].arms[0].value == "8\N{NO-BREAK SPACE}€"


def test_what_is_not_known_is_not_drawn():
    panel = seen(totals(20, 2, 100), totals(0, 0, 0)).panels[0]
    assert panel.difference.at is panel.difference.low is None
    assert panel.difference.value == "–"
    assert panel.difference.interval == "not sure at all yet"
    assert panel.arms[1].high is None


def test_nobody_at_all_is_drawn_as_nothing():
    found = view(Block(compare(ArmTotals(), ArmTotals()), None, None), SHOP)
    assert found.visitors == 0
    assert all(mark.at in {None, 0.0} for panel in found.panels for mark in panel.arms)
    assert found.split == "Nobody came yet."
