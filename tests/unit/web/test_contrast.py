"""The contrast of every pair of colours that meets in a text, in both schemes, from the style sheet itself (WCAG 2.2, 1.4.3 and 1.4.6)."""

import math
import re
from pathlib import Path

import pytest

from sumisura.trust.sources import SOURCES
from sumisura.web.drawing.threads import EVERYONE

STATIC = Path(__file__).parents[3] / "src/sumisura/web/static"
CSS = (STATIC / "sumisura.css").read_text("utf-8")
TASTE = (STATIC / "taste.css").read_text("utf-8")
LIGHT_CSS, DARK_CSS = CSS.split("@supports", 1)[0].split("@media (prefers-color-scheme: dark)", 1)
ACCENTS = ["#2f5da8", "#2b4a7f", "#8a2f2b", "#d6a93f", "#ffe600", "#00e5ff", "#0a0a0a", "#ffffff", "#7cfc00"]
PAPERS = ["paper", "raised", "sunk"]


def colours(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", css))


SCHEMES = {"light": colours(LIGHT_CSS), "dark": colours(LIGHT_CSS) | colours(DARK_CSS)}


def linear(colour: str) -> list[float]:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]


def contrast(one: list[float], other: list[float]) -> float:
    a, b = (sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), rgb, strict=True)) for rgb in (one, other))
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)


def oklch(rgb: list[float]) -> tuple[float, float, float]:
    """Björn Ottosson's OKLab, in polar form."""
    r, g, b = rgb
    long, middle, short = (
        x ** (1 / 3)
        for x in (
            0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b,
            0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b,
            0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b,
        )
    )
    light = 0.2104542553 * long + 0.793617785 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.428592205 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.808675766 * short
    return light, math.hypot(a, b), math.atan2(b, a)


def from_oklch(light: float, chroma: float, hue: float) -> list[float]:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long, middle, short = (
        x**3
        for x in (
            light + 0.3963377774 * a + 0.2158037573 * b,
            light - 0.1055613458 * a - 0.0638541728 * b,
            light - 0.0894841775 * a - 1.291485548 * b,
        )
    )
    rgb = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.707614701 * short,
    )
    return [min(1.0, max(0.0, c)) for c in rgb]


def derived(name: str, scheme: str, accent: str) -> list[float]:
    """What the style sheet makes of a brand's accent, by the numbers that stand in it."""
    rules = re.findall(
        rf"--{name}: oklch\(from var\(--accent\) (min|max)\(l, ([\d.]+)\) min\(c, ([\d.]+)\) h\)", CSS
    )
    bound, light, chroma = rules[scheme == "dark"]
    own_light, own_chroma, hue = oklch(linear(accent))
    return from_oklch(
        {"min": min, "max": max}[bound](own_light, float(light)), min(own_chroma, float(chroma)), hue
    )


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("ink", 7),
        ("ink-2", 7),
        ("muted", 4.5),
        ("brass-ink", 4.5),
        ("red-ink", 4.5),
        ("green-ink", 4.5),
        ("accent-ink", 4.5),
        ("accent-deep", 7),
        ("edge", 3),
    ],
)
def test_text_can_be_read(scheme: str, paper: str, text: str, least: float) -> None:
    found = SCHEMES[scheme]
    assert contrast(linear(found[text]), linear(found[paper])) >= least


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("text", "ground", "least"), [
    ("ink", "red-wash", 7), ("muted", "red-wash", 4.5), ("red-ink", "red-wash", 4.5), ("button-ink", "button", 7), ("ink-2", "ground-1", 4.5),
    ("ink-2", "ground-2", 4.5), ("brass-ink", "ground-1", 4.5), ("brass-ink", "ground-2", 4.5), ("muted", "ground-2", 4.5), ("thread-red", "red-wash", 3),
])  # fmt: skip
def test_special_grounds_can_be_read(scheme: str, text: str, ground: str, least: float) -> None:
    found = SCHEMES[scheme]
    assert contrast(linear(found[text]), linear(found[ground])) >= least


@pytest.mark.parametrize("accent", ACCENTS)
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("name", "least"), [("accent-ink", 4.5), ("accent-deep", 7)])
def test_any_brand_colour_becomes_one_that_can_be_read(
    accent: str, scheme: str, name: str, least: float
) -> None:
    text = derived(name, scheme, accent)
    assert min(contrast(text, linear(SCHEMES[scheme][paper])) for paper in PAPERS) >= least


@pytest.mark.parametrize("colour", [*(one.colour for one in SOURCES.values()), EVERYONE[0]])
def test_every_thread_can_be_seen_on_chalk_paper_and_lightened_on_dark_cloth(colour: str) -> None:
    light, chroma, hue = oklch(linear(colour))
    least = float(re.search(r"oklch\(from currentColor max\(l, ([\d.]+)\) c h\)", TASTE)[1])
    on_dark = from_oklch(max(light, least), chroma, hue)
    assert min(contrast(linear(colour), linear(SCHEMES["light"][paper])) for paper in PAPERS) >= 3
    assert min(contrast(on_dark, linear(SCHEMES["dark"][paper])) for paper in PAPERS) >= 3
