"""What keeps a page to itself: headers, the nonce, cookies, and forms that come from us."""

import secrets
from typing import Any

from litestar import Request
from litestar.datastructures import Cookie, MutableScopeHeaders
from litestar.types import Message, Scope

from sumisura.kernel import Forbidden

VISIT, STAFF = "visit", "staff"
"""The cookies: what a visitor's browser is known by, and a signed-in member of staff."""
NONCE = "nonce"
GPC = "Sec-GPC"
"""The header of Global Privacy Control: 1 where the person behind the browser refuses to be profiled. ``DNT`` binds nobody."""
FOREVER = "public, max-age=31536000, immutable"
"""Files are named by their content, so that they can be kept for ever."""
FOUND = {200, 206, 304}
"""A file, a part of it, or that it has not changed; that there is none must not be kept."""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), browsing-topics=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
SECURELY = ("Strict-Transport-Security", "max-age=31536000")
"""Whoever came by https once comes by https for a year; whether all names below this one do is the operator's to say."""
POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)

AnyRequest = Request[Any, Any, Any]


def nonce(request: AnyRequest) -> str:
    """This answer's nonce: what its own style element bears, and no injected one can."""
    if NONCE not in request.scope["state"]:
        request.scope["state"][NONCE] = secrets.token_urlsafe(16)
    made: str = request.scope["state"][NONCE]
    return made


async def harden(message: Message, scope: Scope) -> None:
    """Add the headers that every answer bears, error pages and files too, but for those it has set itself."""
    if message["type"] == "http.response.start":
        headers = MutableScopeHeaders.from_message(message)
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        if scope["scheme"] == "https":
            headers.setdefault(*SECURELY)
        if scope["path"].startswith("/static/") and message["status"] in FOUND:
            headers["Cache-Control"] = FOREVER


def policy(request: AnyRequest) -> str:
    """The content security policy of a page."""
    return POLICY.format(nonce=nonce(request))


def cookie(request: AnyRequest, name: str, value: str, *, days: int | None = None) -> Cookie:
    """A cookie for our eyes alone; under https it is bound to this very host."""
    secure = request.url.scheme == "https"
    return Cookie(
        key=f"__Host-{name}" if secure else name,
        value=value,
        path="/",
        httponly=True,
        secure=secure,
        samesite="lax",
        max_age=days * 86_400 if days is not None else None,
    )


def read_cookie(request: AnyRequest, name: str) -> str:
    """A cookie's value, or "" where there is none."""
    key = f"__Host-{name}" if request.url.scheme == "https" else name
    return request.cookies.get(key, "")


def refuses(request: AnyRequest) -> bool:
    """Whether the browser asks not to be profiled (W3C Global Privacy Control §3.2: exactly "1")."""
    return request.headers.get(GPC, "") == "1"


def same_site(request: AnyRequest) -> None:
    """Refuse a form that another site sent, where the browser says so (Fetch Metadata)."""
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise Forbidden("send this form from another site", "a page of ours")
