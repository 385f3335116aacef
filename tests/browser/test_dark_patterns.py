"""No page makes a no harder than a yes: measured on the real pages, by whatever forms they have (S98; GDPR Art. 7(3), DSA Art. 25).

Written from the page itself: every control that agrees to something is found by where its form goes, and compared with
the one that takes it back.
"""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

from hands import shot

pytestmark = pytest.mark.xdist_group("browser")
TARGET = 24
"""Pixels: the least a pointer must be able to hit (WCAG 2.2, 2.5.8)."""
LONGER = 44
"""Pixels from which on a longer word makes no target easier."""
CONTRAST = 4.5
"""The least between a word and its ground (WCAG 2.2, 1.4.3)."""
LITTLE = 1.0
"""Pixels of rounding."""
SHAMING = re.compile(
    r"are you sure|you(’|'| wi)ll (lose|miss|regret)|miss(ing)? out|no,? i (don|prefer|hate|like)|sorry to see|sad to|"
    r"worse|not recommended|limited (experience|version|access)|without (it|this),? (we|you) (can(’|')?t|cannot|will not)|"
    r"don(’|')t you|please reconsider|last chance|only today|hurry|best experience|full experience|accept all|"
    r"(we )?recommended|stay protected|unfortunately",
    re.IGNORECASE,
)
"""Words that shame, threaten or hurry whoever says no."""

PAGES = (
    "", "/taste", "/search?q=belt", "/item?id=belt-hemp", "/bag", "/privacy", "/data", "/data/erase", "/data/import", "/audit",
)  # fmt: skip
"""What anybody can open who agreed to nothing."""

CONTROLS = """() => {
  const canvas = Object.assign(document.createElement("canvas"), {width: 1, height: 1});
  const brush = canvas.getContext("2d", {willReadFrequently: true});
  const known = new Map();
  const seen = (colour) => {
    if (!known.has(colour)) known.set(colour, drawn(colour));
    return known.get(colour);
  };
  const drawn = (colour) => {
    brush.clearRect(0, 0, 1, 1); brush.fillStyle = colour; brush.fillRect(0, 0, 1, 1);
    return [...brush.getImageData(0, 0, 1, 1).data];
  };
  const ground = (at) => {
    for (; at; at = at.parentElement) {
      const found = seen(getComputedStyle(at).backgroundColor);
      if (found[3] > 250) return found;
    }
    return [255, 255, 255, 255];
  };
  const light = (rgb) => {
    const part = (one) => (one /= 255) <= .04045 ? one / 12.92 : ((one + .055) / 1.055) ** 2.4;
    return .2126 * part(rgb[0]) + .7152 * part(rgb[1]) + .0722 * part(rgb[2]);
  };
  const contrast = (at, style) => {
    const [one, other] = [light(seen(style.color)), light(ground(at))];
    return (Math.max(one, other) + .05) / (Math.min(one, other) + .05);
  };
  return [...document.querySelectorAll("form[method=post] button")].map((at) => {
    const form = at.form, box = at.getBoundingClientRect(), style = getComputedStyle(at);
    const hidden = Object.fromEntries([...form.elements].filter((one) => one.type === "hidden").map((one) => [one.name, one.value]));
    return {
      path: new URL(at.getAttribute("formaction") || form.getAttribute("action"), location).pathname,
      name: at.name, value: at.value, about: hidden.source || hidden.purpose || "", text: at.innerText.trim(),
      top: box.top + scrollY, width: box.width, height: box.height, size: parseFloat(style.fontSize),
      weight: parseInt(style.fontWeight), contrast: contrast(at, style),
      folded: !!at.closest("details:not([open])"), shown: at.checkVisibility({opacityProperty: true, visibilityProperty: true}),
    };
  });
}"""


