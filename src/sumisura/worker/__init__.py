"""What the clock asks for: payments to settle, sessions to forget, models to train. Every turn may be repeated safely.

A duty that fails costs only itself, and only its brand: the others of that turn are done all the same.
"""

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

import structlog

from sumisura.kernel import Brand, BrandId, SumisuraError
from sumisura.telemetry.spans import span
from sumisura.trust.audit.model import LogDamaged
from sumisura.usecases import accounts, minimal, tidy
from sumisura.usecases.learning import crowds, nights
from sumisura.usecases.maker import wanting
from sumisura.usecases.my_data import cutting, erasing
from sumisura.usecases.office import trusting
from sumisura.usecases.services import Services
from sumisura.usecases.shop import browse, settling
from sumisura.usecases.webhooks import delivering, following
from sumisura.usecases.workbench import bringing

TURN = timedelta(seconds=2)
"""Between two looks for payments that were cut off, for what the crowd did, and for what to seal in the audit log."""
TIDY = timedelta(hours=1)
"""Between two clearings of what is over."""
POST = timedelta(seconds=1)
"""Between two looks for what other systems of the merchants wait to hear."""
NIGHT = timedelta(seconds=30)
"""Between two looks whether a brand's night has come."""
log = structlog.get_logger()


def run(services: Services, stop: threading.Event) -> None:
    """Take turns until told to stop; an error costs one turn, never the worker.

    Training and webhooks have threads of their own: no payment waits for them.
    """
    apart = [
        threading.Thread(target=act, args=(services, stop), name=name)
        for name, act in (("nights", _nightly), ("webhooks", _post))
    ]
    for thread in apart:
        thread.start()
    tidied: datetime | None = None

    def take_turn() -> None:
        nonlocal tidied
        tidied = turn(services, tidied)

    _until(services, stop, TURN, take_turn)
    for thread in apart:
        thread.join()


def turn(services: Services, tidied: datetime | None) -> datetime:
    """One turn; returns when things were last tidied."""
    now = services.clock.now()
    due = tidied is None or now - tidied >= TIDY
    brands = [brand.id for brand in browse.every_brand(services)]
    for brand in brands:
        for duty in _duties():
            _attempt(services, _name(duty), partial(duty, services, brand), brand=brand)
        if due:
            _attempt(services, "tidy", partial(tidy.tidy, services, brand), brand=brand)
    _attempt(services, "workbench", partial(bringing.tidy, services))
    if due:
        _attempt(services, "scrub", services.store.scrub)
    return now if tidied is None or due else tidied


def _duties() -> Sequence[Callable[[Services, BrandId], object]]:
    """What is done for each brand in every turn, the most urgent first."""
    return (
        _settle,
        crowds.refresh,
        cutting.take_up,
        erasing.sweep,
        minimal.take_up,
        _seal,
        trusting.follow_refusals,
        wanting.follow,
    )


def _settle(services: Services, brand: BrandId) -> None:
    settled = settling.take_up(services, brand)
    if settled:
        log.info("worker.settled", brand=brand, orders=settled)


def _seal(services: Services, brand: BrandId) -> None:
    try:
        accounts.seal(services, brand)
    except LogDamaged as error:  # said every turn until somebody mends it; nothing else waits for that
        log.error("audit.damaged", brand=brand, error=str(error))  # noqa: TRY400 - its text says all


class _Stopped(Exception):
    """Training is left where it is: nothing of it is in use yet."""


def _nightly(services: Services, stop: threading.Event) -> None:
    def told(*_: object) -> None:
        if stop.is_set():
            raise _Stopped

    def night(brand: Brand) -> None:
        with suppress(_Stopped):
            nights.night(services, brand, told)

    def look() -> None:
        for brand in browse.every_brand(services):
            if not stop.is_set():
                _attempt(services, "night", partial(night, brand), brand=brand.id)

    _until(services, stop, NIGHT, look)


def _post(services: Services, stop: threading.Event) -> None:
    with delivering.Post(services, stop) as post:

        def look() -> None:
            for brand in browse.every_brand(services):
                _attempt(
                    services,
                    "following.follow",
                    partial(following.follow, services, brand.id),
                    brand=brand.id,
                )
                _attempt(services, "webhooks", partial(post.turn, brand.id), brand=brand.id)

        _until(services, stop, POST, look)


def _until(services: Services, stop: threading.Event, pause: timedelta, act: Callable[[], object]) -> None:
    while not stop.is_set():
        _attempt(services, "turn", act)
        stop.wait(pause.total_seconds())


def _attempt(services: Services, duty: str, act: Callable[[], object], **where: str) -> None:
    """Do it; where it fails, say so in the log and the figures, and let the rest go on."""
    begun = time.perf_counter()
    try:
        with span(f"duty {duty}", **where):
            act()
    except SumisuraError as error:
        services.figures.undone(duty)
        log.warning("worker.turn_failed", duty=duty, code=error.code, error=str(error), **where)
    except Exception:
        services.figures.undone(duty)
        log.exception("worker.turn_broken", duty=duty, **where)
    else:
        services.figures.done(duty, time.perf_counter() - begun)


def _name(duty: Callable[..., object]) -> str:
    """A duty as figures call it: ``crowds.refresh``, ``settle``."""
    home = duty.__module__.rpartition(".")[2]
    return duty.__name__.lstrip("_") if duty.__name__.startswith("_") else f"{home}.{duty.__name__}"
