"""The taste as of any day: the same fold over fewer signals, and what was learned since."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

import numpy as np

from sumisura.taste.model import Signal
from sumisura.taste.state import Taste


def until(signals: Iterable[Signal], at: datetime) -> tuple[Signal, ...]:
    """The signals up to a moment, in their order; nothing else is needed to rewind, since a taste is a fold over them.

    Example:
        >>> from datetime import UTC
        >>> day = lambda n: datetime(2026, 3, n, tzinfo=UTC)
        >>> told = [Signal(str(n), day(n), "visit", "belt", "viewed") for n in (1, 2, 3)]
        >>> [signal.id for signal in until(told, day(2))]
        ['1', '2']
    """
    return tuple(signal for signal in signals if signal.at <= at)


def days(signals: Iterable[Signal], zone: tzinfo) -> Sequence[tuple[date, int]]:
    """The days on which something was learned, oldest first, with how many signals: the tape to rewind along.

    Args:
        signals: in any order; one that comes twice counts once.
        zone: where the days begin and end.

    Example:
        >>> from datetime import UTC
        >>> told = [Signal(str(n), datetime(2026, 3, n // 2, tzinfo=UTC), "visit", "belt", "viewed") for n in (2, 3, 4)]
        >>> days(told, UTC)
        [(datetime.date(2026, 3, 1), 2), (datetime.date(2026, 3, 2), 1)]
    """
    at = {signal.id: signal.at for signal in signals}
    return sorted(Counter(moment.astimezone(zone).date() for moment in at.values()).items())


@dataclass(frozen=True, slots=True)
class Change:
    """How the score of an item or a quality moved between two moments.

    Args:
        name: an item's id or a token.
        then, now: its scores.
        because: the signals told since that moved it most in that direction, strongest first; none where only time passed.
    """

    name: str
    then: float
    now: float
    because: tuple[Signal, ...]


def changes(
    then: Taste, now: Taste, rows: Sequence[int], *, most: int = 5, told: int = 2
) -> Sequence[Change]:
    """What moved most between two moments of one taste, among these rows.

    Args:
        then: folded ``until`` the earlier moment, under the same population.
        now: the later one.
        rows: items and tokens to look at.
        most: how many changes.
        told: signals given with each.
    """
    wanted = np.asarray(rows, dtype=np.int64)
    before, after = then.scores[wanted], now.scores[wanted]
    order = np.argsort(-np.abs(after - before), kind="stable")[:most]
    return [
        Change(
            now.population.items[wanted[at]],
            float(before[at]),
            float(after[at]),
            _since(then, now, int(wanted[at]), told, upward=bool(after[at] > before[at])),
        )
        for at in order
        if after[at] != before[at]
    ]


def _since(then: Taste, now: Taste, row: int, told: int, *, upward: bool) -> tuple[Signal, ...]:
    known = {one.signal.id for one in then.evidence.signals}
    toward = 1.0 if upward else -1.0
    new = [(part * toward, one.signal) for one, part in now.pulls(row) if one.signal.id not in known]
    strongest = sorted((pair for pair in new if pair[0] > 0), key=lambda pair: (-pair[0], pair[1].id))
    return tuple(signal for _, signal in strongest[:told])
