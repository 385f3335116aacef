"""The whole demo behind a real Chromium: server, worker and example brands, started once."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from hands import Watch

PATIENCE = 120.0
"""Seconds for the demo to compile its spaces on a busy machine."""
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def folder(tmp_path_factory) -> Path:
    """Where the demo of our own rests; its data is in ``data``."""
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="session")
def site(folder) -> Iterator[str]:
    """The address of a demo of our own."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    data = folder
    log = (data / "log.txt").open("w")
    command = [
        sys.executable,
        "-m",
        "sumisura.cli",
        "demo",
        "--data",
        str(data / "data"),
        "--port",
        str(port),
        "--customers",
        "100",
    ]
    process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)  # noqa: S603 - our own command
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(address, process, data / "log.txt")
        yield address
    finally:
        process.terminate()
        process.wait(30)
        log.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A real Chromium, found as `make browser` finds it."""
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    path = next((found for name in names if name and (found := shutil.which(name))), None)
    if path is None:
        pytest.fail("Chromium is not here. Run `make browser`, or set CHROMIUM=/path/to/chromium.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Open a browser of one's own; at the end, nothing may have gone wrong in any of them."""
    opened: list[tuple[BrowserContext, Watch]] = []

    def come(*, width: int = 1440, height: int = 1000, **how: object) -> Page:
        given = {"reduced_motion": "reduce", "viewport": {"width": width, "height": height}, **how}
        context = chromium.new_context(base_url=site, **given)
        context.set_default_timeout(15_000)
        watch = Watch(site)
        context.on("page", watch.follow)
        opened.append((context, watch))
        return context.new_page()

    yield come
    for context, watch in opened:
        watch.closing = True
        context.close()
    assert not [fault for _, watch in opened for fault in watch.faults]


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()
        try:
            # The demo takes its port before it is ready: the first answer may take as long as the compiling.
            if httpx.get(f"{address}/health", timeout=PATIENCE).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail(f"the demo did not open: {log.read_text()}")
