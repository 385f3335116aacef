"""What is counted for each arm of the shop: whole numbers that add up across shards and days."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sumisura.stats.moments import Moments

PARTS = 1_000_000
"""A share in whole parts of a million, so that it adds up exactly."""
SIMULATED = "pty_sim"
"""What the pseudonym of every simulated customer begins with."""


class Arm(StrEnum):
    """Which shop a visitor walks through: the same for everyone, or fitted to them."""

    MASS = "mass"
    PERSONAL = "personal"


@dataclass(frozen=True, slots=True)
class ArmTotals:
    """Sums over the visitors of one arm; no one of them can be told from it.

    Args:
        visitors: who was shown the arm, each once in their life.
        meant: Σ of the share of visitors that the mass arm was meant to get when each came, in `PARTS`.
        takers: visitors who bought at least once.
        orders: how often they bought.
        revenue: Σ of what each visitor left, less what was given back, in minor units.
        squares: Σ of the squares of that.
        returners: visitors who gave something back: called off after paying, or sent back.
        returned: how many orders came back.
    """

    visitors: int = 0
    meant: int = 0
    takers: int = 0
    orders: int = 0
    revenue: int = 0
    squares: int = 0
    returners: int = 0
    returned: int = 0

    def __add__(self, other: "ArmTotals") -> "ArmTotals":
        return ArmTotals(
            self.visitors + other.visitors,
            self.meant + other.meant,
            self.takers + other.takers,
            self.orders + other.orders,
            self.revenue + other.revenue,
            self.squares + other.squares,
            self.returners + other.returners,
            self.returned + other.returned,
        )

    @property
    def take_up(self) -> tuple[int, int]:
        """Visitors who bought, of how many."""
        return self.takers, self.visitors

    @property
    def money(self) -> Moments:
        """What a visitor left, over all visitors."""
        return Moments(self.visitors, self.revenue, self.squares)

    @property
    def returns(self) -> tuple[int, int]:
        """Buyers who gave something back, of how many."""
        return self.returners, self.takers


@dataclass(frozen=True, slots=True)
class Exposure:
    """One visitor in the experiment: the arm they count for, and what they did since.

    Args:
        arm: by assignment; never changes.
        day: the day (of the brand) they were first shown it; all that they do later counts for that day.
        chosen: the arm they asked for by hand, or None. They are shown it, and still count for ``arm``.
        orders, revenue, returned: theirs alone, so that the sum of squares stays right.
    """

    arm: Arm
    day: date
    chosen: Arm | None = None
    orders: int = 0
    revenue: int = 0
    returned: int = 0

    @property
    def shown(self) -> Arm:
        """The arm they are shown."""
        return self.chosen or self.arm
