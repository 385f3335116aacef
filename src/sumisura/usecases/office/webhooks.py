"""Webhooks as the owner of a brand sees and moves them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sumisura.kernel import BadInput, Brand
from sumisura.trust.members import Member
from sumisura.trust.permissions import require
from sumisura.usecases.publishing import KINDS
from sumisura.usecases.services import Services
from sumisura.usecases.webhooks import endpoints
from sumisura.usecases.webhooks.endpoints import Added
from sumisura.webhooks.model import Delivery, Endpoint

ACTION: Final = "brand.manage"
LATEST: Final = 12
"""Deliveries of each endpoint that the page shows."""


@dataclass(frozen=True, slots=True)
class WebhooksPage:
    """A brand's endpoints, each with its latest deliveries, and the kinds there are."""

    rows: Sequence[tuple[Endpoint, Sequence[Delivery]]]
    kinds: Sequence[str]


def page(services: Services, brand: Brand, member: Member) -> WebhooksPage:
    """All endpoints of a brand, and what became of what was sent.

    Raises:
        Forbidden: it is not this member's to see.
    """
    require(member, ACTION)
    every = endpoints.every(services, brand)
    rows = [(one, endpoints.deliveries(services, brand, one.id, LATEST)) for one in every]
    return WebhooksPage(rows, tuple(KINDS))


def add(services: Services, brand: Brand, member: Member, url: str, kinds: Collection[str]) -> Added:
    """As ``endpoints.add``, for whoever may.

    Raises:
        Forbidden: it is not this member's to do.
    """
    require(member, ACTION)
    return endpoints.add(services, brand, url.strip(), kinds)


def act(services: Services, brand: Brand, member: Member, deed: str, id_: str) -> Added | None:
    """Do what a button says; a rotation hands out the new secret, once.

    Args:
        id_: an endpoint's, or a delivery's where it is tried again.

    Raises:
        Forbidden: it is not this member's to do.
        BadInput: no button says so.
        NotFound: there is none of that id.
    """
    require(member, ACTION)
    if deed not in DEEDS:
        raise BadInput(f"“{deed[:20]}” is no deed", where="deed", mend="Press a button of the page.")
    done = DEEDS[deed](services, brand, id_)
    return done if isinstance(done, Added) else None


DEEDS: Final[Mapping[str, Callable[[Services, Brand, str], object]]] = {
    "test": endpoints.test,
    "retry": endpoints.retry,
    "rotate": endpoints.rotate,
    "on": lambda services, brand, id_: endpoints.switch(services, brand, id_, on=True),
    "off": lambda services, brand, id_: endpoints.switch(services, brand, id_, on=False),
    "remove": endpoints.remove,
}
