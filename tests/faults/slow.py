"""Clients that send a byte a second, and clients that never read."""

import selectors
import socket
import threading
from contextlib import suppress
from typing import Self

HEAD = b"GET /indigo HTTP/1.1\r\nHost: here\r\nX-Slow: " + b"x" * 200
BODY = b"POST /indigo/designs HTTP/1.1\r\nHost: here\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 500\r\n\r\n"
PAGES = b"GET /indigo HTTP/1.1\r\nHost: here\r\n\r\n" * 40


class SlowCrowd:
    """So many connections, for as long as the block lasts: a third dribble a head, a third a body, a third never read.

    Args:
        address: host and port.
        number: how many.
    """

    def __init__(self, address: tuple[str, int], number: int) -> None:
        self._address, self._number = address, number
        self._over = threading.Event()
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._dribble)

    def __enter__(self) -> Self:
        for number in range(self._number):
            with suppress(OSError):
                line = socket.create_connection(self._address, timeout=2)
                self._open.append(line)
                line.settimeout(0)
                line.send((HEAD[:20], BODY, PAGES)[number % 3])
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        for line in self._open:
            line.close()

    def left(self) -> int:
        """How many are still let in: those that were not hung up on."""
        with selectors.DefaultSelector() as waiting:
            for line in self._open:
                waiting.register(line, selectors.EVENT_READ)
            ready = [key.fileobj for key, _ in waiting.select(0)]
        return len(self._open) - sum(_hung_up(line) for line in ready)

    def _dribble(self) -> None:
        while not self._over.wait(1):
            for number, line in enumerate(self._open):
                if number % 3 < 2:
                    with suppress(OSError):
                        line.send(b"x")


def _hung_up(line: socket.socket) -> bool:
    try:
        return not line.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return False
    except OSError:
        return True
