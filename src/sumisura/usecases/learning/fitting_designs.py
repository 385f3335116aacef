"""Learn what goes with what inside each family, from what was sold of it."""

from collections.abc import Callable, Mapping
from hashlib import sha256

import numpy as np

from sumisura.kernel import BrandId
from sumisura.space import repo as families
from sumisura.taste.designs import History, learn
from sumisura.usecases.learning import promoting, sales
from sumisura.usecases.learning.models import designs_of
from sumisura.usecases.services import Services


def fit_designs(
    services: Services,
    brand: BrandId,
    rng: np.random.Generator,
    step: Callable[[int, int], object] = lambda _done, _all: None,
) -> Mapping[str, int]:
    """Fit and use each family's model of designs, where its sales or its options changed.

    Its evidence are the counted sales themselves, so it is never less than the one before; only the noise is fitted.

    Returns:
        Family → how many sales its model rests on; a family that sold nothing yet is absent.
    """
    with services.store.read() as tx:
        names = families.names(tx, brand)
    found = {}
    for done, name in enumerate(names):
        step(done, len(names))
        sold = _fit(services, brand, name, rng)
        if sold:
            found[name] = sold
    return found


def _fit(services: Services, brand: BrandId, name: str, rng: np.random.Generator) -> int:
    with services.store.read() as tx:
        space = services.shelf.take(tx, brand, families.current(tx, brand, name)).space
        history = sales.history(tx, brand, name, space.columns)
        incumbent = services.models.designs(tx, brand, name)
    if not history.sales or (incumbent and _same(incumbent.history, history)):
        return history.sales
    defaults = {one.name: one.default for one in space.family.variables if one.default}
    body = learn(history, rng, defaults=defaults).to_bytes()
    version = f"designs-{sha256(body).hexdigest()[:16]}"
    services.models.save(brand, version, body, name=designs_of(name))
    promoting.promote(
        services,
        brand,
        version,
        f"it rests on all {history.sales} sales",
        name=designs_of(name),
        policy="all sales",
    )
    return history.sales


def _same(one: History, other: History) -> bool:
    return (
        one.columns == other.columns
        and np.array_equal(one.rows, other.rows)
        and np.array_equal(one.counts, other.counts)
    )
