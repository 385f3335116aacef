"""What the shop promises, and how it is measured whether it is kept: only what can be counted stands here."""

from collections.abc import Mapping
from dataclasses import dataclass

from sumisura.insight import tally
from sumisura.kernel import BrandId
from sumisura.store.ports import Transaction


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise.

    Args:
        words: what is promised, as a customer would say it.
        measured: what one count of it is, and when it is kept.
    """

    name: str
    words: str
    measured: str


PROMISES: Mapping[str, Promise] = {
    one.name: one
    for one in (
        Promise(
            "delivery",
            "It is there on the day you promised.",
            "Delivered orders with a promised day: kept where the last piece came on that day or before.",
        ),
        Promise(
            "never-again",
            "What I put away, I do not see again.",
            "Homes shown to people who put something away: kept where none of it was on the page.",
        ),
        Promise(
            "withdrawal",
            "What I take back is not used from the next page on.",
            "Homes shown to people who took something back: kept where no reason on the page rests on it.",
        ),
        Promise(
            "questions",
            "You ask me three things a month at most.",
            "Questions answered or skipped: kept where no more than three were asked within 30 days.",
        ),
    )
}
"""Every promise that is measured, by name."""


def count(tx: Transaction, brand: BrandId, who: str, name: str, *, kept: bool) -> None:
    """Count one occasion to keep a promise, in the unit of work of the deed.

    Raises:
        KeyError: it is promised nowhere.
        Stale: repeat.
    """
    tally.count(tx, brand, who, {f"promise/{PROMISES[name].name}/{'kept' if kept else 'broken'}": 1})
