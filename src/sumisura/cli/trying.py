"""Try one file of rules: what it leaves is said here, and its configurator opens in the browser."""

import tempfile
import webbrowser
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from sumisura.app import wired
from sumisura.cli.answering import answer
from sumisura.cli.opening import listening
from sumisura.cli.progress import bars
from sumisura.files import read_bytes
from sumisura.kernel import WORKBENCH
from sumisura.settings import Settings
from sumisura.space.read import BadFamily
from sumisura.usecases.workbench import bringing
from sumisura.usecases.workbench.bringing import File
from sumisura.usecases.workbench.model import BRAND, Brought, Told
from sumisura.web import numerals, words

SHOWN = 12
"""Findings of a kind that the terminal shows; the page shows all."""
LARGEST = 64_000_000
"""Bytes of a file."""


def run(path: Path, port: int, out: Console, *, browser: bool) -> None:
    """Read, compile and check a file, say what was found, and show it until told to stop.

    Raises:
        BadFamily: the file cannot be used; names every problem with its line and what would mend it.
        BadInput: the port is taken.
    """
    data = read_bytes(path, LARGEST, BadFamily)
    with tempfile.TemporaryDirectory(prefix="sumisura-") as folder:
        settings = _settings(Path(folder), port)
        with listening(settings) as door:
            found = _bring(settings, File(path.name, data), out)
            address = f"{settings.address}/{WORKBENCH}/{found.id}"

            def opened() -> None:
                for line in _said(found, address):
                    out.print(escape(line), soft_wrap=True)
                if browser:
                    webbrowser.open(address)

            answer(settings, door, opened)


def _settings(data: Path, port: int) -> Settings:
    """On one's own machine there is more of everything than for one visitor of many."""
    return Settings(
        data=data,
        port=port,
        demo=True,
        open_minutes=23 * 60,
        open_bytes=LARGEST,
        open_seconds=600,
        open_nodes=4_000_000,
    )


def _bring(settings: Settings, sent: File, out: Console) -> Brought:
    with wired(settings) as services, bars(out) as progress:
        progress.add_task(f"Reading, compiling and checking {sent.name}", total=None)
        return bringing.bring(services, sent, "")


def _said(found: Brought, address: str) -> Iterator[str]:
    yield found.title
    yield _count(found.told)
    yield f"{found.choices:,} choices, {found.options:,} options, {found.rules:,} rules"
    yield from _listed("Dead or forced", [f"{one.where}: {one.what}" for one in found.dead])
    yield from _listed("Else", [f"{one.where}: {one.what}" for one in found.else_found])
    yield from _listed("How it was read", [str(note) for note in found.told.notes])
    yield ""
    yield f"Open at {address}. Stop with Ctrl-C; nothing is kept."


def _count(told: Told) -> str:
    counted = told.counted
    if counted is None:
        return f"It was not counted. {' '.join(told.unfinished)}"
    if not counted.exact:
        low, high = words.count(counted.low, BRAND), words.count(counted.high, BRAND)
        return f"Between {low} and {high} variants: part of it is searched, which works, slower."
    noun = "variant" if counted.low == 1 else "variants"
    return f"{numerals.figures(counted.low, BRAND)} {noun}: {numerals.spelled(counted.low)}"


def _listed(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield f"{title}: {len(lines):,}"
    yield from (f"  {line}" for line in lines[:SHOWN])
    if len(lines) > SHOWN:
        yield f"  and {len(lines) - SHOWN:,} more, on the page"
