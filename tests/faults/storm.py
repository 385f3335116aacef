"""The whole product in a storm: people order while processes die, the disk fills, the clock jumps and others are slow.

What was acknowledged is counted at the end (``reckoning``), and everything must have come back by itself by then.
"""

import random
import sqlite3
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Self

import httpx
import psutil
from disk import SmallDisk, can_mount
from people import Crowd, Told
from product import Product, free_port
from reckoning import Reckoning, reckon
from servers import OwnServer
from slow import SlowCrowd

from programs import admitted
from shopping import BRANDS, PASSWORD
from sumisura.app import wired
from sumisura.kernel import Role
from sumisura.settings import Settings
from sumisura.usecases.bringing_in import publish
from sumisura.usecases.office.sign_in import add_staff

BRAND = "indigo"
MEGABYTES = {"sqlite": 256, "postgres": 768}
"""What the disk holds that is filled."""
DAY = 86_400.0
SLOW = 120
"""Slow connections at once."""
SERVER_DIES = ("database", "backend", "disk")
"""Postgres ends in these, the last one because it cannot write its log; a draft may be gone (docs/durability.md)."""
COMES_BACK = 180
"""Seconds within which the product must be ready again once a fault is over, on a machine that has other things to do."""
WATCHED = ("/ready", f"/{BRAND}", f"/api/v1/{BRAND}/families")


@dataclass
class Tally:
    """What became of a run.

    Args:
        faults: how often each was made.
        back: fault → the longest time until the product was ready again, in seconds.
        worst: fault → the longest time that a page took while it lasted, in seconds.
        statuses: what those who asked during the faults were answered.
        strange: answers that nobody should get.
        reckoning: what was found at the end.
        memory: process → megabytes of its own, one sample after the other, with the seconds since the beginning.
    """

    engine: str
    seed: int
    faults: Counter[str] = field(default_factory=Counter)
    back: dict[str, float] = field(default_factory=dict)
    worst: dict[str, float] = field(default_factory=dict)
    told: Told = field(default_factory=Told)
    reckoning: Reckoning | None = None
    seconds: float = 0.0

    @property
    def broken(self) -> list[str]:
        """All that is wrong, in words; nothing where all is well."""
        strange = [f"{many} times {what}" for what, many in self.told.strange.items()]
        return [*strange, *(self.reckoning.broken if self.reckoning else ["it was not reckoned"])]

    def as_dict(self) -> dict[str, object]:
        """For a file of results."""
        told = {
            "orders": len(self.told.orders),
            "called_off": len(self.told.called_off),
            "grants": len(self.told.grants),
            "signed_in": self.told.signed_in,
            "begun_anew": self.told.begun_anew,
            "statuses": dict(sorted(self.told.statuses.items())),
            "longest_answer_s": round(self.told.longest, 2),
        }
        return {
            "engine": self.engine,
            "seed": self.seed,
            "seconds": round(self.seconds, 1),
            "faults": dict(sorted(self.faults.items())),
            "ready_again_within_s": {name: round(took, 2) for name, took in sorted(self.back.items())},
            "longest_page_s": {name: round(took, 2) for name, took in sorted(self.worst.items())},
            "acknowledged": told,
            "found": asdict(self.reckoning) if self.reckoning else {},
            "broken": self.broken,
        }


@contextmanager
def opened(engine: str, *, small: bool = True) -> Iterator["Stage"]:
    """A furnished shop that is open on an engine of its own.

    Args:
        small: it rests on a small disk of its own, which can be filled, where this machine lets us mount one.
    """
    with ExitStack() as stack:
        own = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        disk = stack.enter_context(SmallDisk(MEGABYTES[engine])) if small and can_mount() else None
        home = disk.folder if disk else own
        server = stack.enter_context(OwnServer(home / "server")) if engine == "postgres" else None
        settings = Settings(
            data=home / "data",
            keys=own / "keys.json",
            demo=True,
            port=free_port(),
            database=server.url if server else "",
        )
        key = furnished(settings)
        product = stack.enter_context(Product(settings, own))
        product.await_ready(COMES_BACK)
        yield Stage(product, key, disk, server)


def furnished(settings: Settings) -> tuple[str, str]:
    """Bring in one brand with its owner; the id and the secret of a program of it."""
    with wired(settings) as services:
        publish.publish(services, publish.read_folder(BRANDS / BRAND))
        add_staff(services, BRAND, f"owner@{BRAND}.example", PASSWORD, Role.OWNER)
        program = admitted(services, httpx.Client(), BRAND)
    return program.id, program.secret


