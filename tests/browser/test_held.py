"""A profile held on the person's own device, walked as they would: agree, like, move, be fitted, refuse, shape, give back (S39, S87)."""

import json
import re

import pytest
from playwright.sync_api import expect

from hands import shot
from sumisura.kernel import BrandId
from sumisura.store.sqlite import open_sqlite
from sumisura.taste import repo

pytestmark = pytest.mark.xdist_group("browser")
KEY = "sumisura.profile.indigo"
INDIGO = BrandId("indigo")
SIZES = {"desk": {}, "phone": {"width": 360, "height": 740}}


def agree(page) -> None:
    page.goto("/indigo")
    page.locator(".level[value=history]").click()
    expect(page.locator("#consent")).to_have_count(0)
    asks = page.locator("button[name=fitted]")
    if asks.count():
        asks.click()
    expect(page.locator(".for-you__foot")).to_contain_text("Fitted to you")


def like(page, item: str) -> None:
    page.goto(f"/indigo/item?id={item}")
    page.locator("button[value=liked]").click()
    expect(page.get_by_text("It counts from this page on.")).to_be_visible()


def proposed(page) -> list[str]:
    return page.locator("#row-for-you .card__name").all_inner_texts()


def kept(folder, party: str):
    """What the server has of a party: their signals, and kinds of their events since a position."""
    store = open_sqlite(folder / "data" / "sumisura.sqlite")
    try:
        with store.read() as tx:
            events, after = [], 0
            while page := tx.ledger.read(INDIGO, after=after, limit=5_000):
                after = page[-1].position
                events += [one.event.kind for one in page if one.event.party == party]
            return repo.signals(tx, INDIGO, party), events
    finally:
        store.close()


def held(page) -> dict:
    """What this browser holds."""
    return json.loads(page.evaluate(f"localStorage.getItem('{KEY}')"))


def told(page) -> list[tuple[str, str]]:
    return [(one["what"], one["item"]) for one in held(page)["signals"]]


def fitted(page) -> None:
    """Wait until the page was asked for with the profile."""
    expect(page.locator("body[data-fitted=yes]")).to_have_count(1)


@pytest.mark.parametrize("size", SIZES)
def test_a_profile_moves_to_the_device_and_back(visit, folder, size):
    page = visit(**SIZES[size])
    agree(page)
    like(page, "belt-hemp")
    like(page, "belt-bridle")
    page.goto("/indigo")
    before = proposed(page)
    page.locator(".hero form button").first.click()
    page.wait_for_url("**/designs/*")
    design = page.url

    page.goto("/indigo/taste")
    party = page.get_by_text("nobody knows more than that").locator(".numbers").inner_text()
    assert len(kept(folder, party)[0]) > 1
    page.locator("#held").scroll_into_view_if_needed()
    shot(page, f"held-offer-{size}")
    page.get_by_role("button", name="Move it to my device").click()
    expect(page.get_by_text("Your profile is on this device.")).to_be_visible()
    fitted(page)
    page.locator("#held").scroll_into_view_if_needed()
    shot(page, f"held-taste-{size}")
    assert kept(folder, party)[0] == ()
    assert ("liked", "belt-hemp") in told(page)
    _, moved = kept(folder, party)

    page.goto("/indigo")
    fitted(page)
    expect(page.locator(".for-you__foot")).to_contain_text("the profile on your own device")
    assert before[0] in proposed(page)
    shot(page, f"held-home-{size}")
    card = page.locator("#row-for-you .card").first
    away = card.locator(".card__name").inner_text()
    card.get_by_role("button", name="Not for me").click()
    expect(page.locator("#row-for-you .card__name").first).not_to_have_text(away)
    assert "refused" in {what for what, _ in told(page)}

    page.goto(design)
    fitted(page)
    expect(page.get_by_text("Options stand in your order")).to_be_visible()
    page.locator("#o-fabric-hemp-12").click()
    expect(page.locator("#o-fabric-hemp-12")).to_have_attribute("aria-pressed", "true")
    assert ("chose", "jeans:fabric=hemp-12") in told(page)
    shot(page, f"held-configurator-{size}")
    signals, events = kept(folder, party)
    assert signals == ()
    assert events == moved

    page.goto("/indigo/taste")
    fitted(page)
    page.get_by_role("button", name="Give it back").click()
    expect(page.get_by_role("button", name="Move it to my device")).to_be_visible()
    assert page.evaluate(f"localStorage.getItem('{KEY}')") is None
    assert "refused" in {one.what for one in kept(folder, party)[0]}
    page.goto("/indigo")
    assert away not in proposed(page)


def test_what_was_taken_along_is_held_from_its_file(visit, tmp_path):
    """The file that "Take it along" made is dropped into the page, and held: of it only what serves."""
    page = visit()
    agree(page)
    like(page, "belt-hemp")
    file = tmp_path / "my-data.json"
    file.write_bytes(page.request.get("/indigo/data/export.json").body())

    page.goto("/indigo/held")
    page.locator("#held-file").set_input_files(file)
    expect(page.locator("#held-profile")).to_have_value(re.compile("sumisura.profile"))
    page.get_by_role("button", name="I hold it now").click()
    expect(page.get_by_text("Your profile is on this device.")).to_be_visible()
    fitted(page)

    assert ("liked", "belt-hemp") in told(page)
    assert set(held(page)) == {"format", "version", "signals", "manners"}
    page.goto("/indigo/bag")
    expect(page.locator("#held-problem")).to_have_count(0)
    page.goto("/indigo/data")
    expect(page.get_by_text("you hold that profile yourself")).to_be_visible()
