"""Whose shop it is."""

from collections.abc import Sequence

from litestar import get

from sumisura.api.door import Calling
from sumisura.api.routes import route
from sumisura.api.wire.common import Out
from sumisura.trust.api_keys import Scope


class Brand(Out, frozen=True):
    """A brand, and how it speaks, counts and ships."""

    id: str
    title: str
    tagline: str
    story: str
    currency: str
    locale: str
    time_zone: str
    home: str
    destinations: Sequence[str]
    maker: str
    contact: str


@route(get, "/v1/{brand:str}", Scope.CATALOGUE, "The brand", tag="Catalogue")
def get_brand(caller: Calling) -> Brand:
    """The brand of the key."""
    one = caller.brand
    return Brand(
        id=one.id,
        title=one.title,
        tagline=one.tagline,
        story=one.story,
        currency=one.currency,
        locale=one.locale,
        time_zone=one.time_zone,
        home=one.home,
        destinations=one.destinations,
        maker=one.maker,
        contact=one.contact,
    )


HANDLERS = (get_brand,)
