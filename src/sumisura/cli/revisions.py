"""`sumisura revisions`: drafts of a family, publishing them, and going back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape

from sumisura.cli.progress import compiling

if TYPE_CHECKING:
    from sumisura.usecases.maker.publishing import Done

revisions_app = typer.Typer(help="Revisions of a family: draft, publish, go back.", no_args_is_help=True)
out = Console(highlight=False)

OneBrand = Annotated[str, typer.Option("--brand", metavar="NAME", help="The shop's short name.")]
OneFamily = Annotated[str, typer.Argument(help="The family's short name.")]
Note = Annotated[str, typer.Option(help="Why, for the history.")]


@revisions_app.command("list", epilog="Example: sumisura revisions list jeans --brand my-brand")
def list_(family: OneFamily, brand: OneBrand) -> None:
    """What was drafted, published and rolled back, when and by whom; the latest first."""
    from sumisura.app import wired
    from sumisura.settings import Settings
    from sumisura.usecases.maker import publishing
    from sumisura.usecases.shop import browse

    with wired(Settings.from_environment()) as services:
        shop = browse.brand(services, brand)
        current, entries = publishing.lines(services, shop.id, family)
    for one in reversed(entries):
        mark = "●" if one.digest == current else " "
        line = f"{mark} {one.digest[:12]}  {shop.local(one.at):%Y-%m-%d %H:%M}  {one.deed} by {one.by}  {one.note}"
        out.print(escape(line.rstrip()), soft_wrap=True)
    if not entries:
        out.print(f"● {current[:12]}  nothing was written down of it", soft_wrap=True)


@revisions_app.command(
    "draft", epilog="Example: sumisura revisions draft jeans.yaml --brand my-brand --note Hemp"
)
def draft(
    file: Annotated[Path, typer.Argument(help="A family file: .yaml, or .xml in XCSP 2.1.")],
    brand: OneBrand,
    note: Note = "",
) -> None:
    """Keep a revision without offering it: to be compared in the back office, and published when it is right."""
    from sumisura.app import wired
    from sumisura.settings import Settings
    from sumisura.space.read import read_family
    from sumisura.usecases.bringing_in.offering import By
    from sumisura.usecases.maker import publishing
    from sumisura.usecases.shop import browse

    family = read_family(file)
    with wired(Settings.from_environment()) as services:
        shop = browse.brand(services, brand)
        with compiling(out, family):
            publishing.keep_draft(services, shop, family, By(note=note))
    out.print(
        f"Kept as {family.digest[:12]}. To offer it: sumisura revisions publish {family.name} {family.digest[:12]} --brand {brand}",
        soft_wrap=True,
    )


@revisions_app.command("publish", epilog="Example: sumisura revisions publish jeans 3f9a1c --brand my-brand")
def publish(
    family: OneFamily,
    revision: Annotated[
        str, typer.Argument(help="The beginning of its digest, as `revisions list` shows it.")
    ],
    brand: OneBrand,
    note: Note = "",
) -> None:
    """Offer a revision that was kept; every open design moves to it, with the least given up."""
    from sumisura.app import wired
    from sumisura.settings import Settings
    from sumisura.usecases.bringing_in.offering import By
    from sumisura.usecases.maker import publishing
    from sumisura.usecases.shop import browse

    with wired(Settings.from_environment()) as services:
        shop = browse.brand(services, brand)
        _say(publishing.publish(services, shop, family, revision, By(note=note)))


@revisions_app.command(
    "rollback", epilog="Example: sumisura revisions rollback jeans --brand my-brand --note Dear"
)
def rollback(family: OneFamily, brand: OneBrand, note: Note = "") -> None:
    """Offer the revision before the current one again; open designs move back, and nothing of the history is lost."""
    from sumisura.app import wired
    from sumisura.settings import Settings
    from sumisura.usecases.bringing_in.offering import By
    from sumisura.usecases.maker import publishing
    from sumisura.usecases.shop import browse

    with wired(Settings.from_environment()) as services:
        shop = browse.brand(services, brand)
        _say(publishing.roll_back(services, shop, family, By(note=note)))


def _say(done: "Done") -> None:
    state = "is on offer now" if done.changed else "was on offer already"
    out.print(
        f"{escape(done.family.title)} {done.family.digest[:12]} {state}. {done.moved:,} open designs moved to it, {done.lost:,} of them not as they were.",
        soft_wrap=True,
    )
