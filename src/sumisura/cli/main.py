"""Every command; each does its work elsewhere and only speaks here."""

import signal
import sys
import threading
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from sumisura.kernel import Role, SumisuraError

app = typer.Typer(
    help="Made to measure: configure, price and order what fits each customer.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
staff_app = typer.Typer(help="The people who sign in to a back office.", no_args_is_help=True)
app.add_typer(staff_app, name="staff")
out, err = Console(highlight=False), Console(stderr=True, highlight=False)

BrandName = Annotated[str, typer.Option("--brand", help="The shop's short name, as in its address.")]


def main() -> None:
    """Run the command line; an error we meant to raise ends it with one sentence and exit code 2."""
    try:
        app()
    except SumisuraError as error:
        err.print(f"[red]{error.code}[/red] {error}", soft_wrap=True)
        sys.exit(2)


@app.command()
def demo(
    data: Annotated[Path, typer.Option(help="Where the demo keeps its data.")] = Path(".demo"),
    port: Annotated[int, typer.Option(help="Where the shop opens.")] = 8000,
) -> None:
    """Load the example brands, open their shops, and say who to sign in as."""
    from sumisura.cli import opening

    opening.demo(data, port, out)


@app.command()
def serve() -> None:
    """Open the shops of this installation (settings come from SUMISURA_… in the environment)."""
    from sumisura.cli import opening
    from sumisura.settings import Settings

    opening.serve(Settings.from_environment())


@app.command()
def worker() -> None:
    """Do what the clock asks for, until told to stop; run one or more beside the server."""
    from sumisura import worker as work
    from sumisura.app import wired
    from sumisura.settings import Settings

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with wired(Settings.from_environment()) as services:
        work.run(services, stop)


@app.command("import")
def import_(
    source: Annotated[Path, typer.Argument(help="A brand's folder, or one family file (.yaml, .xml).")],
    brand: BrandName = "",
) -> None:
    """Bring in a brand from its folder, or one family into a brand; nothing is written unless all of it is right."""
    from sumisura.app import wired
    from sumisura.cli import importing
    from sumisura.settings import Settings

    with wired(Settings.from_environment()) as services:
        importing.bring_in(services, source, brand, out)


@app.command()
def configure(
    family: Annotated[Path, typer.Argument(help="A family file (.yaml, .xml).")],
) -> None:
    """Shape a product in the terminal: every option with its price, and why not where not."""
    from sumisura.cli import terminal

    terminal.run(family, Console(highlight=False))


@staff_app.command("add")
def staff_add(
    brand: Annotated[str, typer.Argument(help="The shop's short name.")],
    email: Annotated[str, typer.Argument(help="What they sign in with.")],
    role: Annotated[Role, typer.Option(help="owner, operator or maker.")] = Role.OWNER,
) -> None:
    """Make an account; the password is asked for, twice, and shown to nobody."""
    from sumisura.app import wired
    from sumisura.settings import Settings
    from sumisura.usecases.sign_in import add_staff

    password = typer.prompt("Password (12 characters or more)", hide_input=True, confirmation_prompt=True)
    with wired(Settings.from_environment()) as services:
        add_staff(services, brand, email, password, role)
    out.print(f"{role} added to {brand}.")
