"""Tokens from outside: another cart asks what one is worth."""

from typing import Any

from litestar import Request, post
from litestar.params import FromPath

from sumisura.usecases.shop import browse
from sumisura.usecases.shop.vouching import vouch
from sumisura.web.door import Form, Wired, client


@post("/{brand:str}/tokens/verify", sync_to_thread=True, status_code=200)
def verify(
    request: Request[Any, Any, Any], brand: FromPath[str], services: Wired, data: Form
) -> dict[str, object]:
    """What a token says, as JSON; of private words only that there are some.

    Reads no cookie and changes nothing, so any site's server may ask.
    """
    shop = browse.brand(services, brand)
    request.scope["state"]["brand"] = shop
    claims = vouch(services, shop, client(request), data.get("token", ""))
    return {
        "id": claims.id,
        "brand": claims.brand,
        "family": claims.family_name,
        "revision": claims.configuration.family,
        "choices": dict(claims.configuration),
        "fields": dict(claims.fields),
        "personal": sorted(claims.personal),
        "total": claims.total.amount,
        "currency": claims.total.currency,
        "expires": claims.expires.isoformat(),
    }


HANDLERS = [verify]
