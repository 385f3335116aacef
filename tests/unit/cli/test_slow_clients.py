"""Who sends a byte now and then, or never reads, is hung up on; who is only slow is not (S110)."""

import asyncio
import socket
import threading
import time
from contextlib import closing, suppress

import pytest

from sumisura.cli import answering, connections
from sumisura.settings import Settings

LARGE = 8_000_000


async def site(scope, receive, send):
    """Reads all that comes, and answers with a lot of it where that is asked for."""
    assert scope["type"] == "http"
    while (message := await receive()).get("more_body"):
        pass
    if message["type"] == "http.disconnect":
        return
    await asyncio.sleep(0.5 if scope["path"] == "/slow" else 0)
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % LARGE)]}
    )
    for _ in range(8):
        await send({"type": "http.response.body", "body": bytes(LARGE // 8), "more_body": True})
    await send({"type": "http.response.body", "body": b""})


@pytest.fixture
def line(monkeypatch):
    """Opens connections to a server that has little patience."""
    for name in ("HEAD", "BODY", "READ"):
        monkeypatch.setattr(connections, name, 0.4)
    config = answering.configured(Settings(), site)
    config.lifespan = "off"
    server, opened = answering.Graceful(config, threading.Event()), []
    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
        thread.start()

        def connect(said):
            opened.append(socket.create_connection(door.getsockname()))
            opened[-1].settimeout(10)
            opened[-1].sendall(said)
            return opened[-1]

        yield connect
        for one in opened:
            one.close()
        server.should_exit = True
        thread.join()


def whole(connection):
    return b"".join(iter(lambda: connection.recv(1 << 20), b""))


def dribble(connection):
    """A byte now and then, until the other side hangs up; how long that took."""
    began = time.monotonic()
    while time.monotonic() - began < 5:
        try:
            connection.send(b"x")
        except OSError:
            break
        time.sleep(0.05)
    return time.monotonic() - began


def test_who_says_nothing_is_told_that_it_is_late(line):
    assert whole(line(b"")).startswith(b"HTTP/1.1 408 ")


def test_a_head_that_comes_byte_by_byte_does_not_come_for_ever(line):
    assert dribble(line(b"GET / HTTP/1.1\r\nHost: here\r\nX-Slow: ")) < 2


def test_nor_does_a_body(line):
    assert dribble(line(b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 100000\r\n\r\n")) < 2


def test_who_never_reads_is_left(line):
    connection, got = line(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n"), 0
    time.sleep(1.5)
    with suppress(ConnectionResetError):
        while part := connection.recv(1 << 20):
            got += len(part)
    assert got < LARGE


def test_who_reads_slowly_gets_all_of_it(line):
    connection = line(b"GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
    got = 0
    while part := connection.recv(400_000):
        got += len(part)
        time.sleep(0.02)
    assert got > LARGE


def test_an_answer_may_take_longer_than_a_request(line):
    with closing(line(b"GET /slow HTTP/1.1\r\nHost: here\r\n\r\nGET / HTTP/1.1\r\n")) as connection:
        assert connection.recv(100).startswith(b"HTTP/1.1 200 ")
