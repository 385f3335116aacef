"""Measures the engines on a file of one's own; each command prints one JSON object."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from sumisura.cli.progress import bars
from sumisura.files.problems import MOST

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


@bench_app.command(epilog="Example: sumisura bench recommend --interactions ratings.csv --seed 1")
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
    from sumisura.usecases.bench.recommend import bench_recommend

    with _telling(Console(stderr=True, highlight=False)) as tell:
        found = bench_recommend(interactions, social, split.value, seed, tell)
    typer.echo(json.dumps(found))


@bench_app.command(epilog="Example: sumisura bench frontier --simulated 2000 --seed 1")
def frontier(
    interactions: Annotated[
        Path | None, typer.Option(help="Columns user, item, and maybe weight and timestamp.")
    ] = None,
    social: Annotated[
        Path | None, typer.Option(help="Columns user, friend: whose likes are a signal to whom.")
    ] = None,
    simulated: Annotated[
        int, typer.Option(min=0, help="Simulated customers to measure on, where there is no file.")
    ] = 0,
    seed: Annotated[int, typer.Option(min=0, help="Of everything that is drawn.")] = 0,
) -> None:
    """Weigh relevance against intrusion: every set of sources, replayed on what the same customers wanted later."""
    from sumisura.usecases.bench.frontier import bench_frontier

    with _telling(Console(stderr=True, highlight=False)) as tell:
        found = bench_frontier(interactions, social, simulated, seed, tell)
    typer.echo(json.dumps(found))


@bench_app.command(
    "next-value", epilog="Example: sumisura bench next-value --history 2024.csv --test 2025.csv"
)
def next_value(
    history: Annotated[
        list[Path],
        typer.Option(
            metavar="FILE…", help="Past sales: a row each, a column per variable.", show_default=False
        ),
    ],
    test: Annotated[Path, typer.Option(help="The sales to guess, in the same columns.", show_default=False)],
    more: Annotated[list[Path] | None, typer.Argument(metavar="FILE…", help="More history.")] = None,
    family: Annotated[
        Path | None,
        typer.Option(help="Today's family (.yaml, or .xml in XCSP 2.1): also guess behind its mask."),
    ] = None,
    count: Annotated[str, typer.Option(help="The column that says how often a row was sold.")] = "",
    seed: Annotated[int, typer.Option(min=0, help="Of the orders of variables, and of the fit.")] = 0,
) -> None:
    """Guess every value of unseen sales from those known before it, beside naive Bayes on the same questions."""
    from sumisura.usecases.bench import next_value as bench

    notes = Console(stderr=True, highlight=False)
    with _telling(notes) as tell:
        sales, cases = bench.read_sales([*history, *(more or [])], count), bench.read_sales([test], count)
        for problem in [*sales.problems, *cases.problems][:MOST]:
            notes.print(str(problem), markup=False, soft_wrap=True)
        space = bench.compiled(family, tell) if family else None
        found = bench.measure(sales, cases, space=space, seed=seed, say=tell)
    typer.echo(json.dumps(found))


@bench_app.command(epilog="Example: sumisura bench forget --customers 400")
def forget(
    customers: Annotated[int, typer.Option(min=40, max=100_000, help="Who live in the shop.")] = 400,
    events: Annotated[
        int, typer.Option(min=400, max=10_000_000, help="What they told, all together.")
    ] = 8_000,
    seed: Annotated[int, typer.Option(min=0, help="Of everything that is drawn.")] = 0,
) -> None:
    """Withdraw and erase customers of a shop of its own: how long it takes, and whether anything is left."""
    import tempfile

    from sumisura.app import wired
    from sumisura.settings import Settings
    from sumisura.usecases.bench import forget as bench

    with (
        tempfile.TemporaryDirectory() as folder,
        wired(Settings(data=Path(folder), demo=True, mass_share=0.0)) as services,
        _telling(Console(stderr=True, highlight=False)) as tell,
    ):
        found = bench.bench_forget(services, Path(folder), customers, events, seed, tell)
    typer.echo(json.dumps(found))


@contextmanager
def _telling(notes: Console) -> Iterator[Callable[[str], None]]:
    """Says what is being done, beside what is printed: on a bar, or line by line where nobody watches one."""
    with bars(notes) as progress:
        task = progress.add_task("Reading", total=None)

        def tell(words: str) -> None:
            progress.update(task, description=words)
            if not notes.is_terminal:
                notes.print(words, markup=False, soft_wrap=True)

        yield tell
