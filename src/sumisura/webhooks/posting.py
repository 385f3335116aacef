"""The sender: over HTTP/1.1, to the very address that was looked at, within a time that no answer can stretch."""

import socket
import ssl
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpcore
from httpcore import URL, ConnectionPool, ConnectTimeout, NetworkBackend, NetworkStream, Request
from httpcore import ConnectError as NotConnected

from sumisura.webhooks.errors import BadTarget
from sumisura.webhooks.ports import Answer
from sumisura.webhooks.targets import Target, refused, target

CONNECT, WHOLE = 3.0, 10.0
"""Seconds until a connection stands, and for all of it."""
READ = 64 * 1024
"""Bytes of an answer's body that are read at most."""
SHOWN = 500
"""Characters of it that are kept."""


def look_up(host: str, port: int) -> Sequence[str]:
    """The addresses of a host."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


@dataclass(frozen=True, slots=True)
class HttpSender:
    """Posts.

    Args:
        demo: this very machine may be asked.
        trusts: whose certificates; the machine's and Mozilla's unless given.
        resolve: finds the addresses of a host.
        whole: seconds for all of it.
    """

    demo: bool = False
    trusts: ssl.SSLContext | None = None
    resolve: Callable[[str, int], Sequence[str]] = look_up
    whole: float = WHOLE

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send it once, and say what came back (``ports.Sender``)."""
        try:
            aim = target(url, demo=self.demo)
            return self._post(aim, headers, body)
        except (BadTarget, _Refused) as error:
            return Answer(0, str(error))
        except httpcore.TimeoutException:
            return Answer(0, "it took too long to answer")
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError, UnicodeError) as error:
            return Answer(0, f"no answer: {str(error)[:200] or type(error).__name__}")

    def _post(self, aim: Target, headers: Mapping[str, str], body: bytes) -> Answer:
        until = time.monotonic() + self.whole
        said = {**headers, "Host": _host(aim), "Content-Length": str(len(body)), "Connection": "close"}
        request = Request(
            "POST",
            URL(scheme=aim.scheme, host=aim.host, port=aim.port, target=aim.path),
            headers=[(name.encode(), value.encode()) for name, value in said.items()],
            content=body,
            extensions={"timeout": dict.fromkeys(("connect", "read", "write", "pool"), self.whole)},
        )
        with ConnectionPool(
            self.trusts or _trusted(), network_backend=_Backend(aim, self.resolve, until)
        ) as pool:
            response = pool.handle_request(request)
            try:
                return _answer(response)
            finally:
                response.close()


@cache
def _trusted() -> ssl.SSLContext:
    """Read at the first need: it takes longer than most commands, which send nothing."""
    return httpcore.default_ssl_context()


class _Refused(Exception):
    """The name leads to an address that nothing is sent to."""


@dataclass(frozen=True, slots=True)
class _Backend(NetworkBackend):
    """Looks the name up once, refuses what is inside, and connects to what it looked at: no second look-up."""

    aim: Target
    resolve: Callable[[str, int], Sequence[str]]
    until: float

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> NetworkStream:
        now = time.monotonic()
        until = min(self.until, now + CONNECT, now + (CONNECT if timeout is None else timeout))
        failed: Exception = NotConnected(f"{host} has no address")
        for address in self._allowed(host, port):
            left = until - time.monotonic()
            if left <= 0:
                raise ConnectTimeout
            try:
                stream = httpcore.SyncBackend().connect_tcp(
                    address, port, left, local_address, socket_options
                )
                return _Stream(stream, self.until, until)
            except (httpcore.NetworkError, httpcore.TimeoutException) as error:
                failed = error
        raise failed

    def _allowed(self, host: str, port: int) -> Sequence[str]:
        found = self.resolve(host, port)
        for address in found:
            why = refused(address)
            if why and not (self.aim.here and why == "loopback"):
                raise _Refused(f"{host} leads to {address}, which is {why}, not of the public internet")
        return found


@dataclass(frozen=True, slots=True)
class _Stream(NetworkStream):
    """A connection of which no read or write outlasts the whole's time, however slowly bytes come."""

    inner: NetworkStream
    until: float
    connected: float

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.inner.read(max_bytes, self._left(self.until, timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.inner.write(buffer, self._left(self.until, timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self.inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> NetworkStream:
        left = self._left(self.connected, timeout, ConnectTimeout)
        return _Stream(self.inner.start_tls(ssl_context, server_hostname, left), self.until, self.connected)

    def get_extra_info(self, info: str) -> Any:
        return self.inner.get_extra_info(info)

    def _left(self, until: float, timeout: float | None, late: type[Exception]) -> float:
        left = until - time.monotonic()
        if left <= 0:
            raise late
        return left if timeout is None else min(left, timeout)


def _host(aim: Target) -> str:
    name = f"[{aim.host}]" if ":" in aim.host else aim.host
    return name if aim.port == (443 if aim.scheme == "https" else 80) else f"{name}:{aim.port}"


def _answer(response: httpcore.Response) -> Answer:
    """What came back; a body beyond what is read is left where it is."""
    body = b""
    for chunk in response.iter_stream():
        body += chunk
        if len(body) >= READ:
            break
    text = body[: SHOWN * 4].decode("utf-8", "replace")[:SHOWN]
    plain = "".join(one if one.isprintable() else " " for one in text).strip()
    later = {name.lower(): value for name, value in response.headers}.get(b"retry-after", b"")
    return Answer(response.status, "", plain, later.decode("latin-1")[:100])
