"""`sumisura compare`: two revisions side by side, in the terminal or as JSON."""

import json
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from sumisura.cli.progress import bars
from sumisura.kernel import Brand, BrandId
from sumisura.space.revisions import Change, Compared
from sumisura.usecases.maker.comparing import compare_files
from sumisura.web import compare_view

MARKS = {Change.ADDED: "+", Change.REMOVED: "−", Change.CHANGED: "~"}
HERE = Brand(BrandId("terminal"), "", "EUR")
"""A brand to write numbers for."""


def run(old: Path, new: Path, out: Console, *, as_json: bool) -> None:
    """Compare two files and say what lies between them.

    Raises:
        BadFamily: a file cannot be used.
        Contradiction: the rules of one leave nothing to make.
    """
    with bars(Console(stderr=True)) as progress:
        progress.add_task(f"Comparing {old.name} and {new.name}", total=None)
        pair = compare_files(old, new)
    if as_json:
        out.print(json.dumps(told(pair.found)), markup=False, soft_wrap=True)
        return
    view = compare_view.view(pair, HERE)
    for one in pair.found.differences:
        out.print(escape(f"{MARKS[one.change]} {compare_view.said(one)}"), soft_wrap=True)
    if not pair.found.differences:
        out.print("They are the same.")
    for line in (view.lead, view.over, *view.examples):
        if line:
            out.print(escape(line), soft_wrap=True)


def told(found: Compared) -> dict[str, object]:
    """A comparison as plain data, with what became possible and impossible beside the counts."""
    plain: dict[str, object] = asdict(found)
    if found.counted:
        plain["counted"] = asdict(found.counted) | {"lost": found.counted.lost, "won": found.counted.won}
    return plain
