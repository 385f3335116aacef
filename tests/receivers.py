"""Another system of the merchant: a real server on this machine that does as it is told and keeps what it got."""

import ssl
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import BinaryIO


@dataclass
class Got:
    """One request."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """What came, and what it answers.

    Args:
        answers: the statuses of the next answers; 200 when there are no more.
        more: headers of every answer.
        says: the body of every answer.
        pause: seconds before each answer.
        drip: seconds between the bytes of the answer; 0 for all at once.
    """

    url: str = ""
    got: list[Got] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    more: dict[str, str] = field(default_factory=dict)
    says: bytes = b""
    pause: float = 0.0
    drip: float = 0.0

    @property
    def ids(self) -> list[str]:
        return [one.headers["webhook-id"] for one in self.got]


def _answer(receiver: Receiver, closing: threading.Event, to: BinaryIO) -> None:
    status = receiver.answers.pop(0) if receiver.answers else 200
    lines = [f"HTTP/1.1 {status} So", *(f"{k}: {v}" for k, v in receiver.more.items()), "", ""]
    answer = "\r\n".join(lines).encode() + receiver.says
    step = 1 if receiver.drip else len(answer)
    for at in range(0, len(answer), step):
        to.write(answer[at : at + step])
        if receiver.drip and closing.wait(receiver.drip):
            return


@contextmanager
def receiving(tls: ssl.SSLContext | None = None, port: int = 0):
    """A receiver that listens until the block is left."""
    receiver, closing = Receiver(), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            receiver.got.append(Got(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            closing.wait(receiver.pause)
            with suppress(OSError):  # it was not waited for
                _answer(receiver, closing, self.wfile)

        def log_message(self, *_):
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_):
            pass  # a client that does not trust us hangs up

    server = Server(("127.0.0.1", port), Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    receiver.url = f"{'https' if tls else 'http'}://localhost:{server.server_port}/hooks"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield receiver
    finally:
        closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


def wait_for(what, seconds=10.0):
    """Wait until it is so."""
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it never came to be"
        time.sleep(0.01)
