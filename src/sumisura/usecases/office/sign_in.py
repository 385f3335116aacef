"""Staff come and go: sign in, sign out, and the first account of a brand."""

from sumisura.kernel import BadInput, Brand, BrandId, Role
from sumisura.trust.members import Member
from sumisura.trust.sessions import Opened
from sumisura.usecases import brands
from sumisura.usecases.again import again
from sumisura.usecases.services import Services

DEMO_PASSWORD = "measure twice, cut once"  # noqa: S105 - known to all, and refused outside a demo
DEMO_DOMAIN = ".example"
"""No real address ends so (RFC 2606)."""


@again
def sign_in(services: Services, brand: Brand, client: str, token: str, email: str, password: str) -> Opened:
    """A fresh staff session; the one that led here is closed.

    Args:
        client: what rates are counted by, beside the address that is tried.
        token: the cookie's, "" when there is none.

    Raises:
        WrongCredentials: they belong to nobody.
        TooMany: too many tries from there, or for that address.
    """
    services.limits.take("login", brand.id, client)
    services.limits.take("login", brand.id, email.strip().casefold())
    with services.store.read() as tx:  # hashing takes its time: nobody who writes shall wait for it
        member = services.staff.sign_in(tx, brand.id, email, password)
    with services.store.write() as tx:
        services.staff.renew(tx, member, password)
        return services.sessions.sign_in(tx, brand.id, token, member.id)


def sign_out(services: Services, brand: Brand, token: str) -> None:
    """End the session."""
    with services.store.write() as tx:
        services.sessions.close(tx, brand.id, token)


def add_staff(services: Services, brand: str, email: str, password: str, role: Role) -> Member:
    """Make a staff account in a brand.

    Raises:
        NotFound: there is no such brand.
        BadInput: the address is none or taken, or the password too weak.
    """
    with services.store.write() as tx:
        shop = brands.load(tx, BrandId(brand))
        return services.staff.add(tx, shop.id, email, password, {role})


def refuse_known(services: Services) -> None:
    """Let no shop open to whom everybody can sign in as staff of.

    Raises:
        BadInput: an account of the demo has the password that is printed in its documents.
    """
    with services.store.read() as tx:
        for shop in brands.every(tx):
            if services.staff.known(tx, shop.id, DEMO_PASSWORD, DEMO_DOMAIN):
                raise BadInput(
                    "staff of the demo can sign in with the password that everybody knows",
                    where=shop.id,
                    mend="Open an empty data folder, or start with SUMISURA_DEMO=1 what is a demo.",
                )
