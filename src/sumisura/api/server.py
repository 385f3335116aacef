"""The application behind ``/api``: its routes, their description, and what every answer bears."""

from importlib.metadata import version
from typing import Any

from litestar import Litestar
from litestar.datastructures import MutableScopeHeaders
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, Contact, License, SecurityScheme, Server
from litestar.routes import HTTPRoute
from litestar.types import Message, Scope

from sumisura.api import (
    brands,
    carts,
    consent,
    customers,
    designs,
    door,
    events,
    families,
    my_data,
    orders,
    problems,
    taste,
    tokens,
    webhooks,
)
from sumisura.api.requests import StrictRequest
from sumisura.kernel import SumisuraError
from sumisura.usecases.services import Services

LARGEST_BODY = 512 * 1024
"""Bytes: a car's design is 30 kB, a batch of events is cut to fit."""
GUIDE = """\
Ask for families, shape designs, price and order them, recommend with reasons, and keep to what each customer agreed to.

Send a key of the brand as `Authorization: Bearer …`; each operation names the scope it needs. A write may bear an
`Idempotency-Key`: sent again within 24 hours, it is answered as before and done once. Lists are read page by page:
send `next` as `cursor`. Amounts are whole minor units of their currency. Errors are problem details (RFC 9457) with a
`code` that never changes its meaning. `RateLimit` says how much more a key may ask for right now.
"""
ATTACHED = 'attachment; filename="api.json"'
"""What a browser does with an answer that it was led to: it keeps it as a file, whatever is in it (ASVS 14.4.2)."""
HANDLERS = (
    *brands.HANDLERS,
    *families.HANDLERS,
    *customers.HANDLERS,
    *designs.HANDLERS,
    *tokens.HANDLERS,
    *carts.HANDLERS,
    *orders.HANDLERS,
    *taste.HANDLERS,
    *consent.HANDLERS,
    *my_data.HANDLERS,
    *events.HANDLERS,
    *webhooks.HANDLERS,
)


def build(services: Services) -> Litestar:
    """The application for programs."""
    return Litestar(
        route_handlers=HANDLERS,
        request_class=StrictRequest,
        guards=[door.guard(services)],
        dependencies={"caller": Provide(door.caller, sync_to_thread=False)},
        exception_handlers={
            SumisuraError: problems.refused,
            HTTPException: problems.unreadable,
            Exception: problems.broken,
        },
        before_send=[_finish],
        request_max_body_size=LARGEST_BODY,
        openapi_config=description(),
        logging_config=None,
    )


def described() -> dict[str, Any]:
    """The description of the API in OpenAPI 3.1, as the running one gives it at ``/api/openapi.json``."""
    app = Litestar(
        route_handlers=HANDLERS,
        dependencies={"caller": Provide(door.caller, sync_to_thread=False)},
        openapi_config=description(),
    )
    return app.openapi_schema.to_schema()


def description() -> OpenAPIConfig:
    """How the description introduces itself; the routes add the rest."""
    return OpenAPIConfig(
        title="Sumisura",
        version=version("sumisura"),
        summary="What each customer gets is made for them.",
        description=GUIDE,
        contact=Contact(name="The Sumisura authors", url="https://github.com/sumisura/sumisura"),
        license=License(name="Apache-2.0", identifier="Apache-2.0"),
        servers=[Server(url="/api")],
        components=Components(
            security_schemes={
                "key": SecurityScheme(
                    type="http", scheme="bearer", description="A key of the brand, with the scope named."
                )
            }
        ),
        path="/openapi.json",
        render_plugins=[JsonRenderPlugin(path="/")],
    )


async def _finish(message: Message, scope: Scope) -> None:
    """Nothing of an answer is kept on its way; it says what is left of the key's rate."""
    if message["type"] != "http.response.start":
        return
    headers = MutableScopeHeaders.from_message(message)
    headers.setdefault("Cache-Control", "no-store")
    headers.setdefault("Content-Disposition", ATTACHED)
    if (
        scope.get("method") == "OPTIONS"
    ):  # Litestar's own answer forgets verbs that were declared after the first
        headers["Allow"] = ", ".join(sorted(_methods(scope)))
    left = scope["state"].get(door.LEFT)
    if left:
        headers["RateLimit-Policy"] = f'"key";q={left.burst};w={left.window}'
        headers["RateLimit"] = f'"key";r={left.left};t={left.full}'


def _methods(scope: Scope) -> set[str]:
    routes = (route for route in scope["litestar_app"].routes if isinstance(route, HTTPRoute))
    return {
        str(verb) for route in routes if route.path_format == scope["path_template"] for verb in route.methods
    }
