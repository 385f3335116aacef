"""Do duties: those of every turn, and by lease those that one worker does at a time. What fails costs only itself."""

import time
from collections.abc import Callable, Sequence
from functools import partial
from threading import Event

import structlog

from sumisura.jobs import lifecycle, repo
from sumisura.kernel import BrandId, SumisuraError
from sumisura.store.ports import NOBODY
from sumisura.telemetry.spans import span
from sumisura.usecases.again import again
from sumisura.usecases.background import leases
from sumisura.usecases.background.duties import Duty
from sumisura.usecases.services import Services

BROKEN = "broken"
"""The code of what failed in a way that nobody foresaw; the log has it."""
log = structlog.get_logger()


class Stopped(Exception):
    """A long duty is left where it is: nothing of it is in use yet."""


def quick(services: Services, brand: BrandId, duties: Sequence[Duty]) -> None:
    """Do for a brand what every turn asks for; what failed lately waits until it is tried again."""
    now = services.clock.now()
    with services.store.read() as tx:
        known = repo.jobs(tx, brand)
    for duty in duties:
        job = known.get(duty.name)
        if job and (lifecycle.due(lifecycle.righted(job, now), now) or now) > now:
            continue
        error = attempt(services, duty.name, partial(duty.act, services, brand, _go_on), brand)
        if error or job:
            _note(services, brand, duty, error)


def scheduled(services: Services, brand: BrandId, duty: Duty, holder: str, stop: Event) -> bool:
    """Do a duty for a brand, if it is due and no other worker is at it; says whether it was begun.

    Args:
        stop: once it is set, the duty ends at its next sign of progress, and is given back as it was.
    """
    if not leases.take(services, brand, duty, holder):
        return False
    with leases.kept(services, brand, duty.name, holder) as lost:

        def told(*_: object) -> None:
            if stop.is_set() or lost.is_set():
                raise Stopped

        try:
            error = attempt(services, duty.name, partial(duty.act, services, brand, told), brand)
        except Stopped:
            leases.give_back(services, brand, duty.name, holder)
            return True
    leases.settle(services, brand, duty, holder, error)
    return True


def attempt(services: Services, name: str, act: Callable[[], object], brand: BrandId = NOBODY) -> str:
    """Do it; where it fails, say so in the log and the figures, and return the code of what went wrong."""
    begun, where = time.perf_counter(), {"brand": brand} if brand else {}
    try:
        with span(f"duty {name}", **where):
            act()
    except Stopped:
        raise
    except SumisuraError as error:
        services.figures.undone(name)
        log.warning("worker.turn_failed", duty=name, code=error.code, error=str(error), **where)
        return error.code
    except Exception:
        services.figures.undone(name)
        log.exception("worker.turn_broken", duty=name, **where)
        return BROKEN
    services.figures.done(name, time.perf_counter() - begun)
    return ""


@again
def _note(services: Services, brand: BrandId, duty: Duty, error: str) -> None:
    """Remember that a duty of every turn failed, or forget it where it is well again."""
    now = services.clock.now()
    with services.store.write(durable=False) as tx:
        job, version = repo.job(tx, brand, duty.name)
        if not error:
            repo.forget(tx, job)
            return
        begun = lifecycle.take(job, "", now)
        repo.save(tx, lifecycle.failed(begun, now, error, services.rng, duty.longest), version)


def _go_on(*_: object) -> None:
    """Told of progress by what is never stopped in the middle."""
