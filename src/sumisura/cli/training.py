"""Train the models, and say what came of it; show them, and go back to an earlier one."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from sumisura.kernel import Brand
from sumisura.taste.card import Card
from sumisura.usecases.learning import promoting
from sumisura.usecases.learning.training import Progress as Told
from sumisura.usecases.learning.training import train
from sumisura.usecases.services import Services
from sumisura.usecases.shop import browse


def train_all(services: Services, brand: str, seed: int | None, out: Console) -> None:
    """Train one brand's models, or every brand's."""
    for shop in _brands(services, brand):
        with _bars(out) as told:
            card = train(services, shop.id, np.random.default_rng(seed), told)
        _say(services, shop, card, out)


def show(services: Services, brand: str, out: Console) -> None:
    """Every promotion and rollback, the oldest first; the last one of each brand is in use."""
    for shop in _brands(services, brand):
        with services.store.read() as tx:
            history = services.models.history(tx, shop.id)
        if not history:
            out.print(escape(f"{shop.title}: no model yet"), soft_wrap=True)
        for number, one in enumerate(history, start=1):
            mark = "in use" if number == len(history) else "      "
            line = (
                f"{shop.id}  {shop.local(one.promoted_at):%Y-%m-%d %H:%M}  {one.version}  {mark}  {one.why}"
            )
            out.print(escape(line), soft_wrap=True)


def roll_back(services: Services, brand: str, out: Console) -> None:
    """Use the model before the current one again."""
    shop = browse.brand(services, brand)
    done = promoting.roll_back(services, shop.id)
    out.print(escape(f"{shop.title}: {done.version} is in use, {done.why}."), soft_wrap=True)


def _brands(services: Services, brand: str) -> list[Brand]:
    return [browse.brand(services, brand)] if brand else list(browse.every_brand(services))


@contextmanager
def _bars(out: Console) -> Iterator[Told]:
    """A bar for each step, gone when the work is done; where nobody looks, nothing is drawn."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as progress:
        tasks: dict[str, int] = {}

        def told(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what, total=of or None)
            progress.update(tasks[what], completed=done, total=of or None)  # type: ignore[arg-type]  # a TaskID

        yield told


def _say(services: Services, shop: Brand, card: Card, out: Console) -> None:
    state = "a new model is in use" if card.promoted else "no new model"
    out.print(escape(f"{shop.title}: {state}: {card.why}."), soft_wrap=True)
    simulated = f", {card.simulated:,} of them simulated" if card.simulated else ""
    out.print(f"  {card.events:,} events of {card.customers:,} customers{simulated}", soft_wrap=True)
    for name, found in card.figures.items():
        out.print(f"  {name} of the first 20: {found.value:.4f}", soft_wrap=True)
    for family, sold in sorted(card.designs.items()):
        out.print(f"  {family}: designs learned from {sold:,} sales", soft_wrap=True)
    if card.factors:
        out.print(escape(f"  item factors by {card.factors}"), soft_wrap=True)
    if card.version:
        path = services.models.path(shop.id, "population", card.version).with_suffix(".md")
        out.print(escape(f"  its card: {path}"), soft_wrap=True)
