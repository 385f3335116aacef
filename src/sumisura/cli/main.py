"""The command line, put together: each topic's commands stand in ``cli/commands``, each one's work elsewhere."""

import io
import sys
from importlib.metadata import version
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from sumisura.cli.api_keys import api_keys_app
from sumisura.cli.audit import audit_app
from sumisura.cli.bench import bench_app
from sumisura.cli.commands import beginning, families, keeping, keys, learning, running, staff
from sumisura.cli.goods import goods_app
from sumisura.cli.revisions import revisions_app
from sumisura.cli.signals import signals_app
from sumisura.cli.webhooks import webhooks_app
from sumisura.kernel import NotFound, SumisuraError

GUIDE = """\
[bold]First steps[/bold]

sumisura demo  opens four example shops to look at

sumisura configure jeans.yaml  shapes one product here in the terminal

sumisura import my-brand/  brings your own brand in; sumisura serve opens its shop

docs/tutorial.md goes from a family file to an order in ten minutes."""

app = typer.Typer(
    help="Made to measure: configure, price and order what fits each customer.",
    epilog=GUIDE,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode="rich",
)
for topic in (
    running.running_app,
    beginning.beginning_app,
    families.families_app,
    learning.learning_app,
    keeping.keeping_app,
):
    app.add_typer(topic)
for name, named, panel in (
    ("revisions", revisions_app, families.PANEL),
    ("goods", goods_app, families.PANEL),
    ("signals", signals_app, learning.PANEL),
    ("models", learning.models_app, learning.PANEL),
    ("audit", audit_app, learning.PANEL),
    ("staff", staff.staff_app, running.PANEL),
    ("api-keys", api_keys_app, running.PANEL),
    ("webhooks", webhooks_app, running.PANEL),
    ("keys", keys.keys_app, keeping.PANEL),
    ("backups", keeping.backups_app, keeping.PANEL),
    ("bench", bench_app, "Measuring"),
):
    app.add_typer(named, name=name, rich_help_panel=panel)
out, err = Console(highlight=False), Console(stderr=True, highlight=False)


def main() -> None:
    """Run the command line; an error we meant to raise ends it with what would mend it, and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that knows no € shall not end a command
    try:
        app()
    except SumisuraError as error:
        err.print(escape(_said(error)), style="red", soft_wrap=True)
        err.print(f"({error.code})", style="dim")
        sys.exit(2)


def _said(error: SumisuraError) -> str:
    """At a terminal nobody followed a link."""
    if isinstance(error, NotFound):
        return f'There is no {error.kind} "{error.name}". Look how it is written: most commands list what there is.'
    return str(error)


def _version(asked: bool) -> None:
    if asked:
        out.print(version("sumisura"))
        raise typer.Exit


@app.callback()
def _all(
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    pass
