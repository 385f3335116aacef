"""Bring in finished goods and accessories."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

goods_app = typer.Typer(help="Finished goods and accessories, beside what is made.", no_args_is_help=True)
out = Console(highlight=False)


@goods_app.callback()
def _all() -> None:
    pass


@goods_app.command("import", epilog="Example: sumisura goods import goods.csv --brand my-brand --dry-run")
def import_(
    file: Annotated[Path, typer.Argument(help="A list in CSV, or a product feed in CSV or XML.")],
    brand: Annotated[str, typer.Option("--brand", metavar="NAME", help="The shop's short name.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show how it would be understood.")] = False,
) -> None:
    """Offer the goods of a list or a feed; what is there already is changed in its place.

    A row that cannot be used goes to FILE.rejects.csv with its line, its column and the reason, and the rest goes on.
    """
    from sumisura.app import wired
    from sumisura.cli import bringing
    from sumisura.settings import Settings
    from sumisura.usecases.shop import browse

    with wired(Settings.from_environment()) as services:
        bringing.goods(services, browse.brand(services, brand), file, out, write=not dry_run)
