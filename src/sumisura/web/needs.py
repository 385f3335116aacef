"""The page on which somebody tells what they need; a plain form, which works without script."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from sumisura.usecases.shop import configure, needing
from sumisura.usecases.shop.wishing import Told
from sumisura.web.door import Form, Shopper, Visiting, client

LEAST, MOST, CHOICE = "least.", "most.", "choice."
"""What the names of an attribute's limits, and of a design's choices, begin with."""


@get("/{brand:str}/{family:str}/needs", sync_to_thread=True)
def show(shopper: Visiting, family: FromPath[str]) -> Response[Any]:
    """What the family can be asked for; with needs in the address, the designs that meet them or the nearest."""
    told = _told(shopper)
    if told.pairs:
        shopper.services.limits.take("quote", shopper.brand.id, client(shopper.request))
    view = needing.show(shopper.services, shopper.visitor, family, told)
    return shopper.page("needs.html", view=view, status=422 if view.errors else 200)


@post("/{brand:str}/{family:str}/needs/design", sync_to_thread=True)
def take(shopper: Visiting, family: FromPath[str], data: Form) -> Response[Any]:
    """Open a design as one of the cards has it."""
    visitor = shopper.admit(data)
    choices = {name.removeprefix(CHOICE): value for name, value in data.items() if name.startswith(CHOICE)}
    design = configure.start(shopper.services, visitor, family, choices=choices)
    return shopper.go(f"/designs/{design}")


def _told(shopper: Shopper) -> Told:
    query = shopper.request.query_params
    given = {name: query.getall(name) for name in query}
    return Told(
        price=_last(given.get("price")),
        by=_last(given.get("by")),
        tags=tuple(given.get("tag", ())),
        least={name.removeprefix(LEAST): _last(given[name]) for name in given if name.startswith(LEAST)},
        most={name.removeprefix(MOST): _last(given[name]) for name in given if name.startswith(MOST)},
    )


def _last(texts: list[str] | None) -> str:
    return texts[-1] if texts else ""


HANDLERS = [show, take]
