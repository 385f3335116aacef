"""When a brand's models are trained without anybody asking: every night, and as soon as there is enough for a first one."""

from datetime import datetime, timedelta
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
        return following(latest, brands.load(tx, brand).time_zone)
    crowd = crowds.load(services, tx, brand)
    enough = crowd.parties >= LEAST_CUSTOMERS and crowd.events >= LEAST_EVENTS
    return services.clock.now() if enough else None


def nightfall(now: datetime, time_zone: str) -> datetime:
    """The latest three o'clock in the morning there.

    Example:
        >>> nightfall(datetime.fromisoformat("2026-03-29T04:00:00+00:00"), "Europe/Rome").isoformat()
        '2026-03-29T03:00:00+02:00'
        >>> nightfall(datetime.fromisoformat("2026-03-29T00:59:00+00:00"), "Europe/Rome").isoformat()
        '2026-03-28T03:00:00+01:00'
    """
    there = now.astimezone(ZoneInfo(time_zone))
    today = there.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return today if today <= there else today - timedelta(days=1)


def following(now: datetime, time_zone: str) -> datetime:
    """The next three o'clock in the morning there.

    Example:
        >>> following(datetime.fromisoformat("2026-03-28T12:00:00+00:00"), "Europe/Rome").isoformat()
        '2026-03-29T03:00:00+02:00'
    """
    last = nightfall(now, time_zone)
    return (last + timedelta(days=1)).replace(hour=HOUR)
