"""What a customer's attention may be taken for: never for what they refused, seldom for the same thing, at quiet hours not at all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt

from sumisura.taste.model import Item, Kind, Manners, Shown, Signal

Mask = npt.NDArray[np.bool_]

REFUSED: Final = "refused"
AHEAD: Final = "ahead:"
"""Before an item's id: it was shown as a guess, before anybody asked."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How much attention may be taken.

    Args:
        times: how often a thing is shown without being taken before it rests.
        rest: how long it then rests.
        ahead: guesses shown on one day.
        quiet: from and until when nothing is guessed, by the customer's own clock; may span midnight.
    """

    times: int = 5
    rest: timedelta = timedelta(days=14)
    ahead: int = 1
    quiet: tuple[time, time] = (time(22), time(7))


USUAL: Final = Budget()


def standing(signals: Iterable[Signal]) -> frozenset[str]:
    """What was refused and not taken back: ids of items, and tokens.

    The last word about a thing holds, by the order in which it was told: one's own later word, with a value above 0, lifts
    a refusal, and nothing else ever does, neither time nor whatever was bought since.

    Example:
        >>> from datetime import UTC
        >>> at = datetime(2026, 3, 1, tzinfo=UTC)
        >>> no = Signal("1", at, "stated", "belt", "refused", -1.0)
        >>> standing([no, Signal("2", at, "purchases", "belt", "bought")])
        frozenset({'belt'})
    """
    last: dict[str, tuple[datetime, float]] = {}
    for signal in signals:
        if signal.what == REFUSED and signal.at >= last.get(signal.item, (signal.at, 0.0))[0]:
            last[signal.item] = (signal.at, signal.value)
    return frozenset(item for item, (_, value) in last.items() if not value > 0)


@dataclass(frozen=True, slots=True)
class Bearers:
    """Which items bear which name: what a refusal strikes out, looked up instead of searched for.

    Args:
        size: how many items there are.
        rows: an item's id, a token or, for presets, a family's id → rows that bear it.
    """

    size: int
    rows: Mapping[str, Sequence[int]]

    @classmethod
    def of(cls, items: Sequence[Item]) -> "Bearers":
        """Look at every item once."""
        rows: dict[str, list[int]] = {}
        for row, item in enumerate(items):
            for name in _names(item):
                rows.setdefault(name, []).append(row)
        return cls(len(items), rows)

    def refused(self, signals: Iterable[Signal]) -> Mask:
        """(size,) what must not be shown."""
        mask = np.zeros(self.size, dtype=np.bool_)
        for name in standing(signals):
            mask[list(self.rows.get(name, ()))] = True
        return mask


def refused(signals: Iterable[Signal], items: Sequence[Item]) -> Mask:
    """(n,) which items must not be shown: refused, of a refused quality, or presets of a refused family.

    It holds from the signal on, and for ever. Where the same items are asked about often, keep their `Bearers`.
    """
    no = standing(signals)
    return np.array([bool(no) and not no.isdisjoint(_names(item)) for item in items], dtype=np.bool_)


def tired(shown: Mapping[str, Shown], names: Sequence[str], now: datetime, budget: Budget = USUAL) -> Mask:
    """(n,) which of these were shown often enough without being taken, and rest.

    Example:
        >>> from datetime import UTC
        >>> at = datetime(2026, 3, 1, tzinfo=UTC)
        >>> seen = {"belt": Shown(5, at), "bag": Shown(9, at, taken=True)}
        >>> tired(seen, ["belt", "bag", "hat"], at).tolist()
        [True, False, False]
    """
    return np.array([_rests(shown.get(name), now, budget) for name in names], dtype=np.bool_)


def notice(shown: Mapping[str, Shown], names: Iterable[str], now: datetime) -> dict[str, Shown]:
    """What was shown, after these were shown once more."""
    after = dict(shown)
    for name in names:
        before = after.get(name, Shown(0, now))
        after[name] = replace(before, times=before.times + 1, last=max(before.last, now))
    return after


def take(shown: Mapping[str, Shown], name: str, now: datetime) -> dict[str, Shown]:
    """What was shown, after this was taken: it no longer tires."""
    before = shown.get(name, Shown(1, now))
    return {**shown, name: replace(before, taken=True)}


def guessable(manners: Manners, names: Sequence[str], now: datetime, budget: Budget = USUAL) -> Mask:
    """(n,) which items may be shown as a guess at this moment.

    None when guesses are switched off or it is a quiet hour; once the day's guesses are spent, only those already shown
    today, so that a page looks the same when it is opened again; none any more on a day on which one was taken.

    Args:
        manners: how the customer wants to be served.
        names: ids of items.
        now: by the customer's own clock; its date is the day that is counted.
        budget: how much attention may be taken.
    """
    if not manners.anticipate or quiet(now, budget):
        return np.zeros(len(names), dtype=np.bool_)
    today = {
        name: seen
        for name, seen in manners.shown.items()
        if name.startswith(AHEAD) and seen.last.astimezone(now.tzinfo).date() == now.date()
    }
    if any(seen.taken for seen in today.values()):
        return np.zeros(len(names), dtype=np.bool_)
    keys = [AHEAD + name for name in names]
    fresh = ~tired(manners.shown, keys, now, budget)
    if len(today) < budget.ahead:
        return fresh
    return fresh & np.array([key in today for key in keys], dtype=np.bool_)


def quiet(now: datetime, budget: Budget = USUAL) -> bool:
    """Whether it is a quiet hour, by the customer's own clock.

    Example:
        >>> quiet(datetime(2026, 3, 1, 23)), quiet(datetime(2026, 3, 1, 6, 59)), quiet(datetime(2026, 3, 1, 7))
        (True, True, False)
    """
    start, end = budget.quiet
    at = now.time()
    return start <= at < end if start <= end else at >= start or at < end


def _names(item: Item) -> tuple[str, ...]:
    family = (item.family,) if item.kind is Kind.PRESET and item.family else ()
    return (str(item.id), *item.tokens, *family)


def _rests(seen: Shown | None, now: datetime, budget: Budget) -> bool:
    return (
        seen is not None and not seen.taken and seen.times >= budget.times and now < seen.last + budget.rest
    )
