"""A server of its own in front of a shop that rests somewhere: another real process."""

import subprocess
import sys
import time
from contextlib import contextmanager

import httpx

from commands import CLEAN
from sumisura.settings import Settings

PATIENCE = 120
"""Seconds."""


def until(true, seconds=PATIENCE):
    """Wait until something is so; fails where it does not come to be."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to be"
        time.sleep(0.02)


@contextmanager
def serving(rests: Settings, port: int, **settings):
    """A server of its own where that shop rests."""
    environment = CLEAN | {
        "SUMISURA_DATA": str(rests.data),
        "SUMISURA_DATABASE": rests.database,
        "SUMISURA_PORT": str(port),
        "SUMISURA_DEMO": "1",
        "SUMISURA_MASS_SHARE": "0",
        **{f"SUMISURA_{name}": str(value) for name, value in settings.items()},
    }
    process = subprocess.Popen([sys.executable, "-m", "sumisura.cli", "serve"], env=environment)
    try:
        until(lambda: process.poll() is not None or answers(port))
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE)


def answers(port):
    try:
        return httpx.get(f"http://127.0.0.1:{port}/ready", timeout=5).status_code == 200
    except httpx.TransportError:
        return False
