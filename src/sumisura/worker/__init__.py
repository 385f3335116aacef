"""What the clock asks for: payments to settle, sessions to forget. Every turn may be repeated safely."""

import threading
from datetime import datetime, timedelta

import structlog

from sumisura.kernel import SumisuraError
from sumisura.usecases import browse, settling, tidy
from sumisura.usecases.services import Services

TURN = timedelta(seconds=2)
"""Between two looks for payments that were cut off."""
TIDY = timedelta(hours=1)
"""Between two clearings of what is over."""
log = structlog.get_logger()


def run(services: Services, stop: threading.Event) -> None:
    """Take turns until told to stop; an error costs one turn, never the worker."""
    tidied: datetime | None = None
    while not stop.is_set():
        try:
            tidied = turn(services, tidied)
        except SumisuraError as error:
            log.warning("worker.turn_failed", code=error.code, error=str(error))
        except Exception:
            log.exception("worker.turn_broken")
        stop.wait(TURN.total_seconds())


def turn(services: Services, tidied: datetime | None) -> datetime:
    """One turn; returns when things were last tidied."""
    now = services.clock.now()
    due = tidied is None or now - tidied >= TIDY
    brands = [brand.id for brand in browse.every_brand(services)]
    for brand in brands:
        settled = settling.take_up(services, brand)
        if settled:
            log.info("worker.settled", brand=brand, orders=settled)
    if due:
        tidy.tidy(services, *brands)
    return now if tidied is None or due else tidied
