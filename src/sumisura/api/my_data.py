"""All that is kept of a customer: to have it, and to have it gone."""

from typing import Any

from litestar import Response, delete, get
from litestar.params import FromPath

from sumisura.api.door import Calling
from sumisura.api.routes import route
from sumisura.api.wire.common import Out
from sumisura.trust.api_keys import Scope
from sumisura.usecases.my_data import erasing, exporting

TAG = "My data"
CUSTOMER = "/v1/{brand:str}/customers/{customer:str}"


class Erased(Out, frozen=True):
    """What was erased, and what the law retains under another pseudonym."""

    events: int
    sealed_words: int
    retained_events: int
    retained_orders: int


@route(get, f"{CUSTOMER}/data", Scope.MY_DATA, "All that is kept", tag=TAG)
def export_data(caller: Calling, customer: FromPath[str]) -> Response[dict[str, Any]]:
    """Everything that is kept of this customer, as one JSON document that another installation can take in."""
    body: Any = exporting.export(caller.services, caller.customer(customer))  # encoded already
    return Response(body, media_type="application/json")


@route(delete, f"{CUSTOMER}", Scope.ERASE, "Erase", tag=TAG)
def erase_customer(caller: Calling, customer: FromPath[str]) -> Response[Erased]:
    """Erase all of this customer, for good: their id is nobody's any more, and orders the law retains lose it."""
    visitor = caller.customer(customer)

    def act() -> Erased:
        done = erasing.erase(caller.services, visitor)
        return Erased(done.events, done.values, done.kept, done.orders)

    return caller.once(None, act)


HANDLERS = (export_data, erase_customer)
