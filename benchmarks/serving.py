"""A server of ours in a process of its own, for as long as something is measured there."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import httpx


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@contextmanager
def running(words: Sequence[str], port: int, settings: Mapping[str, object] | None = None) -> Iterator[str]:
    """The address of ``sumisura`` with these words, once it answers there; it ends with the block."""
    own = {f"SUMISURA_{name}": str(value) for name, value in (settings or {}).items()}
    command = [sys.executable, "-m", "sumisura.cli", *words]
    server = subprocess.Popen(command, env={**os.environ, **own}, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
    address = f"http://127.0.0.1:{port}"
    try:
        _await(f"{address}/health")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


def _await(address: str) -> None:
    for _ in range(600):
        try:
            httpx.get(address)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(address)
