"""Time and chance are inputs: nothing below the doors asks the machine for either."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from sumisura.kernel.errors import BadInput

Rng = random.Random
"""Chance as an input: ``Rng(seed)`` where a result must repeat, ``random.SystemRandom()`` for secrets."""


class Clock(Protocol):
    """Says what time it is, as an aware UTC datetime."""

    def now(self) -> datetime:
        """The current instant, in UTC."""


class SystemClock:
    """The machine's clock.

    Example:
        >>> SystemClock().now().tzinfo
        datetime.timezone.utc
    """

    def now(self) -> datetime:
        """The current instant, in UTC."""
        return datetime.now(UTC)


@dataclass(slots=True)
class FixedClock:
    """A clock that moves only when told to: for tests, replays and examples.

    Example:
        >>> clock = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
        >>> clock.advance(days=1)
        >>> clock.now().isoformat()
        '2026-01-02T00:00:00+00:00'
    """

    at: datetime

    def now(self) -> datetime:
        """The instant this clock was last set to."""
        return self.at

    def advance(self, **delta: float) -> None:
        """Move by a ``timedelta`` given as keywords (``days=1``, ``seconds=30``)."""
        self.at += timedelta(**delta)


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open interval of time ``[start, end)``; ``end`` of None never comes.

    Example:
        >>> year = Span(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
        >>> datetime(2026, 6, 1, tzinfo=UTC) in year, year.end in year
        (True, False)
    """

    start: datetime
    end: datetime | None = None

    def __post_init__(self) -> None:
        if any(at.tzinfo is None for at in self._ends()):
            raise BadInput("a time has no time zone", mend="Give it in UTC, ending in +00:00.")
        if self.end is not None and self.end < self.start:
            raise BadInput("a span ends before it starts", mend="Swap its ends.")

    def __contains__(self, at: datetime) -> bool:
        return self.start <= at and (self.end is None or at < self.end)

    def _ends(self) -> Iterator[datetime]:
        yield self.start
        if self.end is not None:
            yield self.end
