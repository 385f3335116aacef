"""What a visit is for, as context: what was told for another occasion counts less, and a gift is kept apart."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final

from sumisura.taste.model import MEANINGS, ItemId, Signal

GIFT: Final = "gift"
"""For somebody else: it says nothing of one's own taste, and one's own taste little of it."""
OWN_IN_A_GIFT: Final = 0.25
OTHER: Final = 0.5
"""What a signal of another occasion weighs."""


def weighed(signals: Iterable[Signal], occasion: str) -> Iterator[Signal]:
    """The signals as they count for an occasion ("" for none): those of a gift for gifts alone.

    Example:
        >>> at = datetime(2026, 3, 1)
        >>> own = Signal("1", at, "visit", ItemId("belt"), "viewed")
        >>> gift = Signal("2", at, "visit", ItemId("ring"), "viewed", occasion="gift")
        >>> [one.id for one in weighed([own, gift], "")]
        ['1']
        >>> [(one.id, one.weight) for one in weighed([own, gift], "gift")]
        [('1', 0.25), ('2', 1.0)]
    """
    for signal in signals:
        part = _part(signal.occasion, occasion)
        if part == 1.0:
            yield signal
        elif part:
            yield replace(signal, weight=signal.weight * part)


def wish(occasion: str, now: datetime) -> Signal:
    """The occasion itself, as something they said: what is made for it comes forward."""
    meaning = MEANINGS["said"]
    token = ItemId(f"occasion={occasion}")
    return Signal(f"occasion:{occasion}", now, "stated", token, "said", meaning.value, meaning.weight)


def _part(told: str, now: str) -> float:
    if told == now or (not told and now != GIFT):
        return 1.0
    if now == GIFT:
        return OWN_IN_A_GIFT
    return 0.0 if told == GIFT else OTHER
