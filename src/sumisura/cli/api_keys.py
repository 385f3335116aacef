"""Keys for programs that use the API."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from sumisura.cli import tables
from sumisura.trust.api_keys import Scope

api_keys_app = typer.Typer(help="The keys that programs use the API with: docs/api.md.", no_args_is_help=True)
out = Console(highlight=False)
Brand = Annotated[str, typer.Option("--brand", metavar="NAME", help="The shop's short name.")]


@api_keys_app.command(
    "add", epilog='Example: sumisura api-keys add "web shop" --brand my-brand --scope shop:write'
)
def add(
    name: Annotated[str, typer.Argument(help="What the key is for, in your words.")],
    brand: Brand,
    scope: Annotated[
        list[Scope],
        typer.Option(
            "--scope",
            metavar="SCOPE",
            help=f"What it may do; may be repeated. Give it what it needs, no more: {', '.join(Scope)}.",
        ),
    ],
) -> None:
    """Make a key and show it, once."""
    from sumisura.app import wired
    from sumisura.settings import Settings
    from sumisura.usecases.office import api_keys
    from sumisura.usecases.shop import browse

    with wired(Settings.from_environment()) as services:
        key, secret = api_keys.add(services, browse.brand(services, brand), name, scope)
    out.print(secret, soft_wrap=True)
    out.print(f"This is {key.id}. Keep it where secrets are kept: it is shown this once.", soft_wrap=True)


@api_keys_app.command("list", epilog="Example: sumisura api-keys list --brand my-brand")
def list_(brand: Brand) -> None:
    """Every key of a shop: what it may do, and when it was last used."""
    from sumisura.app import wired
    from sumisura.settings import Settings
    from sumisura.usecases.office import api_keys
    from sumisura.usecases.shop import browse

    table = Table("id", "for", "may", "made", "last used", "revoked", box=None)
    with wired(Settings.from_environment()) as services:
        shop = browse.brand(services, brand)
        for key in api_keys.every(services, shop):
            days = [f"{shop.local(at):%Y-%m-%d}" if at else "–" for at in (key.made, key.used, key.revoked)]
            table.add_row(key.id, key.name, " ".join(key.scopes), *days)
    tables.show(out, table)


@api_keys_app.command("revoke", epilog="Example: sumisura api-keys revoke key_01a2 --brand my-brand")
def revoke(
    key: Annotated[str, typer.Argument(help="Its id, as `api-keys list` shows it.")], brand: Brand
) -> None:
    """Let a key open nothing from now on; every process knows at its next request."""
    from sumisura.app import wired
    from sumisura.settings import Settings
    from sumisura.usecases.office import api_keys
    from sumisura.usecases.shop import browse

    with wired(Settings.from_environment()) as services:
        found = api_keys.revoke(services, browse.brand(services, brand), key)
    out.print(f"“{found.name}” opens nothing any more.", soft_wrap=True)
