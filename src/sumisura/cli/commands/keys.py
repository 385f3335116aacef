"""The keys that seal designs."""

import random
from typing import Annotated

import typer
from rich.console import Console

keys_app = typer.Typer(
    help="The keys that seal designs; restart every process afterwards.", no_args_is_help=True
)
out = Console(highlight=False)


@keys_app.command("list", epilog="Example: sumisura keys list")
def keys_list() -> None:
    """The ids of the sealing keys, oldest first; the last one seals."""
    from sumisura.settings import Settings
    from sumisura.trust.keyfile import load_keys

    for key in load_keys(Settings.from_environment().key_file).signing:
        out.print(key.kid, soft_wrap=True)


@keys_app.command("rotate", epilog="Example: sumisura keys rotate")
def keys_rotate() -> None:
    """Seal with a new key from now on; what earlier keys sealed still holds."""
    from sumisura.settings import Settings
    from sumisura.trust.keyfile import load_keys, save_keys

    path, rng = Settings.from_environment().key_file, random.SystemRandom()
    keyring = load_keys(path).rotate_signing(rng)
    save_keys(path, keyring, rng)
    out.print(f"Sealing with {keyring.current.kid}. Restart every process.", soft_wrap=True)


@keys_app.command("retire", epilog="Example: sumisura keys retire 7c1e90ab")
def keys_retire(key: Annotated[str, typer.Argument(help="Its id, as `keys list` shows it.")]) -> None:
    """Let a key's seals hold no more, as when it was stolen: bags with designs it sealed must be priced again."""
    from sumisura.settings import Settings
    from sumisura.trust.keyfile import load_keys, save_keys

    path = Settings.from_environment().key_file
    save_keys(path, load_keys(path).retire_signing(key), random.SystemRandom())
    out.print(f"{key} is retired. Restart every process.", soft_wrap=True)
