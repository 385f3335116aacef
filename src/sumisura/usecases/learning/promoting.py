"""Put a model to use, or go back to the one before: a decision, kept like every other."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from sumisura.kernel import BrandId, Decision, EventId, PartyId
from sumisura.store.ports import Transaction
from sumisura.usecases.again import again
from sumisura.usecases.learning.models import POPULATION, Promotion
from sumisura.usecases.noticing import decided
from sumisura.usecases.services import Services

POLICY, BY_HAND = "paired lower bound", "by hand"
FORGETS = timedelta(days=30)
"""After so long nothing that was taken back lives on in any version, neither in use nor to go back to."""
NONE = "none"
"""Stands for no model where nothing was in use before."""


@again
def promote(
    services: Services,
    brand: BrandId,
    version: str,
    why: str,
    *,
    instead_of: str = "",
    name: str = POPULATION,
    policy: str = POLICY,
    unless: Callable[[Transaction], bool] = lambda _tx: False,
) -> Promotion | None:
    """Use a saved version from now on, and delete what one can no longer go back to.

    Args:
        unless: asked in the unit of work that would put it to use; True leaves everything as it is, and returns None.
    """
    with services.store.write() as tx:
        if unless(tx):
            return None
        done = services.models.promote(tx, brand, version, why, name=name)
        _decided(services, tx, brand, name, policy, (instead_of or NONE, version), done)
    with services.store.read() as tx:
        services.models.prune(tx, brand, name=name)
    return done


@again
def roll_back(services: Services, brand: BrandId, *, name: str = POPULATION) -> Promotion:
    """Use the version before the current one again.

    Raises:
        BadInput: there is none.
    """
    with services.store.write() as tx:
        before = services.models.versions(tx, brand, name=name)
        done = services.models.roll_back(tx, brand, name=name)
        _decided(services, tx, brand, name, BY_HAND, (before[-1], done.version), done)
    return done


@again
def expire(services: Services, brand: BrandId) -> int:
    """Let versions go that learned so long ago that somebody who took their part back since could still be in them.

    The one in use is replaced by the nights (``training.verdict``); says how many files went.
    """
    before = services.clock.now() - FORGETS
    with services.store.read() as tx:
        old = services.models.outdated(tx, brand, before)
    if not old:
        return 0
    with services.store.write() as tx:
        for name in old:
            services.models.expire(tx, brand, before, name=name)
    with services.store.read() as tx:
        return sum(services.models.prune(tx, brand, name=name) for name in old)


def _decided(
    services: Services,
    tx: Transaction,
    brand: BrandId,
    name: str,
    policy: str,
    candidates: Sequence[str],
    done: Promotion,
) -> None:
    """Keep the decision: it is about no person, and how our staff and machines change the shop is kept for security."""
    decision = Decision(
        id=EventId(services.ids.new("evt")),
        brand=brand,
        at=done.promoted_at,
        party=PartyId(""),
        subject=f"model/{name}",
        policy=policy,
        version="1",
        candidates=tuple(candidates),
        shown=(done.version,),
        propensities=tuple(float(one == done.version) for one in candidates),
        reasons={done.version: done.why},
    )
    services.gate.collect(tx, decided(decision, "training", "security"))
