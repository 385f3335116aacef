"""A process that writes without waiting for the disk, and kills itself: ``doomed.py HOW URL FOLDER NUMBER``."""

import os
import random
import signal
import sys
import time
from pathlib import Path
from typing import Any

from child import opened

from sumisura.journal.append import Navigation
from sumisura.kernel import BrandId, Event, EventId, Ids, PartyId, SystemClock

BRAND = BrandId("indigo")
CLOCK = SystemClock()
IDS = Ids(CLOCK, random.SystemRandom())


def note() -> Event:
    """An event of a visit."""
    name = EventId(IDS.new("evt"))
    return Event(name, BRAND, "design.chose", CLOCK.now(), PartyId("pty_1"), "dsg_1", "visit", "visit")


def relaxed(store: Any, number: int, _: Path) -> None:
    """Commit that many relaxed units of work."""
    for _each in range(number):
        with store.write(durable=False) as tx:
            tx.ledger.append([note()])


def navigate(store: Any, number: int, folder: Path) -> None:
    """Add that many events; the last five are too few and too late to be kept."""
    navigation = Navigation(store, folder, IDS, every=0.001, batch=10)
    for each in range(number - 5):
        navigation.add(note())
        time.sleep(0.001 * (each % 3))
    time.sleep(0.1)
    navigation._every = 3600
    for _each in range(5):
        navigation.add(note())


if __name__ == "__main__":
    how, url, folder, number = sys.argv[1:]
    {"relaxed": relaxed, "navigate": navigate}[how](opened(url), int(number), Path(folder))
    os.kill(os.getpid(), signal.SIGKILL)
