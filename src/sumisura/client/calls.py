"""How the client calls: one connection pool, one key, one brand; what is refused is raised with its code."""

import random
import threading
import time
from collections.abc import Callable, Mapping
from functools import cache
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote

import httpx
import msgspec

T = TypeVar("T")
TRIES = 4
"""Times that a request is sent, where sending it again is safe and may help."""
LATER = frozenset({429, 502, 503, 504})
"""Statuses after which a later try may succeed."""
_LEARNING = threading.Lock()


class Refused(Exception):
    """The API answered with a problem; nothing was changed.

    Args:
        status: of the answer.
        code: what kind of problem it is; it never changes its meaning.
        detail: what is wrong, where, and what would mend it.
        errors: each part of the request that is at fault: ``where`` and ``detail``.
    """

    def __init__(self, status: int, code: str, detail: str, errors: list[dict[str, str]]) -> None:
        self.status, self.code, self.detail, self.errors = status, code, detail, errors
        super().__init__(f"{detail} ({code})")


class Calls:
    """Sends requests for one brand.

    A read, and a write that bears an idempotency key, is sent again where the network or the server was away; a write
    without one is sent once.

    Args:
        address: of the installation: ``https://shop.example``.
        brand: the brand's short name.
        key: a key of it.
        timeout: seconds to wait for an answer.
        transport: another way to send, as httpx has it; for tests.
        sleep: waits for so many seconds between two tries.
    """

    def __init__(
        self,
        address: str,
        brand: str,
        key: str,
        *,
        timeout: float = 30.0,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self.brand, self._sleep = brand, sleep
        self._http = httpx.Client(
            base_url=f"{address.rstrip('/')}/api/v1/{quote(brand, safe='')}",
            headers={"Authorization": f"Bearer {key}", "Accept": "application/json"},
            timeout=timeout,
            transport=transport,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    @staticmethod
    def safe(name: str) -> str:
        """A name as it stands in an address."""
        return quote(name, safe="")

    def call(
        self,
        verb: str,
        path: str,
        answer: Any,
        *,
        query: Mapping[str, Any] | None = None,
        body: object = None,
        idempotency_key: str = "",
    ) -> Any:
        """Send a request, and read its answer as that type.

        Raises:
            Refused: the API says no.
            httpx.TransportError: it was not to be reached.
        """
        headers = {"Idempotency-Key": idempotency_key} if idempotency_key else {}
        content = None
        if body is not None:
            headers["Content-Type"], content = "application/json", msgspec.json.encode(body)
        asked = {name: value for name, value in (query or {}).items() if value not in {None, ""}}
        request = self._http.build_request(verb, path, params=asked, content=content, headers=headers)
        response = self._sent(request, again=verb == "GET" or bool(idempotency_key))
        if response.is_error:
            raise _refused(response)
        return _decoder(answer).decode(response.content)

    def _sent(self, request: httpx.Request, *, again: bool) -> httpx.Response:
        for attempt in range(1, TRIES + 1):
            last = attempt == TRIES or not again
            try:
                response = self._http.send(request)
            except httpx.TransportError:
                if last:
                    raise
                self._sleep(_pause(attempt, ""))
            else:
                if last or response.status_code not in LATER:
                    return response
                self._sleep(_pause(attempt, response.headers.get("retry-after", "")))
        raise AssertionError  # the last attempt returned or raised


@cache
def _decoder(answer: Any) -> msgspec.json.Decoder[Any]:
    # msgspec notes what it learns of a class on the class, and begins before it is done: one thread at a time.
    with _LEARNING:
        return msgspec.json.Decoder(answer)


def _pause(attempt: int, asked: str) -> float:
    """Seconds before the next try: as the server asks, else twice as long each time, with chance in it."""
    if asked.isdigit():
        return float(asked)
    return float(0.2 * 2**attempt * random.uniform(0.5, 1.0))  # noqa: S311 - spreads clients out


def _refused(response: httpx.Response) -> Refused:
    try:
        problem = msgspec.json.decode(response.content, type=dict[str, Any])
    except msgspec.DecodeError:
        return Refused(response.status_code, f"http_{response.status_code}", response.text[:200], [])
    code = str(problem.get("code", f"http_{response.status_code}"))
    return Refused(response.status_code, code, str(problem.get("detail", "")), problem.get("errors", []))
