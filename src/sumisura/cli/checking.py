"""`sumisura check`: what customers would stumble over in a family, in the terminal, as JSON, or as a report with pictures."""

import json
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from sumisura.cli.progress import bars
from sumisura.kernel import BadInput, Brand, BrandId
from sumisura.space.check import Finding, Report, Severity
from sumisura.usecases.maker.checking import check_file
from sumisura.web import check_view, words

HERE = Brand(BrandId("terminal"), "", "EUR")
"""A brand to write numbers for."""
STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.HINT: ""}


def run(path: Path, seconds: float, report: Path | None, out: Console, *, as_json: bool) -> bool:
    """Check a file, say what was found, and whether it is free of errors.

    Raises:
        BadFamily: the file cannot be used.
        BadInput: the report cannot be written there.
    """
    with bars(Console(stderr=True)) as progress:
        progress.add_task(f"Checking {path.name}", total=None)
        family, found = check_file(path, seconds)
    if report:
        _write(report, check_view.standalone(family, found))
    if as_json:
        out.print(json.dumps(told(found)), markup=False, soft_wrap=True)
    else:
        _say(found, out)
    return not found.errors


def told(found: Report) -> dict[str, object]:
    """A report as plain data: shares as numbers from 0 to 1."""
    findings = [asdict(one) | {"severity": one.severity} for one in found.findings]
    freedom = [asdict(one) | {"options": one.options} for one in found.freedom]
    plain: dict[str, object] = json.loads(
        json.dumps(asdict(found) | {"findings": findings, "freedom": freedom}, default=_number)
    )
    return plain


def _number(share: object) -> float:
    if isinstance(share, Fraction):
        return float(share)
    raise TypeError(share)


def _say(found: Report, out: Console) -> None:
    made = (
        ""
        if found.variants is None
        else f"{_count(found.variants)} of {_count(found.combinations)} can be made. "
    )
    out.print(escape(f"{found.title}: {made}{check_view.lead(found)}"), style="bold", soft_wrap=True)
    for one in found.findings:
        _tell(one, out)
    for left in found.unfinished:
        out.print(escape(left), style="yellow", soft_wrap=True)


def _count(number: int) -> str:
    return words.count(number, HERE)


def _tell(one: Finding, out: Console) -> None:
    out.print()
    head = f"{one.where}: {one.severity}: {one.what} ({one.code})"
    out.print(escape(head), style=STYLES[one.severity], soft_wrap=True)
    out.print(escape(f"  {one.means}"), style="dim", soft_wrap=True)
    out.print(escape(f"  {one.mend}"), soft_wrap=True)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise BadInput(
            f"the report cannot be written: {problem.strerror}",
            where=str(path),
            mend="Give a file in a folder that is there.",
        ) from problem
