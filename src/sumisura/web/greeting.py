"""Greeted by name: the customer makes a code, staff type it in."""

from typing import Any

from litestar import Response, get, post

from sumisura.trust.permissions import require
from sumisura.usecases import greeting
from sumisura.usecases.greeting import NoGreeting
from sumisura.web.door import Form, Visiting, Working, client


@post("/{brand:str}/taste/greeting", sync_to_thread=True, status_code=200)
def issue(shopper: Visiting, data: Form) -> Response[Any]:
    """Make a code, and show it: this page alone holds it."""
    visitor = shopper.admit(data)
    shopper.services.limits.take("tell", visitor.brand.id, client(shopper.request))
    made = greeting.issue(shopper.services, visitor, data.get("name", ""), fits=data.get("fits") == "yes")
    return shopper.page("greeting.html", ticket=made, here="taste")


@get("/{brand:str}/office/greet", sync_to_thread=True)
def ask(clerk: Working) -> Response[Any]:
    """The field for a code.

    Raises:
        Forbidden: it is not this member's to fill in.
    """
    require(clerk.member, "customers.greet")
    return clerk.page("office/greet.html", here="greet", greeting=None, error="")


@post("/{brand:str}/office/greeting", sync_to_thread=True, status_code=200)
def greet(clerk: Working, data: Form) -> Response[Any]:
    """The name behind a code, once."""
    clerk.admit(data)
    try:
        found = greeting.greet(clerk.services, clerk.brand, clerk.member, data.get("code", ""))
    except NoGreeting as error:
        page = clerk.page("office/greet.html", here="greet", greeting=None, error=str(error))
        page.status_code = error.status
        return page
    return clerk.page("office/greet.html", here="greet", greeting=found, error="")


HANDLERS = [issue, ask, greet]
