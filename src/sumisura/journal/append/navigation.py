"""Events in batches: a click does not wait for the disk, and what a crash takes is counted."""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sumisura.journal.append.losses import Gap, claim, keep, lost
from sumisura.kernel import BrandId, Event, Ids
from sumisura.store.codec import encode
from sumisura.store.errors import StoreAway
from sumisura.store.names import check_names
from sumisura.store.ports import Store


@dataclass(frozen=True, slots=True)
class _Batch:
    """Events, of how many accepted ones they tell, and how far each brand's are settled once they are kept."""

    events: list[Event]
    accepted: int
    ordinals: dict[BrandId, int]


class Navigation:
    """Keeps events within about ``every`` seconds, many in one relaxed transaction.

    A killed process loses at most what it accepted since the last batch, a store that stays away the
    oldest beyond ``most``; each loss is told as a ``journal.lost`` event with its number.

    Args:
        store: where the journal rests.
        folder: on this machine, kept between runs: the counts of what was accepted.
        ids: names the events that tell of losses.
        every: seconds between batches.
        batch: a batch of so many events does not wait.
        most: events held while the store is away.
        patience: seconds that ``close`` keeps trying when the store is away.
        told: how many events wait, before and after each batch.
    """

    def __init__(
        self,
        store: Store,
        folder: Path,
        ids: Ids,
        *,
        every: float = 0.2,
        batch: int = 500,
        most: int = 20_000,
        patience: float = 5.0,
        told: Callable[[int], object] = lambda _waiting: None,
    ) -> None:
        self._store, self._ids = store, ids
        self._every, self._batch, self._most, self._patience = every, batch, most, patience
        self._told = told
        self._counter = claim(folder, store, ids)
        self._waiting: deque[tuple[int, Event]] = deque()
        self._gaps: dict[BrandId, Gap] = {}
        self._accepted = self._done = 0
        self._hurried = False
        lock = threading.Lock()
        self._more, self._fewer = threading.Condition(lock), threading.Condition(lock)
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="navigation", daemon=True)
        self._thread.start()

    def add(self, event: Event) -> None:
        """Accept an event, from any thread, without waiting for anything but other calls of this.

        Raises:
            StoreAway: it was closed.
            BadInput, TypeError: no store could keep this event; it was not accepted.
        """
        check_names(event.brand, event.id, event.purpose, event.party)
        encode(event)
        with self._more:
            if self._closing.is_set():
                raise StoreAway("the journal was closed")
            self._waiting.append((self._counter.add(event.brand), event))
            self._accepted += 1
            if len(self._waiting) > self._most:
                ordinal, dropped = self._waiting.popleft()
                before = self._gaps.get(dropped.brand, Gap(0, 0))
                self._gaps[dropped.brand] = Gap(before.number + 1, ordinal)
            if len(self._waiting) in {1, self._batch}:
                self._more.notify()

    def settle(self, patience: float = 1.0) -> bool:
        """Have what was accepted so far kept now; False where the store would not within ``patience`` seconds."""
        with self._more:
            accepted = self._accepted
            self._hurried = self._done < accepted
            self._more.notify()
            return self._fewer.wait_for(lambda: self._done >= accepted, patience)

    def close(self) -> None:
        """Keep what was accepted and stop. What the store would not take counts as lost by a crash."""
        with self._more:
            self._closing.set()
            self._more.notify()
        self._thread.join()
        self._counter.close()

    def _run(self) -> None:
        while True:
            batch = self._take()
            if not batch.events or not self._persist(batch):
                return

    def _take(self) -> _Batch:
        """The next batch, once there is one; empty when all is done."""
        with self._more:
            self._more.wait_for(lambda: self._waiting or self._closing.is_set())
            self._more.wait_for(
                lambda: len(self._waiting) >= self._batch or self._hurried or self._closing.is_set(),
                self._every,
            )
            self._hurried = False
            self._told(len(self._waiting))
            taken = [self._waiting.popleft() for _ in range(min(self._batch, len(self._waiting)))]
            gaps, self._gaps = self._gaps, {}
        told = [lost(self._ids, brand, gap.number, "away") for brand, gap in gaps.items()]
        ordinals = {brand: gap.ordinal for brand, gap in gaps.items()}
        ordinals.update({event.brand: ordinal for ordinal, event in taken})
        accepted = len(taken) + sum(gap.number for gap in gaps.values())
        return _Batch([*(event for _, event in taken), *told], accepted, ordinals)

    def _persist(self, batch: _Batch) -> bool:
        """Write a batch however long it takes; False when closing took longer than there is patience."""
        give_up = None
        while True:
            try:
                self._commit(batch)
            except Exception:  # noqa: BLE001 - whatever the store says, these events are still to be kept
                self._told(len(batch.events) + len(self._waiting))
                now = time.monotonic()
                give_up = give_up or (now + self._patience if self._closing.is_set() else None)
                if give_up is not None and now >= give_up:
                    return False
                time.sleep(self._every)
            else:
                self._told(len(self._waiting))
                with self._fewer:
                    self._done += batch.accepted
                    self._fewer.notify_all()
                return True

    def _commit(self, batch: _Batch) -> None:
        # First the promise, then what was kept of it: after a power cut the difference is never negative.
        self._counter.sync()
        with self._store.write(durable=False) as tx:
            tx.ledger.append(batch.events)
            keep(tx, self._counter.name, batch.ordinals)
