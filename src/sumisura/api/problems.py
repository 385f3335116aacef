"""Errors as problem details (RFC 9457): a stable code, what is wrong, where, and what would mend it."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException

from sumisura.kernel import SumisuraError
from sumisura.trust.api_keys import BadKey

MEDIA_TYPE = "application/problem+json"
UNREADABLE = "unreadable"
"""The code of a request that does not have the form that the description asks for."""
QUERY = "query"
"""Where a route says which query parameters it takes: its own name for each → the one that is asked for."""
BROKEN = "Something broke on our side. It has been written down. Try again in a moment."
TURNED_AWAY = {401, 403, 429}
"""Whoever may not, or asks too often: each is written down, so that who tries at length is seen (ASVS 7.2)."""
log = structlog.get_logger()

AnyRequest = Request[Any, Any, Any]


class Fault(msgspec.Struct, frozen=True):
    """One thing that is wrong in a request.

    Args:
        where: the part of the request: ``body``, ``query``, ``path``, ``header``, and the field in it.
        detail: what is wrong with it.
    """

    where: str
    detail: str


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """What went wrong (RFC 9457).

    Args:
        type: the place that describes this kind of problem.
        title: the kind, in a few words; the same each time.
        status: the HTTP status.
        detail: what is wrong here, where, and what would mend it.
        code: the kind, for programs; it never changes its meaning.
        errors: each part of the request that is at fault.
    """

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: tuple[Fault, ...] = ()


def refused(request: AnyRequest, error: SumisuraError) -> Response[bytes]:
    """An error we meant to raise."""
    route = request.scope.get("path_template", "")
    if error.status in TURNED_AWAY:
        log.warning("access.refused", code=error.code, route=route, method=request.method)
    elif error.public != str(error):
        log.warning("request.failed", code=error.code, route=route, why=str(error))
    headers = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
    if isinstance(error, BadKey):
        headers["WWW-Authenticate"] = 'Bearer realm="sumisura"'
    problems = getattr(error, "problems", {})
    faults = tuple(Fault(f"body.{name}", text) for name, text in problems.items())
    return answer(error.status, error.code, error.public, faults, headers)


def unreadable(request: AnyRequest, error: HTTPException) -> Response[bytes]:
    """A request that fits no route, or not the form of its route."""
    if isinstance(error, ValidationException):
        faults = _faults(error, request.route_handler.opt.get(QUERY, {}))
        told = "; ".join(f"{one.where}: {one.detail}" for one in faults) or error.detail
        return answer(400, UNREADABLE, f"{told}. Correct it and send it again; nothing was changed.", faults)
    if error.status_code == HTTPStatus.BAD_REQUEST:
        return answer(400, UNREADABLE, f"The body is no JSON: {error.detail}. Send one JSON value.")
    code = f"http_{error.status_code}"
    text = {
        404: "There is nothing at this address. The description at /api/openapi.json lists what there is.",
        405: "This address knows other methods. The description at /api/openapi.json lists them.",
        413: "The body is larger than this address takes.",
        415: "Send the body as application/json.",
    }.get(error.status_code, error.detail)
    return answer(error.status_code, code, text, headers=dict(error.headers or {}))


def broken(request: AnyRequest, error: Exception) -> Response[bytes]:
    """An error nobody meant; the log has the rest."""
    log.error(
        "request.broken", path=request.scope.get("path_template", ""), method=request.method, exc_info=error
    )
    return answer(500, "broken", BROKEN)


def answer(
    status: int, code: str, detail: str, faults: tuple[Fault, ...] = (), headers: dict[str, str] | None = None
) -> Response[bytes]:
    """A problem, ready to be sent."""
    title = HTTPStatus(status).phrase
    body = msgspec.json.encode(Problem(f"urn:sumisura:problem:{code}", title, status, detail, code, faults))
    return Response(body, status_code=status, media_type=MEDIA_TYPE, headers=headers)


def _faults(error: ValidationException, named: Mapping[str, str]) -> tuple[Fault, ...]:
    found = []
    for one in error.extra if isinstance(error.extra, list) else ():
        part = str(getattr(one.get("source"), "value", one.get("source")) or "request")
        if str(one.get("message")) == repr(
            one.get("key")
        ):  # a part that is not there, or could not be looked at
            found += [Fault("body", "there is none: send one JSON value")] if part == "body" else []
            continue
        key = "" if one.get("key") in {None, "data"} else f".{named.get(one['key'], one['key'])}"
        text, at, path = str(one.get("message", "")).partition(" - at `$")
        found.append(Fault(f"{part}{key}{path.rstrip('`') if at else ''}", text))
    return tuple(found)
