"""Three ways to use a page (mouse, keyboard alone, mouse without script), and an eye on what goes wrong meanwhile."""

import os
import re
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Locator, Page, Request

SHOTS = Path(__file__).parent / "browser" / "shots"
REFUSED = re.compile(r"the server responded with a status of 4\d\d|Response Status Error Code 4\d\d")
"""How Chromium's console tells of a page that says what is wrong: 404, 422."""
CUT_OFF = re.compile(r"htmx:(sendAbort|afterRequest)")
"""How htmx tells that a request did not come back."""
FARTHEST = 400
"""Presses of Tab before we say that something cannot be reached."""

FOCUS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const style = getComputedStyle(at), box = at.getBoundingClientRect();
  const ringed = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  const seen = box.bottom > 0 && box.top < innerHeight && box.width > 0 && box.height > 0;
  const top = document.elementFromPoint(box.x + box.width / 2, Math.min(box.y + 6, innerHeight - 1));
  return { ringed, seen, bare: !!top && (at.contains(top) || top.contains(at)), what: at.outerHTML.slice(0, 160) };
}"""
DIRECTION = """(goal) => {
  const at = document.activeElement;
  if (at === goal) return "";
  if (!at || at === document.body) return "Tab";
  return at.compareDocumentPosition(goal) & Node.DOCUMENT_POSITION_FOLLOWING ? "Tab" : "Shift+Tab";
}"""


class Watch:
    """What no page may do: throw, break its own policy, write errors, ask another host."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.faults: list[str] = []
        self.closing = False
        """The window is being shut: what it was still asking for is cut off, and it says so."""

    def follow(self, page: Page) -> None:
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("request", self._asked)

    def _heard(self, message: ConsoleMessage) -> None:
        expected = REFUSED.search(message.text) or (self.closing and CUT_OFF.search(message.text))
        if message.type in {"error", "warning"} and not expected:
            self.faults.append(f"{message.location.get('url')}: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.site, "data:")):
            self.faults.append(f"asked {request.url}")


class Mouse:
    """Points and clicks, and types into what was clicked."""

    script = True

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, selector: str) -> None:
        self.page.locator(selector).click()

    def write(self, selector: str, text: str) -> None:
        self.page.locator(selector).fill(text)


class MouseWithoutScript(Mouse):
    """The same where no script runs."""

    script = False


class Keyboard:
    """Tab, arrows, Enter and Space; the focus has to be seen at every step."""

    script = True

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, selector: str) -> None:
        goal = self.page.locator(selector)
        goal.wait_for()
        if "option" in (goal.get_attribute("class") or "").split():
            self._arrow_to(goal)
        else:
            self._tab_to(goal)
        self.page.keyboard.press("Space" if goal.get_attribute("type") == "checkbox" else "Enter")

    def write(self, selector: str, text: str) -> None:
        goal = self.page.locator(selector)
        goal.wait_for()
        self._tab_to(goal)
        self.page.keyboard.type(text)

    def _arrow_to(self, option: Locator) -> None:
        row = option.locator("xpath=..")
        self._tab_to(row.locator(".option[tabindex='0']"))
        for _ in range(row.locator(".option").count()):
            if option.evaluate("(goal) => goal === document.activeElement"):
                return
            self.page.keyboard.press("ArrowRight")
            self._look()
        raise AssertionError(f"the arrows do not reach {option}")

    def _tab_to(self, goal: Locator) -> None:
        for _ in range(FARTHEST):
            key = goal.evaluate(DIRECTION)
            if not key:
                return
            self.page.keyboard.press(key)
            self._look()
        raise AssertionError(f"Tab does not reach {goal}")

    def _look(self) -> None:
        focus = self.page.evaluate(FOCUS)
        assert focus, f"the focus is lost on {self.page.url}"
        assert focus["ringed"], f"the focus cannot be seen: {focus['what']}"
        assert focus["seen"], f"the focus is off the screen: {focus['what']}"
        assert focus["bare"], f"the focus is covered: {focus['what']}"


HANDS = {"mouse": Mouse, "keyboard": Keyboard, "no-script": MouseWithoutScript}


def focus_stays(page: Page) -> None:
    """After a swap the focus is somewhere one can go on from."""
    assert page.evaluate("() => document.activeElement !== document.body"), f"the focus is lost on {page.url}"


def shot(page: Page, name: str) -> None:
    """A picture to look at, where ``SHOTS`` is set: a test measures, an eye looks now and then.

    The caret is left alone: hiding it would need a style that our policy forbids.
    """
    if "SHOTS" not in os.environ:
        return
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", caret="initial")
