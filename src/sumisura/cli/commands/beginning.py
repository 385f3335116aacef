"""Begin a shop."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from sumisura.kernel import Role

PANEL = "What the shop sells"
beginning_app = typer.Typer()
out = Console(highlight=False)


@beginning_app.command(
    "new",
    rich_help_panel=PANEL,
    epilog='Example: sumisura new --title "Ten Mugs" --country IT --product Mug --price 18',
)
def new(  # noqa: PLR0913, PLR0917 - one for each question
    title: Annotated[str, typer.Option(help="What stands over the door.")] = "",
    country: Annotated[str, typer.Option(help="Where you are: two letters, as IT.")] = "",
    currency: Annotated[str, typer.Option(help="ISO 4217; without it, the country's.")] = "",
    language: Annotated[
        str, typer.Option(help="How dates and numbers are written; without it, English.")
    ] = "",
    time_zone: Annotated[str, typer.Option(help="As Europe/Rome; without it, the country's.")] = "",
    product: Annotated[str, typer.Option(help="What you make, as Mug.")] = "",
    price: Annotated[str, typer.Option(help="Before any option, with tax.")] = "",
    days: Annotated[int, typer.Option(min=0, max=999, help="Days from order to door.")] = 14,
    choice: Annotated[
        list[str] | None,
        typer.Option(help="Name=option, option:price; may be repeated. The first one is the usual one."),
    ] = None,
    rule: Annotated[
        list[str] | None,
        typer.Option(
            help="What does not go together: Glaze=Gold / Size=Large / the reason; may be repeated."
        ),
    ] = None,
    owner: Annotated[str, typer.Option(help="The e-mail address of the first member of staff.")] = "",
    folder: Annotated[
        Path | None, typer.Option(help="Where the files go; without it, a folder named after the shop.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing: what is not given is the usual.")] = False,
) -> None:
    """Begin a shop from a few questions: writes its folder, checks it, brings it in, and says where it is.

    Nothing that is there is overwritten, and Ctrl-C leaves nothing behind.
    """
    from sumisura.app import wired
    from sumisura.cli import beginning as work
    from sumisura.settings import Settings
    from sumisura.trust.passwords import check_password
    from sumisura.usecases.bringing_in.beginning import Answers
    from sumisura.usecases.office.sign_in import add_staff

    title = title or work.ask("What stands over the door", "My Atelier", quiet=yes)
    country = (country or work.ask("Your country, two letters", "IT", quiet=yes)).upper()
    money, _, zone = work.home(country)
    product = product or work.ask("What do you make", "Mug", quiet=yes)
    said = Answers(
        title=title,
        country=country,
        currency=(currency or work.ask("Currency", money, quiet=yes)).upper(),
        locale=language or work.ask("Language of dates and numbers", "en", quiet=yes),
        time_zone=time_zone or work.ask("Time zone", zone, quiet=yes),
        product=product,
        price=work.amount(price or work.ask("Price before any option", "20", quiet=yes), "--price"),
        days=days,
        choices=work.options(
            choice or work.ask_many(f"Something to choose, as {work.EXAMPLE[1]}", work.EXAMPLE, quiet=yes)
        ),
        rules=work.rules(rule or work.ask_many(f"What does not go together, as {work.RULE}", (), quiet=yes)),
    )
    owner = owner or work.ask("Your e-mail address, to sign in with (- for none)", "-", quiet=yes)
    settings = Settings.from_environment()
    password = (
        ""
        if owner == "-"
        else typer.prompt("Password (12 characters or more)", hide_input=True, confirmation_prompt=True)
    )
    if password:
        check_password(password, owner)  # before anything is written
    with wired(settings) as services:
        work.begin(services, said, folder or Path(said.name), settings.address, out)
        if not (settings.demo or settings.test_payments):
            out.print("To try it without a payment provider, set SUMISURA_TEST_PAYMENTS=1.", soft_wrap=True)
        if password:
            add_staff(services, said.name, owner, password, Role.OWNER)
            out.print(f"Sign in at {settings.address}/{said.name}/office as {owner}.", soft_wrap=True)
