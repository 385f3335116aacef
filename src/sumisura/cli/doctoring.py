"""Whether this installation is well, on one screen."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from sumisura import web
from sumisura.app import bulk, wired
from sumisura.kernel import SumisuraError, SystemClock
from sumisura.settings import Settings
from sumisura.store.sql.migrate import HEAD
from sumisura.usecases.operate.doctor import place, shop
from sumisura.usecases.operate.doctor.model import Finding, Level, bad, ok

COLOURS = {Level.OK: "green", Level.WARN: "yellow", Level.BAD: "red"}


def run(out: Console, *, full: bool, as_json: bool) -> bool:
    """Look at everything and say how it is; whether nothing is bad."""
    found = list(_findings(full=full))
    if as_json:
        out.print_json(json.dumps([asdict(one) for one in found]))
    else:
        _tell(found, out)
    return all(one.level is not Level.BAD for one in found)


def _findings(*, full: bool) -> Iterator[Finding]:
    try:
        settings = Settings.from_environment()
    except SumisuraError as error:
        yield bad("settings", str(error), "docs/settings.md lists them.")
        return
    yield ok("settings", f"release {version('sumisura')}, {'Postgres' if settings.database else 'SQLite'}")
    there = list(_place(settings))
    yield from there
    if all(one.level is Level.OK for one in there if one.what in {"keys", "database"}):
        yield from _shops(settings, full=full)


def _place(settings: Settings) -> Iterator[Finding]:
    yield place.folder(settings.data, "data folder")
    yield place.folder(settings.data / "spaces", "compiled spaces")
    if settings.data.is_dir():
        yield place.room(settings.data)
    yield place.assets(Path(web.__file__).parent)
    yield place.keys(settings.key_file, demo=settings.demo)
    database = place.schema(bulk(settings), HEAD)
    yield database
    if database.level is not Level.BAD:
        yield place.clock(bulk(settings), SystemClock().now())


def _shops(settings: Settings, *, full: bool) -> Iterator[Finding]:
    try:
        with wired(settings) as services:
            yield from shop.look(services, full=full)
    except SumisuraError as error:
        yield bad("installation", str(error), "See what it says.")


def _tell(found: Sequence[Finding], out: Console) -> None:
    for one in found:
        out.print(f"{one.level:<5}", style=COLOURS[one.level], end="")
        out.print(escape(f"{one.what}: {one.said}"), soft_wrap=True)
        if one.mend:
            out.print(escape(f"     → {one.mend}"), soft_wrap=True)
