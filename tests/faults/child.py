"""A process that places orders and dies: started, fed and watched by ``harness``.

Two threads take keys from one list in which every key stands twice, as an impatient customer clicks.
``ack KEY ORDER`` goes down the pipe once the order is answered, and not before.
"""

import importlib
import os
import signal
import threading
import time
from collections.abc import Callable
from itertools import count
from multiprocessing.connection import Connection
from queue import Empty, SimpleQueue
from typing import Any

from sumisura.kernel import Stale
from sumisura.store.errors import StoreAway

PATIENCE_SECONDS = 30


def main(url: str, orders: str, fault: str, at: int, wanted: list[str], pipe: Connection) -> None:
    """Place an order for every key, under the fault that was asked for, and tell of each."""
    store: Any = opened(url)
    place = importlib.import_module(orders).placing(store)
    store._commit = faulty(store._commit, fault, at)  # the shop is open by then
    keys: SimpleQueue[str] = SimpleQueue()
    for key in wanted:
        keys.put(key)
        keys.put(key)
    threads = [threading.Thread(target=work, args=(keys, place, pipe.fileno())) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.close()


def opened(url: str) -> Any:
    """The store at a Postgres address, or in an SQLite file."""
    if url.startswith("postgresql:"):
        from sumisura.store.postgres import open_postgres

        return open_postgres(url)
    from sumisura.store.sqlite import open_sqlite

    return open_sqlite(url)


def faulty(commit: Callable[..., None], fault: str, at: int) -> Callable[..., None]:
    """The commit, with a fault around the ``at``-th one: ``kill`` or ``fail``, ``before`` or ``after``."""
    number = count(1)

    def strike() -> None:
        if fault.startswith("kill"):
            os.kill(os.getpid(), signal.SIGKILL)
        raise StoreAway(f"a fault was injected: {fault}")

    def committed(*args: Any) -> None:
        hit = fault != "none" and next(number) == at
        if hit and fault.endswith("before"):
            strike()
        commit(*args)
        if hit and fault.endswith("after"):
            strike()

    return committed


def work(keys: "SimpleQueue[str]", place: Callable[[str], str], pipe: int) -> None:
    """Place orders until no key is left, each again and again until it is answered."""
    while True:
        try:
            key = keys.get_nowait()
        except Empty:
            return
        order = insist(place, key)
        # One write call: lines of two threads must not mix, nor wait in a buffer when the process dies.
        os.write(pipe, f"ack {key} {order}\n".encode())


def insist(place: Callable[[str], str], key: str) -> str:
    """Place the order, repeating the same request while the store is away."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return place(key)
        except (StoreAway, Stale):
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
