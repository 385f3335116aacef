"""The people who sign in to a back office."""

from typing import Annotated

import typer
from rich.console import Console

from sumisura.kernel import Role

staff_app = typer.Typer(help="The people who sign in to a back office.", no_args_is_help=True)
out = Console(highlight=False)


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
