"""One taste, seen on every page: it moves after one signal, says why, and is as easily taken back (S9-S11, S36, S86, S109)."""

import re

import pytest
from playwright.sync_api import Page, expect

from hands import HANDS, focus_stays, shot

pytestmark = pytest.mark.xdist_group("browser")
HEMP = "Woven hemp belt"


@pytest.fixture(params=HANDS)
def hand(request, visit):
    kind = HANDS[request.param]
    return kind(visit(java_script_enabled=kind.script))


@pytest.fixture
def mouse(visit):
    return HANDS["mouse"](visit())


def agree(hand, level: str = "history", brand: str = "indigo") -> Page:
    """Let the shop fit itself; who is in the arm that is compared with asks for the fitted one."""
    hand.page.goto(f"/{brand}")
    hand.press(f".level[value={level}]")
    expect(hand.page.locator("#consent")).to_have_count(0)
    asks = hand.page.locator("button[name=fitted]")
    if asks.count():
        hand.press("button[name=fitted]")
    expect(hand.page.locator(".for-you__foot")).to_contain_text("Fitted to you")
    return hand.page


def like(hand, item: str, brand: str = "indigo") -> None:
    hand.page.goto(f"/{brand}/item?id={item}")
    hand.press("button[value=liked]")
    expect(hand.page.get_by_text("It counts from this page on.")).to_be_visible()


def proposed(page: Page) -> list[str]:
    page.goto("/indigo")
    return page.locator("#row-for-you .card__name").all_inner_texts()


def found(page: Page, words: str, how: str = "") -> list[str]:
    page.goto(f"/indigo/search?q={words}{how}")
    return page.locator(".hit .card__name").all_inner_texts()


def denims(page: Page, design: str) -> list[str]:
    page.goto(design)
    return [one.get_attribute("value") for one in page.locator("#g-fabric .option").all()]


def test_a_design_opens_to_the_sums_behind_it(mouse, request):
    """S36: from a mark on the page to the sum it is, and from what was filled in to all of them."""
    page = agree(mouse)
    like(mouse, "belt-hemp")
    page.goto("/indigo")
    page.click(".for-you__why")
    expect(page.get_by_role("heading", level=1)).to_contain_text("come first")
    page.goto("/indigo")
    mouse.press(".hero form button")
    page.wait_for_url("**/designs/*")
    design = page.url
    page.click("#g-fabric a[href*='/proof?choice=fabric']")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Denim")
    expect(page.locator(".loom__ends li")).to_have_count(6)
    expect(page.locator(".sum--order tbody tr")).to_have_count(6)
    shot(page, "proof-choice")
    page.goto(design)
    page.click("#finish")
    page.click("#said a[href$='/proof']")
    expect(page.get_by_text("all of it together can be made")).to_be_visible()
    expect(page.locator("#price .ledger")).to_be_visible()
    shot(page, "proof-design")


def test_one_signal_moves_the_home_the_search_and_the_configurator(hand, request):
    page = agree(hand)
    hand.press(".hero form button")
    page.wait_for_url("**/designs/*")
    design = page.url
    cloths, home, belts = denims(page, design), proposed(page), found(page, "belt")

    like(hand, "belt-hemp")

    assert proposed(page) != home
    assert proposed(page)[0] == HEMP
    expect(page.locator("#row-for-you .card").first).to_contain_text("Because you told us")
    shot(page, f"taste-home-{request.node.callspec.id}")
    assert belts != [HEMP, *(one for one in belts if one != HEMP)]
    assert found(page, "belt") == [HEMP, *(one for one in belts if one != HEMP)]
    expect(page.locator(".hit").first).to_contain_text("your taste")
    shot(page, f"taste-search-{request.node.callspec.id}")
    moved = denims(page, design)
    assert sorted(moved) == sorted(cloths)
    assert moved.index("fabric:hemp-12") < cloths.index("fabric:hemp-12")
    hemp = page.locator("#o-fabric-hemp-12")
    expect(hemp.locator(".option__why")).not_to_be_empty()
    shot(page, f"taste-configurator-{request.node.callspec.id}")


def test_the_brands_order_is_one_press_away_and_so_is_ones_own(hand, visit):
    page = agree(hand)
    hand.press(".hero form button")
    page.wait_for_url("**/designs/*")
    design = page.url
    usual = denims(visit(), design)
    like(hand, "belt-hemp")
    own = denims(page, design)
    assert own != usual
    hand.press("#order")
    expect(page.locator("#order")).to_have_text("Show mine")
    assert denims(page, design) == usual
    hand.press("#order")
    expect(page.locator("#order")).to_have_text("Show the brand’s order")
    assert denims(page, design) == own


def test_not_for_me_works_at_once_and_for_ever_and_can_be_taken_back(hand):
    page = hand.page
    first = proposed(page)[0]
    hand.press("#row-for-you li:first-child .card__refuse button")
    expect(page.locator(".card--away")).to_contain_text("You will not see it again")
    if hand.script:
        focus_stays(page)
    assert first not in proposed(page)
    page.reload()
    expect(page.locator("#row-for-you")).not_to_contain_text(first)
    assert first not in found(page, first)
    page.goto("/indigo/taste")
    expect(page.locator(".refused")).to_contain_text(first)
    hand.press(".refused button")
    expect(page.get_by_text("Nothing is put away.")).to_be_visible()
    assert first in found(page, first)


