"""Read, try, check, compare and bring in what a shop sells."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

PANEL = "What the shop sells"
families_app = typer.Typer()
out = Console(highlight=False)
BrandName = Annotated[
    str,
    typer.Option(
        "--brand",
        metavar="NAME",
        help="For a file: the shop it goes to, made where it is new. Without it, the file's folder names the shop.",
    ),
]


@families_app.command("open", rich_help_panel=PANEL, epilog="Example: sumisura open jeans.yaml")
def open_(
    file: Annotated[
        Path, typer.Argument(help="A file of rules: UVL, FeatureIDE or XCSP in XML, DIMACS, CSV, YAML.")
    ],
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where its page opens.")] = 8000,
    browser: Annotated[bool, typer.Option(help="Show the page in the browser.")] = True,
) -> None:
    """Try a file of rules: says what it leaves, and opens a configurator for it on this machine alone.

    Nothing is kept when it is stopped.
    """
    from sumisura.cli import trying

    trying.run(file, port, out, browser=browser)


@families_app.command("import", rich_help_panel=PANEL, epilog="Example: sumisura import my-brand/")
def import_(
    source: Annotated[
        Path,
        typer.Argument(help="A brand's folder, or one family file: .yaml, or any form in docs/formats.md."),
    ],
    brand: BrandName = "",
) -> None:
    """Bring in a brand from its folder, or one family from its file.

    Nothing is written unless all of it is right; if something is wrong, every problem is named with its line.
    Importing again brings in what changed; orders and designs begun keep the revision they were made in.
    """
    from sumisura.app import wired
    from sumisura.cli import importing
    from sumisura.settings import Settings

    with wired(Settings.from_environment()) as services:
        importing.bring_in(services, source, brand, out)


@families_app.command(rich_help_panel=PANEL, epilog="Example: sumisura configure jeans.yaml")
def configure(
    family: Annotated[Path, typer.Argument(help="A family file: .yaml, or any form in docs/formats.md.")],
) -> None:
    """Shape a product in the terminal: every option with its price, and why not where not.

    It reads words from standard input, so it can be scripted: echo fabric=hemp-12 | sumisura configure jeans.yaml
    """
    from sumisura.cli import terminal

    terminal.run(family, out)


@families_app.command(rich_help_panel=PANEL, epilog="Example: sumisura check jeans.yaml --report report.html")
def check(
    family: Annotated[Path, typer.Argument(help="A family file: .yaml, or any form in docs/formats.md.")],
    report: Annotated[
        Path | None,
        typer.Option(help="Also write it with pictures, as one HTML file.", show_default=False),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as one JSON object.")] = False,
    seconds: Annotated[
        float, typer.Option(min=0.1, help="After which what is left is left out, and said to be.")
    ] = 60.0,
) -> None:
    """Say what customers would stumble over in a family: dead options, repeated rules, prices with holes.

    Every finding has its place, what it means for a customer, and a mend. Ends with exit code 1 where something is
    wrong that customers meet.
    """
    from sumisura.cli import checking

    if not checking.run(family, seconds, report, out, as_json=as_json):
        raise typer.Exit(1)


@families_app.command(
    rich_help_panel=PANEL, epilog="Example: sumisura compare jeans-2026.yaml jeans-2027.yaml"
)
def compare(
    old: Annotated[Path, typer.Argument(help="The family file as it was.")],
    new: Annotated[Path, typer.Argument(help="The family file as it is to be.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print it as one JSON object.")] = False,
) -> None:
    """Say what changed between two revisions of a family, and how many designs became possible and impossible.

    The counts are exact, over the choices that both have; an example shows one of each.
    """
    from sumisura.cli import comparing

    comparing.run(old, new, out, as_json=as_json)


@families_app.command(rich_help_panel=PANEL, epilog="Example: sumisura convert rules.xml jeans.yaml")
def convert(
    source: Annotated[Path, typer.Argument(help="A family file in any form that is read: docs/formats.md.")],
    target: Annotated[
        Path, typer.Argument(help="Where it goes; its ending decides the form: .yaml, .dimacs, …")
    ],
    force: Annotated[bool, typer.Option("--force", help="Overwrite what is there.")] = False,
) -> None:
    """Write a family in another form, and say what was inferred, lost or done instead."""
    from sumisura.cli import converting

    converting.convert(source, target, out, force=force)
