"""My data, walked as somebody new would: see, pull, forget one, take along, bring, erase (S9, S97, S98)."""

import json

import pytest
from playwright.sync_api import Page, expect

from hands import HANDS, shot

pytestmark = pytest.mark.xdist_group("browser")
BELT = "Woven hemp belt"


def agree(page: Page) -> None:
    page.goto("/indigo")
    page.locator(".level[value=history]").click()
    asks = page.locator("button[name=fitted]")
    if asks.count():
        asks.click()
    expect(page.locator("#consent")).to_have_count(0)


def like(page: Page, item: str) -> None:
    page.goto(f"/indigo/item?id={item}")
    page.locator("button[value=liked]").click()
    expect(page.get_by_text("It counts from this page on.")).to_be_visible()


# Three, since one address erases no more at once; by keyboard where room is scarce, as for who zooms in.
@pytest.mark.parametrize(
    ("width", "height", "name"),
    [(1440, 1000, "mouse"), (360, 780, "mouse"), (360, 780, "keyboard")],
    ids=["desk", "phone", "keyboard-zoomed"],
)
def test_a_newcomer_walks_through_all_of_it(visit, tmp_path, width, height, name):
    kind = HANDS[name]
    page = visit(width=width, height=height, accept_downloads=True)
    hand = kind(page)
    page.goto("/indigo/data")
    expect(page.get_by_role("heading", level=1)).to_have_text("My data")
    expect(page.locator(".nots__never")).to_contain_text("Your face")
    shot(page, f"my-data-empty-{width}-{name}")

    agree(page)
    like(page, "belt-hemp")
    like(page, "socks-boot")
    page.goto("/indigo/data")
    expect(page.locator(".timeline")).to_contain_text(f"You told us that you like {BELT}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shot(page, f"my-data-{width}-{name}")

    page.goto("/indigo/taste?pull=stated#pulled")
    expect(page.locator("#pulled .pulled__list")).to_have_count(2)
    before, after = (box.bounding_box() for box in page.locator(".pulled__sides > section").all())
    assert (before["x"] < after["x"]) if width > 640 else (before["y"] < after["y"])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shot(page, f"pulled-{width}-{name}")

    page.goto("/indigo/data?source=stated")
    entries = page.locator(".entry")
    expect(entries).to_have_count(2)
    hand.press(".entry:nth-of-type(1) button.act")
    expect(entries).to_have_count(1)
    expect(page.locator(".timeline")).not_to_contain_text("Boot socks")

    with page.expect_download() as taken:
        page.goto("/indigo/data")
        page.locator("a[download]").click()
    file = tmp_path / "mine.json"
    taken.value.save_as(file)
    assert json.loads(file.read_text())["format"] == "sumisura.my-data"

    page.goto("/indigo/data/erase")
    expect(page.locator(".goes")).to_contain_text("signals and wishes")
    shot(page, f"erase-{width}-{name}")
    hand.press("input[name=sure]")
    hand.press(".data__sure button")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are erased")
    page.goto("/indigo/data")
    expect(page.locator(".data__head")).to_contain_text("Nothing is kept of you")

    page.goto("/indigo/data/import")
    page.set_input_files("#file", file)
    hand.press(".bring button")
    expect(page.locator(".brought")).to_contain_text("What you told us")
    shot(page, f"import-{width}-{name}")
    hand.press("input[name=take-stated]")
    hand.press(".bring button.button")
    expect(page.locator(".data__head")).to_contain_text("1 signal is yours here now.")
    page.goto("/indigo/data?source=stated")
    expect(page.locator(".timeline")).to_contain_text(
        f"You told us that you like {BELT}, brought along from here"
    )


def test_cutting_takes_no_more_clicks_than_sewing_on(visit):
    """S98, GDPR Art. 7(3): as easy to withdraw as to give."""
    page = visit()
    agree(page)
    page.goto("/indigo/taste")
    page.locator("#g-returns").click()
    expect(page.locator("#g-returns")).to_have_text("sew on: Returns")
    page.locator("#g-returns").click()
    expect(page.locator("#g-returns")).to_have_text("cut: Returns")


def test_dark_and_without_script(visit):
    page = visit(java_script_enabled=False, color_scheme="dark")
    agree(page)
    like(page, "belt-hemp")
    page.goto("/indigo/data")
    page.locator(".entry button.act").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My data")
    shot(page, "my-data-dark")
