"""Duties are done, retried and shared: what fails waits, and costs nobody else."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from sumisura.jobs import repo
from sumisura.jobs.model import LEASE, NO_WORD
from sumisura.kernel import BrandId, NotFound
from sumisura.usecases.background import leases, running, watching
from sumisura.usecases.background.duties import OF_A_BRAND, OF_ALL, SOON, Duty, every

BRAND = BrandId("lucia")
HOUR = timedelta(hours=1)


class Act:
    """A duty's doing, which fails as long as it is told to."""

    def __init__(self):
        self.times, self.error = 0, None

    def __call__(self, _services, _brand, told):
        self.times += 1
        told()
        if self.error:
            raise self.error


@pytest.fixture
def act():
    return Act()


@pytest.fixture
def duty(act):
    return Duty("test", "Try", act, longest=SOON)


@pytest.fixture
def hourly(duty):
    return replace(duty, when=every(HOUR))


def job(services, name="test"):
    with services.store.read() as tx:
        return repo.job(tx, BRAND, name)[0]


def scheduled(services, duty, worker="wrk_1"):
    return running.scheduled(services, BRAND, duty, worker, threading.Event())


def test_what_is_well_in_every_turn_leaves_nothing_behind(services, duty, act):
    for _ in range(3):
        running.quick(services, BRAND, [duty])
    assert act.times == 3
    with services.store.read() as tx:
        assert repo.jobs(tx, BRAND) == {}


@pytest.mark.parametrize(
    ("error", "code"), [(NotFound("order", "Zanzarelle"), "not_found"), (ValueError("Zanzarelle"), "broken")]
)
def test_what_fails_waits_longer_each_time_and_heals_by_itself(services, duty, act, error, code):
    act.error, gaps = error, []
    for _ in range(6):
        running.quick(services, BRAND, [duty])
        before = act.times
        running.quick(services, BRAND, [duty])
        assert act.times == before, "it waits"
        found = job(services)
        assert found.error == code, "nobody's words rest outside the vault"
        gaps.append(found.again - services.clock.now())
        services.clock.at = found.again
    assert gaps == sorted(gaps)[:4] + gaps[4:]
    assert max(gaps) <= SOON * 1.2
    assert job(services).tries == 6
    act.error = None
    running.quick(services, BRAND, [duty])
    with services.store.read() as tx:
        assert repo.jobs(tx, BRAND) == {}


def test_one_that_fails_is_no_reason_for_another_to_wait(services, duty, act):
    act.error = ValueError()
    other = Act()
    running.quick(services, BRAND, [duty, replace(duty, name="other", act=other)])
    assert other.times == 1


def test_a_schedule_is_kept(services, hourly, act):
    assert scheduled(services, hourly)
    assert not scheduled(services, hourly)
    services.clock.advance(minutes=59)
    assert not scheduled(services, hourly)
    services.clock.advance(minutes=1)
    assert scheduled(services, hourly)
    assert act.times == 2
    assert job(services).done == services.clock.now()


def test_what_was_never_done_is_done_at_once_though_the_clock_runs(services, hourly, act):
    class Running:
        def now(self):
            services.clock.advance(microseconds=1)
            return services.clock.at

    assert scheduled(replace(services, clock=Running()), hourly)
    assert act.times == 1


def test_a_scheduled_duty_that_fails_is_tried_again_before_its_hour(services, hourly, act):
    act.error = ValueError()
    assert scheduled(services, hourly)
    assert job(services).error == "broken"
    services.clock.at = job(services).again
    act.error = None
    assert scheduled(services, hourly)
    assert (job(services).failing, job(services).tries) == (None, 0)


def test_what_a_killed_worker_had_is_anothers_within_two_minutes(services, hourly, act):
    assert leases.take(services, BRAND, hourly, "wrk_killed")
    assert not scheduled(services, hourly, "wrk_2")
    services.clock.advance(seconds=LEASE.total_seconds())
    assert not scheduled(services, hourly, "wrk_2"), "that it was left is noted, and it waits a little"
    assert (job(services).error, job(services).tries) == (NO_WORD, 1)
    services.clock.advance(seconds=10)
    assert scheduled(services, hourly, "wrk_2")
    assert act.times == 1


def test_who_lost_a_lease_writes_nothing_down(services, hourly):
    """A worker that was frozen for minutes wakes up while another is at it."""
    assert leases.take(services, BRAND, hourly, "wrk_frozen")
    services.clock.advance(seconds=LEASE.total_seconds())
    leases.take(services, BRAND, hourly, "wrk_2")
    services.clock.at = job(services).again
    assert leases.take(services, BRAND, hourly, "wrk_2")
    leases.settle(services, BRAND, hourly, "wrk_frozen", "")
    leases.give_back(services, BRAND, "test", "wrk_frozen")
    assert job(services).holder == "wrk_2"


def test_a_lease_is_renewed_and_who_lost_it_stops(services, hourly, monkeypatch):
    monkeypatch.setattr(leases, "LEASE", timedelta(milliseconds=30))
    began, seen = threading.Event(), []

    def long(_services, _brand, told):
        while True:
            seen.append(job(services).until)
            began.set()
            told()

    worker = threading.Thread(target=scheduled, args=(services, replace(hourly, act=long)))
    worker.start()
    assert began.wait(10)
    services.clock.advance(seconds=30)
    while seen[-1] == seen[0]:
        pass
    assert seen[-1] - seen[0] == timedelta(seconds=30)
    with services.store.write() as tx:
        found, version = repo.job(tx, BRAND, "test")
        repo.save(tx, replace(found, holder="wrk_other"), version)
    worker.join(10)
    assert not worker.is_alive()
    assert job(services).holder == "wrk_other"


def test_a_worker_is_told_of_while_it_comes_round(services):
    me = watching.arrive(services)
    watching.note(services, me)
    services.clock.advance(seconds=5)
    watching.note(services, me)
    with services.store.read() as tx:
        first = repo.worker(tx, me)
    assert first.seen == first.began, "said not more often than needed"
    services.clock.advance(seconds=15)
    watching.note(services, me)
    services.clock.advance(days=2)
    other = watching.arrive(services)
    watching.note(services, other)
    with services.store.read() as tx:
        assert [one.id for one in repo.workers(tx)] == [other], "who was not heard for a day is forgotten"
    watching.leave(services, other)
    with services.store.read() as tx:
        assert not repo.workers(tx)


def test_a_clock_that_was_set_back_does_not_silence_a_worker(services):
    me = watching.arrive(services)
    watching.note(services, me)
    services.clock.advance(days=-1)
    watching.note(services, me)
    with services.store.read() as tx:
        assert repo.worker(tx, me).seen == services.clock.now()


def test_every_duty_has_a_name_of_its_own_and_says_what_it_does():
    every_one = [*OF_A_BRAND, *OF_ALL]
    assert len({one.name for one in every_one}) == len(every_one)
    assert all(one.words[0].isupper() and not one.words.endswith(".") for one in every_one)