@dataclass(frozen=True)
class Control:
    """A button that agrees to something, or takes it back."""

    path: str
    name: str
    value: str
    about: str
    text: str
    top: float
    width: float
    height: float
    size: float
    weight: int
    contrast: float
    folded: bool
    shown: bool

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is about, whichever way it is thrown; a switch of the table says so in its value."""
        switch = self.value.rpartition(" ")[0] if self.name == "set" else ""
        return self.path, self.about or switch, self.name

    @property
    def to(self) -> str:
        """Which way pressing it throws it: ``yes`` or ``no``."""
        return self.value.rpartition(" ")[2]


def controls(page: Page, *ends: str) -> list[Control]:
    found = [Control(**one) for one in page.evaluate(CONTROLS)]
    return [one for one in found if one.path.endswith(ends)]


def as_easy(no: Control, yes: Control) -> None:
    """What it takes to say no is no more than what it took to say yes."""
    assert no.shown, no
    assert not no.folded or yes.folded, no
    assert no.height >= yes.height - LITTLE, (no, yes)
    assert no.width >= yes.width - LITTLE or no.width >= LONGER, (no, yes)
    assert no.size >= yes.size, (no, yes)
    assert no.weight >= yes.weight, (no, yes)
    assert no.contrast >= min(yes.contrast, CONTRAST) - 0.01, (no, yes)
    assert min(no.width, no.height) >= TARGET - LITTLE, no


def press(page: Page, one: Control) -> None:
    """One click, and no question after it."""
    index = next(
        at
        for at, other in enumerate(Control(**found) for found in page.evaluate(CONTROLS))
        if (*other.key, other.value) == (*one.key, one.value)
    )
    with (
        page.expect_navigation() if not _script(page) else page.expect_response(lambda got: got.status == 200)
    ):
        page.locator("form[method=post] button").nth(index).click()
    page.reload()


def _script(page: Page) -> bool:
    return bool(page.locator("script[src*=htmx]").count())


@pytest.fixture(params=[(1280, 900), (360, 740)], ids=["desk", "phone"])
def page(request, visit):
    width, height = request.param
    opened = visit(width=width, height=height)
    opened.on("dialog", lambda dialog: pytest.fail(f"a question after a click: {dialog.message}"))
    return opened


def test_what_can_be_switched_on_is_switched_off_as_easily_source_by_source(page, request):
    page.goto("/indigo/taste")
    offered = [one for one in controls(page, "/taste/grant") if one.value == "yes"]
    assert len({one.key for one in offered}) >= 10, "every source can be agreed to by itself"
    for yes in offered:
        press(page, yes)
        (no,) = [one for one in controls(page, "/taste/grant") if one.key == yes.key]
        assert no.value == "no"
        as_easy(no, yes)
        assert abs(no.top - yes.top) <= 2 * page.viewport_size["height"] / 10, "it stands where the yes stood"
    shot(page, f"dark-patterns-all-on-{request.node.callspec.id}")
    for yes in offered:
        (no,) = [one for one in controls(page, "/taste/grant") if one.key == yes.key]
        press(page, no)
    assert [one.value for one in controls(page, "/taste/grant")] == ["yes"] * len(offered)


def test_every_kind_of_switch_of_the_table_is_thrown_back_as_easily(page, request):
    """One of each purpose, and each that is for every source at once; all of them look alike."""
    page.goto("/indigo/taste")
    press(page, next(one for one in controls(page, "/taste/allow") if one.value == "personalise * yes"))
    every = controls(page, "/taste/allow")
    kinds = {one.value.split()[0] for one in every}
    assert kinds == {"personalise", "improve", "research", "survey"}
    assert len(every) >= 30
    offered = [one for one in every if one.value.split()[1] in {"*", "stated", "ratings"} and one.to == "yes"]
    assert {one.value.split()[0] for one in offered} == kinds - {"personalise"}
    for yes in offered:
        if yes.key not in {one.key for one in controls(page, "/taste/allow") if one.to == "yes"}:
            continue  # thrown with all of its column
        press(page, yes)
        (no,) = [one for one in controls(page, "/taste/allow") if one.key == yes.key]
        assert no.to == "no"
        as_easy(no, yes)
        assert abs(no.top - yes.top) <= 2 * page.viewport_size["height"] / 10
    shot(page, f"dark-patterns-switches-{request.node.callspec.id}")
    for purpose in ("survey", "research", "improve", "personalise"):
        press(page, next(one for one in controls(page, "/taste/allow") if one.value == f"{purpose} * no"))
    assert {one.to for one in controls(page, "/taste/allow")} == {"yes"}


def test_erasing_and_taking_along_stand_as_near_as_bringing(page):
    """One click to what would go, one tick that says what is meant, one more, and it is done: no reason, no account."""
    page.goto("/aurea/taste")
    press(page, next(one for one in controls(page, "/taste/grant") if one.value == "yes"))
    page.goto("/aurea/data")
    boxes = {
        one: page.get_by_role("link", name=one).bounding_box()
        for one in ("Take it along", "Bring it here", "Erase everything")
    }
    heights = {round(box["height"]) for box in boxes.values()}
    assert len(heights) == 1
    page.get_by_role("link", name="Erase everything").click()
    page.locator("input[name=sure]").check()
    (erase,) = controls(page, "/data/erase/now")
    keep = page.get_by_role("link", name="Keep it", exact=True).bounding_box()
    assert erase.height >= keep["height"] - LITTLE
    assert erase.contrast >= CONTRAST
    page.get_by_role("button", name="Erase me").click()
    page.get_by_role("heading", name="You are erased").wait_for()


def test_ready_answers_hold_a_nothing_as_easy_as_the_others(page):
    """One tap for a level, one for none of it."""
    page.goto("/indigo/taste")
    levels = controls(page, "/taste/consent")
    nothing = [one for one in levels if one.value == "none"]
    assert len(nothing) == 1
    for level in levels:
        as_easy(nothing[0], level)


def test_declining_is_as_easy_as_accepting_and_is_asked_once(page, request):
    page.goto("/indigo")
    inside = controls(page, "/taste/consent", "/taste/decline")
    (no,) = [one for one in inside if one.path.endswith("/decline") or one.value == "none"]
    yeses = [one for one in inside if one is not no]
    assert yeses
    for yes in yeses:
        as_easy(no, yes)
        assert no.width >= yes.width - LITTLE
    beyond = no.top - max(one.top + one.height for one in yeses)
    assert beyond <= no.height, "a no is not below more scrolling"
    shot(page, f"dark-patterns-card-{request.node.callspec.id}")
    page.locator("#consent button[value=none]").click()
    page.locator("#consent").wait_for(state="detached")
    for path in ("", "/search?q=belt", "/item?id=belt-hemp", "/bag", "/designs", ""):
        page.goto(f"/indigo{path}")
        assert not controls(page, "/taste/decline"), f"asked again at {path}"


def test_nothing_is_ticked_beforehand_and_no_word_shames(page):
    for path in PAGES:
        page.goto(f"/indigo{path}")
        ticked = page.locator("form[method=post] input:checked, form[method=post] input[checked]")
        assert ticked.count() == 0, path
        found = SHAMING.search(page.locator("body").inner_text())
        assert not found, (path, found and found[0])


def test_the_measure_can_fail(page):
    """A withdraw button that is smaller, paler, folded away or gone is seen as what it is."""
    page.goto("/indigo/taste")
    yes = next(one for one in controls(page, "/taste/grant") if one.value == "yes")
    for how in ("fontSize = '8px'", "color = '#ddd'", "visibility = 'hidden'"):
        page.goto("/indigo/taste")
        page.evaluate(
            f"() => {{ document.querySelector('form[action$=\"/taste/grant\"] button').style.{how}; }}"
        )
        spoiled = next(one for one in controls(page, "/taste/grant") if one.key == yes.key)
        with pytest.raises(AssertionError):
            as_easy(spoiled, yes)


def test_the_page_that_says_what_is_kept_is_worth_reading(page, request):
    page.goto("/indigo/privacy")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing runs off the page"
    shot(page, f"privacy-{request.node.callspec.id}")
    page.goto("/indigo/taste")
    page.locator("#s-pause").click()
    page.get_by_text("You asked us to use nothing until you say so.").wait_for()
    page.goto("/indigo/taste")
    shot(page, f"paused-{request.node.callspec.id}")
