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


@keeping_app.command(rich_help_panel=PANEL, epilog="Example: sumisura migrate --check")
def migrate(
    check: Annotated[
        bool, typer.Option("--check", help="Only say whether something is due; exit code 1 if so.")
    ] = False,
) -> None:
    """Bring the tables of the database to what this version needs.

    The server and the worker do the same when they start, under a lock, so that several may start at once.
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


@keeping_app.command(
    rich_help_panel=PANEL, epilog="Example: sumisura forget --replay --register safe/erasures.jsonl"
)
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


@keeping_app.command(
    rich_help_panel=PANEL, epilog="Example: sumisura backup /var/backups/sumisura --until 2027-03-01"
)
def backup(
    target: Annotated[Path, typer.Argument(help="The file to write, or a folder to write it in.")],
    until: Annotated[
        str, typer.Option(help="The day it is deleted, as 2027-03-01; without it, in 30 days.")
    ] = "",
) -> None:
    """Write all of the database and the models into one file, as they are at one moment; the shop may be open.

    The keys and erasures.jsonl are not in it: keep them apart.
    """
    from sumisura.cli import keeping
    from sumisura.settings import Settings

    keeping.back_up(Settings.from_environment(), target, until, out)


@keeping_app.command(
    rich_help_panel=PANEL, epilog="Example: sumisura restore sumisura-20270301T030000Z.zip --check"
)
def restore(
    archive: Annotated[Path, typer.Argument(help="A file that sumisura backup wrote.")],
    check: Annotated[
        bool, typer.Option("--check", help="Only read all of it, and say whether it could be restored.")
    ] = False,
    register: Annotated[
        list[Path] | None,
        typer.Option(help="A copy of erasures.jsonl that was kept elsewhere; may be repeated."),
    ] = None,
) -> None:
    """Bring a backup back into an empty installation, on SQLite or Postgres, wherever it was made.

    Nothing is written unless all of it is sound and its keys are here. Whoever was erased since is erased again.
    Ends with exit code 1 where the restored audit log is not sound.
    """
    from sumisura.cli import keeping
    from sumisura.settings import Settings

    settings = Settings.from_environment()
    if check:
        keeping.check(settings, archive, out)
    elif not keeping.restore(settings, archive, register or [], out):
        raise typer.Exit(1)


@keeping_app.command(
    rich_help_panel=PANEL, epilog="Example: sumisura move --to postgresql://sumisura@db.example/sumisura"
)
def move(
    to: Annotated[
        str,
        typer.Option(help="A Postgres URL; or sqlite, for the file in the data folder.", show_default=False),
    ],
) -> None:
    """Copy the whole database into another, empty one, and compare the two; stop the shop first.

    Nothing changes in the first. Ends with exit code 1 where something was written to it meanwhile.
    """
    from sumisura.cli import keeping
    from sumisura.settings import Settings

    if not keeping.move(Settings.from_environment(), to, out):
        raise typer.Exit(1)


@keeping_app.command(rich_help_panel=PANEL, epilog="Example: sumisura doctor --full")
def doctor(
    full: Annotated[
        bool, typer.Option("--full", help="Also check every entry of the audit logs, which takes its time.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Say whether this installation is well: its keys, disk, database, payments, backups, erasures and audit log.

    Each finding says what would mend it. Ends with exit code 1 where something is bad.
    """
    from sumisura.cli import doctoring

    if not doctoring.run(out, full=full, as_json=as_json):
        raise typer.Exit(1)


@backups_app.command(
    "note", epilog="Example: sumisura backups note /mnt/safe/sumisura.zip --until 2027-03-01"
)
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


@backups_app.command("list", epilog="Example: sumisura backups list")
def backups_list() -> None:
    """The copies that are still kept, the latest first."""
    from sumisura.app import wired
    from sumisura.cli import forgetting
    from sumisura.settings import Settings

    with wired(Settings.from_environment()) as services:
        forgetting.list_backups(services, out)
