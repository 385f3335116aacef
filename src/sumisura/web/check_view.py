"""A check in words, for the office page and the report that stands alone."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sumisura.kernel import Brand, BrandId, Family
from sumisura.space.check import Code, Finding, Report, Severity
from sumisura.space.check.model import Bite, Freedom
from sumisura.web import pages, words

TITLES: Mapping[Code, str] = {
    Code.CONTRADICTION: "Cannot hold together",
    Code.DEAD: "Can never be had",
    Code.FORCED: "Nothing to choose",
    Code.REDUNDANT: "Said already",
    Code.SHADOWED: "In another’s shadow",
    Code.IDLE: "Forbids nothing",
    Code.SILENT: "Does not say why",
    Code.HOLE: "No price",
    Code.NEVER_DUE: "Never due",
    Code.CROWDED: "Too much at once",
}
BADGES: Mapping[Severity, str] = {Severity.ERROR: "stop", Severity.WARNING: "wait", Severity.HINT: ""}
DRAWN = 24
"""Rows of a chart; a report of more says how many it leaves out."""
STYLES = ("sumisura.css", "office.css", "maker.css")
SMALLEST = Fraction(1, 1000)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_FETCHED = re.compile(r"@font-face \{[^}]*url\([^}]*\}")


@dataclass(frozen=True, slots=True)
class View:
    """A report as its page shows it.

    Args:
        lead: what it comes to, in a sentence.
        found: (title, badge, the finding).
        freedom, bites: the rows that are drawn; ``more_freedom`` and ``more_bites`` are left out.
    """

    report: Report
    lead: str
    found: Sequence[tuple[str, str, Finding]]
    freedom: Sequence[Freedom]
    bites: Sequence[tuple[Bite, str]]
    more_freedom: int
    more_bites: int


def view(report: Report, brand: Brand) -> View:
    """A report in words."""
    biting = [one for one in report.bites if one.share]
    return View(
        report,
        lead(report),
        [(TITLES[one.code], BADGES[one.severity], one) for one in report.findings],
        report.freedom[:DRAWN],
        [(one, share(one.share, brand)) for one in biting[:DRAWN]],
        max(0, len(report.freedom) - DRAWN),
        max(0, len(biting) - DRAWN),
    )


def lead(report: Report) -> str:
    """What a report comes to, in a sentence."""
    counts = {one: sum(found.severity is one for found in report.findings) for one in Severity}
    parts = [
        f"{number} {name}{'' if number == 1 else 's'}"
        for (severity, number), name in zip(counts.items(), ("error", "warning", "hint"), strict=True)
        if number
    ]
    if not parts:
        return "Nothing to mend."
    meets = "customers meet the errors" if counts[Severity.ERROR] else "no customer is stopped by any of it"
    return f"{', '.join(parts)}: {meets}."


def share(of: Fraction, brand: Brand) -> str:
    """A share as a percentage; what is too small for it is said to be.

    Example:
        >>> shop = Brand(BrandId("indigo"), "Indigo", "EUR", locale="en")
        >>> share(Fraction(1, 8), shop), share(Fraction(1, 10**6), shop)
        ('12.5%', 'under 0.1%')
    """
    return "under 0.1%" if 0 < of < SMALLEST else words.percent(of, brand)


def standalone(family: Family, report: Report) -> str:
    """The report as one HTML file that needs nothing beside it."""
    brand = Brand(BrandId("file"), family.title, family.currency)
    style = "\n".join(_bare((pages.STATIC / name).read_text("utf-8")) for name in STYLES)
    return pages.render("check_report.html", brand=brand, view=view(report, brand), style=style)


def _bare(sheet: str) -> str:
    """A style sheet without comments, and without the fonts it would fetch: Georgia and the system's own stand in."""
    return _FETCHED.sub("", _COMMENT.sub("", sheet))
