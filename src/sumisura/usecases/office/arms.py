"""The shop beside itself: some visitors see one that is the same for everyone, and the owner sees the difference."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sumisura.insight import repo
from sumisura.insight.arms import assigned
from sumisura.insight.comparison import Comparison, compare
from sumisura.insight.model import Arm, ArmTotals
from sumisura.insight.repo import DayTotals
from sumisura.kernel import Brand, Order, PartyId
from sumisura.store.ports import Transaction
from sumisura.trust.members import Member
from sumisura.trust.permissions import require
from sumisura.usecases.again import again
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.tasting.tastes import Fit

EXPERIMENT = "fitted"
"""The name by which visitors are divided; another one would divide them anew."""
NOBODY = PartyId("")


@dataclass(frozen=True, slots=True)
class Block:
    """One comparison, real or simulated.

    Args:
        since, last: the first day, and when a number last changed; None where nobody came.
    """

    comparison: Comparison
    since: date | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class ArmsPage:
    """The arms side by side.

    Args:
        real: visitors.
        simulated: simulated customers, never added to them; None where there are none.
        share: of new visitors who see the mass arm at present.
    """

    real: Block
    simulated: Block | None
    share: float


def arm_of(services: Services, tx: Transaction, visitor: Visitor) -> Arm:
    """The arm a visitor is to be shown: what they asked for by hand, else the one they were counted for, else assigned.

    Somebody without a pseudonym has only looked so far: there is nothing to fit to, so they see what everyone sees,
    and are not counted.
    """
    if visitor.party == NOBODY:
        return Arm.MASS
    found = repo.exposure(tx, visitor.brand.id, visitor.party)
    return found.shown if found else _assigned(services, visitor)


def is_counted(tx: Transaction, visitor: Visitor) -> bool:
    """Whether `expose` has nothing left to do, so that a page need not wait for those who write."""
    return _outside(visitor) or repo.exposure(tx, visitor.brand.id, visitor.party) is not None


def expose(services: Services, tx: Transaction, visitor: Visitor) -> Arm:
    """Count a visitor where the arms first differ for them, and say which they are shown; again changes nothing.

    Who holds their own profile is fitted by their own choice, which is no chance: they are not counted.

    To be called in both arms alike, or the split of visitors is no longer chance.

    Raises:
        Stale: another was counted at this moment; repeat.
    """
    if _outside(visitor):
        return Arm.PERSONAL if visitor.held else Arm.MASS
    now, arm = visitor.brand.local(services.clock.now()), _assigned(services, visitor)
    return repo.expose(tx, visitor.brand.id, visitor.party, arm, now, share=services.mass_share).shown


def meet(services: Services, visitor: Visitor, fit: Fit) -> None:
    """Count a visitor at the first page on which the arms differ for them; to be called by every such page."""
    if fit is Fit.EVERYONE:
        return
    with services.store.read() as tx:
        counted = is_counted(tx, visitor)
    if not counted:
        _meet(services, visitor)


@again
def choose(services: Services, visitor: Visitor, arm: Arm | None) -> None:
    """Show a visitor the shop they ask for from now on (None: the one they were assigned); they count as before."""
    if visitor.held is not None:
        return
    with services.store.write(durable=False) as tx:
        expose(services, tx, visitor)
        repo.choose(tx, visitor.brand.id, visitor.party, arm)


def bought(services: Services, tx: Transaction, order: Order) -> None:
    """Count an order for its arm, in the unit of work that makes it paid.

    Raises:
        Stale: repeat.
    """
    repo.bought(tx, order.brand, order.party, order.total.amount, services.clock.now())


def returned(services: Services, tx: Transaction, order: Order) -> None:
    """Count what is given back for an order that was paid, in the unit of work that says so.

    Raises:
        Stale: repeat.
    """
    repo.returned(tx, order.brand, order.party, order.total.amount, services.clock.now())


def page(services: Services, brand: Brand, member: Member) -> ArmsPage:
    """The arms side by side, as they stand at this moment.

    Raises:
        Forbidden: it is not this member's to see.
    """
    require(member, "insight.read")
    with services.store.read() as tx:
        days = repo.totals(tx, brand.id)
    simulated = [one for one in days if one.simulated]
    real = [one for one in days if not one.simulated]
    return ArmsPage(_block(real), _block(simulated) if simulated else None, services.mass_share)


@again
def _meet(services: Services, visitor: Visitor) -> None:
    with services.store.write(durable=False) as tx:
        expose(services, tx, visitor)


def _outside(visitor: Visitor) -> bool:
    return visitor.party == NOBODY or visitor.held is not None


def _block(days: Sequence[DayTotals]) -> Block:
    return Block(
        compare(_sum(days, Arm.PERSONAL), _sum(days, Arm.MASS)),
        min((one.day for one in days), default=None),
        max((one.last for one in days), default=None),
    )


def _sum(days: Iterable[DayTotals], arm: Arm) -> ArmTotals:
    return sum((one.totals for one in days if one.arm is arm), ArmTotals())


def _assigned(services: Services, visitor: Visitor) -> Arm:
    return assigned(
        visitor.brand.id,
        visitor.party,
        experiment=EXPERIMENT,
        salt=services.keyring.salt,
        share=services.mass_share,
    )
