"""Backups, restoring them, and moving to another database: what they did, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from sumisura.app import bulk, wired
from sumisura.cli import forgetting
from sumisura.cli.audit import checked
from sumisura.kernel import BadInput
from sumisura.settings import Settings
from sumisura.store.archive.model import Manifest, Tally
from sumisura.store.archive.reading import Archive, reading
from sumisura.trust.erasure import lines_of
from sumisura.trust.keyfile import load_keys
from sumisura.usecases.operate import backing_up, moving, restoring
from sumisura.usecases.shop import browse

KEPT = timedelta(days=30)
"""How long a backup is kept unless it is said."""
SQLITE = "sqlite"
"""What names the file in the data folder, where a Postgres is named by its URL."""


def back_up(settings: Settings, target: Path, until: str, out: Console) -> None:
    """Write a backup while the shop is open.

    Raises:
        BadInput: the file is there already, or that is no day to come.
    """
    with wired(settings) as services:
        day = forgetting.day(until) if until else services.clock.now() + KEPT
        with out.status("Writing") as status:
            file, made = backing_up.back_up(
                services,
                bulk(settings),
                target,
                day,
                lambda table, rows: status.update(f"{table}: {rows:,} rows"),
            )
    for line in (
        f"{file} holds {_counts(made.tables)} and {len(made.files):,} files, as they were on {made.made:%Y-%m-%d %H:%M} UTC.",
        f"It is noted, and kept until {day:%Y-%m-%d}. Delete it then.",
        f"It needs the keys in {settings.key_file} (master key {made.keys.master}), which are not in it: keep them, and erasures.jsonl, apart.",
    ):
        out.print(escape(line), soft_wrap=True)


def check(settings: Settings, path: Path, out: Console) -> None:
    """Check an archive without restoring it, and whether its keys are here."""
    with reading(path) as archive:
        archive.check()
        _describe(archive.manifest, out)
        _say_keys(settings, archive, out)


def restore(settings: Settings, path: Path, registers: Sequence[Path], out: Console) -> bool:
    """Bring a backup back into an empty installation; whether its audit log is sound.

    Raises:
        BadInput: a register is not there, or a line of it is no erasure; nothing was changed.
    """
    for register in registers:
        if not register.is_file():
            raise BadInput("there is no such file", where=str(register), mend="Check the path.")
        lines_of(register)
    with reading(path) as archive:
        _say_keys(settings, archive, out)
        files = restoring.restore(archive, bulk(settings), settings.data)
        _describe(archive.manifest, out)
    out.print(escape(f"Restored, with {files:,} files beside it, and compared: equal."), soft_wrap=True)
    return _finish(settings, registers, out)


def move(settings: Settings, to: str, out: Console) -> bool:
    """Move this installation's database to another, and say whether nothing was left behind.

    Raises:
        BadInput: the other database is this one.
    """
    other = replace(settings, database="" if to == SQLITE else to)
    if other == settings:
        raise BadInput("that is where it is", where="--to", mend="Name another database.")
    _open_once(settings)
    with out.status("Moving"):
        moved = moving.move(bulk(settings), bulk(other))
    out.print(escape(f"Moved and compared: {_counts(moved.tables)}, equal."), soft_wrap=True)
    if moved.late:
        late = ", ".join(moved.late)
        out.print(
            escape(
                f"But the shop was open: {late} changed here since. Stop it, empty the other database, and move again."
            ),
            style="red",
            soft_wrap=True,
        )
        return False
    now = "without SUMISURA_DATABASE" if to == SQLITE else "with SUMISURA_DATABASE naming the other database"
    out.print(
        escape(f"Start every process {now}; the data folder stays. Then delete the old one."), soft_wrap=True
    )
    return True


def _finish(settings: Settings, registers: Sequence[Path], out: Console) -> bool:
    with wired(settings) as services:
        forgetting.replay(services, registers, out)
        restoring.keep_erasures(services)
        reports = [checked(services, shop, "") for shop in browse.every_brand(services)]
    return all(report.sound for report in reports)


def _open_once(settings: Settings) -> None:
    """Open the installation and close it: its schema is this release's then, and its lost events are counted."""
    with wired(settings):
        pass


def _say_keys(settings: Settings, archive: Archive, out: Console) -> None:
    where = settings.key_file
    for kid in restoring.check_keys(archive, load_keys(where), str(where)):
        line = f"The sealing key {kid} is not in {where}: retired since, or lost. Designs it sealed must be priced again."
        out.print(escape(line), style="yellow", soft_wrap=True)


def _describe(made: Manifest, out: Console) -> None:
    told = f"Sound: {_counts(made.tables)} and {len(made.files):,} files of {made.made:%Y-%m-%d %H:%M} UTC, from {made.engine}, by release {made.release}."
    out.print(escape(told), soft_wrap=True)


def _counts(tables: Mapping[str, Tally]) -> str:
    return f"{tables['records'].rows:,} records and {tables['events'].rows:,} events"
