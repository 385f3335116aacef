"""A worker that is killed loses nothing: what it had taken is sent later, under the same ids."""

import subprocess
import sys
from collections import Counter

import pytest

from commands import CLEAN
from receivers import wait_for
from sumisura.usecases.webhooks import delivering, endpoints, following
from sumisura.webhooks.model import State

EVENTS = 20


@pytest.fixture
def worker(services, database, tmp_path):
    """The worker as its own process, on the same data."""
    settings = {"SUMISURA_DATA": str(tmp_path), "SUMISURA_DEMO": "1", "SUMISURA_DATABASE": database}
    started = []

    def start():
        one = subprocess.Popen(
            [sys.executable, "-m", "sumisura.cli", "worker"],
            env=CLEAN | settings,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        started.append(one)
        return one

    yield start
    for one in started:
        one.kill()
        one.wait()


def test_nothing_is_lost_with_a_worker_and_what_comes_twice_is_known_by_its_id(
    services, brand, receiver, happen, worker, clock
):
    added = endpoints.add(services, brand, receiver.url)
    events = {happen(order=f"ord_{number}").id for number in range(EVENTS)}
    receiver.pause = 0.1
    running = worker()
    wait_for(lambda: len(receiver.got) >= 3, seconds=60)
    running.kill()  # SIGKILL, while an answer is waited for
    running.wait()
    before = len(receiver.got)
    assert before < EVENTS
    receiver.pause = 0
    clock.advance(delivering.LEASE.total_seconds() + 1)
    following.catch_up(services, brand.id)
    while delivering.deliver(services, brand.id):
        pass
    times = Counter(receiver.ids)
    assert times.keys() == events
    assert sum(times.values()) - EVENTS <= 1, "of one thread, one message at most came twice"
    sent = endpoints.deliveries(services, brand, added.endpoint.id)
    assert [one.state for one in sent] == [State.DELIVERED] * EVENTS
