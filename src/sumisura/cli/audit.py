"""`sumisura audit`: check the log of decisions and grants, prove one entry, print a head to keep."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from sumisura.kernel import BadInput, Brand, EventId

if TYPE_CHECKING:
    from sumisura.trust.audit import Report
    from sumisura.trust.audit.verify import Told
    from sumisura.usecases.services import Services

audit_app = typer.Typer(help="The log of every decision and every grant.", no_args_is_help=True)
out = Console(highlight=False)
SHOWN = 10
"""Findings that are told one by one."""

OneBrand = Annotated[str, typer.Option("--brand", metavar="NAME", help="The shop's short name.")]


@audit_app.command("verify", epilog="Example: sumisura audit verify --brand my-brand --against head.txt")
def verify(
    brand: Annotated[
        str, typer.Option("--brand", metavar="NAME", help="One shop; without it, every shop.")
    ] = "",
    against: Annotated[
        Path | None,
        typer.Option(
            help="A file with a signed head that was kept elsewhere, as `sumisura audit checkpoint` prints it."
        ),
    ] = None,
) -> None:
    """Check the whole log: nothing altered, dropped, put in later, put in another order, or cut off.

    Ends with exit code 1 where something is not as it was written, and says where.
    """
    from sumisura.app import wired
    from sumisura.settings import Settings

    note = _note(against)
    if note and not brand:
        raise BadInput("a kept head is of one shop's log", where="--against", mend="Name the shop: --brand.")
    with wired(Settings.from_environment()) as services:
        reports = [checked(services, shop, note) for shop in _brands(services, brand)]
    if not all(report.sound for report in reports):
        raise typer.Exit(1)


@audit_app.command("proof", epilog="Example: sumisura audit proof evt_01a226f0 --brand my-brand")
def proof(
    event: Annotated[str, typer.Argument(help="The entry's id, as its page's address has it.")],
    brand: OneBrand,
) -> None:
    """Print the proof that an entry is in the log, as JSON: digests and hashes, nothing of what it says."""
    from sumisura.app import wired
    from sumisura.settings import Settings
    from sumisura.usecases import accounts

    with wired(Settings.from_environment()) as services:
        found = accounts.public_entry(services, _brands(services, brand)[0], EventId(event))
    typer.echo(json.dumps(accounts.told_entry(found), indent=2))


@audit_app.command("checkpoint", epilog="Example: sumisura audit checkpoint --brand my-brand")
def checkpoint(brand: OneBrand) -> None:
    """Print the newest signed head of the log, to be kept elsewhere: as a witness of what the log was."""
    from sumisura.app import wired
    from sumisura.settings import Settings
    from sumisura.usecases import accounts

    with wired(Settings.from_environment()) as services:
        view = accounts.log(services, _brands(services, brand)[0].id)
    if view.head is None:
        raise BadInput("nothing is in the log yet", where=brand, mend="Come back when it has an entry.")
    typer.echo(view.head.note, nl=False)


def checked(services: "Services", shop: Brand, note: str) -> "Report":
    """Check a shop's whole log and say what was found."""
    from sumisura.usecases import accounts

    with _bar(shop.title) as told:
        report = accounts.check(services, shop, note, told)
    for line in _lines(shop, report):
        out.print(escape(line), style="" if report.sound else "red", soft_wrap=True)
    return report


def _lines(shop: Brand, report: "Report") -> list[str]:
    """What a check found, for people."""
    gone = f", {report.forgotten:,} of them lawfully forgotten since" if report.forgotten else ""
    if report.sound:
        held = f"{report.heads:,} signed {'head' if report.heads == 1 else 'heads'}"
        return [f"{shop.title}: sound. {report.size:,} entries{gone}, held against {held}."]
    many = len(report.findings)
    head = f"{shop.title}: NOT sound. {report.size:,} entries{gone}; {many} {'finding' if many == 1 else 'findings'}, the first at entry {report.findings[0].index}."
    told = [f"  {one.kind}: {one.words}" for one in report.findings[:SHOWN]]
    return [head, *told, *(["  …"] if many > SHOWN else [])]


def _note(against: Path | None) -> str:
    if against is None:
        return ""
    try:
        return against.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise BadInput(
            "the kept head cannot be read", where=str(against), mend="Give the file that holds it."
        ) from problem


def _brands(services: "Services", brand: str) -> list[Brand]:
    from sumisura.usecases.shop import browse

    return [browse.brand(services, brand)] if brand else list(browse.every_brand(services))


@contextmanager
def _bar(what: str) -> Iterator["Told"]:
    """A bar, gone when the work is done; where nobody looks, nothing is drawn."""
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, of: progress.update(task, completed=done, total=of)
