"""How work stands that is done behind the pages, as figures: who reads the journal and how far behind, what waits to be sent."""

from collections import Counter
from itertools import islice
from typing import Final

from sumisura.kernel import BrandId
from sumisura.store.walk import walk
from sumisura.usecases.operate import readers
from sumisura.usecases.services import Services
from sumisura.usecases.shop import browse
from sumisura.webhooks import repo
from sumisura.webhooks.model import Endpoint

MOST: Final = 10_000
"""Deliveries that are counted; where more wait, it says so many."""
STATES: Final = ("well", "failing", "off")


def tell(services: Services) -> None:
    """Tell it of every brand."""
    for brand in browse.every_brand(services):
        _tell(services, brand.id)


def _tell(services: Services, brand: BrandId) -> None:
    with services.store.read() as tx:
        behind = readers.behind(services, tx, brand)
        waiting = sum(1 for _ in islice(walk(tx, brand, repo.QUEUE), MOST))
        states = Counter(map(_state, repo.endpoints(tx, brand)))
    services.figures.behind(brand, behind)
    services.figures.webhooks(brand, waiting, {state: states[state] for state in STATES})


def _state(one: Endpoint) -> str:
    return "off" if one.off else "failing" if one.failing else "well"
