"""What is told of a request: one line, one span and one count, by the template of its route and never by its address."""

import re
import time
from typing import Final
from uuid import uuid4

import structlog
from litestar import Litestar
from litestar.enums import ScopeType
from litestar.types import LifeSpanReceive, LifeSpanScope, LifeSpanSend, Message, Receive, Scope, Send

from sumisura.telemetry import spans
from sumisura.telemetry.figures import Figures
from sumisura.web.wiring import wired

HEADER: Final = "x-request-id"
WELL_FORMED: Final = re.compile(r"[A-Za-z0-9-]{8,64}")
"""Of ids that a proxy gives a request; another one is replaced."""
ROUTE: Final = "route"
"""Where in the state an application below notes the template of its own route."""
ELSEWHERE: Final = "elsewhere"
"""The route of what fits none."""
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
log = structlog.get_logger()


class Observed(Litestar):
    """An application that is watched."""

    @property
    def figures(self) -> Figures:
        """What counts its answers."""
        return wired(self.state).figures

    async def __call__(
        self,
        scope: Scope | LifeSpanScope,
        receive: Receive | LifeSpanReceive,
        send: Send | LifeSpanSend,
    ) -> None:
        """Answer, and tell of it."""
        if scope["type"] != ScopeType.HTTP:
            await super().__call__(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}  # type: ignore[typeddict-item]
        told = _Told(scope, _id(headers.get(HEADER, "")), send)  # type: ignore[arg-type]
        with (
            structlog.contextvars.bound_contextvars(request=told.id),
            spans.request_span(headers) as span,
        ):
            try:
                await super().__call__(scope, receive, told.send)
            finally:
                told.tell(self.figures)
                if span is not None:
                    span.update_name(f"{told.method} {told.route}")
                    span.set_attribute("http.request.method", told.method)
                    span.set_attribute("http.route", told.route)
                    span.set_attribute("http.response.status_code", told.status)


class _Told:
    """A request, as far as it is told of.

    Args:
        scope: filled on its way by who answers: the route, the brand.
        id: what the answer and the log lines name it by.
    """

    def __init__(self, scope: Scope, id_: str, onward: Send) -> None:
        self.scope, self.id, self._onward = scope, id_, onward
        self.status = 499  # left before an answer began
        self._begun = time.perf_counter()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [*message.get("headers", ()), (HEADER.encode(), self.id.encode())]
        await self._onward(message)

    @property
    def method(self) -> str:
        """One that is known: who invents others makes no more figures."""
        given = str(self.scope.get("method"))
        return given if given in METHODS else "OTHER"

    @property
    def route(self) -> str:
        return str(self.scope["state"].get(ROUTE) or self.scope.get("path_template") or ELSEWHERE)

    def tell(self, figures: Figures) -> None:
        seconds = time.perf_counter() - self._begun
        figures.answered(self.method, self.route, self.status, seconds)
        brand = self.scope["state"].get("brand")
        log.info(
            "request",
            method=self.method,
            route=self.route,
            status=self.status,
            ms=round(1000 * seconds, 2),
            **({"brand": brand.id} if brand else {}),
            **({"trace": trace} if (trace := spans.trace_id()) else {}),
        )


def _id(given: str) -> str:
    return given if WELL_FORMED.fullmatch(given) else uuid4().hex
