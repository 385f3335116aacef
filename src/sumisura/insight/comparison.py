"""Two arms side by side: differences with intervals that hold whenever the owner looks."""

from dataclasses import dataclass, replace
from enum import StrEnum
from math import nan

from sumisura.insight.model import PARTS, ArmTotals
from sumisura.stats import ratio, sequential
from sumisura.stats.intervals import Estimate

PLANNED = 10_000
"""Visitors of both arms together around which intervals are narrowest."""
SUSPECT = 0.001
"""Below this always-valid p-value, visitors did not fall to the arms as they were meant to."""
NOBODY = Estimate(nan, float("-inf"), float("inf"), 0)


class Verdict(StrEnum):
    """What may be said of a difference by now."""

    EARLY = "early"
    MORE = "more"
    LESS = "less"


@dataclass(frozen=True, slots=True)
class Effect:
    """One measure in both arms.

    Args:
        personal, mass: of each arm.
        difference: personal - mass.
    """

    personal: Estimate
    mass: Estimate
    difference: Estimate

    @property
    def verdict(self) -> Verdict:
        """Whether zero is out of the interval, and on which side it then is."""
        if not self.difference.decided:
            return Verdict.EARLY
        return Verdict.MORE if self.difference.low > 0 else Verdict.LESS


@dataclass(frozen=True, slots=True)
class Comparison:
    """The personal arm beside the mass arm, by assignment.

    Args:
        personal, mass: the sums it rests on.
        take_up: share of visitors who bought.
        money: minor units a visitor left, less what was given back.
        returns: share of buyers who gave something back. Buyers of the two arms need not be alike: read it
            beside the others.
        meant: the share of visitors the mass arm was meant to get.
        ratio_p: always-valid p-value of the split of visitors.
    """

    personal: ArmTotals
    mass: ArmTotals
    take_up: Effect
    money: Effect
    returns: Effect
    meant: float
    ratio_p: float

    @property
    def visitors(self) -> int:
        """How many it rests on."""
        return self.personal.visitors + self.mass.visitors

    @property
    def amiss(self) -> bool:
        """The split of visitors cannot be chance: believe no difference before it is mended."""
        return self.ratio_p < SUSPECT


def compare(personal: ArmTotals, mass: ArmTotals, *, planned: int = PLANNED) -> Comparison:
    """Hold the arms against each other; every interval is valid however often one looks.

    Args:
        personal, mass: the sums of each arm.
        planned: visitors of both together at which intervals are narrowest.

    Example:
        >>> found = compare(ArmTotals(9000, 900_000_000, 900), ArmTotals(1000, 100_000_000, 50))
        >>> found.take_up.verdict.value, found.money.verdict.value, found.amiss
        ('more', 'early', False)
    """
    visitors = personal.visitors + mass.visitors
    meant = (personal.meant + mass.meant) / (visitors * PARTS) if visitors else nan
    return Comparison(
        personal,
        mass,
        _rates(personal.take_up, mass.take_up, planned),
        _means(personal, mass, planned),
        _rates(personal.returns, mass.returns, planned),
        meant,
        _ratio_p(personal.visitors, mass.visitors, meant),
    )


def _rates(personal: tuple[int, int], mass: tuple[int, int], planned: int) -> Effect:
    if not (personal[1] and mass[1]):
        return Effect(sequential.rate(*personal), sequential.rate(*mass), NOBODY)
    return Effect(
        sequential.rate(*personal),
        sequential.rate(*mass),
        sequential.rate_difference(personal, mass, planned=planned),
    )


def _means(personal: ArmTotals, mass: ArmTotals, planned: int) -> Effect:
    return Effect(
        _from_zero(sequential.mean(personal.money, planned=planned)),
        _from_zero(sequential.mean(mass.money, planned=planned)),
        sequential.difference(personal.money, mass.money, planned=planned),
    )


def _from_zero(found: Estimate) -> Estimate:
    """Nobody gets back more than they paid: what visitors leave is never below nothing."""
    return replace(found, low=max(0.0, found.low)) if found.known else found


def _ratio_p(personal: int, mass: int, meant: float) -> float:
    """1 where only one arm was ever meant to be: there is no split to check."""
    if not 0 < meant < 1:
        return 1.0
    return ratio.sequential_p((mass, personal), (meant, 1 - meant))
