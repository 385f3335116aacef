"""What a configuration token is worth: for other carts, that carried one as the property of a line."""

from sumisura.kernel import Brand
from sumisura.orders.model import Claims
from sumisura.orders.token import verify
from sumisura.usecases.services import Services


def vouch(services: Services, brand: Brand, client: str, token: str) -> Claims:
    """What a token of this brand says, if it may be relied on now.

    Args:
        client: what rates are counted by.

    Raises:
        Forged: it is no token of ours, or was altered.
        WrongBrand: it is another brand's.
        Expired: its price no longer binds.
        TooMany: too many were asked about from there.
    """
    services.limits.take("token", brand.id, client)
    return verify(token, services.keyring, brand=brand.id, at=brand.local(services.clock.now()))
