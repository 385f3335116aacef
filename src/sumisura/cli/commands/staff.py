"""The people who sign in to a back office."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape

from sumisura.kernel import Role

if TYPE_CHECKING:
    from sumisura.usecases.services import Services

staff_app = typer.Typer(help="The people who sign in to a back office.", no_args_is_help=True)
out = Console(highlight=False)
TheBrand = Annotated[str, typer.Argument(help="The shop's short name.")]
TheirEmail = Annotated[str, typer.Argument(help="What they sign in with.")]


class OfStaff(StrEnum):
    """The roles that people of the brand have."""

    OWNER = Role.OWNER
    OPERATOR = Role.OPERATOR
    MAKER = Role.MAKER


@staff_app.command("list", epilog="Example: sumisura staff list my-brand")
def staff_list(brand: TheBrand) -> None:
    """Everyone who has an account, with their role; who was disabled is there as well."""
    from sumisura.usecases.office import staff

    with _wired() as services:
        found = staff.every(services, brand)
    for one in found:
        state = "" if one.active else "  disabled"
        out.print(escape(f"{one.email}  {', '.join(one.roles)}{state}"), soft_wrap=True)
    if not found:
        out.print(f"Nobody yet: sumisura staff add {escape(brand)} EMAIL", soft_wrap=True)


@staff_app.command("add", epilog="Example: sumisura staff add my-brand ada@my-brand.example --role maker")
def staff_add(
    brand: TheBrand,
    email: TheirEmail,
    role: Annotated[OfStaff, typer.Option(help="What they may do.")] = OfStaff.OWNER,
) -> None:
    """Make an account; the password is asked for, twice, and shown to nobody."""
    from sumisura.usecases.office.sign_in import add_staff

    password = _password()
    with _wired() as services:
        add_staff(services, brand, email, password, Role(role))
    out.print(f"{role} added to {brand}.")


@staff_app.command("role", epilog="Example: sumisura staff role my-brand ada@my-brand.example operator")
def staff_role(
    brand: TheBrand,
    email: TheirEmail,
    role: Annotated[OfStaff, typer.Argument(help="What they may do.")],
) -> None:
    """Give someone another role, and end their sessions; a brand keeps one owner at least."""
    from sumisura.usecases.office import staff

    with _wired() as services:
        _say(f"{email} is {role} now.", staff.set_role(services, brand, email, Role(role)))


@staff_app.command("disable", epilog="Example: sumisura staff disable my-brand ada@my-brand.example")
def staff_disable(brand: TheBrand, email: TheirEmail) -> None:
    """Let someone in no more, and end their sessions; what they did stays theirs in the log."""
    from sumisura.usecases.office import staff

    with _wired() as services:
        _say(f"{email} is disabled.", staff.set_active(services, brand, email, active=False))


@staff_app.command("enable", epilog="Example: sumisura staff enable my-brand ada@my-brand.example")
def staff_enable(brand: TheBrand, email: TheirEmail) -> None:
    """Let someone in again who was disabled, with the password and the role they had."""
    from sumisura.usecases.office import staff

    with _wired() as services:
        _say(f"{email} may sign in.", staff.set_active(services, brand, email, active=True))


@staff_app.command("password", epilog="Example: sumisura staff password my-brand ada@my-brand.example")
def staff_password(brand: TheBrand, email: TheirEmail) -> None:
    """Give someone a new password, asked for twice, and end their sessions."""
    from sumisura.usecases.office import staff

    password = _password()
    with _wired() as services:
        _say(f"{email} has a new password.", staff.set_password(services, brand, email, password))


@staff_app.command("sign-out", epilog="Example: sumisura staff sign-out my-brand ada@my-brand.example")
def staff_sign_out(brand: TheBrand, email: TheirEmail) -> None:
    """End every session of someone, as when a computer was lost; they may sign in again."""
    from sumisura.usecases.office import staff

    with _wired() as services:
        _say(f"{email} is signed out.", staff.sign_out(services, brand, email))


@contextmanager
def _wired() -> Iterator["Services"]:
    from sumisura.app import wired
    from sumisura.settings import Settings

    with wired(Settings.from_environment()) as services:
        yield services


def _password() -> str:
    asked: str = typer.prompt("Password (12 characters or more)", hide_input=True, confirmation_prompt=True)
    return asked


def _say(done: str, ended: int) -> None:
    sessions = "session" if ended == 1 else "sessions"
    out.print(escape(f"{done} {ended} {sessions} ended."), soft_wrap=True)
