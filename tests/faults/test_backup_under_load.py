"""A backup of an open shop: whole orders only, and every one that was answered before it began."""

import shutil
import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count, product
from time import monotonic, sleep

import pytest

from engines import fresh_database
from faults.shop_orders import INDIGO, audit, placing
from sumisura.app import bulk, wired
from sumisura.kernel import Event, EventId, PartyId
from sumisura.settings import Settings
from sumisura.store.archive.reading import reading
from sumisura.usecases import accounts
from sumisura.usecases.operate import backing_up, restoring

WAYS = [
    pytest.param(*way, marks=pytest.mark.xdist_group("postgres"), id="-to-".join(way))
    for way in product(("sqlite", "postgres"), repeat=2)
]
BEFORE, AFTER = 12, 6
"""Orders that are answered before the backup begins, and after it is made."""
PATIENCE = 60


class Load:
    """People who order and look round in several threads, and the log that is sealed meanwhile."""

    def __init__(self, services):
        self.services, self.answered, self.wrong = services, [], []
        self._keys, self._stop = count(), threading.Event()
        place = placing(services.store)
        self._threads = [
            threading.Thread(target=self._again, args=(deed,))
            for deed in (lambda: self._order(place), lambda: self._order(place), self._look, self._seal)
        ]

    def wait_for(self, number):
        end = monotonic() + PATIENCE
        while len(self.answered) < number and not self.wrong and monotonic() < end:
            sleep(0.01)
        assert self.wrong == []
        assert len(self.answered) >= number

    @contextmanager
    def on(self):
        for thread in self._threads:
            thread.start()
        try:
            yield self
        finally:
            self._stop.set()
            for thread in self._threads:
                thread.join()

    def _again(self, deed):
        while not self._stop.is_set():
            try:
                deed()
            except Exception as error:  # noqa: BLE001 - told by the test's own thread
                self.wrong.append(error)
                return

    def _order(self, place):
        key = f"load-{next(self._keys)}-1"
        place(key)
        self.answered.append(key)

    def _look(self):
        at = datetime.now(UTC)
        self.services.navigation.add(
            Event(
                EventId(self.services.ids.new("evt")), INDIGO.id, "design.viewed", at, PartyId("pty_look"),
                "dsn_1", "visit", "visit", {},
            )
        )  # fmt: skip
        sleep(0.001)

    def _seal(self):
        accounts.seal(self.services, INDIGO.id)
        sleep(0.02)


@pytest.mark.parametrize(("engine", "other"), WAYS)
def test_a_backup_under_load_holds_every_order_answered_before_it(engine, other, tmp_path):
    """S110: what is restored elsewhere is one moment of the shop, on either engine."""

    def place(name, kind):
        database = fresh_database(f"load_{name}") if kind == "postgres" else ""
        return Settings(data=tmp_path / name, demo=True, database=database)

    here, there = place("here", engine), place("there", other)
    with wired(here) as services, Load(services).on() as load:
        load.wait_for(BEFORE)
        answered = list(load.answered)
        file, made = backing_up.back_up(
            services, bulk(here), tmp_path / "shop.zip", services.clock.now() + timedelta(days=1)
        )
        load.wait_for(len(load.answered) + AFTER)
    there = replace(there, keys=shutil.copy(here.key_file, tmp_path / "keys.json"))
    with reading(file) as archive:
        restoring.restore(archive, bulk(there), there.data)  # compares, table by table
    with wired(there) as restored:
        report = accounts.check(restored, INDIGO)
        assert report.sound
        assert report.size > 0
        placed = audit(restored.store)  # no order is half there, and none lacks its payment
    assert all(len(ids) == 1 for ids in placed.values())
    assert set(answered) <= set(placed)
    assert set(placed) < set(load.answered), "what came after its moment is not in it"
    assert made.tables["events"].rows > len(placed)
