"""Jobs rest and are taken on every engine: of many workers at once, exactly one has a job."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

from sumisura.jobs import lifecycle, repo
from sumisura.jobs.model import Job, Worker
from sumisura.kernel import BrandId, Rng, Stale

ONE, OTHER = BrandId("indigo"), BrandId("rosso")
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
WORKERS, ROUNDS = 8, 10


def test_a_job_rests_as_it_is(store):
    taken = lifecycle.take(Job(ONE, "night"), "wrk_1", NOW)
    failed = lifecycle.asked(lifecycle.failed(taken, NOW, "broken", Rng(1)), NOW)
    with store.write() as tx:
        repo.save(tx, failed, 0)
    with store.read() as tx:
        assert repo.job(tx, ONE, "night") == (failed, 1)
        assert repo.jobs(tx, ONE) == {"night": failed}
        assert repo.job(tx, OTHER, "night") == (Job(OTHER, "night"), 0)
        assert repo.jobs(tx, OTHER) == {}
    with store.write() as tx:
        repo.forget(tx, failed)
    with store.read() as tx:
        assert repo.jobs(tx, ONE) == {}


def test_of_many_workers_at_once_one_takes_a_job(store):
    for number in range(ROUNDS):
        name, together = f"duty-{number}", Barrier(WORKERS)

        def take(worker, name=name, together=together):
            with store.read() as tx:
                job, version = repo.job(tx, ONE, name)
            together.wait()
            try:
                with store.write(durable=False) as tx:
                    repo.save(tx, lifecycle.take(job, worker, NOW), version)
            except Stale:
                return None
            return worker

        with ThreadPoolExecutor(WORKERS) as pool:
            got = [one for one in pool.map(take, [f"wrk_{each}" for each in range(WORKERS)]) if one]
        with store.read() as tx:
            assert [repo.job(tx, ONE, name)[0].holder] == got


def test_workers_are_known_until_they_leave(store):
    with store.write() as tx:
        repo.seen(tx, Worker("wrk_1", NOW, NOW))
        repo.seen(tx, Worker("wrk_2", NOW, NOW))
        repo.seen(tx, Worker("wrk_1", NOW, datetime(2026, 3, 1, 13, tzinfo=UTC)))
    with store.read() as tx:
        assert [one.id for one in repo.workers(tx)] == ["wrk_2", "wrk_1"]
        assert repo.worker(tx, "wrk_1").seen.hour == 13
    with store.write() as tx:
        repo.gone(tx, "wrk_2")
    with store.read() as tx:
        assert [one.id for one in repo.workers(tx)] == ["wrk_1"]
        assert repo.worker(tx, "wrk_2") is None
