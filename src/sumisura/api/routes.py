"""How a route is declared: its scope, its words, and how it answers what it cannot do."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from inspect import getdoc
from typing import Any, ParamSpec, TypeVar, get_type_hints

from litestar.concurrency import sync_to_thread
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import QueryParameter

from sumisura.api.door import SCOPE
from sumisura.api.problems import MEDIA_TYPE, QUERY, Problem
from sumisura.trust.api_keys import Scope

P = ParamSpec("P")
T = TypeVar("T")
REFUSALS = (400, 401, 403, 404, 409, 410, 422, 429)
"""How any route may answer: none of these has changed anything."""


def route(
    verb: type[HTTPRouteHandler], path: str, scope: Scope, summary: str, *, tag: str, status: int = 200
) -> Callable[[Callable[..., Any]], HTTPRouteHandler]:
    """Have a function answer at a path, in a thread of its own: use cases wait for disks.

    Args:
        verb: ``get``, ``post``, ``put`` or ``delete`` of Litestar.
        scope: what the key must have.
        summary: what it does, in a few words; the function's docstring says the rest.
        tag: under which heading it is described.
        status: of a success.
    """

    def made(answer: Callable[..., Any]) -> HTTPRouteHandler:
        options: dict[str, Any] = {
            "opt": {SCOPE: scope, QUERY: _asked(answer)},
            "security": [{"key": [str(scope)]}],
            "responses": {one: _refusal(one) for one in REFUSALS},
            "status_code": status,
            "response_description": summary,
            "summary": summary,
            "description": getdoc(answer),
            "tags": [tag],
            "operation_id": answer.__name__,
        }
        return verb(path, **options)(_in_thread(answer))

    return made


def _asked(answer: Callable[..., Any]) -> dict[str, str]:
    """The query parameters that a function takes: its own name for each → the one that is asked for."""
    hints = get_type_hints(answer, include_extras=True).items()
    parts = ((own, part) for own, hint in hints for part in getattr(hint, "__metadata__", ()))
    return {own: str(part.name) for own, part in parts if isinstance(part, QueryParameter)}


def _refusal(status: int) -> ResponseSpec:
    media: Any = MEDIA_TYPE  # Litestar takes any text here
    return ResponseSpec(
        Problem, description=HTTPStatus(status).phrase, media_type=media, generate_examples=False
    )


def _in_thread(answer: Callable[P, T]) -> Callable[P, Any]:
    """The same, awaited. Litestar's own ``sync_to_thread`` wraps twice where two verbs share a path."""

    @wraps(answer)
    async def run(*args: P.args, **kwargs: P.kwargs) -> T:
        return await sync_to_thread(answer, *args, **kwargs)

    return run
