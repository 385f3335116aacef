"""When a brand's models are trained without anybody asking: every night, and as soon as there is enough for a first one."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from sumisura.kernel import BrandId
from sumisura.store.ports import Transaction
from sumisura.taste.card import Card
from sumisura.usecases import brands
from sumisura.usecases.learning import crowds
from sumisura.usecases.learning.training import LEAST_CUSTOMERS, LEAST_EVENTS, Progress, train
from sumisura.usecases.services import Services

HOUR = 3
"""Of the brand's own time zone."""


def night(services: Services, brand: BrandId, progress: Progress = lambda _what, _done, _all: None) -> Card:
    """Review what the crowd counts, and train the models."""
    crowds.review(services, brand)
    return train(services, brand, np.random.default_rng(services.rng.getrandbits(64)), progress)


def when(services: Services, tx: Transaction, brand: BrandId, last: datetime | None) -> datetime | None:
    """When the models are trained next: in the night after the last training, or as soon as there is enough for a first one.

    Args:
        last: when the night's work was last done; models that were trained by hand since count, too.

    Returns:
        None while there is too little to learn from.
    """
    promoted = [one.promoted_at for one in services.models.history(tx, brand)]
    latest = max([*promoted, *([last] if last else [])], default=None)
    if latest:
        return following(latest, brands.load(tx, brand).zone)
    crowd = crowds.load(services, tx, brand)
    enough = crowd.parties >= LEAST_CUSTOMERS and crowd.events >= LEAST_EVENTS
    return services.clock.now() if enough else None


def nightfall(now: datetime, zone: ZoneInfo) -> datetime:
    """The latest three o'clock in the morning there.

    Example:
        >>> nightfall(datetime.fromisoformat("2026-03-29T04:00:00+00:00"), ZoneInfo("Europe/Rome")).isoformat()
        '2026-03-29T03:00:00+02:00'
        >>> nightfall(datetime.fromisoformat("2026-03-29T00:59:00+00:00"), ZoneInfo("Europe/Rome")).isoformat()
        '2026-03-28T03:00:00+01:00'
    """
    today = now.astimezone(zone).date()
    tonight = _three(today, zone)
    return tonight if tonight.astimezone(UTC) <= now else _three(today - timedelta(days=1), zone)


def following(now: datetime, zone: ZoneInfo) -> datetime:
    """The next three o'clock in the morning there.

    Example:
        >>> following(datetime.fromisoformat("2026-03-28T12:00:00+00:00"), ZoneInfo("Europe/Rome")).isoformat()
        '2026-03-29T03:00:00+02:00'
    """
    return _three(nightfall(now, zone).date() + timedelta(days=1), zone)


def _three(day: date, zone: ZoneInfo) -> datetime:
    """Three o'clock of a day: the first of two where clocks are put back over it, the hour after where they skip it."""
    written = datetime.combine(day, time(HOUR), zone)
    return written.astimezone(UTC).astimezone(zone)
