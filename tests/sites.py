"""The pages over a shop, for a test client."""

from copy import copy
from functools import cache
from typing import cast

from litestar import Litestar
from litestar.types import ASGIApp, Receive, Scope, Send

from sumisura.usecases.services import Services
from sumisura.web.server import build
from sumisura.web.wiring import state_of

NOBODYS = cast("Services", None)


def site(services: Services) -> ASGIApp:
    """An application over these services, as ``build`` makes it."""
    over = copy(_routes())
    over.state = state_of(services)

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await over(scope, receive, send)
        for kind in ("startup", "shutdown") if scope["type"] == "lifespan" else ():
            await receive()
            await send({"type": f"lifespan.{kind}.complete"})

    return answer


@cache
def _routes() -> Litestar:
    """Its routes are registered once: that takes longer than most tests."""
    return build(NOBODYS)
