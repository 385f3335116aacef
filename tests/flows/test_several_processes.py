"""Several real processes on one store: none loses a request when it stops, dies or is replaced (S110)."""

import signal
import socket
import threading
import time
from contextlib import closing

import httpx
import psutil

from serving import PATIENCE, answers, serving, until

CLIENTS = 4


def children(process):
    return psutil.Process(process.pid).children()


class Crowd:
    """People who look at a page again and again, over connections that they keep."""

    def __init__(self, port):
        self.seen, self.failed, self._over = 0, [], threading.Event()
        self._threads = [threading.Thread(target=self._look, args=(port,)) for _ in range(CLIENTS)]
        for thread in self._threads:
            thread.start()

    def _look(self, port):
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as client:
            while not self._over.is_set():
                try:
                    answer = client.get("/indigo")
                    self.failed += [] if answer.status_code == 200 else [answer.status_code]
                    self.seen += 1
                except httpx.TransportError as error:
                    self.failed.append(repr(error))
                time.sleep(0.02)

    def leave(self):
        self._over.set()
        for thread in self._threads:
            thread.join()


def alive(process):
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def two_without(server, others):
    """Whether two processes answer, and none of these others."""
    found = {one.pid for one in children(server) if alive(one)}
    return len(found) == 2 and not found & others


def test_all_are_replaced_under_load_and_no_request_fails(rests, port):
    """And one that dies is replaced; and nothing holds the port and the store when nobody watches it."""
    with serving(rests, port, PROCESSES=2) as server:
        until(lambda: two_without(server, set()))
        before = {one.pid for one in children(server)}
        crowd = Crowd(port)
        try:
            until(lambda: crowd.seen > 20)
            server.send_signal(signal.SIGHUP)
            until(lambda: two_without(server, before))
            seen = crowd.seen
            until(lambda: crowd.seen > seen + 20)
        finally:
            crowd.leave()
        assert crowd.failed == []
        doomed = children(server)[1]
        doomed.kill()
        until(lambda: two_without(server, before | {doomed.pid}))
        left = children(server)
        server.kill()
        server.wait()
        until(lambda: not any(map(alive, left)))
    assert not answers(port)


def whole(connection):
    """All that comes until the other side closes."""
    connection.settimeout(PATIENCE)
    return b"".join(iter(lambda: connection.recv(65_536), b""))


def test_what_began_is_answered_and_what_is_open_is_told_to_go(rests, port):
    """S110: ``/ready`` says no, a request that came slowly is still answered, and nothing new is let in."""
    with serving(rests, port) as server, closing(socket.create_connection(("127.0.0.1", port))) as slow:
        slow.sendall(b"GET /indigo HTTP/1.1\r\nHost: here\r\n")
        with closing(socket.create_connection(("127.0.0.1", port))) as idle:
            time.sleep(0.2)  # both are let in
            server.terminate()
            time.sleep(0.5)  # within the time that open connections may still ask in
            idle.sendall(b"GET /ready HTTP/1.1\r\nHost: here\r\n\r\n")
            said = whole(idle)
            assert said.startswith(b"HTTP/1.1 503")
            assert b"connection: close" in said
            assert b"it is stopping" in said
        slow.sendall(b"\r\n")
        assert whole(slow).startswith(b"HTTP/1.1 200")
        assert server.wait(PATIENCE) == 0
    assert not answers(port)
