"""Reads ``brand.yaml``: whose shop this is, and how it speaks, counts and ships."""

import re
from pathlib import Path
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
from babel.numbers import list_currencies

from sumisura.files import BadFile, Problems, Section, did_you_mean, open_section, read_bytes
from sumisura.kernel import BadInput, Brand, BrandId

LARGEST = 64_000
PAPER, ENOUGH = "#faf8f4", 4.5
DEFAULT_ACCENT = "#2f5da8"
LONGEST_CONTACT = 200


class BadBrand(BadFile):
    """A brand file cannot be used; ``problems`` names every line that needs mending."""

    code = "bad_brand"


def read_brand(path: str | Path) -> Brand:
    """The brand in a file.

    Raises:
        BadBrand: with every problem found.
    """
    path = Path(path)
    problems = Problems(BadBrand)
    root = open_section(read_bytes(path, LARGEST, BadBrand), path.name, problems)
    brand = _brand(root)
    root.close()
    problems.check()
    return brand


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21 (WCAG 2.2, relative luminance of sRGB).

    Example:
        >>> round(contrast("#000000", "#ffffff"), 1)
        21.0
    """
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _brand(root: Section) -> Brand:
    home = root.read("home", _country, "IT")
    names = [text.value for text in root.texts("destinations")]
    for name in names:
        _noted(root, "destinations", name)
    if names and home not in names:
        root.note("destinations", f"{home}, where you are, is missing", "Add it.")
    return Brand(
        BrandId(
            root.read("brand", _id, "") or _missing(root, "brand", "Give it a short name: brand: indigo.")
        ),
        root.text("title", needed="Write what stands over the door."),
        root.read("currency", _currency, "") or _missing(root, "currency", "Write its ISO 4217 code: EUR."),
        tagline=root.text("tagline"),
        story=root.text("story"),
        accent=root.read("accent", _accent, DEFAULT_ACCENT),
        locale=root.read("locale", _locale, "en"),
        time_zone=root.read("time_zone", _time_zone, "UTC"),
        home=home,
        destinations=tuple(dict.fromkeys(names)) or (home,),
        maker=root.text("maker"),
        contact=root.read("contact", _contact, ""),
    )


def _missing(root: Section, key: str, mend: str) -> str:
    if not root.has(key):
        root.note(key, f"{key} is missing", mend)
    return ""


def _noted(root: Section, key: str, country: str) -> None:
    try:
        _country(country)
    except BadInput as problem:
        root.note(key, problem.what, problem.mend)


def _id(text: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9-]{1,39}", text):
        raise BadInput(f'"{text[:40]}" cannot stand in an address', mend="Use 2 to 40 of a–z, 0–9 and -.")
    return text


def _country(text: str) -> str:
    if text not in Locale("en").territories or not re.fullmatch(r"[A-Z]{2}", text):
        raise BadInput(f'"{text[:40]}" is not a country', mend="Write its ISO 3166 code: IT, DE, FR.")
    return text


def _currency(text: str) -> str:
    if text not in list_currencies():
        raise BadInput(f'"{text[:40]}" is not a currency', mend="Write its ISO 4217 code: EUR, USD, JPY.")
    return text


def _accent(text: str) -> str:
    if not re.fullmatch(r"#[0-9a-f]{6}", text):
        raise BadInput(f'"{text[:40]}" is not a colour', mend="Write it as #2f5da8, in quotes.")
    if contrast(text, PAPER) < ENOUGH:
        raise BadInput(f"{text} is too pale to read on paper", mend="Darken it until its contrast is 4.5.")
    return text


def _contact(text: str) -> str:
    if len(text) > LONGEST_CONTACT:
        raise BadInput("that is too long to write to", mend=f"Use up to {LONGEST_CONTACT} characters.")
    if "@" in text and not re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", text):
        raise BadInput(f'"{text[:40]}" is no e-mail address', mend="Write: privacy@cups.example.")
    return text


def _locale(text: str) -> str:
    try:
        Locale.parse(text, sep="-")
    except (UnknownLocaleError, ValueError, TypeError):
        raise BadInput(f'"{text[:40]}" is not a language', mend="Write its BCP 47 tag: en, de-AT.") from None
    return text


def _time_zone(text: str) -> str:
    if text not in available_timezones():
        mend = did_you_mean(text, sorted(available_timezones()))
        raise BadInput(f'"{text[:40]}" is not a time zone', mend=mend)
    return text


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]  # noqa: PLR2004 - the sRGB transfer curve
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
