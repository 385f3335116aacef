"""The command line as a person runs it, with its own data."""

import io
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sumisura.cli.main import main

PATIENCE = 60
"""Seconds for what takes one or two on an idle machine."""
CLEAN = {name: text for name, text in os.environ.items() if not name.startswith("SUMISURA_")}


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@dataclass(frozen=True)
class Done:
    """What a command said, and how it ended."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def run(data, monkeypatch, capsys):
    """Runs a command to its end, in this process: starting another one for each would take seconds."""

    def to_its_end(*words, stdin="", **settings):
        with monkeypatch.context() as here:
            for name in set(os.environ) - set(CLEAN):
                here.delenv(name)
            for name, text in ({"SUMISURA_DATA": str(data)} | settings).items():
                here.setenv(name, text)
            here.setattr(sys, "argv", ["sumisura", *map(str, words)])
            here.setattr(sys, "stdin", io.StringIO(stdin))
            capsys.readouterr()
            with pytest.raises(SystemExit) as end:
                main()
        said = capsys.readouterr()
        return Done(end.value.code or 0, said.out, said.err)

    return to_its_end


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
