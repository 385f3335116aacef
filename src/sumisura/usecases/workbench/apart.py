"""Work on what strangers bring, in a process of its own: bounded in time and in memory, one at a time."""

import multiprocessing
import os
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path
from threading import BoundedSemaphore

from sumisura.kernel import SumisuraError

Send = Callable[[str, bytes], None]
"""Tells whoever waits something: what it is, and the thing itself."""
SPENT = 3
"""Exit code of work that found no more memory."""
PRELOADED = ["__main__", "sumisura.usecases.workbench.looking"]
"""What every such process needs; it is imported once, and each is a copy of the one that has it."""


class Busy(SumisuraError):
    """As many wait for the workbench as can.

    Args:
        why: what stands in the way.
    """

    code = "busy"
    status = 503

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"{why} Try again in a minute; nothing you have there was touched.")


class End(StrEnum):
    """How the work ended."""

    DONE = "done"
    LATE = "late"
    SPENT = "spent"


@dataclass(frozen=True, slots=True)
class Heard:
    """What the work told before it ended: a late one may have told most of it."""

    told: dict[str, bytes]
    end: End


@dataclass(frozen=True, slots=True)
class Apart:
    """Runs one piece of work after the other, each in a process that is killed when its time is up.

    Args:
        seconds: what one piece may take.
        memory: bytes it may add to what it begins with.
        waiting: how many may be under way or wait for their turn; who comes then is told that it is busy.
    """

    seconds: float
    memory: int
    waiting: int = 4
    _places: BoundedSemaphore = field(init=False, repr=False)
    _turn: BoundedSemaphore = field(default_factory=BoundedSemaphore, init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_places", BoundedSemaphore(self.waiting))

    def get_ready(self) -> None:
        """Begin to import what every piece of work needs, aside, so that the first need not wait for it."""
        _context()
        forkserver.ensure_running()

    def run(self, work: Callable[..., None], *given: object) -> Heard:
        """Do the work, a function of a module that takes ``send`` first, and hear what it tells.

        Raises:
            Busy: too many wait already.
        """
        with self._waited():
            return self._run(work, given)

    @contextmanager
    def _waited(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise Busy("Other people's files are being read just now.")
        try:
            with self._turn:
                yield
        finally:
            self._places.release()

    def _run(self, work: Callable[..., None], given: tuple[object, ...]) -> Heard:
        context = _context()
        ours, theirs = context.Pipe(duplex=False)
        bounds = (self.memory, self.seconds)
        process = context.Process(target=_within, args=(bounds, theirs, work, given), daemon=True)
        process.start()
        theirs.close()
        try:
            told, late = _heard(ours, time.monotonic() + self.seconds)
            if not late:
                process.join()
        finally:
            process.kill()
            process.join()
            ours.close()
        end = End.LATE if late else End.DONE if process.exitcode == 0 else End.SPENT
        return Heard(told, end)


def _context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    return context


def _heard(ours: Connection, until: float) -> tuple[dict[str, bytes], bool]:
    """All that was told, and whether the time ran out."""
    told: dict[str, bytes] = {}
    while ours.poll(max(0.0, until - time.monotonic())):
        try:
            name, _, body = ours.recv_bytes().partition(b" ")
        except EOFError:
            return told, False
        told[name.decode()] = body
    return told, True


def _within(
    bounds: tuple[int, float], theirs: Connection, work: Callable[..., None], given: tuple[object, ...]
) -> None:
    """In the process: keep within the bounds, and do the work."""
    memory, seconds = bounds
    _, most = resource.getrlimit(resource.RLIMIT_AS)  # stays: d4 reserves addresses that it never touches
    resource.setrlimit(resource.RLIMIT_AS, (_mapped() + memory, most))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 5,) * 2)  # should nobody be left to kill it

    def send(name: str, body: bytes) -> None:
        theirs.send_bytes(name.encode() + b" " + body)

    try:
        work(send, *given)
    except (MemoryError, RecursionError):
        os._exit(SPENT)


def _mapped() -> int:
    """Bytes of addresses that this process has taken so far (proc(5), statm); 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    except OSError:
        return 1 << 33
