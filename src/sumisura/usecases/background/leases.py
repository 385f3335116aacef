"""Leases: of several workers one does a scheduled duty; what a killed one left is another's within a minute."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

import structlog

from sumisura.jobs import lifecycle, repo
from sumisura.jobs.model import LEASE, Job
from sumisura.kernel import BrandId, Stale, SumisuraError
from sumisura.usecases.again import again
from sumisura.usecases.background.duties import Duty
from sumisura.usecases.services import Services

RENEWALS = 3
"""In the time of a lease: a database that is away for less than that costs nobody their lease."""
log = structlog.get_logger()


def take(services: Services, brand: BrandId, duty: Duty, holder: str) -> bool:
    """Take a duty, if it is due and free; False where it is not, or another was faster."""
    with services.store.read() as tx:
        job, version = repo.job(tx, brand, duty.name)
        job = lifecycle.righted(job, services.clock.now())
        regular = duty.when(services, tx, brand, job.done) if duty.when else None
    now = services.clock.now()  # after what a schedule calls at once
    deserted = bool(job.holder) and not job.held(now)
    at = lifecycle.due(job, regular)
    if deserted:
        log.warning("worker.deserted", duty=duty.name, brand=brand, tries=job.tries)
    elif at is None or at > now:
        return False
    after = lifecycle.lost(job, now, services.rng) if deserted else lifecycle.take(job, holder, now)
    with suppress(Stale), services.store.write(durable=False) as tx:
        repo.save(tx, after, version)
        return not deserted
    return False


@contextmanager
def kept(services: Services, brand: BrandId, name: str, holder: str) -> Iterator[Event]:
    """Renew a lease until the block is left; the event that is handed out is set where another has it."""
    over, lost = Event(), Event()

    def renew() -> None:
        while not over.wait(LEASE.total_seconds() / RENEWALS):
            try:
                if not _renewed(services, brand, name, holder):
                    lost.set()
                    return
            except SumisuraError as error:  # the store is away: it may be back before the lease is over
                log.warning("worker.not_renewed", duty=name, brand=brand, code=error.code)

    thread = Thread(target=renew, name=f"lease {name}")
    thread.start()
    try:
        yield lost
    finally:
        over.set()
        thread.join()


@again
def settle(services: Services, brand: BrandId, duty: Duty, holder: str, error: str) -> None:
    """Write down what became of a duty, unless another worker has it by now."""
    now = services.clock.now()

    def ended(job: Job) -> Job:
        if error:
            return lifecycle.failed(job, now, error, services.rng, duty.longest)
        return lifecycle.done(job, now)

    _change(services, brand, duty.name, holder, ended)


@again
def give_back(services: Services, brand: BrandId, name: str, holder: str) -> None:
    """Leave a duty to whoever takes it next."""
    _change(services, brand, name, holder, lifecycle.given_back)


@again
def _renewed(services: Services, brand: BrandId, name: str, holder: str) -> bool:
    now = services.clock.now()
    return _change(services, brand, name, holder, lambda job: lifecycle.renew(job, now))


def _change(services: Services, brand: BrandId, name: str, holder: str, change: Callable[[Job], Job]) -> bool:
    with services.store.write(durable=False) as tx:
        job, version = repo.job(tx, brand, name)
        if job.holder != holder:
            return False
        repo.save(tx, change(job), version)
    return True
