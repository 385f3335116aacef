"""Several processes behind one port: each is replaced when it dies, and all of them, one after the other, when asked.

They share the listening socket: a connection that one does not take, another does, and none is refused while at least
one process is there. They are forked from one that has read the code, which takes seconds, and has opened nothing else.
"""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.context import ForkProcess
from multiprocessing.synchronize import Event

import structlog

STEADY = 10.0
"""Seconds after which a process that dies is replaced at once: it was no failed start."""
SHORTEST, LONGEST = 0.5, 30.0
"""Seconds before a process is replaced that died sooner: each time twice as long, within these."""
LOOK = 0.05
"""Seconds between two looks."""
WATCH = 0.2
"""Seconds between two looks of a process whether anybody watches it."""
FORK = get_context("fork")
log = structlog.get_logger()

Told = Callable[[], object]
Act = Callable[[Told], object]
"""What each process does; it calls what it is given once it answers."""


@dataclass(slots=True)
class Process:
    """One of them.

    Args:
        up: set once it answers.
        began: on the monotonic clock, seconds.
    """

    handle: ForkProcess
    up: Event
    began: float

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self.handle.exitcode is None

    def stop(self, patience: float) -> None:
        """Have it finish what it began, and wait for that so many seconds; then kill it."""
        self.handle.terminate()
        self.handle.join(patience)
        if self.alive:
            self.handle.kill()
            self.handle.join()


def start(act: Act) -> Process:
    """Start one more."""
    up = FORK.Event()
    handle = FORK.Process(target=_be, args=(act, up, os.getpid()))
    handle.start()
    return Process(handle, up, time.monotonic())


def _be(act: Act, up: Event, parent: int) -> None:
    os.setpgid(0, 0)  # Ctrl-C reaches the supervisor alone, which passes it on
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)

    def follow() -> None:
        while os.getppid() == parent:
            time.sleep(WATCH)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=follow, name="watched", daemon=True).start()
    act(up.set)


def _end(*_: object) -> None:
    raise SystemExit(0)


@dataclass(slots=True)
class Place:
    """Where a process runs, and is replaced when it dies.

    Args:
        pause: seconds before the next start, if this one fails too.
        again_at: when the next start is, on the monotonic clock; None while this one runs.
    """

    process: Process
    pause: float = SHORTEST
    again_at: float | None = None

    def tend(self, begin: Callable[[], Process]) -> None:
        """Replace it where it died and its pause is over."""
        if self.process.alive:
            return
        now = time.monotonic()
        if self.again_at is None:
            self.again_at = now + self._pause(now)
            log.error("serve.died", process=self.process.handle.pid, status=self.process.handle.exitcode)
        if now >= self.again_at:
            self.process, self.again_at = begin(), None

    def _pause(self, now: float) -> float:
        if now - self.process.began >= STEADY:
            self.pause = SHORTEST
            return 0.0
        pause, self.pause = self.pause, min(2 * self.pause, LONGEST)
        return pause


@dataclass(slots=True)
class Supervisor:
    """Keeps so many processes running until SIGTERM or Ctrl-C; SIGHUP replaces them one by one.

    Args:
        act: what each does.
        door: the port that they share; closed here at the end, so that nobody waits at it for nothing.
        number: how many.
        patience: seconds after which one that was told to stop is killed.
    """

    act: Act
    door: socket.socket
    number: int
    patience: float
    _stop: threading.Event = field(default_factory=threading.Event)
    _renew: threading.Event = field(default_factory=threading.Event)

    def run(self, told: Told) -> int:
        """Run them to the end.

        The first is waited for: it makes keys and tables, and what stops it would stop the others.

        Args:
            told: called once the first answers.

        Returns:
            0, or how the first ended where it never answered.
        """
        places: list[Place] = []
        with self._heard():
            try:
                places.append(Place(self._begin()))
                if not self._answers(places[0].process):
                    return places[0].process.handle.exitcode or 0
                told()
                places += [Place(self._begin()) for _ in range(self.number - 1)]
                self._tend(places)
            finally:
                self.door.close()
                _stop_all([place.process for place in places], self.patience)
        return 0

    def _tend(self, places: Sequence[Place]) -> None:
        while not self._stop.wait(LOOK):
            for place in places:
                place.tend(self._begin)
            if self._renew.is_set():
                self._renew.clear()
                for place in places:
                    self._replace(place)

    def _replace(self, place: Place) -> None:
        """Let the new one answer before the old one stops; the old one stays where the new one does not start."""
        fresh = self._begin()
        if self._answers(fresh):
            fresh, place.process, place.again_at = place.process, fresh, None
        elif not self._stop.is_set():
            log.error("serve.not_replaced", status=fresh.handle.exitcode)
        fresh.stop(self.patience)

    def _answers(self, process: Process) -> bool:
        while not process.up.is_set() and process.alive and not self._stop.is_set():
            self._stop.wait(LOOK)
        return process.up.is_set()

    def _begin(self) -> Process:
        return start(self.act)

    @contextmanager
    def _heard(self) -> Iterator[None]:
        acts = {
            signal.SIGTERM: self._stop.set,
            signal.SIGINT: self._stop.set,
            signal.SIGHUP: self._renew.set,
        }
        before = {one: signal.signal(one, lambda *_, act=act: act()) for one, act in acts.items()}
        try:
            yield
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)


def _stop_all(processes: Sequence[Process], patience: float) -> None:
    for process in processes:
        process.handle.terminate()
    for process in processes:
        process.stop(patience)
