"""Learn from all customers, and look at what was learned."""

from dataclasses import replace
from typing import Annotated

import typer
from rich.console import Console

from sumisura.settings import FactorTrainer

PANEL = "What customers told"
learning_app = typer.Typer()
models_app = typer.Typer(help="What was learned from all customers together.", no_args_is_help=True)
out = Console(highlight=False)


@learning_app.command(rich_help_panel=PANEL)
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
