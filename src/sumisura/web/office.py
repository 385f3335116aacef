"""The back office: for the people who run a brand."""

from typing import Any

import structlog
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from sumisura.kernel import OrderId, TooMany
from sumisura.trust.staff import WrongCredentials
from sumisura.usecases.office import operate
from sumisura.usecases.office import sign_in as coming
from sumisura.web import errors, security
from sumisura.web.door import Form, Visiting, Working, client

log = structlog.get_logger()


@get("/{brand:str}/office", sync_to_thread=True)
def office(clerk: Working) -> Response[Any]:
    """Where work begins: the orders."""
    return clerk.go("/orders")


@get("/{brand:str}/office/sign-in", sync_to_thread=True)
def show_sign_in(shopper: Visiting) -> Response[Any]:
    """The sign-in form."""
    return shopper.page("sign_in.html", email="", error="")


@post("/{brand:str}/office/session", sync_to_thread=True)
def sign_in(shopper: Visiting, data: Form) -> Response[Any]:
    """Come in."""
    request, services = shopper.request, shopper.services
    shopper.check(data)
    email, old = data.get("email", ""), security.read_cookie(request, _cookie(shopper.brand.id))
    try:
        opened = coming.sign_in(
            services, shopper.brand, client(request), old, email, data.get("password", "")
        )
    except (WrongCredentials, TooMany) as error:
        log.warning("staff.sign_in_refused", brand=shopper.brand.id, code=error.code)
        page = shopper.page("sign_in.html", status=error.status, email=email, error=str(error))
        page.headers.update(errors.retry_after(error))
        return page
    log.info("staff.signed_in", brand=shopper.brand.id, member=opened.session.party)
    answer = Redirect(f"/{shopper.brand.id}/office/orders", status_code=303)
    answer.set_cookie(security.cookie(request, _cookie(shopper.brand.id), opened.token))
    return answer


@post("/{brand:str}/office/sign-out", sync_to_thread=True)
def sign_out(clerk: Working, data: Form) -> Response[Any]:
    """Leave."""
    clerk.admit(data)
    coming.sign_out(clerk.services, clerk.brand, clerk.token)
    log.info("staff.signed_out", brand=clerk.brand.id, member=clerk.member.id)
    return clerk.go("/sign-in")


@get("/{brand:str}/office/orders", sync_to_thread=True)
def orders(clerk: Working, before: FromQuery[str] = "") -> Response[Any]:
    """The brand's orders."""
    page = operate.order_list(clerk.services, clerk.brand, clerk.member, before)
    return clerk.page("office/orders.html", page=page, here="orders")


@get("/{brand:str}/office/orders/{order:str}", sync_to_thread=True)
def order(clerk: Working, order: FromPath[str]) -> Response[Any]:
    """One order with its tickets."""
    sheet = operate.order_sheet(clerk.services, clerk.brand, clerk.member, OrderId(order))
    return clerk.page("office/order.html", order=sheet, here="orders")


@post("/{brand:str}/office/orders/{order:str}/advance", sync_to_thread=True)
def advance(clerk: Working, order: FromPath[str], data: Form) -> Response[Any]:
    """Take an order one step on."""
    clerk.admit(data)
    operate.move(clerk.services, clerk.brand, clerk.member, OrderId(order), data.get("state", ""))
    return clerk.go(f"/orders/{order}")


@get("/{brand:str}/office/families", sync_to_thread=True)
def families(clerk: Working) -> Response[Any]:
    """The brand's families in numbers."""
    found = operate.families(clerk.services, clerk.brand, clerk.member)
    return clerk.page("office/families.html", families=found, here="families")


@get("/{brand:str}/office/families/{family:str}", sync_to_thread=True)
def family(clerk: Working, family: FromPath[str]) -> Response[Any]:
    """One family, with what each option does."""
    found = operate.family(clerk.services, clerk.brand, clerk.member, family)
    return clerk.page("office/family.html", one=found, here="families")


def _cookie(brand: str) -> str:
    return f"{security.STAFF}-{brand}"


HANDLERS = [
    office, show_sign_in, sign_in, sign_out, orders, order, advance, families, family,
]  # fmt: skip
