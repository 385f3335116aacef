"""Background work as the owner of a brand sees it: who is at work, what became of each duty, and what waits to go out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import Final

from sumisura.jobs import lifecycle, repo
from sumisura.jobs.model import Job
from sumisura.kernel import Brand, NotFound
from sumisura.store.ports import Transaction
from sumisura.store.walk import walk
from sumisura.trust.members import Member
from sumisura.trust.permissions import require
from sumisura.usecases.again import again
from sumisura.usecases.background.duties import OF_A_BRAND, Duty
from sumisura.usecases.office.webhooks import ACTION
from sumisura.usecases.services import Services
from sumisura.usecases.shop.settling import DEBT, INTENT
from sumisura.webhooks.repo import QUEUE

MANY: Final = 1000
"""As far as what waits is counted."""
WAITS: Final = {
    INTENT: ("Payments", "asked for, and not answered by the payment provider yet"),
    DEBT: ("Refunds", "of orders that were called off"),
    QUEUE: ("Messages", "for your other systems"),
}
"""Kind of record → what it is that waits, and for what."""


class State(StrEnum):
    """How a duty stands."""

    WELL = "well"
    WORKING = "at work"
    FAILING = "failing"
    WAITING = "waiting"
    """Nothing was there to do yet, or no worker has come round."""


@dataclass(frozen=True, slots=True)
class Row:
    """A duty, and what became of it.

    Args:
        next: when it is begun again; None for in every turn, or where that is not known yet.
        often: it is done in every turn of every worker.
    """

    duty: Duty
    job: Job
    state: State
    next: datetime | None
    often: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits to go out.

    Args:
        count: up to ``MANY``.
    """

    what: str
    why: str
    count: int
    many: bool


@dataclass(frozen=True, slots=True)
class BackgroundPage:
    """All of it.

    Args:
        workers: that were heard lately.
        heard: when the last one was; None for never, or where all were told to stop.
    """

    workers: int
    heard: datetime | None
    rows: Sequence[Row]
    waiting: Sequence[Waiting]


def page(services: Services, brand: Brand, member: Member) -> BackgroundPage:
    """How the background work of a brand stands.

    Raises:
        Forbidden: it is not this member's to see.
    """
    require(member, ACTION)
    now = services.clock.now()
    with services.store.read() as tx:
        workers = repo.workers(tx)
        known = repo.jobs(tx, brand.id)
        heard = max((one.seen for one in workers), default=None)
        alive = sum(one.alive(now) for one in workers)
        rows = [
            _row(services, tx, brand, duty, known.get(duty.name), heard if alive else None)
            for duty in OF_A_BRAND
        ]
        waiting = [_waiting(tx, brand, kind) for kind in WAITS]
    return BackgroundPage(alive, heard, rows, waiting)


@again
def ask(services: Services, brand: Brand, member: Member, name: str) -> None:
    """Have a duty done at once, by the next worker that comes round.

    Raises:
        Forbidden: it is not this member's to ask.
        NotFound: no duty has that name.
    """
    require(member, ACTION)
    if name not in {duty.name for duty in OF_A_BRAND}:
        raise NotFound("duty", name)
    with services.store.write(durable=False) as tx:
        job, version = repo.job(tx, brand.id, name)
        repo.save(tx, lifecycle.asked(job, services.clock.now()), version)


def _row(
    services: Services, tx: Transaction, brand: Brand, duty: Duty, known: Job | None, heard: datetime | None
) -> Row:
    """A duty's row; what is done in every turn, and was never troubled, was done when a worker was last heard."""
    job = known or Job(brand.id, duty.name, done=None if duty.when else heard)
    now = services.clock.now()
    regular = duty.when(services, tx, brand.id, job.done) if duty.when else None
    return Row(duty, job, _state(job, now), lifecycle.due(job, regular), often=duty.when is None)


def _state(job: Job, now: datetime) -> State:
    if job.held(now):
        return State.WORKING
    if job.failing:
        return State.FAILING
    return State.WELL if job.done else State.WAITING


def _waiting(tx: Transaction, brand: Brand, kind: str) -> Waiting:
    count = sum(1 for _ in islice(walk(tx, brand.id, kind), MANY))
    return Waiting(*WAITS[kind], count, many=count == MANY)
