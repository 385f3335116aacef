"""Bring your rules in a real browser: dropped, seen through, configured, shared; nothing is ordered (S59)."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from hands import Keyboard, Mouse, MouseWithoutScript, shot

pytestmark = pytest.mark.xdist_group("browser")
RULES = Path(__file__).parents[2] / "examples" / "rules"
DROP = """([name, text]) => {
  const held = new DataTransfer();
  held.items.add(new File([text], name));
  for (const kind of ["dragenter", "dragover", "drop"])
    document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: held, bubbles: true, cancelable: true }));
}"""
FILE = "bicycle.uvl"


@pytest.mark.parametrize("width", [1440, 360])
def test_a_uvl_file_is_dropped_configured_and_shared(visit, width):
    page = visit(width=width)
    page.goto("/")
    page.click("text=Bring your rules")
    page.wait_for_url("**/workbench", wait_until="load")  # before that, nothing listens for what is dropped
    page.evaluate(DROP, [FILE, (RULES / FILE).read_text()])
    page.wait_for_url("**/workbench/*", timeout=60_000)  # the first one imports everything
    expect(page.locator("#dead")).to_contain_text("Child_seat")
    assert int(page.locator("#count").inner_text()) > 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    shot(page, f"workbench-found-{width}")
    link = page.locator("#link").input_value()
    page.click("#configure")
    dead = page.locator("#o-Child_seat-yes")
    expect(dead).to_have_attribute("data-state", "unavailable")
    dead.click()
    expect(page.locator("#conflict")).to_contain_text("It cannot be had in any way we can make.")
    page.locator(".option[data-state=open]").first.click()
    expect(page.locator(".option[data-state=chosen]")).to_have_count(1)
    page.click("#finish")
    expect(page.locator("#none")).to_contain_text("Nothing can be ordered here")
    expect(page.locator("#buy")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    shot(page, f"workbench-design-{width}")
    friend = visit(width=width)
    friend.goto(link)
    expect(friend.locator("h1")).to_have_text("Bicycle")
    friend.goto(page.url)
    expect(friend.locator(".option[data-state=chosen]")).to_have_count(1)


@pytest.mark.parametrize("way", [Mouse, MouseWithoutScript, Keyboard])
def test_a_wrong_file_is_mended_in_place(visit, way):
    page = visit(java_script_enabled=way.script)
    hands = way(page)
    page.goto("/workbench")
    wrong = (RULES / "lamp.yaml").read_text().replace("foot = clamp", "fot = clamp")
    page.set_input_files("#file", {"name": "lamp.yaml", "mimeType": "text/yaml", "buffer": wrong.encode()})
    if not way.script:
        hands.press("#bring")
    expect(page.locator("#wrong")).to_contain_text("lamp.yaml:36", timeout=60_000)
    expect(page.locator("#text")).to_have_value(wrong)
    page.fill("#text", wrong.replace("fot", "foot"))
    hands.press("#bring")
    expect(page.locator("#count")).to_have_text("20", timeout=60_000)  # it is compiled and checked first
