"""Levels and switches in a real browser, on a desk and on a phone: one tap each way (S98; GDPR Art. 7(3))."""

import pytest
from playwright.sync_api import expect

from hands import focus_stays, shot

pytestmark = pytest.mark.xdist_group("browser")


TALL = 9_000
"""Pixels: more of *Your taste* nobody scrolls through on a phone."""
LINES = """() => [...document.querySelectorAll(".switches tr:not(.switches__all)")].map(
  (row) => new Set([...row.querySelectorAll(".switch")].map((at) => at.getBoundingClientRect().top)).size)"""


@pytest.mark.parametrize("width", [1440, 360])
def test_levels_and_switches_take_one_tap_each_way(visit, width):
    page = visit(width=width)
    page.goto("/indigo/taste")
    for name in ("visit", "told", "history"):
        page.click(f".chip[value={name}]")
        expect(page.locator(".chip[aria-pressed=true]")).to_have_attribute("value", name)
        focus_stays(page)
    assert page.evaluate("document.documentElement.scrollHeight") < TALL
    assert max(page.evaluate(LINES)) == 1, "a source's switches stand side by side"
    size = page.locator("#x-personalise-visit").bounding_box()
    page.click("#x-personalise-visit")
    expect(page.locator("#x-personalise-visit")).to_have_attribute("aria-checked", "false")
    expect(page.locator("#x-personalise-visit")).to_be_focused()
    expect(page.locator(".chip[aria-pressed=true]")).to_have_count(0)
    after = page.locator("#x-personalise-visit").bounding_box()
    assert (after["width"], after["height"]) == (size["width"], size["height"])
    page.click("#x-personalise-visit")
    expect(page.locator("#x-personalise-visit")).to_have_attribute("aria-checked", "true")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    shot(page, f"choice-{width}")
    page.click(".chip[value=none]")
    expect(page.locator("#switches .switch[aria-checked=true]")).to_have_count(0)


def test_a_browser_that_refuses_is_not_asked(visit):
    page = visit(extra_http_headers={"Sec-GPC": "1"})
    page.goto("/indigo")
    expect(page.locator("#consent")).to_have_count(0)
    expect(page.locator(".gpc")).to_contain_text("asks us not to profile you; we do not")
