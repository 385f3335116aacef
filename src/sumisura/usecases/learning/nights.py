"""When a brand's models are trained without anybody asking: every night, and as soon as there is enough for a first one."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from sumisura.kernel import Brand, Stale
from sumisura.store.codec import decode, encode
from sumisura.store.ports import Transaction
from sumisura.taste.card import Card
from sumisura.usecases.learning import crowds
from sumisura.usecases.learning.training import LEAST_CUSTOMERS, LEAST_EVENTS, Progress, train
from sumisura.usecases.services import Services

NIGHT = "training-night"
HOUR = 3
"""Of the brand's own time zone."""


def night(
    services: Services, brand: Brand, progress: Progress = lambda _what, _done, _all: None
) -> Card | None:
    """Review what the crowd counts and train the models, if it is time to; None when it is not, or another is at it."""
    if not _claimed(services, brand):
        return None
    crowds.review(services, brand.id)
    return train(services, brand.id, np.random.default_rng(services.rng.getrandbits(64)), progress)


def due(services: Services, tx: Transaction, brand: Brand) -> bool:
    """Whether the last training was before this night, or there is no model and by now enough to learn from."""
    now, last = services.clock.now(), _last(tx, brand)
    promoted = [one.promoted_at for one in services.models.history(tx, brand.id)]
    latest = max([*promoted, *([last] if last else [])], default=None)
    if latest and latest < nightfall(now, brand.time_zone):
        return True
    crowd = crowds.load(services, tx, brand.id)
    enough = crowd.parties >= LEAST_CUSTOMERS and crowd.events >= LEAST_EVENTS
    return last is None and enough and services.models.current(tx, brand.id) is None


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


def _last(tx: Transaction, brand: Brand) -> datetime | None:
    found = tx.records.get(brand.id, NIGHT, "")
    return decode(found.body, datetime) if found else None


def _claimed(services: Services, brand: Brand) -> bool:
    """Take this night's training, so that of several workers one does it."""
    with services.store.read() as tx:
        if not due(services, tx, brand):
            return False
    try:
        with services.store.write() as tx:
            if not due(services, tx, brand):
                return False
            found = tx.records.get(brand.id, NIGHT, "")
            version = found.version if found else 0
            tx.records.put(brand.id, NIGHT, "", encode(services.clock.now()), version=version)
    except Stale:
        return False
    return True
