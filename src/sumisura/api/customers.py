"""Customers, by the pseudonym that the merchant's own records keep."""

from datetime import datetime

from litestar import Response, post

from sumisura.api.door import Calling
from sumisura.api.routes import route
from sumisura.api.wire.common import Out
from sumisura.trust.api_keys import Scope
from sumisura.usecases import customers


class Customer(Out, frozen=True):
    """Somebody without a name: keep ``id`` beside your own record of them."""

    id: str
    began: datetime


@route(post, "/v1/{brand:str}/customers", Scope.SHOP, "A new customer", tag="Customers", status=201)
def create_customer(caller: Calling) -> Response[Customer]:
    """A customer about whom nothing is known; what they agree to, choose and buy is kept under this id alone.

    One that is not named for thirteen months is forgotten with all that was kept, orders aside.
    """

    def act() -> Customer:
        made = customers.begin(caller.services, caller.brand)
        return Customer(made.party, caller.services.clock.now())

    return caller.once(None, act, status=201)


HANDLERS = (create_customer,)
