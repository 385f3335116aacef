"""The figures of a process, and of all processes that share a folder."""

import os
import platform
import sys
import time
from collections import Counter as Tally
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Final

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, values
from prometheus_client.multiprocess import MultiProcessCollector

from sumisura.kernel import Event, SumisuraError

FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
"""The client library's own name for where processes put their figures."""
QUICK: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.015, 0.025, 0.04, 0.075, 0.15, 0.5, 1.5, 5)
"""Bounds in seconds for what a person or a request waits for; 15, 25 and 40 ms are promised somewhere."""
LONG: Final = (0.001, 0.01, 0.1, 0.5, 1, 5, 15, 60, 300, 1800)
"""Bounds in seconds for what happens in the background."""
BATCHES: Final = (1, 2, 5, 10, 50, 100, 500)
ROOM: Final = {
    "histogram": 1 << 20,
    "counter": 1 << 18,
    "gauge_max": 1 << 16,
    "gauge_livesum": 1 << 16,
    "gauge_mostrecent": 1 << 16,
}
"""Bytes of a process's file for each kind of figure: a hundred and more for each bound, route and status."""
ORDER, SIGNAL, DECIDED, LOST = "order.", "signal.", "decision.made", "journal.lost"
log = structlog.get_logger()


def share(folder: Path) -> None:
    """Have this process put its figures where others can add them up; before any `Figures` is made.

    What processes left behind that are all gone is removed; while one lives, it stays, so that no sum falls. On a full
    disk this process counts for itself alone.
    """
    folder.mkdir(parents=True, exist_ok=True)
    left = list(folder.glob("*.db"))
    gone = [path for path in left if not _alive(path.stem.rpartition("_")[2])]
    for path in gone:
        if len(gone) == len(left):
            path.unlink(missing_ok=True)
        else:
            _trim(path)
    try:
        _reserve(folder)
    except OSError as error:
        log.warning("metrics.no_room", why=error.strerror)
        return
    os.environ[FOLDER] = str(folder)
    values.ValueClass = values.get_value_class()  # type: ignore[no-untyped-call]  # chosen when it was imported, which may be long ago


def _reserve(folder: Path) -> None:
    """Make this process's files with real bytes in them.

    The client library maps files with a hole, and a disk found full at the first write to a page of it ends the
    process (SIGBUS). It takes files that are there as they are.
    """
    for kind, size in ROOM.items():
        with (folder / f"{kind}_{os.getpid()}.db").open("ab") as file:
            file.write(bytes(max(0, size - file.tell())))


def _trim(path: Path) -> None:
    """Leave of a file what its process, which is gone, has used: its first number says how much that is."""
    with suppress(FileNotFoundError), path.open("r+b") as file:  # another process may be faster
        used = int.from_bytes(file.read(4), sys.byteorder)
        file.truncate(max(used, 8))


