"""Measures the engines on a file of one's own; each command prints one JSON object."""

import typer

bench_app = typer.Typer(
    help="Measure the engines on files of your own; each prints one JSON object.", no_args_is_help=True
)


@bench_app.callback()
def _all() -> None:
    pass
