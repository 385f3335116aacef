"""Who works here: each worker says now and then that it still comes round."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from sumisura.jobs import repo
from sumisura.jobs.model import Worker
from sumisura.usecases.services import Services

SAY: Final = timedelta(seconds=20)
"""Between two times that a worker says so."""
FORGOTTEN: Final = timedelta(days=1)
"""After so long, one that was not heard is forgotten."""


def arrive(services: Services) -> str:
    """A new worker's id."""
    return services.ids.new("wrk")


def note(services: Services, id_: str) -> None:
    """Say that a worker came round, where that was last said a while ago."""
    now = services.clock.now()
    with services.store.read() as tx:
        known = repo.worker(tx, id_)
    if known and timedelta() <= now - known.seen < SAY:
        return
    with services.store.write(durable=False) as tx:
        repo.seen(tx, replace(known, seen=now) if known else Worker(id_, now, now))
        for one in repo.workers(tx):
            if now - one.seen > FORGOTTEN:
                repo.gone(tx, one.id)


def leave(services: Services, id_: str) -> None:
    """A worker stops, as it was told to."""
    with services.store.write(durable=False) as tx:
        repo.gone(tx, id_)
