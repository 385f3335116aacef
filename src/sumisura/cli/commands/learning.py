"""Learn from all customers, and look at what was learned."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from sumisura.settings import FactorTrainer

PANEL = "What customers told"
learning_app = typer.Typer()
models_app = typer.Typer(help="What was learned from all customers together.", no_args_is_help=True)
out = Console(highlight=False)


@learning_app.command(rich_help_panel=PANEL, epilog="Example: sumisura train --brand my-brand --seed 1")
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


@learning_app.command(
    rich_help_panel=PANEL, epilog="Example: sumisura export study.parquet --brand my-brand --for research"
)
def export(
    target: Annotated[Path, typer.Argument(help="The file to write: .parquet, .csv or .jsonl.")],
    brand: Annotated[str, typer.Option("--brand", metavar="NAME", help="Whose events.")],
    purpose: Annotated[
        str,
        typer.Option("--for", metavar="PURPOSE", help="What the file will be used for: research, improve, …"),
    ],
    kind: Annotated[
        list[str] | None,
        typer.Option(help="Only such events: signal, order.placed; may be repeated. Without it, all."),
    ] = None,
    since: Annotated[
        str, typer.Option(metavar="TIME", help="From when on, as 2026-03-01, in the shop's time zone.")
    ] = "",
    before: Annotated[str, typer.Option(metavar="TIME", help="Until when, itself left out.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
) -> None:
    """Write a shop's events into a file, under pseudonyms, for a purpose that its customers agreed to.

    What nobody agreed to is left out, and counted. The audit log says that the file was made, and for what.
    """
    from sumisura.app import wired
    from sumisura.cli import exporting
    from sumisura.settings import Settings

    with wired(Settings.from_environment()) as services:
        exporting.export(services, brand, target, purpose, kind or (), (since, before), out, force=force)


@models_app.command("list", epilog="Example: sumisura models list --brand my-brand")
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


@models_app.command("rollback", epilog="Example: sumisura models rollback --brand my-brand")
def models_rollback(
    brand: Annotated[str, typer.Option("--brand", metavar="NAME", help="Whose model.")],
) -> None:
    """Use the model before the current one again."""
    from sumisura.app import wired
    from sumisura.cli import training
    from sumisura.settings import Settings

    with wired(Settings.from_environment()) as services:
        training.roll_back(services, brand, out)
