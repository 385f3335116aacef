"""A job's life: whatever happens to it, one worker has it, and it comes back."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sumisura.jobs import lifecycle
from sumisura.jobs.model import LEASE, NO_WORD, SILENT, Job, Worker
from sumisura.kernel import BrandId, Rng

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
JOB = Job(BrandId("indigo"), "tidy")
LATER = NOW + timedelta(seconds=30)


def test_what_is_taken_is_nobody_elses_until_its_lease_is_over():
    taken = lifecycle.take(JOB, "wrk_1", NOW)
    assert taken.held(NOW)
    assert lifecycle.due(taken, NOW) == NOW + LEASE
    renewed = lifecycle.renew(taken, LATER)
    assert lifecycle.due(renewed, NOW) == LATER + LEASE
    assert not renewed.held(LATER + LEASE)


def test_done_leaves_when_and_how_long_and_nothing_of_what_went_wrong_before():
    broken = lifecycle.failed(lifecycle.take(JOB, "wrk_1", NOW), NOW, "store_away", Rng(1))
    done = lifecycle.done(lifecycle.take(broken, "wrk_2", NOW), LATER)
    assert done == Job(JOB.brand, "tidy", done=LATER, took=30.0)


def test_asked_beats_a_pause_and_a_pause_beats_the_schedule():
    tomorrow = NOW + timedelta(days=1)
    assert lifecycle.due(JOB, tomorrow) == tomorrow
    failed = lifecycle.failed(lifecycle.take(JOB, "wrk_1", NOW), NOW, "store_away", Rng(1))
    assert NOW < lifecycle.due(failed, tomorrow) < LATER
    assert lifecycle.due(lifecycle.asked(failed, NOW), tomorrow) == NOW
    assert lifecycle.due(JOB, None) is None


def test_what_is_asked_for_while_it_runs_waits_for_it():
    taken = lifecycle.asked(lifecycle.take(JOB, "wrk_1", NOW), LATER)
    assert lifecycle.due(taken, None) == NOW + LEASE


def test_a_worker_that_was_not_heard_again_counts_as_a_failure():
    """What kills its worker every time must not kill one after the other without a pause."""
    job, now = JOB, NOW
    pauses = []
    for number in range(4):
        job = lifecycle.take(job, f"wrk_{number}", now)
        now += LEASE
        job = lifecycle.lost(job, now, Rng(1))
        pauses.append(job.again - now)
        now = job.again
    assert (job.error, job.failing, job.tries, job.holder) == (NO_WORD, NOW + LEASE, 4, "")
    assert pauses == sorted(pauses)
    assert pauses[3] > 4 * pauses[0]


def test_given_back_is_as_if_it_had_not_been_begun():
    failed = lifecycle.failed(lifecycle.take(JOB, "wrk_1", NOW), NOW, "store_away", Rng(1))
    assert lifecycle.given_back(lifecycle.take(failed, "wrk_2", LATER)) == failed


@given(tries=st.integers(1, 10_000), seed=st.integers(), longest=st.sampled_from([60, 3600]))
def test_a_pause_is_never_longer_than_its_longest_and_a_fifth(tries, seed, longest):
    """Also where something failed for months: it is tried again within the hour of its cause's end."""
    wait = lifecycle.pause(tries, Rng(seed), timedelta(seconds=longest)).total_seconds()
    assert 5 <= wait <= longest * 1.2


@pytest.mark.parametrize(("ago", "alive"), [(0, True), (119, True), (120, False)])
def test_a_worker_is_alive_while_it_is_heard(ago, alive):
    one = Worker("wrk_1", NOW, NOW)
    assert timedelta(seconds=120) == SILENT
    assert one.alive(NOW + timedelta(seconds=ago)) is alive
