"""The back office: which other systems hear what happens."""

from typing import Any

from litestar import Response, get, post

from sumisura.kernel import BadInput
from sumisura.usecases.office import webhooks as case
from sumisura.usecases.webhooks.endpoints import Added
from sumisura.web.door import Clerk, Form, Working


@get("/{brand:str}/office/webhooks", sync_to_thread=True)
def webhooks(clerk: Working) -> Response[Any]:
    """All of them, with what became of what was sent."""
    return _page(clerk)


@post("/{brand:str}/office/webhooks/new", sync_to_thread=True, status_code=200)
def add(clerk: Working, data: Form) -> Response[Any]:
    """Add one, and show its secret; or say what is wrong with its address, beside it."""
    clerk.admit(data)
    url, kinds = data.get("url", ""), [name for name in data if name.startswith("order.")]
    try:
        made = case.add(clerk.services, clerk.brand, clerk.member, url, kinds)
    except BadInput as error:
        return _page(clerk, error=str(error), url=url, kinds=kinds, status=error.status)
    return _page(clerk, made)


@post("/{brand:str}/office/webhooks/deed", sync_to_thread=True, status_code=200)
def deed(clerk: Working, data: Form) -> Response[Any]:
    """Test, try again, rotate, switch or remove."""
    clerk.admit(data)
    made = case.act(clerk.services, clerk.brand, clerk.member, data.get("deed", ""), data.get("id", ""))
    return _page(clerk, made) if made else clerk.go("/webhooks")


def _page(clerk: Clerk, made: Added | None = None, *, status: int = 200, **written: object) -> Response[Any]:
    """The page, with what was written and could not be used."""
    found = case.page(clerk.services, clerk.brand, clerk.member)
    written = {"error": "", "url": "", "kinds": ()} | written
    return clerk.page(
        "office/webhooks.html", here="webhooks", page=found, made=made, written=written, status=status
    )


HANDLERS = [webhooks, add, deed]
