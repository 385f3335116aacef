"""Jobs and workers on the store's records: a job is taken by writing the version that was read, so one worker has it."""

from collections.abc import Mapping, Sequence
from typing import Final

from sumisura.jobs.model import Job, Worker
from sumisura.kernel import BrandId
from sumisura.store.codec import decode, encode
from sumisura.store.ports import NOBODY, Transaction

JOB, WORKER = "job", "worker"
MOST: Final = 200
"""Jobs of a brand, which has one for each duty; and workers that are remembered."""


def jobs(tx: Transaction, brand: BrandId) -> Mapping[str, Job]:
    """What a brand's duties have to tell, by their names; one that was never troubled nor scheduled has nothing."""
    found = [decode(one.body, Job) for one in tx.records.page(brand, JOB, limit=MOST)]
    return {one.name: one for one in found}


def job(tx: Transaction, brand: BrandId, name: str) -> tuple[Job, int]:
    """A job and its version; a new one, of version 0, where nothing is told yet."""
    found = tx.records.get(brand, JOB, name)
    return (decode(found.body, Job), found.version) if found else (Job(brand, name), 0)


def save(tx: Transaction, one: Job, version: int) -> None:
    """Write a job that had this version.

    Raises:
        Stale: another worker was faster.
    """
    tx.records.put(one.brand, JOB, one.name, encode(one), version=version)


def forget(tx: Transaction, one: Job) -> None:
    """All is well with it, and its duty is asked for in every turn: there is nothing to tell."""
    tx.records.delete(one.brand, JOB, one.name)


def workers(tx: Transaction) -> Sequence[Worker]:
    """All that were heard lately, the latest that began first."""
    return [decode(one.body, Worker) for one in tx.records.page(NOBODY, WORKER, limit=MOST)]


def worker(tx: Transaction, id_: str) -> Worker | None:
    """A worker, where it was heard."""
    found = tx.records.get(NOBODY, WORKER, id_)
    return decode(found.body, Worker) if found else None


def seen(tx: Transaction, one: Worker) -> None:
    """Note that a worker came round."""
    found = tx.records.get(NOBODY, WORKER, one.id)
    tx.records.put(NOBODY, WORKER, one.id, encode(one), version=found.version if found else 0)


def gone(tx: Transaction, id_: str) -> None:
    """Forget a worker."""
    tx.records.delete(NOBODY, WORKER, id_)
