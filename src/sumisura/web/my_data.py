"""The pages of one's own data: what is kept, who read it, take it along, bring it, forget one thing, erase all."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromQuery

from sumisura.kernel import BadInput, EventId
from sumisura.usecases.my_data import erasing, showing
from sumisura.web.door import Form, Visiting, client

YES = "yes"


@get("/{brand:str}/data", sync_to_thread=True)
def data(shopper: Visiting, source: FromQuery[str] = "", before: FromQuery[str] = "") -> Response[Any]:
    """All that is kept of a visitor, latest first; ``source`` shows one thread alone."""
    view = showing.show(shopper.services, shopper.visitor, source=source, before=before)
    return shopper.page("data.html", view=view, here="data")


@post("/{brand:str}/data/forget", sync_to_thread=True)
def forget(shopper: Visiting, data: Form) -> Response[Any]:
    """Delete one entry for good."""
    visitor = shopper.admit(data)
    shopper.services.limits.take("tell", visitor.brand.id, client(shopper.request))
    showing.forget_one(shopper.services, visitor, EventId(data.get("entry", "")))
    source = data.get("source", "")
    return shopper.back(f"/data?source={source}#timeline" if source.isalpha() else "/data#timeline")


@get("/{brand:str}/data/erase", sync_to_thread=True)
def consider(shopper: Visiting) -> Response[Any]:
    """What erasing would do, before anything is done."""
    plan = showing.plan(shopper.services, shopper.visitor)
    return shopper.page("data_erase.html", plan=plan, done=None, here="data")


@post("/{brand:str}/data/erase/now", sync_to_thread=True)
def erase(shopper: Visiting, data: Form) -> Response[Any]:
    """Erase all of a visitor, who said twice that they want it."""
    visitor = shopper.admit(data)
    if data.get("sure") != YES:
        raise BadInput(
            "nothing was erased", where="sure", mend="Tick that you read what goes and what stays."
        )
    plan = showing.plan(shopper.services, visitor)
    done = erasing.erase(shopper.services, visitor)
    return shopper.leave().page("data_erase.html", plan=plan, done=done, here="data")


HANDLERS = [data, forget, consider, erase]