@dataclass
class Stage:
    """The product, and all that can be done to it.

    Args:
        key: of a program.
        disk: where all of it rests; None where none could be mounted.
        server: its Postgres; None on SQLite.
    """

    product: Product
    key: tuple[str, str]
    disk: SmallDisk | None
    server: OwnServer | None

    @property
    def engine(self) -> str:
        return "postgres" if self.server else "sqlite"

    def faults(self) -> Sequence[str]:
        """What can be done to it, on this machine and engine."""
        here = ["web", "supervisor", "worker", "clock", "clock-back", "slow"]
        here += ["disk"] if self.disk else []
        return [*here, "database", "backend"] if self.server else [*here, "locked"]

    def strike(self, fault: str, rng: random.Random, seconds: float) -> None:
        """Make that fault, and have it be over after so many seconds."""
        acts: dict[str, Callable[[], object]] = {
            "web": lambda: self._kill_web(rng),
            "supervisor": self.product.web.kill,
            "worker": self.product.worker.kill,
            "clock": lambda: self._jump(DAY, seconds),
            "clock-back": lambda: self._jump(-DAY, seconds),
            "slow": lambda: self._slow(seconds),
            "disk": lambda: self._fill(seconds),
            "locked": lambda: self._lock(seconds),
            "database": lambda: self.server and self.server.kill_and_restart(seconds),
            "backend": lambda: self.server and self.server.kill_backend(),
        }
        acts[fault]()

    def _kill_web(self, rng: random.Random) -> None:
        found = self.product.answering()
        if found:
            with suppress(psutil.NoSuchProcess):
                rng.choice(found).kill()

    def _jump(self, ahead: float, seconds: float) -> None:
        self.product.move(ahead)
        time.sleep(seconds)
        self.product.move(0)

    def _slow(self, seconds: float) -> None:
        with SlowCrowd((self.product.settings.host, self.product.settings.port), SLOW):
            time.sleep(seconds)

    def _fill(self, seconds: float) -> None:
        assert self.disk
        self.disk.fill()
        end = time.monotonic() + seconds
        while time.monotonic() < end:  # what was freed meanwhile is taken, too
            time.sleep(0.2)
            self.disk.fill()
        self.disk.free()

    def _lock(self, seconds: float) -> None:
        """Another program holds the database's one place for those who write."""
        other = sqlite3.connect(
            self.product.settings.data / "sumisura.sqlite", isolation_level=None, timeout=20
        )
        other.execute("BEGIN IMMEDIATE")
        time.sleep(seconds)
        other.execute("ROLLBACK")
        other.close()


class Watch:
    """Somebody who looks at pages all the time, and does not try again: how long they wait, and what they are told."""

    def __init__(self, stage: Stage) -> None:
        self.told, self.worst = Told(), 0.0
        self._stage, self._over = stage, threading.Event()
        self._threads = [threading.Thread(target=self._look, args=(path,)) for path in WATCHED]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _look(self, path: str) -> None:
        headers = {"authorization": f"Bearer {self._stage.key[1]}"}
        while not self._over.wait(0.2):
            began = time.monotonic()
            try:
                answer = httpx.get(self._stage.product.settings.address + path, headers=headers, timeout=30)
                self.told.answered(answer.request, answer, time.monotonic() - began)
            except httpx.TransportError as error:
                self.told.statuses[type(error).__name__] += 1
            self.worst = max(self.worst, time.monotonic() - began)


def run(engine: str, rounds: int, *, seed: int = 1, long: float = 3.0, faults: Sequence[str] = ()) -> Tally:
    """Open the product, have people use it, strike it so many times, and reckon.

    Args:
        rounds: faults, each kind in turn and then at random.
        long: seconds that a fault lasts which is not over at once.
        faults: which of them; all that this machine allows where none is named.
    """
    rng, began = random.Random(seed), time.monotonic()  # noqa: S311 - a seed repeats a run
    with opened(engine) as stage:
        tally = Tally(engine, seed)
        kinds = list(faults or stage.faults())
        with Crowd(stage.product.settings.address, stage.key, seed) as crowd:
            for number in range(rounds):
                time.sleep(rng.uniform(0.3, 1.5))
                fault = kinds[number] if number < len(kinds) else rng.choice(kinds)
                dies = stage.server is not None and fault in SERVER_DIES
                with crowd.losing_drafts() if dies else nullcontext():
                    _round(stage, tally, fault, rng, long)
            # What a process began that was killed is taken for given up after a minute; and after a clock that was put
            # back, rates keep people waiting for up to five.
            stage.product.move(600)
            crowd.leave()
        # Of a payment that left no trace, nothing is owed after a day: also where the clock was a day ahead by then.
        stage.product.move(2 * DAY + 3600)
        _merge(tally.told, crowd.told)
        stage.product.await_ready(COMES_BACK)
        tally.reckoning = reckon(stage.product.settings, tally.told)
    tally.seconds = time.monotonic() - began
    return tally


def _round(stage: Stage, tally: Tally, fault: str, rng: random.Random, long: float) -> None:
    with Watch(stage) as watch:
        stage.strike(fault, rng, long)
        back = stage.product.await_ready(COMES_BACK)
    tally.faults[fault] += 1
    tally.back[fault] = max(back, tally.back.get(fault, 0.0))
    tally.worst[fault] = max(watch.worst, tally.worst.get(fault, 0.0))
    for one, many in watch.told.strange.items():
        tally.told.strange[f"during {fault}: {one}"] += many
    tally.told.statuses += watch.told.statuses


def _merge(told: Told, more: Told) -> None:
    told.orders, told.called_off, told.grants = more.orders, more.called_off, more.grants
    told.signed_in, told.begun_anew, told.longest = more.signed_in, more.begun_anew, more.longest
    told.statuses += more.statuses
    told.strange += more.strange
