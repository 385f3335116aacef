"""Who knocks: a visitor or a member of staff, from a request to an answer."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, MultipartBody, SkipValidation, URLEncodedBody
from litestar.response import Redirect
from litestar.utils import url_quote

from sumisura.kernel import Brand, PartyId, Stale
from sumisura.trust.limits import counted
from sumisura.trust.members import Member
from sumisura.trust.sessions import Door
from sumisura.usecases.held import profile
from sumisura.usecases.held.profile import Held
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.shop import bag, browse
from sumisura.usecases.tasting import agreeing
from sumisura.web import pages, security
from sumisura.web.security import AnyRequest

Form = URLEncodedBody[dict[str, str]]
Upload = MultipartBody[dict[str, Any]]
"""A form that carries a file."""
HELD = "held"
"""The field that a profile travels in, and the cookie of a browser that holds one; it says nothing else."""
TO, NOTES = "X-Held-To", "X-Held-Notes"
"""Headers to that browser: where to go on, and what to write down, percent-encoded JSON."""
NOBODY = PartyId("")
"""The party of someone who has only looked so far: a pseudonym is made at their first write."""


@dataclass(slots=True)
class Shopper:
    """A visitor of one brand's shop.

    Args:
        token: what their cookie holds, or will hold after this answer.
        fresh: the cookie has to be set.
        gpc: the browser asks by Global Privacy Control not to be profiled.
        seen: the stamp of the page that the form comes from.
        held: their own profile, where their browser holds it.
        holds: whether it does from now on; None for as before.
        until: when what they look at is deleted; None where it stays.
    """

    request: AnyRequest
    services: Services
    brand: Brand
    token: str
    party: PartyId
    fresh: bool
    gpc: bool = False
    seen: str = ""
    held: Held | None = None
    holds: bool | None = None
    until: datetime | None = None

    @property
    def visitor(self) -> Visitor:
        """Who asks, for the use cases."""
        return Visitor(self.brand, self.party, self.gpc, self.seen, self.held)

    def ours(self, form: dict[str, str]) -> None:
        """Let a form in that changes nothing: it must be ours; the profile that came along serves this request.

        Raises:
            Forbidden: the form is not from our own page.
            BadProfile: the profile cannot be used.
        """
        self.check(form)
        if HELD in form:
            self.held = profile.read(form.pop(HELD))

    def hold(self, *, on: bool) -> None:
        """Remember, in this browser alone, whether it holds the profile itself."""
        self.held, self.holds = None, on

    def admit(self, form: dict[str, str]) -> Visitor:
        """Let a form in: it must be ours; at the first one, the visitor gets a pseudonym, where anything is kept of them.

        Raises:
            Forbidden: the form is not from our own page.
        """
        self.ours(form)
        if self.party == NOBODY and self.brand.sells:
            with self.services.store.write(durable=False) as tx:
                opened = self.services.sessions.visit(tx, self.brand.id, self.token)
            self.token, self.party, self.fresh = opened.token, opened.session.party, True
        return self.visitor

    def leave(self) -> "Shopper":
        """The same browser as somebody nobody has met: with a cookie that opens nothing yet."""
        self.token, self.party, self.fresh = self.services.sessions.token(), NOBODY, True
        return self

    def check(self, form: dict[str, str]) -> None:
        """Let only a form of our own page pass, and note what was agreed to when that page was made.

        Raises:
            Forbidden: the form is not from our own page.
        """
        security.same_site(self.request)
        key, _, self.seen = form.pop("csrf", "").partition(".")
        self.services.sessions.check_csrf(self.brand.id, self.token, key)

    def page(self, template: str, *, status: int = 200, **context: object) -> Response[str]:
        """An answer in HTML."""
        body = pages.render(
            template,
            brand=self.brand,
            nonce=security.nonce(self.request),
            csrf=f"{self.services.sessions.csrf(self.brand.id, self.token)}.{self._stamp()}",
            gpc=self.gpc,
            bag_count=bag.count(self.services, self.visitor),
            piece=is_htmx(self.request) or self._by_device,
            held=self.held is not None,
            until=self.until,
            **context,
        )
        answer = html(self.request, body, status)
        answer.headers["Vary"] = f"Cookie, {security.GPC}"
        return self._finish(answer)

    def go(self, path: str) -> Response[Any]:
        """Send the browser on, to a page of this shop."""
        to = url_quote(f"/{self.brand.id}{path}")
        if self._by_device:
            return self._finish(Response("", headers={TO: to}))
        if is_htmx(self.request):
            return self._finish(Response("", headers={"HX-Redirect": to}))
        return self._finish(Redirect(to, status_code=303))

    def back(self, path: str) -> Response[Any]:
        """Send the browser to a page of this shop that holds the piece it asked for, which htmx takes from it."""
        to = url_quote(f"/{self.brand.id}{path}")
        if self._by_device:
            return self._finish(Response("", headers={TO: to}))
        return self._finish(Redirect(to, status_code=303))

    @property
    def _by_device(self) -> bool:
        """Whether the page's own script asks, which goes on by sending the profile along."""
        return self.request.headers.get(TO) == "yes"

    def _stamp(self) -> str:
        """What is agreed to as this page is made: every form of it says so, and what is withdrawn later is heeded."""
        return agreeing.standing(self.services, self.visitor).stamp

    def _finish(self, response: Response[Any]) -> Response[Any]:
        if self.fresh:
            name, days = f"{security.VISIT}-{self.brand.id}", 30 if self.brand.sells else None
            response.set_cookie(security.cookie(self.request, name, self.token, days=days))
        if self.holds is not None:
            name = f"{HELD}-{self.brand.id}"
            response.set_cookie(security.cookie(self.request, name, "yes", days=365 if self.holds else 0))
        notes = self.held.notes() if self.held else ""
        if notes:
            response.headers[NOTES] = quote(notes)
        return response


