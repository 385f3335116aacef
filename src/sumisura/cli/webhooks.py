"""Which other systems hear what happens."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from sumisura.cli import tables

webhooks_app = typer.Typer(
    help="Other systems that hear what happens to orders: docs/webhooks.md.", no_args_is_help=True
)
out = Console(highlight=False)
Brand = Annotated[str, typer.Option("--brand", metavar="NAME", help="The shop's short name.")]
Webhook = Annotated[str, typer.Argument(metavar="WEBHOOK", help="Its id, as `webhooks list` shows it.")]


@webhooks_app.command(
    "add", epilog="Example: sumisura webhooks add https://erp.example/hooks --brand my-brand"
)
def add(
    url: Annotated[str, typer.Argument(help="Where events are posted to: https://…")],
    brand: Brand,
    kind: Annotated[
        list[str] | None, typer.Option("--kind", help="Of events; may be repeated. Without it, all of them.")
    ] = None,
) -> None:
    """Tell a system of what happens from now on, and show the secret that signs, once."""
    from sumisura.app import wired
    from sumisura.settings import Settings
    from sumisura.usecases.shop import browse
    from sumisura.usecases.webhooks import endpoints

    with wired(Settings.from_environment()) as services:
        made = endpoints.add(services, browse.brand(services, brand), url, kind or ())
    out.print(made.secret, soft_wrap=True)
    out.print(
        f"This is the secret of {made.endpoint.id}. Keep it where secrets are kept: it is shown this once.",
        soft_wrap=True,
    )


@webhooks_app.command("list", epilog="Example: sumisura webhooks list --brand my-brand")
def list_(
    brand: Brand,
    webhook: Annotated[
        str, typer.Option("--webhook", metavar="ID", help="What was sent there lately, instead.")
    ] = "",
) -> None:
    """Every webhook of a shop; or what became of the latest deliveries to one."""
    from sumisura.app import wired
    from sumisura.settings import Settings
    from sumisura.usecases.shop import browse
    from sumisura.usecases.webhooks import endpoints

    with wired(Settings.from_environment()) as services:
        shop = browse.brand(services, brand)
        if webhook:
            table = Table("id", "what", "state", "tries", "last answer", box=None)
            for sent in endpoints.deliveries(services, shop, webhook):
                last = sent.attempts[-1] if sent.attempts else None
                said = (last.what or str(last.status)) if last else "–"
                table.add_row(sent.id, sent.kind, sent.state, str(len(sent.attempts)), said)
        else:
            table = Table("id", "address", "hears of", "state", box=None)
            for one in endpoints.every(services, shop):
                state = f"off: {one.off}" if one.off else "failing" if one.failing else "on"
                table.add_row(one.id, one.url, " ".join(one.kinds), state)
    tables.show(out, table)


@webhooks_app.command("remove", epilog="Example: sumisura webhooks remove whk_01a2 --brand my-brand")
def remove(webhook: Webhook, brand: Brand) -> None:
    """Tell a system nothing more; its secrets and what was on its way are forgotten."""
    from sumisura.app import wired
    from sumisura.settings import Settings
    from sumisura.usecases.shop import browse
    from sumisura.usecases.webhooks import endpoints

    with wired(Settings.from_environment()) as services:
        gone = endpoints.remove(services, browse.brand(services, brand), webhook)
    out.print(f"{gone.url} hears nothing more.", soft_wrap=True)


@webhooks_app.command("test", epilog="Example: sumisura webhooks test whk_01a2 --brand my-brand")
def test(webhook: Webhook, brand: Brand) -> None:
    """Send an event that tells nothing, now, and say what came back."""
    from sumisura.app import wired
    from sumisura.settings import Settings
    from sumisura.usecases.shop import browse
    from sumisura.usecases.webhooks import delivering, endpoints

    with wired(Settings.from_environment()) as services:
        shop = browse.brand(services, brand)
        sent = endpoints.test(services, shop, webhook)
        delivering.deliver(services, shop.id)
        found = next(one for one in endpoints.deliveries(services, shop, webhook) if one.id == sent.id)
    last = found.attempts[-1] if found.attempts else None
    answer = f"{last.status or ''} {last.what or 'it arrived'}".strip() if last else "the worker sends it"
    out.print(f"{found.id}: {answer}.", soft_wrap=True)


@webhooks_app.command("retry", epilog="Example: sumisura webhooks retry dlv_01a2 --brand my-brand")
def retry(
    delivery: Annotated[str, typer.Argument(help="Its id, as `webhooks list --webhook` shows it.")],
    brand: Brand,
) -> None:
    """Have a delivery sent again, by the worker, under the same id."""
    from sumisura.app import wired
    from sumisura.settings import Settings
    from sumisura.usecases.shop import browse
    from sumisura.usecases.webhooks import endpoints

    with wired(Settings.from_environment()) as services:
        again = endpoints.retry(services, browse.brand(services, brand), delivery)
    out.print(f"{again.kind} goes again.", soft_wrap=True)
