"""Open the shops, and do what the clock asks for."""

import signal
import threading
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

PANEL = "Running a shop"
running_app = typer.Typer()
out = Console(highlight=False)


@running_app.command(rich_help_panel=PANEL, epilog="Example: sumisura demo --customers 500")
def demo(
    data: Annotated[
        Path, typer.Option(help="Where the demo keeps its data; a second run finds it there.")
    ] = Path(".demo"),
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where the shops open.")] = 8000,
    customers: Annotated[
        int, typer.Option(min=0, max=20_000, help="Simulated customers of each brand; 0 for none.")
    ] = 2_000,
) -> None:
    """Load the example brands, let simulated customers walk through, open their shops, and say who to sign in as."""
    from sumisura.cli import opening

    opening.demo(data, port, customers, out)


@running_app.command(rich_help_panel=PANEL, epilog="Example: sumisura serve --processes 2")
def serve(
    processes: Annotated[
        int | None,
        typer.Option(min=1, max=64, help="How many answer, on one port.", show_default="SUMISURA_PROCESSES"),
    ] = None,
) -> None:
    """Open the shops of this installation.

    Settings come from SUMISURA_… in the environment; docs/settings.md lists them. Several processes are watched: one
    that dies is replaced, and SIGHUP replaces all of them, one after the other, without a request lost.
    """
    from sumisura.cli import opening
    from sumisura.settings import Settings

    settings = Settings.from_environment()
    code = opening.serve(replace(settings, processes=processes or settings.processes), out)
    raise typer.Exit(code)


@running_app.command(rich_help_panel=PANEL, epilog="Example: sumisura worker")
def worker() -> None:
    """Do what the clock asks for, until told to stop.

    Settles payments that were cut off, counts what is popular, trains the models every night, and forgets what is no
    longer needed. Run one or more beside the server.
    """
    from sumisura import worker as work
    from sumisura.app import wired
    from sumisura.settings import Settings

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with wired(Settings.from_environment()) as services:
        work.run(services, stop)
