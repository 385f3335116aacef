"""Two arms side by side: differences with intervals that hold whenever the owner looks, and what to make of them."""

from dataclasses import dataclass
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


def sentence(found: Comparison) -> str:
    """What the owner may conclude on take-up, in plain words.

    Example:
        >>> sentence(compare(ArmTotals(9000, 0, 900), ArmTotals(1000, 0, 50)))
        'The fitted shop sold to 5 more of 100 visitors than the shop that is the same for everyone (2.7 to 7.3 more).'
        >>> sentence(compare(ArmTotals(90, 0, 9), ArmTotals(10, 0, 1)))
        'Too early to say: 90 visitors saw the fitted shop and 10 the shop that is the same for everyone; it takes 30 of each.'
    """
    effect, personal, mass = found.take_up.difference, found.personal.visitors, found.mass.visitors
    if not effect.known:
        return (
            f"Too early to say: {personal:,} {_visitors(personal)} saw the fitted shop and {mass:,} the shop that is"
            f" the same for everyone; it takes {sequential.LEAST} of each."
        )
    low, high = _hundred(effect.low), _hundred(effect.high)
    match found.take_up.verdict:
        case Verdict.EARLY:
            begin = "Too early to say" if found.visitors < PLANNED else "No difference is certain yet"
            return (
                f"{begin}: of 100 visitors, the fitted shop sold to somewhere between {_off(low)} fewer"
                f" and {_off(high)} more than the shop that is the same for everyone."
            )
        case Verdict.MORE:
            near, far, word = low, high, "more"
        case Verdict.LESS:
            near, far, word = high, low, "fewer"
    return (
        f"The fitted shop sold to {_off(_hundred(effect.value))} {word} of 100 visitors than the shop that is the"
        f" same for everyone ({_off(near)} to {_off(far)} {word})."
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
        sequential.mean(personal.money, planned=planned),
        sequential.mean(mass.money, planned=planned),
        sequential.difference(personal.money, mass.money, planned=planned),
    )


def _ratio_p(personal: int, mass: int, meant: float) -> float:
    """1 where only one arm was ever meant to be: there is no split to check."""
    if not 0 < meant < 1:
        return 1.0
    return ratio.sequential_p((mass, personal), (meant, 1 - meant))


def _hundred(rate: float) -> float:
    return round(100 * rate, 1)


def _off(number: float) -> str:
    return f"{abs(number):g}"


def _visitors(number: int) -> str:
    return "visitor" if number == 1 else "visitors"
