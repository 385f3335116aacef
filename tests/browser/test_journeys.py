"""From home to a paid order and its ticket, by mouse, by keyboard alone, and without script (S1, S51, S58, S78, S79)."""

import re

import pytest
from playwright.sync_api import Page, expect

from hands import HANDS, focus_stays, shot

pytestmark = pytest.mark.xdist_group("browser")
ADDRESS = {
    "name": "Ada Byron",
    "street": "Via Roma 1",
    "postcode": "36015",
    "town": "Schio",
    "email": "ada@example.org",
}
MEASURES = {"waist": "84", "hip": "100", "inseam": "82"}
PASSWORD = "measure twice, cut once"


@pytest.fixture(params=HANDS)
def hand(request, visit):
    kind = HANDS[request.param]
    return kind(visit(java_script_enabled=kind.script))


def begin(hand, brand: str) -> Page:
    hand.page.goto(f"/{brand}")
    hand.press(".hero form button")
    hand.page.wait_for_url(f"**/{brand}/designs/*")
    return hand.page


def option(page: Page, variable: str, value: str):
    return page.locator(f"#o-{variable}-{value}")


def is_chosen(page: Page, variable: str, value: str, chosen: bool = True) -> None:
    expect(option(page, variable, value)).to_have_attribute("aria-pressed", str(chosen).lower())


def order(hand) -> Page:
    """From a finished design to its order's page."""
    page = hand.page
    shown = page.locator(".foot__price").inner_text()
    hand.press("#buy")
    page.wait_for_url("**/bag")
    expect(page.locator(".sums tfoot td")).to_have_text(shown)
    hand.press(".sums a.button")
    page.wait_for_url("**/checkout")
    expect(page.locator("#order")).to_have_text(f"Buy for {shown}")
    for field, text in ADDRESS.items():
        hand.write(f"#{field}", text)
    hand.press("#understood")
    hand.press("#order")
    page.wait_for_url("**/orders/*")
    expect(page.locator("h1")).to_contain_text("It is yours to be made")
    expect(page.locator(".sums tfoot td")).to_have_text(shown)
    return page


def test_jeans_from_home_to_a_paid_order(hand, request):
    page = begin(hand, "indigo")
    expect(page.locator(".foot__price")).to_contain_text("€139")
    hand.press("#o-fabric-selvedge-12")
    is_chosen(page, "fabric", "selvedge-12")
    expect(page.locator(".foot__price")).to_contain_text("€161")

    hand.press("#o-leg-skinny")
    expect(page.locator("#conflict")).to_contain_text("looks fine until you sit down")
    expect(page.locator("#conflict .changes del")).to_have_text("12 oz selvedge")
    is_chosen(page, "leg", "skinny", chosen=False)
    shot(page, f"conflict-{request.node.callspec.id}")
    hand.press("#anyway")
    is_chosen(page, "leg", "skinny")
    is_chosen(page, "fabric", "selvedge-12", chosen=False)
    expect(page.locator("#done")).to_contain_text("12 oz selvedge")
    if hand.script:
        focus_stays(page)
    hand.press("#done button")
    is_chosen(page, "fabric", "selvedge-12")
    is_chosen(page, "leg", "skinny", chosen=False)

    hand.press("#finish")
    expect(page.locator("#buy")).to_be_visible()
    expect(page.locator(".option[data-state=suggested]").first).to_be_visible()
    is_chosen(page, "fabric", "selvedge-12")
    if hand.script:
        focus_stays(page)
    for field, text in MEASURES.items():
        hand.write(f"#f-{field}", text)
    shot(page, f"finished-{request.node.callspec.id}")
    page = order(hand)
    expect(page.locator(".bag-line")).to_contain_text("12 oz selvedge")
    shot(page, f"ordered-{request.node.callspec.id}")


def test_holding_the_pickles_is_one_tap_and_reaches_the_kitchen(hand, visit, request):
    page = begin(hand, "bastone")
    expect(page.locator(".foot__price")).to_have_text("€9.50")
    expect(option(page, "pickles", "hold").locator(".option__price")).to_have_text("included")
    hand.press("#o-pickles-hold")
    is_chosen(page, "pickles", "hold")
    expect(page.locator(".foot__price")).to_have_text("€9.50")
    page = order(hand)
    number = page.locator(".order-head .num").inner_text()

    kind = type(hand)
    staff = kind(visit(java_script_enabled=kind.script))
    staff.page.goto("/bastone/office")
    staff.write("#email", "maker@bastone.example")
    staff.write("#password", PASSWORD)
    staff.press(".sign-in button")
    staff.page.wait_for_url("**/office/orders")
    staff.press(f"tbody a:text-is('{number}')")
    expect(staff.page.locator(".ticket__text")).to_have_text("HOLD PICKLES")
    expect(staff.page.locator("li[data-change=departs]")).to_contain_text("Hold the pickles")
    shot(staff.page, f"ticket-{request.node.callspec.id}")


def test_a_measure_that_cannot_be_made_says_so_and_stops_nothing_else(hand):
    page = begin(hand, "indigo")
    hand.write("#f-waist", "999")
    hand.press("#o-leg-slim")
    is_chosen(page, "leg", "slim")
    expect(page.locator("#f-waist-error")).to_contain_text("Write a number from 58 to 132 cm")
    expect(page.locator("#f-waist")).to_have_value("999")


def test_the_bag_leads_to_what_is_still_missing(hand):
    page = begin(hand, "indigo")
    hand.press("#finish")
    hand.press("#buy")
    expect(page.locator("#said .notice")).to_contain_text("Waist")
    if hand.script:
        expect(page.locator("#f-waist")).to_be_focused()
    else:
        expect(page.locator("#said a")).to_have_attribute("href", "#f-waist")


def test_checkout_names_every_gap_and_keeps_what_was_written(visit):
    hand = HANDS["mouse"](visit())
    begin(hand, "bastone")
    hand.press("#buy")
    hand.press(".sums a.button")
    hand.write("#town", "Schio")
    hand.page.locator("form.form").evaluate("(form) => { form.noValidate = true; }")
    hand.press("#order")
    expect(hand.page.locator(".error-summary li")).to_have_count(5)
    expect(hand.page.locator("#town")).to_have_value("Schio")
    hand.press(".error-summary a[href='#name']")
    expect(hand.page.locator("#name")).to_be_focused()


def test_one_click_opens_a_folded_step_of_the_car(visit):
    hand = HANDS["mouse"](visit())
    page = begin(hand, "volta")
    expect(page.locator(".step--folds[open]")).to_have_count(1)
    page.locator(".tape a", has_text="Seats").click()
    seats = page.locator("#step-seats")
    expect(seats).to_have_attribute("open", "")
    expect(seats.locator(".option").first).to_be_focused()
    chosen = seats.locator("fieldset").nth(1).locator(".option[data-state=open]").last
    name = chosen.get_attribute("id")
    chosen.click()
    expect(page.locator(f"#{name}")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(f"#{name}")).to_be_focused()
    expect(seats.locator(".step__state")).to_have_text(re.compile(r"^1 of \d+$"))
