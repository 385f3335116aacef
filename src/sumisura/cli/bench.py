"""Measures the engines on a file of one's own; each command prints one JSON object."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from sumisura.cli.progress import bars

bench_app = typer.Typer(
    help="Measure the engines on files of your own; each prints one JSON object.", no_args_is_help=True
)


@bench_app.callback()
def _all() -> None:
    pass


class Split(StrEnum):
    """What is held back."""

    STRONG = "strong"
    CHRONOLOGICAL = "chronological"


@bench_app.command()
def recommend(
    interactions: Annotated[
        Path, typer.Option(help="Columns user, item, and maybe weight and timestamp.", show_default=False)
    ],
    social: Annotated[
        Path | None, typer.Option(help="Columns user, friend: whose likes are a signal to whom.")
    ] = None,
    split: Annotated[
        Split, typer.Option(help="Hold back other users' events at random, or everyone's latest.")
    ] = Split.STRONG,
    seed: Annotated[int, typer.Option(help="Of everything that is drawn.")] = 0,
) -> None:
    """Rank what was held back, beside popularity, item-kNN, EASE and iALS on the same users."""
    from sumisura.usecases.bench_recommend import bench_recommend

    notes = Console(stderr=True, highlight=False)
    with bars(notes) as progress:
        task = progress.add_task("Reading", total=None)

        def tell(words: str) -> None:
            progress.update(task, description=words)
            if not notes.is_terminal:
                notes.print(words, markup=False, soft_wrap=True)

        found = bench_recommend(interactions, social, split.value, seed, tell)
    typer.echo(json.dumps(found))
