"""The pages of the audit log: what it is, how to check it without us, and the proof of one entry."""

from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from sumisura.kernel import EventId
from sumisura.usecases import accounts
from sumisura.web.door import Shopper, Visiting, client
from sumisura.web.security import AnyRequest

JSON = "application/json"


@get("/{brand:str}/audit", sync_to_thread=True)
def log(shopper: Visiting) -> Response[Any]:
    """What is logged, how much, the newest signed head, and how to check it; ``?as=json`` for machines."""
    _limit(shopper)
    view = accounts.log(shopper.services, shopper.brand.id)
    if _wants_json(shopper.request):
        return _answer(accounts.told_log(view))
    return shopper.page("audit.html", view=view, here="audit")


@get("/{brand:str}/audit/{event:str}", sync_to_thread=True)
def entry(shopper: Visiting, event: FromPath[str]) -> Response[Any]:
    """The proof of one entry; what it says only to whom it is about."""
    _limit(shopper)
    view = accounts.entry(shopper.services, shopper.visitor, EventId(event))
    if _wants_json(shopper.request):
        return _answer(accounts.told_entry(view))
    return shopper.page("audit_entry.html", view=view, here="audit")


def _limit(shopper: Shopper) -> None:
    """Opening a proof may seal and wait: nobody shall keep others from their pages with it."""
    shopper.services.limits.take("proof", shopper.brand.id, client(shopper.request))


def _wants_json(request: AnyRequest) -> bool:
    return request.query_params.get("as") == "json" or request.headers.get("accept", "").startswith(JSON)


def _answer(told: dict[str, Any]) -> Response[Any]:
    return Response(told, media_type=JSON, headers={"Cache-Control": "no-store"})


HANDLERS = [log, entry]
