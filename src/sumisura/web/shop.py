"""The shop's quieter pages: the front, a brand's home, the bag, checkout, orders."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery

from sumisura.kernel import BadInput, OrderId
from sumisura.orders.notices import custom_made
from sumisura.trust.levels import LEVELS
from sumisura.trust.sources import SOURCES
from sumisura.usecases.shop import bag, browse, checkout, ordered
from sumisura.usecases.shop.checkout import ADDRESS, Unfinished, Wish
from sumisura.usecases.tasting import recommend, survey
from sumisura.usecases.workbench.model import BRAND
from sumisura.web import pages, security
from sumisura.web.door import Form, Shopper, Visiting, Wired, client, html

METHODS = {
    "test-ok": "Pays at once",
    "test-declined": "Is declined",
    "test-slow": "Answers late, as networks do",
}
"""The test provider's ways to pay, in words."""
LONGEST_QUANTITY = 9
"""Figures."""


@get("/", sync_to_thread=True)
def front(request: Request[Any, Any, Any], services: Wired) -> Response[str]:
    """Every shop of this installation."""
    bench = BRAND if services.workbench.allows.minutes else None
    body = pages.render(
        "front.html", shops=browse.shops(services), bench=bench, nonce=security.nonce(request)
    )
    return html(request, body)


@get("/{brand:str}", sync_to_thread=True)
def home(shopper: Visiting, away: FromQuery[str] = "", felt: FromQuery[str] = "") -> Response[Any]:
    """A brand's home: what it makes, and what it proposes to this visitor.

    ``away`` is what they just put away, ``felt`` the source whose use they just found too close.
    """
    offers = browse.home(shopper.services, shopper.visitor)
    view = recommend.home(shopper.services, shopper.visitor)
    return shopper.page(
        "home.html", offers=offers, view=view, levels=LEVELS, away=away, felt=SOURCES.get(felt)
    )


@get("/{brand:str}/designs", sync_to_thread=True)
def designs(shopper: Visiting) -> Response[Any]:
    """What this visitor began."""
    found = browse.designs(shopper.services, shopper.visitor)
    return shopper.page("designs.html", designs=found, here="designs")


@get("/{brand:str}/bag", sync_to_thread=True)
def show_bag(shopper: Visiting) -> Response[Any]:
    """The bag."""
    return shopper.page("bag.html", bag=bag.show(shopper.services, shopper.visitor), here="bag")


@post("/{brand:str}/bag/{line:str}/quantity", sync_to_thread=True)
def change_quantity(shopper: Visiting, line: FromPath[str], data: Form) -> Response[Any]:
    """So many of a line."""
    visitor = shopper.admit(data)
    bag.change(shopper.services, visitor, line, quantity(data.get("quantity", "")))
    return shopper.go("/bag")


@post("/{brand:str}/bag/{line:str}/again", sync_to_thread=True)
def requote(shopper: Visiting, line: FromPath[str], data: Form) -> Response[Any]:
    """Today's price for a line whose own has run out."""
    visitor = shopper.admit(data)
    shopper.services.limits.take("quote", visitor.brand.id, client(shopper.request))
    bag.requote(shopper.services, visitor, line)
    return shopper.go("/bag")


@post("/{brand:str}/bag/{line:str}/reopen", sync_to_thread=True)
def reopen(shopper: Visiting, line: FromPath[str], data: Form) -> Response[Any]:
    """Go on shaping what a line holds."""
    visitor = shopper.admit(data)
    return shopper.go(f"/designs/{bag.reopen(shopper.services, visitor, line)}")


@get("/{brand:str}/checkout", sync_to_thread=True)
def show_checkout(shopper: Visiting) -> Response[Any]:
    """The checkout's form, under a fresh idempotency key."""
    return _checkout(shopper, {}, {}, shopper.services.ids.new("key"))


@post("/{brand:str}/checkout/order", sync_to_thread=True)
def place_order(shopper: Visiting, data: Form) -> Response[Any]:
    """Place the order; sent twice, it is placed once."""
    visitor = shopper.admit(data)
    wish = Wish(
        key=data.get("key", ""),
        address={name: data.get(name, "") for name in ADDRESS},
        country=data.get("country", ""),
        method=data.get("method", ""),
        understood=data.get("understood") == "yes",
    )
    if wish.method not in METHODS or not wish.key:
        raise BadInput("the form is not complete", where="checkout", mend="Open the checkout again.")
    try:
        order = checkout.order(shopper.services, visitor, wish)
    except Unfinished as error:
        fresh = shopper.services.ids.new("key")
        return _checkout(shopper, error.problems, data, fresh, status=error.status)
    return shopper.go(f"/orders/{order.id}")


@get("/{brand:str}/orders", sync_to_thread=True)
def orders(shopper: Visiting) -> Response[Any]:
    """This visitor's orders."""
    found = ordered.every(shopper.services, shopper.visitor)
    return shopper.page("orders.html", orders=found, here="orders")


@get("/{brand:str}/orders/{order:str}", sync_to_thread=True)
def show_order(shopper: Visiting, order: FromPath[str]) -> Response[Any]:
    """One order."""
    found = ordered.show(shopper.services, shopper.visitor, OrderId(order))
    asked = survey.show(shopper.services, shopper.visitor, OrderId(order))
    return shopper.page("order.html", order=found, survey=asked, here="orders")


@post("/{brand:str}/orders/{order:str}/cancel", sync_to_thread=True)
def cancel(shopper: Visiting, order: FromPath[str], data: Form) -> Response[Any]:
    """Cancel an order whose making has not begun."""
    visitor = shopper.admit(data)
    ordered.cancel(shopper.services, visitor, OrderId(order))
    return shopper.go(f"/orders/{order}")


def quantity(text: str) -> int:
    """How many, as it was typed; how many fit is the bag's to say.

    Raises:
        BadInput: it is no number that anybody means.

    Example:
        >>> quantity("12")
        12
        >>> quantity("9" * 5000)
        Traceback (most recent call last):
        sumisura.kernel.errors.BadInput: How many: “99999999999999999999” is no quantity. Write a whole number.
    """
    if not text.isdecimal() or len(text) > LONGEST_QUANTITY:
        raise BadInput(f"“{text[:20]}” is no quantity", where="How many", mend="Write a whole number.")
    return int(text)


def _checkout(shopper: Shopper, problems: Any, written: Any, key: str, *, status: int = 200) -> Response[Any]:
    view = bag.show(shopper.services, shopper.visitor)
    if not view.orderable:
        return shopper.go("/bag")
    return shopper.page(
        "checkout.html",
        status=status,
        bag=view,
        key=key,
        errors=problems,
        written=written,
        methods=list(METHODS.items()),
        notice=custom_made(shopper.brand.locale),
        returns=sorted({line.family.returns for line in view.lines if line.family.returns}),
        here="bag",
    )


HANDLERS = [
    front, home, designs, show_bag, change_quantity, requote, reopen, show_checkout, place_order,
    orders, show_order, cancel,
]  # fmt: skip
