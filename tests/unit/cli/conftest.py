"""The command line as a person runs it, with its own data."""

import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from commands import CLEAN, command

PATIENCE = 60
"""Seconds for what takes one or two on an idle machine."""


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def run(data, monkeypatch, capsys):
    """Runs a command to its end on that data."""
    return partial(command, monkeypatch, capsys, data)


@pytest.fixture
def port():
    with socket.create_server(("127.0.0.1", 0)) as door:
        return door.getsockname()[1]


@dataclass
class Running:
    """A command that goes on until it is told to stop."""

    process: subprocess.Popen
    lines: list = field(default_factory=list)
    told: threading.Condition = field(default_factory=threading.Condition)

    def __post_init__(self):
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        for line in self.process.stdout:
            with self.told:
                self.lines.append(line.rstrip("\n"))
                self.told.notify_all()

    @property
    def said(self):
        return "\n".join(self.lines)

    def wait_for(self, words):
        """Wait until it has said these words."""
        with self.told:
            assert self.told.wait_for(lambda: words in self.said, PATIENCE), self.said

    def children(self):
        """The processes it started."""
        id_ = self.process.pid
        return [int(each) for each in Path(f"/proc/{id_}/task/{id_}/children").read_text().split()]

    def stop(self, number=signal.SIGTERM):
        """Tell it to stop; its exit code."""
        self.process.send_signal(number)
        return self.process.wait(timeout=PATIENCE)


@pytest.fixture
def start():
    """Starts commands; whatever still runs after the test is killed."""
    running = []

    def begin(*words, **settings):
        process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-u", "-m", "sumisura.cli", *map(str, words)],
            env=CLEAN | settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        running.append(process)
        return Running(process)

    yield begin
    for process in running:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # with the worker that a demo started
        process.wait()
        process.stdout.close()
