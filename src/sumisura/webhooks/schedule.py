"""When a delivery is tried again."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from sumisura.kernel import Rng

PAUSES: Final[Sequence[timedelta]] = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""After each try that failed, as Standard Webhooks suggests; some three days in all."""
JITTER: Final = 0.2
"""A pause is up to this share longer, so that what failed together does not come back together."""
LONGEST: Final = timedelta(hours=24)
"""What an endpoint may ask us to wait."""
GIVE_UP: Final = timedelta(days=5)
"""An endpoint at which nothing arrived for so long is sent nothing more."""


def next_try(tries: int, now: datetime, rng: Rng, retry_after: str = "") -> datetime | None:
    """When to try again after that many tries; None after the last.

    Args:
        retry_after: what the endpoint asked for (RFC 9110 §10.2.3): seconds, or a date.

    Example:
        >>> now = datetime(2026, 3, 1, 12, tzinfo=UTC)
        >>> 5 <= (next_try(1, now, Rng(1)) - now).total_seconds() <= 6
        True
        >>> next_try(1, now, Rng(1), "120") - now
        datetime.timedelta(seconds=120)
        >>> next_try(len(PAUSES) + 1, now, Rng(1)) is None
        True
    """
    if tries > len(PAUSES):
        return None
    pause = PAUSES[tries - 1] * (1 + JITTER * rng.random())
    return now + max(pause, asked(retry_after, now))


def asked(retry_after: str, now: datetime) -> timedelta:
    """How long an endpoint asks us to wait: at most a day; nothing where it does not say so in a known form.

    Example:
        >>> asked("Sun, 01 Mar 2026 12:01:00 GMT", datetime(2026, 3, 1, 12, tzinfo=UTC)).seconds
        60
        >>> asked("soon", datetime(2026, 3, 1, 12, tzinfo=UTC))
        datetime.timedelta(0)
    """
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:9]), int(LONGEST.total_seconds())))
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return timedelta()
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max(at - now, timedelta()), LONGEST)
