"""Nothing is lost: reload, a link elsewhere, words that are written (S24, S51)."""

import pytest
from playwright.sync_api import expect

from hands import Mouse

pytestmark = pytest.mark.xdist_group("browser")


def shaped(page) -> str:
    """A design with a choice and a measure, saved; its address."""
    page.goto("/indigo")
    page.locator(".hero form button").click()
    page.wait_for_url("**/designs/*")
    page.locator("#o-wash-stone").click()
    expect(page.locator("#o-wash-stone")).to_have_attribute("aria-pressed", "true")
    with page.expect_response("**/fields") as saved:
        page.locator("#f-waist").fill("84")
    assert saved.value.ok
    return page.url


def test_a_reload_keeps_choices_and_words(visit):
    page = visit()
    shaped(page)
    page.reload()
    expect(page.locator("#o-wash-stone")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#f-waist")).to_have_value("84")
    expect(page.locator(".foot__price")).to_contain_text("€155")
    expect(page.locator("#preview svg").first).to_contain_text("waist 84 cm")


def test_a_link_resumes_the_design_elsewhere_and_keeps_the_writers_words(visit):
    link = shaped(visit())
    other = visit()
    other.goto(link)
    expect(other.locator("#o-wash-stone")).to_have_attribute("aria-pressed", "true")
    expect(other.locator("#f-waist")).to_have_value("")
    assert "84" not in other.locator("#preview").inner_text()
    assert 'value="84"' not in other.content()
    Mouse(other).press("#o-leg-slim")
    expect(other.locator("#o-leg-slim")).to_have_attribute("aria-pressed", "true")


def test_typing_is_not_interrupted_by_its_own_saving(visit):
    page = visit()
    page.goto("/aurea")
    page.locator(".hero form button").click()
    page.wait_for_url("**/designs/*")
    page.locator("#o-script-laser, #o-script-hand").first.click()
    field = page.locator("input[id^=f-]").first
    expect(field).to_be_visible()
    with page.expect_response("**/fields"):
        field.press_sequentially("A & B", delay=60)
    field.press_sequentially("!", delay=60)
    expect(field).to_be_focused()
    expect(field).to_have_value("A & B!")


def test_designs_are_listed_with_their_way_back(visit):
    page = visit()
    link = shaped(page)
    page.goto("/indigo/designs")
    page.get_by_role("link", name="Go on shaping it").first.click()
    page.wait_for_url(link)
