"""Errors as pages: what is wrong, what would mend it, and that nothing was lost."""

from typing import Any
from urllib.parse import quote

import structlog
from litestar import Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.response import Redirect

from sumisura.kernel import Brand, SumisuraError
from sumisura.orders.token import Expired, Forged, WrongBrand
from sumisura.web import pages, security
from sumisura.web.door import NotSignedIn, html
from sumisura.web.security import AnyRequest

TITLES = {
    400: "We could not read that",
    401: "Please sign in",
    403: "That is not for you to do",
    404: "There is nothing here",
    405: "That cannot be done here",
    409: "It changed meanwhile",
    410: "That price has run out",
    413: "That is too much at once",
    422: "Something is missing",
    429: "One moment, please",
    503: "One moment, please",
}
TITLES_OF_CODES = {"over": "Its time is over"}
"""Where the status alone would say something else."""
TURNED_AWAY = {401, 403, 429}
"""Whoever may not, or asks too often: each is written down, so that who tries at length is seen (ASVS 7.2)."""
PROBLEM = "X-Problem"
"""The header that says what is wrong, percent-encoded: a page that asked for a piece of itself shows it in place."""
BROKEN = "Something broke on our side. It has been written down. Try again in a moment."
log = structlog.get_logger()


def refused(request: AnyRequest, error: SumisuraError) -> Response[str]:
    """A page for an error we meant to raise."""
    if isinstance(error, (Forged, Expired, WrongBrand)):
        log.warning("token.refused", code=error.code, route=_route(request))
    elif error.status in TURNED_AWAY:
        log.warning("access.refused", code=error.code, route=_route(request), method=request.method)
    elif error.public != str(error):
        log.warning("request.failed", code=error.code, route=_route(request), why=str(error))
    answer = page(request, error.status, error.public, error.code)
    answer.headers.update(retry_after(error))
    return answer


def retry_after(error: SumisuraError) -> dict[str, str]:
    """The header that says when the next try can succeed (RFC 9110 §10.2.3), where that is known."""
    return {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}


def unreadable(request: AnyRequest, error: HTTPException) -> Response[str]:
    """A page for a request that fits no handler."""
    text = "Check the address." if error.status_code == 404 else "Go back and try it from the page."  # noqa: PLR2004 - HTTP
    code = "invalid" if isinstance(error, ValidationException) else f"http_{error.status_code}"
    return page(request, error.status_code, text, code)


def broken(request: AnyRequest, error: Exception) -> Response[str]:
    """A page for an error nobody meant; the log has the rest."""
    log.error("request.broken", route=_route(request), method=request.method, exc_info=error)
    return page(request, 500, BROKEN, "broken")


def to_sign_in(request: AnyRequest, error: NotSignedIn) -> Response[Any]:
    """Send the browser to the sign-in form."""
    log.info("access.refused", code="not_signed_in", route=_route(request), method=request.method)
    return Redirect(f"/{error.brand}/office/sign-in", status_code=303)


def page(request: AnyRequest, status: int, text: str, code: str) -> Response[str]:
    """An error's page; inside the brand's shop where there is one."""
    title = TITLES_OF_CODES.get(code) or TITLES.get(status, "Something broke")
    body = pages.render(
        "error.html", title=title, text=text, code=code, nonce=security.nonce(request), brand=_brand(request)
    )
    answer = html(request, body, status)
    answer.headers[PROBLEM] = quote(text)
    return answer


def _route(request: AnyRequest) -> str:
    """Which page was asked for, without whose."""
    return str(request.scope.get("path_template", ""))


def _brand(request: AnyRequest) -> Brand | None:
    found: Brand | None = request.scope["state"].get("brand")
    return found
