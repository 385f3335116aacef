"""Bring in what customers told and did elsewhere, and what they tell away from the shop's pages."""

import re
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from sumisura.kernel import BadInput

signals_app = typer.Typer(
    help="What customers told and did: histories from elsewhere, the till, the phone, letters.",
    no_args_is_help=True,
)
out = Console(highlight=False)

Brand = Annotated[str, typer.Option("--brand", metavar="NAME", help="The shop's short name.")]
_SCALE = re.compile(r"(-?\d+(?:\.\d+)?)\.\.(-?\d+(?:\.\d+)?)")


@signals_app.command("import", epilog="Example: sumisura signals import orders.csv --brand my-brand --yes")
def import_(  # noqa: PLR0913, PLR0917 - each is an option of the command
    files: Annotated[list[Path], typer.Argument(help="CSV, Parquet, JSON lines, or CloudEvents in JSON.")],
    brand: Brand,
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="COLUMN=FIELD", help="What a column says; COLUMN=- leaves it out."),
    ] = None,
    fixed: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="FIELD=TEXT", help="What holds for every row: what=bought."),
    ] = None,
    scale: Annotated[str, typer.Option(metavar="LOW..HIGH", help="What ratings are given on: 1..5.")] = "",
    granted_under: Annotated[
        str, typer.Option(metavar="TEXT", help="The version of the words the customers agreed to.")
    ] = "",
    granted_since: Annotated[
        str, typer.Option(metavar="TIME", help="Since when they agreed; without it, from now on.")
    ] = "",
    granted_source: Annotated[
        list[str] | None, typer.Option(metavar="SOURCE", help="A source they agreed to; without it, all.")
    ] = None,
    granted_for: Annotated[
        list[str] | None,
        typer.Option(metavar="PURPOSE", help="What for: personalise unless you say so, or improve."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Write it. Without this, it is only shown.")] = False,
) -> None:
    """Bring in a history: show how it would be understood, and with --yes record it.

    A row that cannot be used goes to FILE.rejects.csv with its line, its column and the reason, and the rest goes on.
    A file brought in again changes nothing: an event counts once.
    """
    from sumisura.app import wired
    from sumisura.cli import bringing
    from sumisura.files import instant
    from sumisura.settings import Settings
    from sumisura.trust.sources import source
    from sumisura.usecases.bringing_in.consents import Vouched
    from sumisura.usecases.shop import browse

    with wired(Settings.from_environment()) as services:
        shop = browse.brand(services, brand)
        since = instant(granted_since, shop.zone) if granted_since else None
        with services.gate.watching(shop.id, "signals.import"):
            sources = frozenset(source(name).name for name in granted_source) if granted_source else None
        vouched = Vouched(granted_under, since, sources, tuple(granted_for or ("personalise",)))
        asked = bringing.Asked(_pairs("--map", mapping), _pairs("--set", fixed), _scale(scale), vouched)
        for path in files:
            bringing.history(services, shop, path, asked, out, write=yes)


@signals_app.command(
    "add",
    epilog="Example:\n\nsumisura signals add --brand mugs --at till --party 7 --item cap --what liked",
)
def add(  # noqa: PLR0913, PLR0917 - each is an option of the command
    brand: Brand,
    at: Annotated[str, typer.Option(metavar="PLACE", help="till, call or letter.")],
    party: Annotated[str, typer.Option(metavar="KEY", help="Your own key for the customer, or their pty_….")],
    item: Annotated[str, typer.Option(metavar="ITEM", help="An item's id, or a quality: colour=indigo.")],
    what: Annotated[str, typer.Option(metavar="WHAT", help="bought, returned, liked, refused, said, …")],
    value: Annotated[
        float | None, typer.Option(metavar="NUMBER", help="From -1, not at all, to 1, very much.")
    ] = None,
    when: Annotated[str, typer.Option(metavar="TIME", help="When it was; without it, now.")] = "",
    source: Annotated[str, typer.Option(metavar="SOURCE", help="Where it came from, if not as usual.")] = "",
    granted_under: Annotated[
        str, typer.Option(metavar="TEXT", help="The words they agreed to just then.")
    ] = "",
) -> None:
    """Note what a customer told or did at the till, on the phone or in a letter."""
    from sumisura.app import wired
    from sumisura.files import instant
    from sumisura.settings import Settings
    from sumisura.trust.sources import SOURCES
    from sumisura.usecases.bringing_in import touchpoints
    from sumisura.usecases.shop import browse

    with wired(Settings.from_environment()) as services:
        shop = browse.brand(services, brand)
        moment = instant(when, shop.zone) if when else None
        touch = touchpoints.Touch(
            at, party, item, what, value=value, when=moment, source=source, under=granted_under
        )
        told, refused = touchpoints.note(services, shop.id, touch)
    title = SOURCES[told.deed.source].title
    if refused and refused[0].why != "no consent":
        raise refused[0]
    if refused:
        raise BadInput(
            f'they did not agree to "{title}"',
            where="nothing was kept",
            mend="Ask them, and say with --granted-under which words they agreed to.",
        )
    out.print(escape(f"Noted {touchpoints.TOUCHES[at]}: {told.deed.what} {item} ({title})."), soft_wrap=True)


def _pairs(option: str, given: list[str] | None) -> dict[str, str]:
    pairs = {}
    for text in given or ():
        name, sign, meaning = text.rpartition("=") if option == "--map" else text.partition("=")
        if not sign or not name or not meaning:
            raise BadInput(f'"{text}" is no pair', where=option, mend="Write NAME=MEANING.")
        pairs[name] = meaning
    return pairs


def _scale(text: str) -> tuple[float, float] | None:
    if not text:
        return None
    found = _SCALE.fullmatch(text)
    if not found or float(found[1]) >= float(found[2]):
        raise BadInput(f'"{text}" is no scale', where="--scale", mend="Write it as 1..5.")
    return float(found[1]), float(found[2])
