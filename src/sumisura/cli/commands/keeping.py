"""Copies of the database, and who was forgotten after one was made."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from sumisura.kernel import BadInput

PANEL = "Operations"
keeping_app = typer.Typer()
backups_app = typer.Typer(
    help="Which copies of the database were made, and until when they are kept.", no_args_is_help=True
)
out = Console(highlight=False)


@keeping_app.command(rich_help_panel=PANEL)
def migrate(
    check: Annotated[
        bool, typer.Option("--check", help="Only say whether something is due; exit code 1 if so.")
    ] = False,
) -> None:
    """Bring the tables of the database to what this version needs.

    The server and the worker do the same when they start, under a lock, so that several may start at once.
    For example, before an upgrade is let loose: sumisura migrate --check
    """
    from sumisura.app import migrations_due, open_store
    from sumisura.settings import Settings

    settings = Settings.from_environment()
    due = migrations_due(settings)
    if due and check:
        out.print(f"Due: {due}. Run sumisura migrate.", soft_wrap=True)
        raise typer.Exit(1)
    if due:
        open_store(settings).close()
    out.print(f"Done: {due}." if due else "Nothing is due.", soft_wrap=True)


@keeping_app.command(rich_help_panel=PANEL)
def forget(
    replay: Annotated[
        bool,
        typer.Option("--replay", help="Erase again whom the register names: after a backup was restored."),
    ] = False,
    register: Annotated[
        list[Path] | None,
        typer.Option(
            help="Another copy of erasures.jsonl, of another machine or a safe place; may be repeated."
        ),
    ] = None,
) -> None:
    """Erase again whoever was erased after a backup was made, before the shop opens on it."""
    from sumisura.app import wired
    from sumisura.cli import forgetting
    from sumisura.settings import Settings

    if not replay:
        raise BadInput(
            "there is nothing to do", mend="After restoring a backup, run sumisura forget --replay."
        )
    with wired(Settings.from_environment()) as services:
        forgetting.replay(services, register or [], out)


@backups_app.command("note")
def backups_note(
    where: Annotated[str, typer.Argument(help="What you call the place it is in.")],
    until: Annotated[str, typer.Option(help="The day it is deleted, as 2027-03-01.", show_default=False)],
) -> None:
    """Write down that a copy of the database was just made: My data tells customers until when it is kept."""
    from sumisura.app import wired
    from sumisura.cli import forgetting
    from sumisura.settings import Settings

    with wired(Settings.from_environment()) as services:
        forgetting.note_backup(services, where, until, out)


@backups_app.command("list")
def backups_list() -> None:
    """The copies that are still kept, the latest first."""
    from sumisura.app import wired
    from sumisura.cli import forgetting
    from sumisura.settings import Settings

    with wired(Settings.from_environment()) as services:
        forgetting.list_backups(services, out)
