"""Connections whose other side is slow: each may take its time, and none takes it for ever.

uvicorn waits without end for a request that comes byte by byte, and for who does not read its answer. No thread waits
with it, but every such connection holds memory and one of the files that a process may have open.
"""

import asyncio
import resource
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD = 15.0
"""Seconds within which the head of a request must have come."""
BODY = 60.0
"""Seconds within which its body must have come: half a megabyte at most, so 9 kB a second."""
READ = 30.0
"""Seconds within which the other side must take some of what waits for it: 50 kB, so 2 kB a second."""
LATE = b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class Timely(HttpToolsProtocol):
    """uvicorn's own protocol, which hangs up on who is too slow.

    Bounds as of Apache's ``mod_reqtimeout`` and nginx's ``send_timeout``; a proxy in front has bounds of its own.
    """

    _coming: asyncio.TimerHandle | None = None
    _going: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Somebody is there: they shall ask."""
        super().connection_made(transport)
        self._expect(HEAD, self._late)

    def on_message_begin(self) -> None:
        """A request begins, perhaps not the first one here."""
        super().on_message_begin()
        self._expect(HEAD, self._late)

    def on_headers_complete(self) -> None:
        """Its head is there."""
        self._expect(BODY, self.transport.abort)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """All of it is there."""
        self._expect(0, None)
        super().on_message_complete()

    def pause_writing(self) -> None:
        """More waits for the other side than it takes."""
        super().pause_writing()
        self._going = self.loop.call_later(READ, self.transport.abort)

    def resume_writing(self) -> None:
        """It took some."""
        super().resume_writing()
        if self._going:
            self._going.cancel()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        self._expect(0, None)
        super().connection_lost(exc)  # goes through ``resume_writing``

    def _expect(self, seconds: float, late: Callable[[], Any] | None) -> None:
        if self._coming:
            self._coming.cancel()
        self._coming = self.loop.call_later(seconds, late) if late else None

    def _late(self) -> None:
        # There is no cycle before the first request, whatever its type says.
        if not getattr(self.cycle, "response_complete", True):  # it asked for something else before
            self._expect(HEAD, self._late)
        else:
            self.transport.write(LATE)
            self.transport.close()


def many() -> None:
    """Let this process have as many files open as the machine allows it: each connection is one."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
