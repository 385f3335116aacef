"""The frontier of two measures: what no variant is better than in both."""

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sumisura.kernel import BadInput
from sumisura.space.design import Design
from sumisura.space.engine import Costs, Engine, Mask
from sumisura.space.errors import TooManyTradeOffs
from sumisura.space.sweeps.labels import Bound, Labels, labels_of
from sumisura.space.sweeps.measures import Additive, LeadDays, Price, Total
from sumisura.space.sweeps.variant import Variant, compiled, variant

COARSER = 8
"""How much larger a step of the first measure becomes when there are too many trade-offs."""


class More(NamedTuple):
    """A measure of which more is better."""

    of: Price | LeadDays | Total


Aim = Price | LeadDays | Total | More
"""A measure of which less is better, unless it is `More`."""


class Point(NamedTuple):
    """A variant on the frontier, and its two measures in their base units."""

    variant: Variant
    one: Fraction
    other: Fraction


@dataclass(frozen=True, slots=True)
class Frontier:
    """Variants of which none is as good as another in both measures, by the first.

    Args:
        points: the best in the first measure to the best in the second.
        within: for every variant there is a point at most so much worse than it in the first and in the second
            measure: 0 in both, and the frontier is whole.
    """

    points: tuple[Point, ...]
    within: tuple[Fraction, Fraction]

    @property
    def exact(self) -> bool:
        """Whether every best trade-off is a point."""
        return not any(self.within)


def frontier(design: Design, one: Aim, other: Aim, *, most: int = 100) -> Frontier:
    """What a design's completions can be in two measures at once: every best trade-off, each with a variant.

    Exact over all completions. With more than ``most`` best trade-offs, as many that come closest (ε-dominance, in the
    second measure); where even a sweep had to keep too many, the first measure is rounded (Warburton 1987). Either
    is said in ``within``.

    Args:
        one, other: what is weighed against each other, less being better: `Price`, `LeadDays`, `Total` of an
            attribute; wrapped in `More` where more is.
        most: how many points at most; at least 2.

    Raises:
        BadInput: ``most`` is below 2, or no value has the attribute.
        TooManyTradeOffs: even rounded, more than there is room for.
        NotSwept: some part of the family is searched.

    Example:
        >>> from sumisura import compile
        >>> from sumisura.kernel import Family, Measure, Value, Variable
        >>> down = Value("down", price=90, attributes={"warmth": Measure(8, "tog"), "weight": Measure(300, "g")})
        >>> wool = Value("wool", price=40, attributes={"warmth": Measure(6, "tog"), "weight": Measure(700, "g")})
        >>> none = Value("none", price=0)
        >>> jacket = Family("jacket", "Jacket", "EUR", (Variable("filling", "Filling", (down, wool, none)),))
        >>> found = frontier(compile(jacket, cache=None).start(), More(Total("warmth")), Total("weight"))
        >>> [(point.variant.design.choices["filling"], int(point.one), int(point.other)) for point in found.points]
        [('down', 8, 300), ('none', 0, 0)]
        >>> found.exact
        True
    """
    if most < 2:  # noqa: PLR2004 - the two ends
        raise BadInput("a frontier has two ends", mend="Allow at least 2 points.")
    engine = compiled(design, "frontier")
    allowed = engine.allowed(design.chosen)
    sides = [_side(engine, aim) for aim in (one, other)]
    labels, rounding = _labels(engine, allowed, sides)
    kept, loss = _thinned(_whole(labels, sides), most)
    points = [_point(design, columns, sides) for columns in kept]
    return Frontier(tuple(points), (rounding * abs(sides[0].step), loss * abs(sides[1].step)))


def _side(engine: Engine, aim: Aim) -> Additive:
    """The measure as less is better; a step below 0 turns it back."""
    if not isinstance(aim, More):
        return aim.additive(engine)
    sums = aim.of.additive(engine)
    return Additive(-sums.column, -sums.base, -sums.step)


def _labels(engine: Engine, allowed: Mask, sides: list[Additive]) -> tuple[Labels, int]:
    """Labels, with the first measure rounded where there would be too many; and what rounding may lose, in steps."""
    step, loss = 1, 0
    while True:
        rounded, loss = _rounded(engine, sides[0].column, step)
        labels = labels_of(engine, allowed, [Bound(rounded), Bound(sides[1].column)])
        if labels is not None:
            return labels, loss
        if not rounded.any():
            raise TooManyTradeOffs(engine.family.name, 2)
        step *= COARSER


def _rounded(engine: Engine, column: Costs, step: int) -> tuple[Costs, int]:
    """Steps rounded down, from each variable's least; and the most that a variant's sum loses by it."""
    first = engine.structure.first[:-1]
    above = column - np.repeat(np.minimum.reduceat(column, first), engine.structure.widths)
    return above // step, int(np.maximum.reduceat(above % step, first).sum())


def _whole(labels: Labels, sides: list[Additive]) -> list[tuple[int, int, npt.NDArray[np.int64]]]:
    """The sums of a variant for each label, without those that rounding kept in vain, by the first sum."""
    columns = [labels.columns(point) for point in labels.points]
    found = sorted(
        (*(int(side.column[chosen].sum()) for side in sides), at) for at, chosen in enumerate(columns)
    )
    kept: list[tuple[int, int, npt.NDArray[np.int64]]] = []
    for one, other, at in found:
        if not kept or other < kept[-1][1]:
            kept.append((one, other, columns[at]))
    return kept


def _thinned(
    points: list[tuple[int, int, npt.NDArray[np.int64]]], most: int
) -> tuple[list[npt.NDArray[np.int64]], int]:
    """At most so many points, both ends among them, that lose least in the second sum; and what they lose."""
    others = [other for _, other, _ in points]
    low, high = 0, others[0] - others[-1]
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if len(_runs(others, middle)) <= most else (middle + 1, high)
    return [points[at][2] for at in _runs(others, low)], low if len(points) > most else 0


def _runs(others: list[int], loss: int) -> list[int]:
    """Where a point must stand so that each of the rest is at most so much below the one before it; and the last."""
    heads = [0]
    for at, other in enumerate(others[:-1]):
        if others[heads[-1]] - other > loss:
            heads.append(at)
    return heads if len(others) == 1 else [*heads, len(others) - 1]


def _point(design: Design, columns: npt.NDArray[np.int64], sides: list[Additive]) -> Point:
    one, other = (side.value(columns) for side in sides)
    return Point(variant(design, columns), one, other)
