"""Where the figures are read: a port of its own, apart from the shop."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

import structlog
from prometheus_client import CONTENT_TYPE_LATEST

from sumisura.telemetry.figures import Figures

PATH: Final = "/metrics"
EVERY: Final = 5.0
"""Seconds between two tries for a port that another process of ours may leave."""
log = structlog.get_logger()


@contextmanager
def served(figures: Figures, host: str, port: int) -> Iterator[None]:
    """Answer `GET /metrics` there until the block is left; port 0 answers nowhere.

    Of several processes with one port, one answers for all; when it ends, another takes the port.
    """
    stop = threading.Event()
    keeper = threading.Thread(target=_keep, args=(figures, host, port, stop), name="metrics", daemon=True)
    if port:
        keeper.start()
    try:
        yield
    finally:
        stop.set()
        if port:
            keeper.join()


def _keep(figures: Figures, host: str, port: int, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            server = ThreadingHTTPServer((host, port), _handler(figures))
        except OSError:
            stop.wait(EVERY)
            continue
        with server:
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
            log.info("metrics.served", port=port)
            stop.wait()
            server.shutdown()


def _handler(figures: Figures) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path != PATH:
                self.send_error(404)
                return
            body = figures.page()
            self.send_response(200)
            self.send_header("Content-Type", CONTENT_TYPE_LATEST)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing: it would name addresses."""

    return Handler
