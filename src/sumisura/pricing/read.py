"""Reads ``prices.yaml``: a brand's dated price books and tax rates, in the form that ``pricing.model`` shows."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, tzinfo
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from sumisura.files import (
    BadFile,
    Entries,
    Items,
    Problems,
    Section,
    decimal,
    did_you_mean,
    open_section,
    read_bytes,
)
from sumisura.kernel import BadInput, Family, Span
from sumisura.pricing.model import PriceBook, Prices, TaxRate, TaxTable

LARGEST = 4_000_000
_T = TypeVar("_T")
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class BadPrices(BadFile):
    """A price file cannot be used; ``problems`` names every line that needs mending."""

    code = "bad_prices"


def read_prices(path: str | Path, families: Iterable[Family], zone: tzinfo = UTC) -> Prices:
    """The price books and tax rates in a file.

    Args:
        path: where it lies.
        families: the brand's families; every price must be for something in them.
        zone: where its days begin: the brand's.

    Raises:
        BadPrices: with every problem found: file, line, what is wrong and what would mend it.
    """
    path = Path(path)
    problems = Problems(BadPrices)
    root = open_section(read_bytes(path, LARGEST, BadPrices), path.name, problems)
    taxes = tuple(_tax(section, zone) for section in _listed(root, "taxes", "tax"))
    named = {family.name: family for family in families}
    books = tuple(_book(section, named, zone) for section in _listed(root, "books", "book"))
    root.close()
    problems.check()
    try:
        return Prices(books, TaxTable(taxes))
    except BadInput as problem:
        problems.add(root.place(), problem.what, problem.mend)
    problems.check()
    raise AssertionError  # pragma: no cover - check has raised


def _listed(root: Section, key: str, kind: str) -> list[Section]:
    node = root.node(key)
    parts = node.parts if isinstance(node, Items) else ()
    if node is not None and not isinstance(node, Items):
        root.note(key, f"{key} must be a list", f"Begin each {kind} with a dash.")
    sections = []
    for part in parts:
        if isinstance(part, Entries):
            sections.append(Section(root.file, part, root.problems, kind))
        else:
            root.problems.add(
                f"{root.file}:{part.line}", f"this is no {kind}", "Write names and values.", kind
            )
    return sections


def _tax(section: Section, zone: tzinfo) -> TaxRate:
    section.about = f"tax {section.text('country')[:2]}".strip()
    rate = TaxRate(
        _needed(section, "country", _country, "IT"),
        _needed(section, "rate", percent, Fraction(0)),
        _span(section, zone),
        section.text("source", needed="Name the law the rate stands in."),
    )
    section.close()
    return rate


def _book(section: Section, families: Mapping[str, Family], zone: tzinfo) -> PriceBook:
    revision = section.text("revision", needed="Give the book a name: revision: jeans-2026.")
    section.about = f"book {revision[:60]}"
    name = section.text("family", needed="Say which family it prices.")
    valid = _span(section, zone)
    family = families.get(name)
    if family is None:
        if name:
            section.note("family", f'there is no family "{name[:60]}"', did_you_mean(name, families))
        return PriceBook(revision, name, valid)
    base = section.money("base", family.currency) if section.has("base") else None
    book = PriceBook(revision, name, valid, base, _options(section, family), _surcharges(section, family))
    section.close()
    return book


def _options(section: Section, family: Family) -> dict[tuple[str, str], int]:
    prices: dict[tuple[str, str], int] = {}
    known = {each.name: {value.name for value in each.values} for each in family.variables}
    for name, inner in section.sections("options", "choice"):
        if name not in known:
            inner.note("", f'there is no choice "{name[:60]}"', did_you_mean(name, known))
            continue
        for value in inner.entries.parts:
            if value not in known[name]:
                mend = did_you_mean(value, sorted(known[name]))
                inner.note(value, f'{name} has no value "{value[:60]}"', mend)
            prices[name, value] = inner.money(value, family.currency)
    return prices


def _surcharges(section: Section, family: Family) -> dict[str, int]:
    inner = section.section("surcharges", section.about)
    known = [each.name for each in family.surcharges]
    prices: dict[str, int] = {}
    for name in inner.entries.parts if inner else ():
        if inner and name not in known:
            inner.note(name, f'there is no surcharge "{name[:60]}"', did_you_mean(name, known))
        if inner:
            prices[name] = inner.money(name, family.currency)
    return prices


def _span(section: Section, zone: tzinfo) -> Span:
    start = _needed(section, "from", lambda text: midnight(text, zone), NEVER)
    end = section.read("until", lambda text: midnight(text, zone), None)
    if end is not None and end <= start:
        section.note("until", "it ends before it begins", "until is the first day it no longer holds.")
        end = None
    return Span(start, end)


def _needed(section: Section, key: str, reader: Callable[[str], _T], default: _T) -> _T:
    if not section.text(key):
        section.note(key, f"{key} is missing", f"Add {key}.")
    return section.read(key, reader, default)


def _country(text: str) -> str:
    if not re.fullmatch(r"[A-Z]{2}", text):
        raise BadInput(f'"{text[:40]}" is not a country', mend="Write its ISO 3166 code: IT, DE, FR.")
    return text


def percent(text: str) -> Fraction:
    """A rate in percent, exactly.

    Raises:
        BadInput: it is none, or not from 0 to 100.

    Example:
        >>> percent("22 %"), percent("5.5%")
        (Fraction(11, 50), Fraction(11, 200))
    """
    if not text.endswith("%"):
        raise BadInput(f'"{text[:40]}" is not a rate', mend="Write it in percent: 22 %.")
    rate = Fraction(decimal(text[:-1])) / 100
    if not 0 <= rate <= 1:
        raise BadInput(f"{text} is no rate of tax", mend="Write 0 % to 100 %.")
    return rate


def midnight(text: str, zone: tzinfo = UTC) -> datetime:
    """The day's first instant there.

    Raises:
        BadInput: it is no day.

    Example:
        >>> midnight("2026-09-01").isoformat()
        '2026-09-01T00:00:00+00:00'
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadInput(f'"{text[:40]}" is not a day', mend="Write it as 2026-09-01.") from None
    return datetime(day.year, day.month, day.day, tzinfo=zone)