class Figures:
    """What is counted and timed; every method may be called from any thread, and costs microseconds."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        count = partial(Counter, namespace="sumisura", registry=self.registry)
        time_ = partial(Histogram, namespace="sumisura", registry=self.registry)
        gauge = partial(Gauge, namespace="sumisura", registry=self.registry, multiprocess_mode="max")
        self._requests = time_(
            "http_request_seconds", "Requests answered", ["method", "route", "status"], buckets=QUICK
        )
        self._orders = count("orders", "Orders by what became of them", ["brand", "state"])
        self._signals = count("signals", "Signals recorded", ["brand"])
        self._decisions = count("decisions", "Decisions recorded", ["brand"])
        self._lost = count("journal_lost_events", "Events promised and never kept", ["brand"])
        self._batch = time_("journal_batch_events", "Events of a unit of work", buckets=BATCHES)
        self._work = time_("store_transaction_seconds", "Units of work", ["engine", "kind"], buckets=QUICK)
        self._failed = count("store_failures", "Units of work that failed", ["engine", "code"])
        self._takes = count("space_takes", "Spaces asked for; those that were not made were in memory")
        self._spaces = time_("space_made_seconds", "Spaces compiled, or read from disk", buckets=LONG)
        self._duties = time_("worker_duty_seconds", "Duties done", ["duty"], buckets=LONG)
        self._undone = count("worker_failures", "Duties that failed", ["duty"])
        self._last = gauge(
            "worker_last_success_seconds", "When a duty last succeeded, in seconds of the epoch", ["duty"]
        )
        self._waiting = Gauge(
            "journal_waiting_events",
            "Events accepted and not yet kept, of every process that lives",
            namespace="sumisura",
            registry=self.registry,
            multiprocess_mode="livesum",
        )
        latest = partial(Gauge, namespace="sumisura", registry=self.registry, multiprocess_mode="mostrecent")
        self._behind = latest(
            "journal_reader_behind_events", "Events a reader has still to look at", ["brand", "reader"]
        )
        self._on_their_way = latest(
            "webhook_deliveries_waiting", "Deliveries to other systems that wait", ["brand"]
        )
        self._endpoints = latest("webhook_endpoints", "Other systems by how they answer", ["brand", "state"])
        build = gauge("build_info", "What runs here", ["version", "python"])
        build.labels(version("sumisura"), platform.python_version()).set(1)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request; ``route`` is its template."""
        self._requests.labels(method, route, status).observe(seconds)

    def committed(self, events: Sequence[Event]) -> None:
        """Count what was written down for good."""
        if events:
            self._batch.observe(len(events))
        for (kind, brand), times in Tally((event.kind, event.brand) for event in events).items():
            self._count(kind, brand, times)
        for event in events:
            if event.kind == LOST:
                self._lost.labels(event.brand).inc(float(str(event.context["number"])))

    def _count(self, kind: str, brand: str, times: int) -> None:
        if kind.startswith(ORDER):
            self._orders.labels(brand, kind.removeprefix(ORDER)).inc(times)
        elif kind.startswith(SIGNAL):
            self._signals.labels(brand).inc(times)
        elif kind == DECIDED:
            self._decisions.labels(brand).inc(times)

    @contextmanager
    def work(self, engine: str, kind: str) -> Iterator[None]:
        """Time a unit of work: ``read``, ``relaxed`` or ``durable``."""
        begun = time.perf_counter()
        try:
            yield
        except SumisuraError as error:
            if error.status >= 500:  # noqa: PLR2004 - what a caller did wrong is no failure of the store
                self._failed.labels(engine, error.code).inc()
            raise
        finally:
            self._work.labels(engine, kind).observe(time.perf_counter() - begun)

    @contextmanager
    def making_space(self) -> Iterator[None]:
        """Time the making of a space."""
        with self._spaces.time():
            yield

    def took_space(self) -> None:
        """Count a space that was asked for."""
        self._takes.inc()

    def done(self, duty: str, seconds: float) -> None:
        """Count a duty of the worker that succeeded."""
        self._duties.labels(duty).observe(seconds)
        self._last.labels(duty).set_to_current_time()

    def undone(self, duty: str) -> None:
        """Count a duty of the worker that failed."""
        self._undone.labels(duty).inc()

    def waiting(self, number: int) -> None:
        """Say how many events this process accepted and has not yet kept."""
        self._waiting.set(number)

    def behind(self, brand: str, readers: Mapping[str, int]) -> None:
        """Say how many events each reader of a brand's journal has still to look at."""
        for reader, number in readers.items():
            self._behind.labels(brand, reader).set(number)

    def webhooks(self, brand: str, waiting: int, endpoints: Mapping[str, int]) -> None:
        """Say how many deliveries of a brand wait, and how many of its other systems are in each state."""
        self._on_their_way.labels(brand).set(waiting)
        for state, number in endpoints.items():
            self._endpoints.labels(brand, state).set(number)

    def page(self) -> bytes:
        """All figures in Prometheus' text format, of every process that shares the folder."""
        return generate_latest(self.collected())

    def collected(self) -> CollectorRegistry:
        """Where to read: this process's own, or what all have put into the folder."""
        if not values.ValueClass._multiprocess:  # noqa: SLF001 - its documents name no other way
            return self.registry
        for path in Path(os.environ[FOLDER]).glob(
            "gauge_live*.db"
        ):  # what a killed process held waits no more
            if not _alive(path.stem.rpartition("_")[2]):
                path.unlink(missing_ok=True)
        everyone = CollectorRegistry()
        MultiProcessCollector(everyone)  # type: ignore[no-untyped-call]
        return everyone


def _alive(pid: str) -> bool:
    return pid.isdigit() and Path("/proc", pid).exists()
