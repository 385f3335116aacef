"""Customers, by the pseudonym that the merchant's own records keep."""

from datetime import datetime

from litestar import Response, post, put
from litestar.params import FromPath, JSONBody

from sumisura.api.door import Calling
from sumisura.api.routes import route
from sumisura.api.wire.common import Body, Name, Out
from sumisura.trust.api_keys import Scope
from sumisura.trust.sessions import Session
from sumisura.usecases import customers, resuming


class Customer(Out, frozen=True):
    """Somebody without a name: keep ``id`` beside your own record of them."""

    id: str
    began: datetime

    @classmethod
    def of(cls, session: Session) -> "Customer":
        """Whose session with programs it is."""
        return cls(session.party, session.opened)


class YourCustomer(Body, frozen=True):
    """A customer by your own key for them: a number, a loyalty card, an e-mail address."""

    key: Name


@route(post, "/v1/{brand:str}/customers", Scope.SHOP, "A new customer", tag="Customers", status=201)
def create_customer(caller: Calling) -> Response[Customer]:
    """A customer about whom nothing is known; what they agree to, choose and buy is kept under this id alone.

    One that is not named for thirteen months is forgotten with all that was kept, orders aside.
    """

    def act() -> Customer:
        return Customer.of(customers.begin(caller.services, caller.brand))

    return caller.once(None, act, status=201)


@route(put, "/v1/{brand:str}/customers", Scope.SHOP, "A customer of yours", tag="Customers")
def name_customer(caller: Calling, data: JSONBody[YourCustomer]) -> Customer:
    """The customer whom your own records know by this key, as in files you brought in; begun where nobody is.

    The key is not kept: the same one gives the same ``id`` every time, and nobody gets from that to the key.
    """
    return Customer.of(customers.name(caller.services, caller.brand, data.key))


class Code(Out, frozen=True):
    """A code to go on with in the shop's own pages, at ``/{brand}/resume``: it works once, for minutes."""

    code: str
    expires: datetime


@route(
    post,
    "/v1/{brand:str}/customers/{customer:str}/codes",
    Scope.SHOP,
    "Go on in the shop",
    tag="Customers",
    status=201,
)
def issue_code(caller: Calling, customer: FromPath[str]) -> Response[Code]:
    """A code with which this customer goes on in the shop's own pages, with all that was begun. It is theirs alone."""
    visitor = caller.customer(customer)

    def act() -> Code:
        made = resuming.issue(caller.services, visitor)
        return Code(made.code, made.expires)

    return caller.once(None, act, status=201, party=customer)


HANDLERS = (create_customer, name_customer, issue_code)
