"""`sumisura export`: what it wrote, what it left out and why, in words."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from sumisura.files import instant
from sumisura.kernel import Brand
from sumisura.trust.purposes import PURPOSES
from sumisura.usecases.operate import exporting
from sumisura.usecases.operate.exporting import NOT_ASKED, OVER, Asked, Exported
from sumisura.usecases.services import Services
from sumisura.usecases.shop import browse

WHY: Mapping[str, str] = {
    "no consent": "no consent to this purpose from whose they are, or no longer",
    "paused": "whose they are asked that nothing be used for now",
    OVER: "older than may be kept",
    "purpose": "kept for another purpose, which this one may not read",
    NOT_ASKED: "not what you asked for",
}
"""Why something is not in the file, those that concern people first."""


def export(
    services: Services,
    name: str,
    target: Path,
    purpose: str,
    kinds: Sequence[str],
    limits: tuple[str, str],
    out: Console,
    *,
    force: bool,
) -> None:
    """Write the file, and say what is in it and what is not.

    Args:
        name: the shop's short name.
        limits: since and before when, as they were typed; "" for none.
    """
    shop = browse.brand(services, name)
    since, before = (_instant(text, shop) for text in limits)
    asked = Asked(purpose, tuple(kinds), since, before)
    with out.status("Reading the journal") as status:
        found = exporting.export(
            services,
            shop,
            asked,
            target,
            lambda looked: status.update(f"Reading the journal: {looked:,} events"),
            force=force,
        )
    for line in _lines(target, asked, shop, found):
        out.print(escape(line), soft_wrap=True)


def _instant(text: str, shop: Brand) -> datetime | None:
    return instant(text, shop.zone) if text else None


def _lines(target: Path, asked: Asked, shop: Brand, found: Exported) -> list[str]:
    here = shop.local(found.at)
    simulated = f", {found.simulated:,} of them of simulated customers" if found.simulated else ""
    purpose = PURPOSES[asked.purpose]
    return [
        f"{target} holds {_events(found.rows)}{simulated}, as of {here:%Y-%m-%d %H:%M %Z}.",
        f"Use it for {purpose.name} alone: {purpose.words}",
        *(
            f"Left out {_events(found.left_out[why])}: {words}."
            for why, words in WHY.items()
            if found.left_out[why]
        ),
        f"Noted in the audit log as {found.entry}, with the file's digest (SHA-256) {found.digest}.",
        "Who takes a consent back from now on is still in this file: write it anew before you use it again.",
    ]


def _events(number: int) -> str:
    return f"{number:,} {'event' if number == 1 else 'events'}"
