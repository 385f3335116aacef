"""Every command; each does its work elsewhere and only speaks here."""

import io
import random
import signal
import sys
import threading
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from sumisura.cli.api_keys import api_keys_app
from sumisura.cli.audit import audit_app
from sumisura.cli.bench import bench_app
from sumisura.cli.goods import goods_app
from sumisura.cli.revisions import revisions_app
from sumisura.cli.signals import signals_app
from sumisura.kernel import BadInput, Role, SumisuraError
from sumisura.settings import FactorTrainer

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
staff_app = typer.Typer(help="The people who sign in to a back office.", no_args_is_help=True)
app.add_typer(staff_app, name="staff")
keys_app = typer.Typer(
    help="The keys that seal designs; restart every process afterwards.", no_args_is_help=True
)
app.add_typer(keys_app, name="keys")
app.add_typer(bench_app, name="bench")
app.add_typer(audit_app, name="audit")
app.add_typer(api_keys_app, name="api-keys")
app.add_typer(signals_app, name="signals")
app.add_typer(goods_app, name="goods")
app.add_typer(revisions_app, name="revisions")
models_app = typer.Typer(help="What was learned from all customers together.", no_args_is_help=True)
app.add_typer(models_app, name="models")
backups_app = typer.Typer(
    help="Which copies of the database were made, and until when they are kept.", no_args_is_help=True
)
app.add_typer(backups_app, name="backups")
out, err = Console(highlight=False), Console(stderr=True, highlight=False)

BrandName = Annotated[
    str,
    typer.Option(
        "--brand",
        metavar="NAME",
        help="For a file: the shop it goes to, made where it is new. Without it, the file's folder names the shop.",
    ),
]


def main() -> None:
    """Run the command line; an error we meant to raise ends it with what would mend it, and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that knows no € shall not end a command
    try:
        app()
    except SumisuraError as error:
        err.print(escape(str(error)), style="red", soft_wrap=True)
        err.print(f"({error.code})", style="dim")
        sys.exit(2)


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


@app.command()
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


@app.command()
def serve() -> None:
    """Open the shops of this installation.

    Settings come from SUMISURA_… in the environment; docs/settings.md lists them.
    """
    from sumisura.cli import opening
    from sumisura.settings import Settings

    opening.serve(Settings.from_environment(), out)


@app.command()
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


@app.command("open")
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


@app.command("import")
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


@app.command()
def configure(
    family: Annotated[Path, typer.Argument(help="A family file: .yaml, or any form in docs/formats.md.")],
) -> None:
    """Shape a product in the terminal: every option with its price, and why not where not.

    It reads words from standard input, so it can be scripted: echo fabric=hemp-12 | sumisura configure jeans.yaml
    """
    from sumisura.cli import terminal

    terminal.run(family, out)


@app.command()
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


@app.command()
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


@app.command()
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


@staff_app.command("add")
def staff_add(
    brand: Annotated[str, typer.Argument(help="The shop's short name.")],
    email: Annotated[str, typer.Argument(help="What they sign in with.")],
    role: Annotated[Role, typer.Option(help="owner, operator or maker.")] = Role.OWNER,
) -> None:
    """Make an account; the password is asked for, twice, and shown to nobody."""
    from sumisura.app import wired
    from sumisura.settings import Settings
    from sumisura.usecases.office.sign_in import add_staff

    password = typer.prompt("Password (12 characters or more)", hide_input=True, confirmation_prompt=True)
    with wired(Settings.from_environment()) as services:
        add_staff(services, brand, email, password, role)
    out.print(f"{role} added to {brand}.")


@keys_app.command("list")
def keys_list() -> None:
    """The ids of the sealing keys, oldest first; the last one seals."""
    from sumisura.settings import Settings
    from sumisura.trust.keyfile import load_keys

    for key in load_keys(Settings.from_environment().key_file).signing:
        out.print(key.kid, soft_wrap=True)


@keys_app.command("rotate")
def keys_rotate() -> None:
    """Seal with a new key from now on; what earlier keys sealed still holds."""
    from sumisura.settings import Settings
    from sumisura.trust.keyfile import load_keys, save_keys

    path, rng = Settings.from_environment().key_file, random.SystemRandom()
    keyring = load_keys(path).rotate_signing(rng)
    save_keys(path, keyring, rng)
    out.print(f"Sealing with {keyring.current.kid}. Restart every process.", soft_wrap=True)


@keys_app.command("retire")
def keys_retire(key: Annotated[str, typer.Argument(help="Its id, as `keys list` shows it.")]) -> None:
    """Let a key's seals hold no more, as when it was stolen: bags with designs it sealed must be priced again."""
    from sumisura.settings import Settings
    from sumisura.trust.keyfile import load_keys, save_keys

    path = Settings.from_environment().key_file
    save_keys(path, load_keys(path).retire_signing(key), random.SystemRandom())
    out.print(f"{key} is retired. Restart every process.", soft_wrap=True)


@app.command()
def train(
    brand: Annotated[
        str, typer.Option("--brand", metavar="NAME", help="One shop; without it, every shop.")
    ] = "",
    seed: Annotated[
        int | None, typer.Option(help="The same seed draws the same customers to measure on.")
    ] = None,
    factors: Annotated[
        FactorTrainer | None,
        typer.Option(help="What makes item factors; without it, what SUMISURA_FACTORS says."),
    ] = None,
) -> None:
    """Learn from all customers who agreed to it, and use the new model where it serves better.

    What the model in use has not seen yet is replayed through both; docs/training.md says how that is judged.
    """
    from sumisura.app import wired
    from sumisura.cli import training
    from sumisura.settings import Settings

    settings = Settings.from_environment()
    with wired(replace(settings, factors=factors or settings.factors)) as services:
        training.train_all(services, brand, seed, out)


@app.command()
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


@models_app.command("list")
def models_list(
    brand: Annotated[
        str, typer.Option("--brand", metavar="NAME", help="One shop; without it, every shop.")
    ] = "",
) -> None:
    """Every promotion and rollback with its reason; the last one of a shop is in use."""
    from sumisura.app import wired
    from sumisura.cli import training
    from sumisura.settings import Settings

    with wired(Settings.from_environment()) as services:
        training.show(services, brand, out)


@models_app.command("rollback")
def models_rollback(
    brand: Annotated[str, typer.Option("--brand", metavar="NAME", help="Whose model.")],
) -> None:
    """Use the model before the current one again."""
    from sumisura.app import wired
    from sumisura.cli import training
    from sumisura.settings import Settings

    with wired(Settings.from_environment()) as services:
        training.roll_back(services, brand, out)
