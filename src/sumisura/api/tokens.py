"""Configuration tokens: what one of another cart is worth."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated

from litestar import post
from litestar.params import JSONBody
from msgspec import Meta

from sumisura.api.door import Calling
from sumisura.api.routes import route
from sumisura.api.wire.common import Body, Money, Out
from sumisura.trust.api_keys import Scope
from sumisura.usecases.shop.vouching import vouch


class Token(Body, frozen=True):
    """A token, as a cart carries it."""

    token: Annotated[str, Meta(min_length=1, max_length=20_000)]


class Claims(Out, frozen=True):
    """What a token says; of personal texts only that there are some."""

    id: str
    family: str
    revision: str
    choices: Mapping[str, str]
    texts: Mapping[str, str]
    personal: Sequence[str]
    total: Money
    expires: datetime


@route(post, "/v1/{brand:str}/tokens/verify", Scope.CATALOGUE, "What a token is worth", tag="Tokens")
def verify_token(caller: Calling, data: JSONBody[Token]) -> Claims:
    """What a token of this brand says, if it may be relied on now."""
    claims = vouch(caller.services, caller.brand, caller.key.id, data.token)
    return Claims(
        id=claims.id,
        family=claims.family_name,
        revision=claims.configuration.family,
        choices=dict(claims.configuration),
        texts=dict(claims.fields),
        personal=sorted(claims.personal),
        total=Money.of(claims.total),
        expires=claims.expires,
    )


HANDLERS = (verify_token,)