def test_the_place_of_a_card_offers_to_take_it_back(mouse):
    page = mouse.page
    first = proposed(page)[0]
    mouse.press("#row-for-you li:first-child .card__refuse button")
    expect(page.locator(".card--away button")).to_be_focused()
    mouse.page.keyboard.press("Enter")
    expect(page.locator("#row-for-you li:first-child .card__name")).to_have_text(first)
    focus_stays(page)


def test_search_is_the_same_for_all_where_taste_is_left_out(hand, visit):
    page = agree(hand)
    like(hand, "belt-hemp")
    mine = found(page, "belt")
    hand.press(".toggle a:text-is('Without my taste')")
    expect(page.locator(".toggle a[aria-current]")).to_have_text("Without my taste")
    plain = page.locator(".hit .card__name").all_inner_texts()
    assert plain != mine
    stranger = visit()
    assert found(stranger, "belt") == plain
    assert found(page, "belt", "&personal=1") == mine


def test_yes_and_no_take_one_press_each_and_so_does_taking_it_back(hand):
    page = hand.page
    page.goto("/indigo")
    hand.press(".level[value=none]")
    expect(page.locator("#consent")).to_have_count(0)
    expect(page.locator(".for-you__foot")).to_contain_text("as everyone sees it")
    page.goto("/indigo/taste")
    expect(page.locator(".source[data-state=on]")).to_have_count(0)
    hand.press("#g-visit")
    expect(page.locator(".source[data-state=on]")).to_have_count(1)
    if hand.script:
        expect(page.locator("#g-visit")).to_be_focused()
    hand.press("#g-visit")
    expect(page.locator(".source[data-state=on]")).to_have_count(0)


def test_all_of_it_is_stopped_with_one_press_and_nothing_of_it_shows(hand, visit):
    page = agree(hand)
    like(hand, "belt-hemp")
    assert proposed(page)[0] == HEMP
    hand.press(".for-you__foot button[value=none]")
    expect(page.locator(".for-you__foot")).not_to_contain_text("Fitted to you")
    expect(page.locator("#row-for-you .seam")).to_have_count(0)
    assert proposed(page) == proposed(visit())


def test_a_proof_adds_up_on_the_page(mouse):
    page = agree(mouse)
    like(mouse, "belt-hemp")
    page.goto("/indigo")
    page.locator("#row-for-you .sewn__head").first.click()
    page.locator("#row-for-you").get_by_role("link", name=f"Proof of {HEMP}").click()
    page.wait_for_url("**/proof?item=belt-hemp*")
    parts = page.locator(".sum tbody tr:not(.sum__of) td:nth-of-type(1)").all_inner_texts()
    total = page.locator(".sum tfoot td:nth-of-type(1)").first.inner_text()
    assert sum(map(number, parts[: page.locator(".strand").count()])) == pytest.approx(
        number(total), abs=1e-5
    )


def test_pulling_a_thread_shows_each_place_without_it_before_one_decides(mouse):
    page = agree(mouse)
    like(mouse, "belt-hemp")
    page.goto("/indigo/taste")
    page.locator("a[href*='pull=stated']").click()
    expect(page.locator("#pulled")).to_contain_text("Without it")
    assert page.locator("#pulled .pulled__list").count() == 2
    expect(page.locator(".source[data-state=on]").first).to_contain_text("What you told us")


def test_an_answer_after_an_order_changes_what_comes_next_and_the_page_says_so(hand):
    page = agree(hand, level="told", brand="bastone")
    hand.press(".hero form button")
    page.wait_for_url("**/designs/*")
    hand.press("#o-pickles-hold")
    expect(page.locator("#o-pickles-hold")).to_have_attribute("aria-pressed", "true")
    hand.press("#buy")
    page.wait_for_url("**/bag")
    hand.press(".sums a.button")
    for field, text in ADDRESS.items():
        hand.write(f"#{field}", text)
    hand.press("#understood")
    hand.press("#order")
    page.wait_for_url("**/orders/*")
    expect(page.locator(".survey fieldset").first).to_be_visible()
    assert page.locator(".survey fieldset").count() <= 2
    page.locator(".survey fieldset").first.locator(".pick").first.click()
    hand.press(".survey .button")
    expect(page.locator("#survey")).to_contain_text("Thank you")
    expect(page.locator("#survey")).to_contain_text(re.compile("Because of your answers|Your answers"))
    shot(page, "survey-answered")


def number(text: str) -> float:
    return float(text.replace("−", "-").replace("+", ""))


ADDRESS = {
    "name": "Ada Byron",
    "street": "Via Roma 1",
    "postcode": "36015",
    "town": "Schio",
    "email": "ada@example.org",
}


def test_what_cannot_be_done_is_said_where_one_pressed_with_its_mend(mouse):
    page = agree(mouse)
    page.goto("/indigo/taste")
    mouse.press("#g-friends")
    code = page.locator("#friend")
    expect(code).to_be_visible()
    code.fill("AAAA-BBBB-CCCC")
    page.get_by_role("button", name="Name", exact=True).click()
    wrong = page.locator(".field__error")
    expect(wrong).to_contain_text("nobody bears that code")
    expect(wrong).to_contain_text("switch friends on")
    expect(page.locator("h1")).to_have_text("Your taste")
