"""The pages of one's own data: what is kept, who read it, take it along, bring it, forget one thing, erase all."""

from typing import Any

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromQuery

from sumisura.kernel import BadInput, EventId
from sumisura.usecases.my_data import erasing, exporting, importing, showing
from sumisura.web.door import Form, Upload, Visiting, client

YES = "yes"
LARGEST_FORM = 2 * importing.LARGEST
"""Bytes of a form that carries a file."""
TAKE = "take-"
"""What the name of a source's tick begins with."""


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
    shopper.services.limits.take("erase", visitor.brand.id, client(shopper.request))
    plan = showing.plan(shopper.services, visitor)
    done = erasing.erase(shopper.services, visitor)
    return shopper.leave().page("data_erase.html", plan=plan, done=done, here="data")


@get("/{brand:str}/data/export.json", sync_to_thread=True)
def export(shopper: Visiting) -> Response[bytes]:
    """All of it, as a file."""
    shopper.services.limits.take("token", shopper.brand.id, client(shopper.request))
    name = f"my-data-{shopper.brand.id}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    body = exporting.export(shopper.services, shopper.visitor)
    return Response(body, media_type="application/json", headers=headers)


@get("/{brand:str}/data/import", sync_to_thread=True)
def choose(shopper: Visiting) -> Response[Any]:
    """The form that takes a file."""
    return shopper.page("data_import.html", found=None, taken=None, packed="", here="data")


@post("/{brand:str}/data/import/look", sync_to_thread=True, request_max_body_size=LARGEST_FORM)
def look(shopper: Visiting, data: Upload) -> Response[Any]:
    """What a file holds, before anything is taken in."""
    sent = data.pop("file", None)
    visitor = shopper.admit({name: str(value) for name, value in data.items()})
    shopper.services.limits.take("token", visitor.brand.id, client(shopper.request))
    if not isinstance(sent, UploadFile):
        raise BadInput("no file was chosen", where="the file", mend="Choose the one you took along.")
    body = sent.file.read(importing.LARGEST + 1)
    found = importing.look(shopper.services, visitor, body)
    return shopper.page("data_import.html", found=found, taken=None, packed=importing.pack(body), here="data")


@post("/{brand:str}/data/import/bring", sync_to_thread=True, request_max_body_size=LARGEST_FORM)
def bring(shopper: Visiting, data: Form) -> Response[Any]:
    """Take in what was shown, of the sources that were ticked."""
    visitor = shopper.admit(data)
    shopper.services.limits.take("token", visitor.brand.id, client(shopper.request))
    sources = [
        name.removeprefix(TAKE) for name, value in data.items() if name.startswith(TAKE) and value == YES
    ]
    taken = importing.bring(shopper.services, visitor, importing.unpack(data.get("file", "")), sources)
    return shopper.page("data_import.html", found=None, taken=taken, packed="", here="data")


HANDLERS = [data, forget, consider, erase, export, choose, look, bring]
