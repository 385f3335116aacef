"""A Postgres server of one's own, to be killed."""

import os
import shutil
import signal
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

import psutil
import psycopg

from engines import start_postgres


class OwnServer:
    """A server whose processes may be killed: fills ``harness.Server``.

    Args:
        folder: where its data rest; one of its own, unless given.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._given = folder

    def __enter__(self) -> Self:
        self._folder = self._given or Path(tempfile.mkdtemp(prefix="pg-"))
        self._folder.mkdir(exist_ok=True)
        self._server = start_postgres(self._folder)
        self.url = self._server.get_uri()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)

    def kill_backend(self) -> None:
        """SIGKILL a process that serves a connection: the server then drops all others and recovers."""
        with psycopg.connect(self.url, autocommit=True) as session:
            asked = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'"
            others = session.execute(asked + " AND pid <> pg_backend_pid()").fetchall()
        with suppress(ProcessLookupError):
            os.kill(others[0][0], signal.SIGKILL)

    def kill_and_restart(self, away: float = 0.0) -> None:
        """SIGKILL the server, wait until nothing of it is left, and start it on the same files after so many seconds."""
        main = psutil.Process(self._server.get_pid())
        family = main.children(recursive=True)
        main.send_signal(signal.SIGKILL)
        while any(_alive(process) for process in (main, *family)):
            time.sleep(0.01)
        # Where nobody reaps orphans the dead server still has a process number, and seems to run.
        for mark in ("postmaster.pid", ".s.PGSQL.5432.lock"):
            (self._folder / mark).unlink(missing_ok=True)
        time.sleep(away)
        self._server.ensure_postgres_running()


def _alive(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False
