"""Learn which qualities go together, from what customers agreed to have learned from."""

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256

import numpy as np

from sumisura.kernel import BrandId
from sumisura.store.ports import Transaction
from sumisura.taste.model import Item, Signal
from sumisura.taste.serving.looks import Affinity, learned
from sumisura.usecases.learning import promoting
from sumisura.usecases.learning.models import AFFINITY
from sumisura.usecases.services import Services


def fit_looks(
    services: Services,
    brand: BrandId,
    signals: Mapping[str, Sequence[Signal]],
    items: Sequence[Item],
    unless: Callable[[Transaction], bool] = lambda _tx: False,
) -> bool:
    """Fit what goes together, and use it where it differs from what is in use; says whether it does.

    Counts shrunken to what holds before anything is counted: the new ones are never less than those before.
    ``unless`` is as of `promoting.promote`: where somebody took theirs back while it was counted, the next night does it.
    """
    found = learned(signals, items)
    with services.store.read() as tx:
        incumbent = services.models.affinity(tx, brand)
    before = incumbent or learned({}, items)
    if _same(before, found):
        return False
    body = found.to_bytes()
    version = f"looks-{sha256(body).hexdigest()[:16]}"
    services.models.save(brand, version, body, name=AFFINITY)
    why = f"it counts what {len(signals)} customers chose together"
    done = promoting.promote(
        services, brand, version, why, name=AFFINITY, policy="all customers", unless=unless
    )
    return done is not None


def _same(one: Affinity, other: Affinity) -> bool:
    return one.tokens == other.tokens and np.array_equal(one.pull, other.pull)
