"""Every page, light and dark, wide and narrow: no barrier that axe finds, nothing beyond the edge, no error."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from hands import Mouse, shot

pytestmark = pytest.mark.xdist_group("browser")
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
BRANDS = ("aurea", "bastone", "indigo", "volta")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROWEST = 320
"""Pixels: the least that must do without scrolling sideways (WCAG 2.1, 1.4.10)."""
SIZES = (("dark", 360, 740), ("light", 1440, 1000), ("light", NARROWEST, 640))
"""The size one walks in comes first, and is come back to last."""
ADDRESS = {
    "name": "Ada",
    "street": "Via Roma 1",
    "postcode": "36015",
    "town": "Schio",
    "email": "a@example.org",
}


def tour(page: Page) -> Iterator[str]:
    """Go from page to page, through the states that matter; yields each one's name."""
    page.goto("/")
    yield "front"
    for brand in BRANDS:
        page.goto(f"/{brand}")
        yield f"home-{brand}"
        page.locator(".hero form button").click()
        page.wait_for_url("**/designs/*")
        yield f"design-{brand}"
    yield from taste(page)
    yield from conflict(page)
    yield from buying(page)
    for path, name in (
        ("indigo/bag", "bag-empty"),
        ("indigo/designs", "designs"),
        ("indigo/orders", "orders-none"),
    ):
        page.goto(f"/{path}")
        yield name
    page.goto("/indigo/nothing/here")
    yield "lost"
    yield from office(page)


def taste(page: Page) -> Iterator[str]:
    page.goto("/aurea")
    page.locator(".level[value=history]").click()
    expect(page.locator("#consent")).to_have_count(0)
    if page.locator("button[name=fitted]").count():
        yield "taste-compared"
        page.locator("button[name=fitted]").click()
    expect(page.locator(".for-you__foot")).to_contain_text("Fitted to you")
    page.goto("/aurea/item?id=hoops-gold")
    yield "item"
    page.locator("button[value=liked]").click()
    expect(page.get_by_text("It counts from this page on.")).to_be_visible()
    page.goto("/aurea")
    page.locator("#row-for-you .sewn__head").first.click()
    yield "taste-home"
    page.locator("#row-for-you .card__refuse button").nth(1).click()
    expect(page.locator(".card--away")).to_be_visible()
    yield "taste-away"
    for path, name in (
        ("search?q=gold", "search"),
        ("search?q=umbrella", "search-nothing"),
        ("search", "search-empty"),
        ("taste", "your-taste"),
        ("taste?pull=stated", "your-taste-pulled"),
        ("proof?item=hoops-gold", "proof"),
        ("data", "my-data"),
        ("data/erase", "erase"),
        ("data/import", "import"),
        ("privacy", "privacy"),
        ("audit", "audit"),
    ):
        page.goto(f"/aurea/{path}")
        yield name
    page.goto("/aurea")
    page.goto(page.locator("a[href*='/audit/']").first.get_attribute("href"))
    yield "audit-entry"
    page.goto("/aurea/taste")
    page.locator("#greet-name").fill("Ada")
    page.locator("#greet-name ~ button").click()
    page.wait_for_url("**/taste/greeting")
    yield "greeting"
    page.goto("/aurea")
    page.locator(".hero form button").click()
    page.wait_for_url("**/designs/*")
    yield "design-personal"
    page.goto(f"{page.url.partition('?')[0].partition('#')[0]}/proof")
    yield "proof-design"


def conflict(page: Page) -> Iterator[str]:
    page.goto("/indigo")
    page.locator(".hero form button").click()
    page.wait_for_url("**/designs/*")
    Mouse(page).press("#o-fabric-selvedge-12")
    expect(page.locator("#o-fabric-selvedge-12")).to_have_attribute("aria-pressed", "true")
    Mouse(page).press("#o-leg-skinny")
    expect(page.locator("#conflict")).to_be_visible()
    yield "conflict"
    Mouse(page).press("#anyway")
    expect(page.locator("#done")).to_be_visible()
    yield "anyway"
    Mouse(page).press("#finish")
    expect(page.locator("#buy")).to_be_visible()
    yield "suggested"
    Mouse(page).press("#buy")
    expect(page.locator("#said .notice")).to_be_visible()
    yield "missing"


def buying(page: Page) -> Iterator[str]:
    page.goto("/bastone")
    page.locator(".hero form button").click()
    page.wait_for_url("**/designs/*")
    page.locator(".foot__lines summary").click()
    yield "every-line"
    page.locator("#buy").click()
    page.wait_for_url("**/bag")
    yield "bag"
    page.locator(".sums a.button").click()
    page.wait_for_url("**/checkout")
    yield "checkout"
    page.locator("form.form").evaluate("(form) => { form.noValidate = true; }")
    page.locator("#order").click()
    expect(page.locator(".error-summary")).to_be_visible()
    yield "checkout-errors"
    for field, text in ADDRESS.items():
        page.locator(f"#{field}").fill(text)
    page.locator("#understood").check()
    page.locator("#order").click()
    page.wait_for_url("**/orders/*")
    yield "order"
    page.goto("/bastone/orders")
    yield "orders"


def office(page: Page) -> Iterator[str]:
    page.goto("/bastone/office")
    yield "sign-in"
    page.locator("#email").fill("owner@bastone.example")
    page.locator("#password").fill("measure twice, cut once")
    page.locator(".sign-in button").click()
    page.wait_for_url("**/office/orders")
    yield "office-orders"
    page.locator("tbody a").first.click()
    page.wait_for_url("**/office/orders/*")
    yield "office-order"
    page.goto("/bastone/office/families")
    yield "office-families"
    page.locator("tbody a").first.click()
    page.wait_for_url("**/office/families/*")
    yield "office-family"
    for path in ("check", "revisions", "compare"):
        page.goto(f"/bastone/office/families/burger/{path}")
        yield f"office-family-{path}"
    for path in ("wanted", "arms", "trust", "frontier", "greet", "webhooks", "background"):
        page.goto(f"/bastone/office/{path}")
        yield f"office-{path}"


def test_no_page_has_a_barrier_that_axe_finds_and_none_lies_beyond_the_edge(visit):
    """Every state is walked to once, on a phone in the dark, and looked at in every size from there."""
    # Our policy lets no foreign script in, axe neither: only here it is set aside.
    page = visit(bypass_csp=True)
    look(page, *SIZES[0])
    axe, found, wide = AXE.read_text("utf-8"), {}, {}
    for name in tour(page):
        page.evaluate(axe)
        for scheme, width, height in reversed(SIZES):
            look(page, scheme, width, height)
            shot(page, f"{name}-{scheme}-{width}")
            for barrier, nodes in barriers(page).items() if width != NARROWEST else ():
                found[name, scheme, width, barrier] = nodes
            if beyond(page):
                wide[name, width] = beyond(page)
    assert not found
    assert not wide


def look(page: Page, scheme: str, width: int, height: int) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": height})


def barriers(page: Page) -> dict[str, list[str]]:
    """What axe finds, by rule."""
    answer = page.evaluate(
        "(tags) => axe.run(document, { runOnly: tags, resultTypes: ['violations'] })", RULES
    )
    assert len(answer["passes"]) > 10, f"axe saw nothing on {page.url}"
    return {one["id"]: [node["html"][:120] for node in one["nodes"][:2]] for one in answer["violations"]}


def beyond(page: Page) -> int:
    """Pixels by which one could scroll sideways."""
    return page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
