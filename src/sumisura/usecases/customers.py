"""Customers that a program names by their pseudonym: the merchant's own records say who they are, ours do not.

Such a customer is a visit of its own kind: it ends when it has not been used for long, and then all that its purposes
allowed goes, as with any visit.
"""

from contextlib import suppress

from sumisura.kernel import BadInput, Brand, NotFound, PartyId, Stale
from sumisura.trust.sessions import Door, Session
from sumisura.usecases.again import again
from sumisura.usecases.services import Services, Visitor


def begin(services: Services, brand: Brand) -> Session:
    """A new customer of a brand, about whom nothing is known."""
    with services.store.write() as tx:
        return services.sessions.enrol(tx, brand.id)


@again
def name(services: Services, brand: Brand, key: str) -> Session:
    """The customer whom the merchant knows by that key, as files and tills name them; begun where nobody is.

    The key is not kept. After an erasure it names somebody new, whom nothing links to what was.

    Raises:
        BadInput: the key says nothing.
    """
    key = key.strip()
    if not key:
        raise BadInput("the key is empty", where="key", mend="Send the one that your own records have.")
    with services.store.write() as tx:
        party = services.erasures.party(tx, brand.id, key)
        return services.sessions.enrol(tx, brand.id, party)


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
