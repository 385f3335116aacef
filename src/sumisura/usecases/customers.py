"""Customers that a program names by their pseudonym: the merchant's own records say who they are, ours do not.

Such a customer is a visit of its own kind: it ends when it has not been used for long, and then all that its purposes
allowed goes, as with any visit.
"""

from contextlib import suppress

from sumisura.kernel import Brand, NotFound, PartyId, Stale
from sumisura.trust.sessions import Door
from sumisura.usecases.services import Services, Visitor


def begin(services: Services, brand: Brand) -> Visitor:
    """A new customer of a brand, about whom nothing is known."""
    with services.store.write() as tx:
        return Visitor(brand, services.sessions.enrol(tx, brand.id))


def known(services: Services, brand: Brand, id_: str) -> Visitor:
    """The customer of that pseudonym.

    Raises:
        NotFound: the brand has none, or they were erased.
    """
    with services.store.read() as tx:
        session = services.sessions.find(tx, brand.id, id_, Door.API)
    if session is None:
        raise NotFound("customer", id_)
    if services.sessions.stale(session):
        with suppress(Stale), services.store.write(durable=False) as tx:
            services.sessions.touch(tx, brand.id, id_)
    return Visitor(brand, PartyId(id_))
