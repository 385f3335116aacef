"""The product as it is run: ``sumisura serve`` and ``sumisura worker``, each started again when it ends."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import clocked
import httpx
import psutil

from commands import CLEAN
from sumisura.settings import Settings

PAUSE = 0.5
"""Seconds before a process that ended is started again, as a service manager does."""
STOPS = 30
ENTRY = Path(clocked.__file__)


class Service:
    """A command that is started again whenever it ends, until it is told to stop: systemd's ``Restart=always``."""

    def __init__(self, words: list[str], environment: dict[str, str], log: Path) -> None:
        self._words, self._environment, self._log = words, environment, log
        self._over = threading.Event()
        self._process = self._start()
        self._watch = threading.Thread(target=self._tend, name=words[-1])
        self._watch.start()

    @property
    def process(self) -> psutil.Process:
        return psutil.Process(self._process.pid)

    def kill(self) -> None:
        """SIGKILL it."""
        with suppress(ProcessLookupError):
            os.kill(self._process.pid, signal.SIGKILL)

    def stop(self) -> None:
        self._over.set()
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(STOPS)
        self._process.kill()
        self._watch.join()

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, str(ENTRY), *self._words]
        with self._log.open("ab") as log:
            return subprocess.Popen(command, env=self._environment, stdout=log, stderr=log)  # noqa: S603 - our own

    def _tend(self) -> None:
        while True:
            self._process.wait()
            if self._over.wait(PAUSE):
                return
            self._process = self._start()


@dataclass
class Product:
    """A shop that is open, with a worker beside it.

    Args:
        settings: where it rests and listens; a demo, whose payments move no money.
        folder: for what is none of the product's: its clock, and what its processes say.
        processes: how many answer.
    """

    settings: Settings
    folder: Path
    processes: int = 2
    web: Service = field(init=False)
    worker: Service = field(init=False)

    def __enter__(self) -> Self:
        self.move(0)
        environment = CLEAN | {
            "SUMISURA_DATA": str(self.settings.data),
            "SUMISURA_DATABASE": self.settings.database,
            "SUMISURA_KEYS": str(self.settings.key_file),
            "SUMISURA_PORT": str(self.settings.port),
            "SUMISURA_PROCESSES": str(self.processes),
            "SUMISURA_DEMO": "1",
            "PYTHONUNBUFFERED": "1",
            "SUMISURA_MASS_SHARE": "0",
            "SUMISURA_LOG_LEVEL": "warning",
            "SUMISURA_METRICS_PORT": str(free_port()),
        }
        words = [str(self.clock)]
        self.web = Service([*words, "serve"], environment, self.folder / "web.log")
        self.worker = Service([*words, "worker"], environment, self.folder / "worker.log")
        return self

    def __exit__(self, *_: object) -> None:
        self.worker.stop()
        self.web.stop()

    @property
    def clock(self) -> Path:
        return self.folder / "clock"

    def move(self, seconds: float) -> None:
        """Have its clock be ahead of the machine's by so much."""
        clocked.move(self.clock, seconds)

    def answering(self) -> list[psutil.Process]:
        """The processes that answer; empty while they are being started."""
        with suppress(psutil.NoSuchProcess):
            return self.web.process.children()
        return []

    def await_ready(self, seconds: float) -> float:
        """Wait until ``/ready`` says yes several times on end, and say how many seconds that took.

        Raises:
            AssertionError: it took longer than that.
        """
        began, well = time.monotonic(), 0
        while well < 2 * self.processes:
            well = well + 1 if self._ready() else 0
            assert time.monotonic() - began < seconds, f"not ready after {seconds} s"
            time.sleep(0.05)
        return time.monotonic() - began

    def _ready(self) -> bool:
        with suppress(httpx.HTTPError):
            return httpx.get(f"{self.settings.address}/ready", timeout=2).status_code == 200
        return False


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port
