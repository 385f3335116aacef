"""Relevance against intrusion, for the owner, and the switch to a shop that keeps no taste of anyone."""

from collections.abc import Mapping
from dataclasses import dataclass

from sumisura.insight import repo as insight
from sumisura.insight.comparison import compare
from sumisura.insight.model import Arm, ArmTotals
from sumisura.kernel import Brand, BrandId, Decision, Event, EventId, PartyId
from sumisura.stats.intervals import Estimate
from sumisura.store.ports import Transaction
from sumisura.taste.evaluation.frontier import Point
from sumisura.trust.members import Member
from sumisura.trust.permissions import allowed, require
from sumisura.usecases import minimal
from sumisura.usecases.again import again
from sumisura.usecases.learning.weighing import SEGMENTS, Weighed, weighed
from sumisura.usecases.noticing import TOLD
from sumisura.usecases.services import Services

FEWEST = 5
"""Customers below which nothing is shown."""
NAMES: Mapping[bool, str] = {True: "minimal data", False: "each one's own taste"}


@dataclass(frozen=True, slots=True)
class GivenUp:
    """What the minimal-data mode gives up.

    Args:
        relevance: NDCG@20 of each one's own taste less that of segments; not a paired interval, so it is wide.
        value: of what a customer later wanted, in minor units, that no longer stands among the first 20, paired.
        earned: that value as fitted to each.
        money: what a visitor left more in the fitted shop than in the one that is the same for everyone, in minor units,
            always valid: the most that fitting can be shown to bring; unknown where too few came.
    """

    fitted: Estimate
    segments: Estimate
    value: Estimate
    earned: Estimate
    money: Estimate


@dataclass(frozen=True, slots=True)
class FrontierPage:
    """The owner's page.

    Args:
        found: the last night's; None where nothing was weighed yet, or of too few customers.
        given_up: by the minimal-data mode; None where there are no segments.
        minimal: whether the shop is in it.
        may_switch: whether this member may change that.
    """

    found: Weighed | None
    given_up: GivenUp | None
    minimal: bool
    may_switch: bool


def page(services: Services, brand: Brand, member: Member) -> FrontierPage:
    """What was weighed last.

    Raises:
        Forbidden: it is not this member's to see.
    """
    require(member, "insight.read")
    with services.store.read() as tx:
        found, on = weighed(tx, brand.id), minimal.on(tx, brand.id)
        money = _money(tx, brand.id)
    if found is None or found.customers < FEWEST or not found.points:
        return FrontierPage(None, None, on, allowed(member, "brand.manage"))
    return FrontierPage(found, _given_up(found, money), on, allowed(member, "brand.manage"))


def switch(services: Services, brand: Brand, member: Member, on: bool) -> None:
    """Have the shop keep no taste of anyone, or let it keep again what people agree to; a decision, kept like every other.

    What customers told so far is used no more from this moment on, and the worker deletes it in the minutes after, but for
    what they never want to see.

    Raises:
        Forbidden: it is not this member's to change.
    """
    require(member, "brand.manage")
    _switch(services, brand, member, on)


@again
def _switch(services: Services, brand: Brand, member: Member, on: bool) -> None:
    with services.store.write() as tx:
        if minimal.on(tx, brand.id) == on:
            return
        if on:
            minimal.begin(services, tx, brand.id)
        else:
            minimal.end(tx, brand.id)
        services.gate.collect(tx, _decided(services, brand, member, on, weighed(tx, brand.id)))


def _decided(services: Services, brand: Brand, member: Member, on: bool, found: Weighed | None) -> Event:
    """Who decided it, and what was known of its price; kept for security, about no customer."""
    chosen, other = NAMES[on], NAMES[not on]
    rests = (
        f"weighed on {brand.local(found.at):%Y-%m-%d} from {found.customers} customers"
        if found
        else "nothing was weighed"
    )
    decision = Decision(
        id=EventId(services.ids.new("evt")),
        brand=brand.id,
        at=services.clock.now(),
        party=member.id,
        subject="brand/data",
        policy="by hand",
        version="1",
        candidates=(other, chosen),
        shown=(chosen,),
        propensities=(0.0, 1.0),
        reasons={chosen: rests},
    )
    return Event(
        id=decision.id,
        brand=brand.id,
        kind="decision.made",
        at=decision.at,
        party=PartyId(decision.party),
        subject=decision.subject,
        source="office",
        purpose="security",
        context={name: getattr(decision, name) for name in TOLD},
    )


def _given_up(found: Weighed, money: Estimate) -> GivenUp | None:
    segments = next((one for one in found.points if one.offer.name == SEGMENTS), None)
    if segments is None or found.given_up is None or found.earned is None:
        return None
    return GivenUp(_whole(found).relevance, segments.relevance, found.given_up, found.earned, money)


def _whole(found: Weighed) -> Point:
    """Each one's own taste, from all they gave."""
    own = (one for one in found.points if one.offer.name != SEGMENTS)
    return max(own, key=lambda one: (len(one.offer.sources), one.relevance.value))


def _money(tx: Transaction, brand: BrandId) -> Estimate:
    """Of real visitors, unless there are none."""
    days = insight.totals(tx, brand)
    real = [one for one in days if not one.simulated] or days
    personal, mass = (
        sum((one.totals for one in real if one.arm is arm), ArmTotals()) for arm in (Arm.PERSONAL, Arm.MASS)
    )
    return compare(personal, mass).money.difference
