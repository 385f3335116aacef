"""Learn the behavioural segments of a shop's customers, from those who agreed to be learned from."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from sumisura.kernel import BrandId
from sumisura.store.ports import Transaction
from sumisura.taste.learning.segments import segmented
from sumisura.taste.model import Signal
from sumisura.usecases.learning import promoting
from sumisura.usecases.learning.models import SEGMENTS
from sumisura.usecases.services import Services


def fit_segments(
    services: Services,
    brand: BrandId,
    signals: Mapping[str, Sequence[Signal]],
    rng: np.random.Generator,
    unless: Callable[[Transaction], bool] = lambda _tx: False,
) -> bool:
    """Fit the segments and use them; says whether new ones are used. Who took their agreement back is no part of them.

    ``unless`` is as of `promoting.promote`: where somebody took theirs back while they were fitted, the next night does it.
    """
    found = segmented(signals, rng)
    if found is None:
        return False
    services.models.save(brand, found.version, found.to_bytes(), name=SEGMENTS)
    why = f"it tells {len(found.sizes)} ways of choosing apart among {int(found.sizes.sum())} customers"
    done = promoting.promote(
        services, brand, found.version, why, name=SEGMENTS, policy="all customers", unless=unless
    )
    return done is not None
