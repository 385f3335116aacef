"""What was written without waiting for the disk, when the process that wrote it is killed."""

import random
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from child import opened

from engines import fresh_database
from sumisura.journal.append import Navigation
from sumisura.journal.read import entries
from sumisura.kernel import BrandId, Event, FixedClock, Ids

BRAND = BrandId("indigo")
DOOMED = Path(__file__).parent / "doomed.py"
ENGINES = ["sqlite", pytest.param("postgres", marks=pytest.mark.xdist_group("postgres"))]


def address(engine: str, tmp_path: Path) -> str:
    return fresh_database("doomed") if engine == "postgres" else str(tmp_path / "shop.sqlite")


def die(how: str, url: str, folder: Path, number: int) -> None:
    command = [sys.executable, str(DOOMED), how, url, str(folder), str(number)]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL  # noqa: S603 - our own child


def kept(url: str) -> list[Event]:
    store = opened(url)
    with store.read() as tx:
        events = [entry.event for entry in entries(tx, BRAND)]
    store.close()
    return events


def restart(url: str, folder: Path) -> None:
    store = opened(url)
    ids = Ids(FixedClock(datetime(2026, 3, 1, tzinfo=UTC)), random.Random(3))  # noqa: S311 - ids that repeat
    Navigation(store, folder, ids).close()
    store.close()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_killed_process_loses_nothing_it_committed_relaxed(engine: str, tmp_path: Path) -> None:
    url = address(engine, tmp_path)
    die("relaxed", url, tmp_path, 30)
    assert len(kept(url)) == 30


@pytest.mark.parametrize("engine", ENGINES)
def test_what_a_killed_process_had_not_kept_is_counted_once(engine: str, tmp_path: Path) -> None:
    url, accepted = address(engine, tmp_path), 120
    die("navigate", url, tmp_path / "nav", accepted)
    survived = len(kept(url))
    assert 0 < survived < accepted
    for _ in range(2):
        restart(url, tmp_path / "nav")
        told = [event.context["number"] for event in kept(url) if event.kind == "journal.lost"]
        assert told == [accepted - survived]