@dataclass(slots=True)
class Clerk:
    """A member of staff in the back office of one brand."""

    request: AnyRequest
    services: Services
    brand: Brand
    token: str
    member: Member

    def admit(self, form: dict[str, str]) -> None:
        """Let a form in: it must be ours."""
        security.same_site(self.request)
        self.services.sessions.check_csrf(self.brand.id, self.token, form.pop("csrf", ""))

    def page(self, template: str, *, status: int = 200, **context: object) -> Response[str]:
        """An answer in HTML."""
        body = pages.render(
            template,
            brand=self.brand,
            staff=self.member,
            nonce=security.nonce(self.request),
            csrf=self.services.sessions.csrf(self.brand.id, self.token),
            **context,
        )
        return html(self.request, body, status)

    def go(self, path: str) -> Response[Any]:
        """Send the browser on, to a page of this back office."""
        return Redirect(f"/{self.brand.id}/office{path}", status_code=303)


# Ours already: Litestar need not check what it did not read from outside.
Wired = NamedDependency[SkipValidation[Services]]
Visiting = NamedDependency[SkipValidation[Shopper]]
Working = NamedDependency[SkipValidation[Clerk]]


class NotSignedIn(Exception):
    """Nobody is signed in: the browser is sent to the sign-in form of that brand."""

    def __init__(self, brand: str) -> None:
        self.brand = brand
        super().__init__(brand)


def shopper(request: AnyRequest, brand: FromPath[str], services: Wired) -> Shopper:
    """The visitor behind a request to ``/{brand}/…``."""
    return met(request, services, browse.brand(services, brand))


def met(request: AnyRequest, services: Services, shop: Brand) -> Shopper:
    """The visitor of a shop."""
    request.scope["state"]["brand"] = shop
    token = security.read_cookie(request, f"{security.VISIT}-{shop.id}")
    with services.store.read() as tx:
        session = services.sessions.find(tx, shop.id, token, Door.VISIT) if token else None
    party = session.party if session else NOBODY
    made = Shopper(
        request=request,
        services=services,
        brand=shop,
        token=token or services.sessions.token(),
        party=party,
        fresh=not token,
        gpc=security.refuses(request),
        held=Held() if security.read_cookie(request, f"{HELD}-{shop.id}") else None,
    )
    if made.gpc and session:
        agreeing.obey(services, made.visitor)
    return made


def clerk(request: AnyRequest, brand: FromPath[str], services: Wired) -> Clerk:
    """The member of staff behind a request to ``/{brand}/office/…``.

    Raises:
        NotSignedIn: there is none.
    """
    shop = browse.brand(services, brand)
    request.scope["state"]["brand"] = shop
    token = security.read_cookie(request, f"{security.STAFF}-{shop.id}")
    with services.store.read() as tx:
        session = services.sessions.find(tx, shop.id, token, Door.STAFF) if token else None
        member = services.staff.get(tx, shop.id, session.party) if session else None
    if member is None or not member.active:
        raise NotSignedIn(shop.id)
    if session and services.sessions.stale(session):  # who only reads need not wait for those who write
        # Another request of theirs noted it at this moment: once is enough.
        with suppress(Stale), services.store.write(durable=False) as tx:
            services.sessions.touch(tx, shop.id, token)
    return Clerk(request, services, shop, token, member)


def html(request: AnyRequest, body: str, status: int = 200) -> Response[str]:
    """A page with its own content security policy, kept by nobody."""
    headers = {"Content-Security-Policy": security.policy(request), "Cache-Control": "no-store"}
    return Response(body, media_type="text/html", status_code=status, headers=headers)


def is_htmx(request: AnyRequest) -> bool:
    """Whether the page asks for a piece of itself."""
    return request.headers.get("hx-request") == "true"


def client(request: AnyRequest) -> str:
    """What rates are counted by: the address, an IPv6 client by its /64."""
    return counted(request.client.host if request.client else "")
