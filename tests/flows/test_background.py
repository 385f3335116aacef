"""Background work: its owner sees who is at work and what failed, and a worker that is killed loses no night (S110)."""

import re
import subprocess
import sys
import threading

import pytest

from commands import CLEAN
from shopping import bag, buy
from sumisura.jobs import repo
from sumisura.jobs.model import LEASE, NO_WORD
from sumisura.kernel import BrandId
from sumisura.store.ports import NOBODY
from sumisura.trust.gate import CURSOR
from sumisura.usecases import brands
from sumisura.usecases.background import running, watching
from sumisura.usecases.background.duties import NIGHT
from sumisura.usecases.learning import crowds
from sumisura.worker import turn

BRAND = BrandId("indigo")
SLEEPS = """
import threading, time
from dataclasses import replace
from sumisura import worker
from sumisura.app import wired
from sumisura.settings import Settings

def long(*_):
    print("began", flush=True)
    time.sleep(600)

worker.NIGHT = replace(worker.NIGHT, act=long, when=lambda services, *_: services.clock.now())
with wired(Settings.from_environment()) as services:
    worker.run(services, threading.Event())
"""
"""A worker whose night never ends."""


@pytest.fixture
def owner(staff):
    return staff()


def read(clerk):
    """The page's words, without its tags."""
    clerk.open(f"/{clerk.at.split('/')[1]}/office/background")
    return " ".join(re.sub(r"<[^>]*>", " ", clerk.page.html).split())


def job(services, name):
    with services.store.read() as tx:
        return repo.job(tx, BRAND, name)[0]


def test_the_owner_sees_who_works_what_failed_and_has_it_tried_again(services, clock, owner, person):
    assert "No worker is at work. The shop sells all the same" in read(owner)
    me = watching.arrive(services)
    watching.note(services, me)
    turn(services, me)
    said = read(owner)
    assert "One worker is at work, and all is well." in said
    assert re.search(r"Forget what is over well \w", said), said
    assert "Learn from everybody who agreed to it waiting when there is enough to do it with" in said

    with services.store.write() as tx:
        cursor = tx.records.get(NOBODY, CURSOR, f"indigo/{crowds.READER}")
        tx.records.put(
            NOBODY, CURSOR, f"indigo/{crowds.READER}", b"{", version=cursor.version if cursor else 0
        )
    turn(services, me)
    said = read(owner)
    assert "One worker is at work; one thing fails." in said
    assert re.search(r"Count what is popular failing since .*, 1 try: damaged", said), said
    turn(services, me)
    assert job(services, "crowd").tries == 1, "it waits until it is tried again"

    with services.store.write() as tx:
        broken = tx.records.get(NOBODY, CURSOR, f"indigo/{crowds.READER}")
        tx.records.put(
            NOBODY,
            CURSOR,
            f"indigo/{crowds.READER}",
            cursor.body if cursor else b"0",
            version=broken.version,
        )
    owner.press("Try again now")
    assert "as soon as a worker comes round" in read(owner)
    turn(services, me)
    assert "all is well" in read(owner)
    clock.advance(minutes=3)
    assert "No worker is at work: the last one was heard on" in read(owner)


def test_what_waits_to_go_out_is_counted(services, staff, person):
    owner = staff(brand="bastone")
    assert "not answered by the payment provider yet: none." in read(owner)
    bag(person, "bastone")
    buy(person, method="test-slow")
    assert "Payments asked for, and not answered by the payment provider yet: 1." in read(owner)
    turn(services)
    assert "not answered by the payment provider yet: none." in read(owner)


def test_a_duty_that_is_none_cannot_be_asked_for(services, owner):
    owner.open("/indigo/office/background")
    key = re.search(r'name="csrf" value="([^"]+)"', owner.page.html)[1]
    answer = owner.client.post("/indigo/office/background/now", data={"csrf": key, "duty": "no such"})
    assert answer.status_code == 404
    with services.store.read() as tx:
        assert repo.jobs(tx, BRAND) == {}


def test_the_night_of_a_worker_that_was_killed_is_anothers(services, rests, clock):
    settings = {"SUMISURA_DATA": str(rests.data), "SUMISURA_DEMO": "1", "SUMISURA_DATABASE": rests.database}
    killed = subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-c", SLEEPS], env=CLEAN | settings, stdout=subprocess.PIPE, text=True
    )
    with killed:
        assert killed.stdout
        assert "began\n" in iter(killed.stdout.readline, ""), "it stopped by itself"
        killed.kill()
    with services.store.read() as tx:
        held = next(one.id for one in brands.every(tx) if repo.job(tx, one.id, NIGHT.name)[0].holder)
    assert not _look(services, held), "it may be at work still"
    clock.advance(seconds=LEASE.total_seconds())
    assert not _look(services, held), "that it was left is noted, and it waits a little"
    assert _job(services, held).error == NO_WORD
    clock.advance(seconds=10)
    assert _look(services, held)
    assert (_job(services, held).failing, _job(services, held).holder) == (None, "")
    assert _job(services, held).done is not None


def _job(services, brand):
    with services.store.read() as tx:
        return repo.job(tx, brand, NIGHT.name)[0]


def _look(services, brand):
    """Another worker looks whether the night is to be done, and does it."""
    return running.scheduled(services, brand, NIGHT, "wrk_2", threading.Event())
