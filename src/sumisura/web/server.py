"""The HTTP door: routes, and what every request passes on its way."""

from litestar import Litestar, MediaType, Response, asgi, get
from litestar.di import Provide
from litestar.exceptions import HTTPException, NotFoundException
from litestar.handlers import ASGIRouteHandler
from litestar.static_files import create_static_files_router
from litestar.status_codes import HTTP_200_OK, HTTP_503_SERVICE_UNAVAILABLE
from litestar.types import ASGIApp, Receive, Scope, Send

from sumisura.kernel import SumisuraError
from sumisura.usecases.readiness import hindrances
from sumisura.usecases.services import Services
from sumisura.web import (
    audit,
    configurator,
    door,
    errors,
    forms,
    greeting,
    held,
    my_data,
    needs,
    observing,
    office,
    office_background,
    office_insight,
    office_maker,
    office_webhooks,
    pages,
    privacy,
    resuming,
    security,
    shop,
    taste,
    tokens,
    wiring,
    workbench,
)
from sumisura.web.security import AnyRequest

LARGEST_BODY = 512 * 1024
"""Bytes of a form: a car's design is 30 kB, a profile that its owner holds up to 300, as it is encoded."""

FILES = frozenset(
    path.relative_to(pages.STATIC).as_posix() for path in pages.STATIC.rglob("*") if path.is_file()
)


def build(services: Services, *, api: ASGIApp | None = None) -> Litestar:
    """The application behind every page.

    Args:
        api: what answers programs, below ``/api``; None for nothing.
    """
    forms.keep_none()
    static = create_static_files_router(
        "/static", directories=[pages.STATIC], include_in_schema=False, before_request=_known
    )
    return observing.Observed(
        route_handlers=[
            health,
            ready,
            privacy_control,
            *shop.HANDLERS,
            *configurator.HANDLERS,
            *needs.HANDLERS,
            *taste.HANDLERS,
            *my_data.HANDLERS,
            *audit.HANDLERS,
            *held.HANDLERS,
            *office.HANDLERS,
            *office_insight.HANDLERS,
            *office_maker.HANDLERS,
            *office_webhooks.HANDLERS,
            *office_background.HANDLERS,
            *greeting.HANDLERS,
            *resuming.HANDLERS,
            *tokens.HANDLERS,
            *privacy.HANDLERS,
            *workbench.HANDLERS,
            static,
            *([_mounted(api)] if api else []),
        ],
        state=wiring.state_of(services),
        dependencies={
            "services": Provide(wiring.wired, sync_to_thread=False),
            "shopper": Provide(door.shopper, sync_to_thread=True),
            "clerk": Provide(door.clerk, sync_to_thread=True),
        },
        exception_handlers={
            SumisuraError: errors.refused,
            door.NotSignedIn: errors.to_sign_in,
            HTTPException: errors.unreadable,
            Exception: errors.broken,
        },
        before_send=[security.harden],
        request_max_body_size=LARGEST_BODY,
        openapi_config=None,
        logging_config=None,
    )


def _mounted(api: ASGIApp) -> ASGIRouteHandler:
    @asgi("/api", is_mount=True, copy_scope=True)
    async def programs(scope: Scope, receive: Receive, send: Send) -> None:
        await api(scope, receive, send)
        scope["state"][observing.ROUTE] = f"/api{scope.get('path_template') or '/' + observing.ELSEWHERE}"

    return programs


@get("/health", sync_to_thread=False)
def health() -> dict[str, str]:
    """Whether this process answers."""
    return {"status": "ok"}


@get("/ready", sync_to_thread=True)
def ready(services: door.Wired) -> Response[dict[str, object]]:
    """Whether requests may be sent here; 503 with the reasons where not."""
    why = hindrances(services.store, services.stopping)
    return Response(
        {"ready": not why, "why": why},
        status_code=HTTP_503_SERVICE_UNAVAILABLE if why else HTTP_200_OK,
        media_type=MediaType.JSON,
    )


@get("/.well-known/gpc.json", sync_to_thread=False)
def privacy_control() -> dict[str, object]:
    """That we obey Global Privacy Control (W3C Global Privacy Control §3.4)."""
    return {"gpc": True, "lastUpdate": "2026-11-28"}


async def _known(request: AnyRequest) -> None:
    """Only files that are there are looked for: no name from outside reaches the file system."""
    if request.url.path.removeprefix("/static/") not in FILES:
        raise NotFoundException
