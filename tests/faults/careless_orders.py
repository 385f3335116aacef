"""Orders as they must not be placed: the harness has to find fault with them."""

import random
from collections import defaultdict
from collections.abc import Callable, Mapping
from itertools import count

from sumisura.kernel import BrandId, Ids, SystemClock
from sumisura.store.codec import decode, encode
from sumisura.store.ports import Keys, Store

BRAND = BrandId("indigo")
COMMITS = 1


def placing(store: Store) -> Callable[[str], str]:
    """Remembers no key, so that a repeated request orders again; answers every fifth without writing."""
    ids, calls = Ids(SystemClock(), random.SystemRandom()), count(1)

    def place(key: str) -> str:
        order = ids.new("ord")
        if next(calls) % 5:
            with store.write() as tx:
                tx.records.put(BRAND, "order", order, encode(key), version=0, keys=Keys(index={"all": ""}))
        return order

    return place


def audit(store: Store) -> Mapping[str, list[str]]:
    """Every key with the ids of all orders that stand under it."""
    placed: dict[str, list[str]] = defaultdict(list)
    with store.read() as tx:
        for order in tx.records.find(BRAND, "order", "all", ""):
            placed[decode(order.body, str)].append(order.id)
    return placed
