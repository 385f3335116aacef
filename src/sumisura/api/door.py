"""Who asks: a program with a key of its brand, from a request to an answer."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any, TypeVar

import msgspec
from litestar import Response
from litestar.concurrency import sync_to_thread
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import QueryParameter, SkipValidation
from litestar.types import Guard

from sumisura.api import cursors
from sumisura.api.problems import QUERY, AnyRequest
from sumisura.kernel import BadInput, Brand, BrandId, PartyId, Role, Stale, VaultRef
from sumisura.trust import api_keys
from sumisura.trust.api_keys import ApiKey, BadKey
from sumisura.trust.limits import counted
from sumisura.trust.members import Member
from sumisura.usecases import brands, customers, replies
from sumisura.usecases.replies import Asked, Reply
from sumisura.usecases.services import Services, Visitor

T = TypeVar("T")
LIMIT = 50
"""Things on a page of a list, unless another number is asked for."""
LONGEST_KEY = 200
"""Characters of an idempotency key."""
SCOPE = "scope"
"""Where a route says what it needs."""
CALLER = "caller"
"""Where a request's own handler finds who was let in."""
LEFT = "rate_limit"
"""Where the answer's headers find what is left of the rate."""

Cursor = Annotated[
    str, QueryParameter(name="cursor", description="`next` of the page before; none for the first page.")
]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=200, description="Things on a page, at most.")]


@dataclass(slots=True)
class Caller:
    """A program that asks something of one brand, with the key that lets it."""

    request: AnyRequest
    services: Services
    brand: Brand
    key: ApiKey

    @property
    def member(self) -> Member:
        """The key, as the back office's use cases know who acts: an operator, who sees no names and addresses."""
        return Member(PartyId(self.key.id), self.brand.id, frozenset({Role.OPERATOR}), VaultRef(""), "")

    def customer(self, id_: str) -> Visitor:
        """A customer of the brand.

        Raises:
            NotFound: it has none of that name.
        """
        return customers.known(self.services, self.brand, id_)

    def once(self, asks: object, act: Callable[[], T], *, status: int = 200, party: str = "") -> Response[T]:
        """Answer with what the act gives; a request that bears a known idempotency key gets its first answer again.

        Args:
            asks: the request's body, as it was read.
            act: does it.
            status: of a success.
            party: whose words the answer may hold.
        """
        key = self.idempotency_key
        if not key:
            return Response(act(), status_code=status)
        parts = [self.request.method.encode(), self.request.url.path.encode(), msgspec.json.encode(asks)]
        asked = Asked(self.brand.id, self.key.id, key, sha256(b"\0".join(parts)).hexdigest(), PartyId(party))
        reply = replies.once(self.services, asked, lambda: Reply(status, msgspec.json.encode(act())))
        headers = {"Idempotent-Replayed": "true"} if reply.again else {}
        body: Any = reply.body  # encoded already
        return Response(body, status_code=reply.status, media_type="application/json", headers=headers)

    @property
    def idempotency_key(self) -> str:
        """The header of that name; "" for none.

        Raises:
            BadInput: it cannot be one.
        """
        key = self.request.headers.get("idempotency-key", "")
        if len(key) > LONGEST_KEY or not key.isprintable():
            raise BadInput(
                "this can be no idempotency key",
                where="Idempotency-Key",
                mend=f"Send up to {LONGEST_KEY} printable characters; a UUID is usual.",
            )
        return key

    def page(self, listed: str, place: str) -> str | None:
        """The cursor of where a list goes on; None at its end."""
        return cursors.pack(self.services.keyring, self.brand.id, listed, place) or None

    def place(self, listed: str, cursor: str) -> str:
        """Where a page of a list begins.

        Raises:
            BadInput: the cursor is not of this list.
        """
        return cursors.unpack(self.services.keyring, self.brand.id, listed, cursor)


Calling = NamedDependency[SkipValidation[Caller]]


def guard(services: Services) -> Guard:
    """What every request to a route with a scope passes first, before anything else of it is read."""

    async def admit(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
        if SCOPE in handler.opt:
            connection.scope["state"][CALLER] = await sync_to_thread(_admitted, services, connection, handler)
            _check_query(connection, handler)

    return admit


def caller(request: AnyRequest) -> Caller:
    """The program behind a request that was let in."""
    key, brand, services = request.scope["state"][CALLER]
    return Caller(request, services, brand, key)


def _check_query(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """A misspelt filter would answer with everything.

    Raises:
        BadInput: the address takes no query parameter of that name.
    """
    taken = handler.opt[QUERY].values()
    for name in connection.query_params:
        if name not in taken:
            mend = f"It takes {', '.join(sorted(taken))}." if taken else "It takes none."
            raise BadInput("this address takes no such parameter", where=f"query.{name[:60]}", mend=mend)


def _admitted(
    services: Services, connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler
) -> tuple[ApiKey, Brand, Services]:
    """The key of a request, which may do what its route does.

    Raises:
        BadKey: it bears no key of this brand.
        OutOfScope: its key may not do this.
        TooMany: it asks too often.
    """
    scheme, _, text = connection.headers.get("authorization", "").partition(" ")
    try:
        with services.store.read() as tx:
            shop = brands.load(tx, BrandId(connection.path_params["brand"]))
            key = api_keys.find(tx, shop.id, text.strip() if scheme.lower() == "bearer" else "")
    except BadKey:
        services.limits.take("knock", shop.id, counted(connection.client.host if connection.client else ""))
        raise
    connection.scope["state"][LEFT] = services.limits.take("api", shop.id, key.id)
    key.require(handler.opt[SCOPE])
    if api_keys.is_due(
        key, services.clock.now()
    ):  # another request may note it at this moment: once is enough
        with suppress(Stale), services.store.write(durable=False) as tx:
            api_keys.note_use(tx, shop.id, key.id, services.clock.now())
    return key, shop, services
