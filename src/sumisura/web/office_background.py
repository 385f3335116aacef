"""The back office: what is done without anybody asking."""

from typing import Any

from litestar import Response, get, post

from sumisura.usecases.office import background as case
from sumisura.web.door import Form, Working


@get("/{brand:str}/office/background", sync_to_thread=True)
def background(clerk: Working) -> Response[Any]:
    """Who is at work, what became of each duty, and what waits to go out."""
    page = case.page(clerk.services, clerk.brand, clerk.member)
    return clerk.page("office/background.html", here="background", page=page)


@post("/{brand:str}/office/background/now", sync_to_thread=True, status_code=200)
def now(clerk: Working, data: Form) -> Response[Any]:
    """Have a duty done at once."""
    clerk.admit(data)
    case.ask(clerk.services, clerk.brand, clerk.member, data.get("duty", ""))
    return clerk.go("/background")


HANDLERS = [background, now]
"""Background work as the owner of a brand sees and moves it."""
