"""From needs to designs: what meets all of them, or what comes nearest and why not nearer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sumisura.kernel import BadInput
from sumisura.space.design import Design
from sumisura.space.engine import Costs
from sumisura.space.sweeps.measures import Held
from sumisura.space.sweeps.needs import Need, closer, value_of
from sumisura.space.sweeps.solving import Found, Within
from sumisura.space.sweeps.variant import Floats, Variant, checked, compiled, dislike, fixed_point, variant

MANY = 8
"""How many needs are heard at once: of more, too many combinations would have to be tried when nothing fits."""


class Reading(NamedTuple):
    """A need held against a variant.

    Args:
        value: what the variant has of it, in its base unit; None for what cannot be measured, or is not there.
    """

    need: Need
    met: bool
    value: Fraction | None


@dataclass(frozen=True, slots=True)
class Meeting:
    """A variant and how it stands to every need, in the order they were told.

    Args:
        within: no variant that meets as much is better liked (or cheaper) by more than this; 0.0: none is.
    """

    variant: Variant
    readings: tuple[Reading, ...]
    within: float

    @property
    def unmet(self) -> tuple[Reading, ...]:
        """The needs it does not meet: what binds."""
        return tuple(reading for reading in self.readings if not reading.met)


@dataclass(frozen=True, slots=True)
class Answer:
    """What needs lead to.

    Args:
        fits: meet every need, the best first; empty when nothing does.
        nearest: when nothing does: for each lightest set of needs to give up, the variant that meets the others and
            comes nearest to those; the lightest first.
    """

    fits: tuple[Meeting, ...]
    nearest: tuple[Meeting, ...]


def meet(
    design: Design,
    needs: Sequence[Need],
    weights: npt.ArrayLike | None = None,
    *,
    most: int = 3,
    apart: int = 1,
) -> Answer:
    """The best completions of a design that meet every need; or proof that there is none, and the nearest.

    Exact: what can be met is found, and what is not found cannot be had. Nothing fits: a set of needs is given up only
    if all of it must be, and its variant is as near as can be to the limit of its heaviest need, then of the next.

    Args:
        needs: at most 8.
        weights: how much each of ``space.columns`` is liked, shape (columns,): the best liked are best. None: the
            cheapest.
        most: variants at most.
        apart: in how many choices each further one that fits differs from every one before it, at least.

    Raises:
        BadInput: more needs, a measure or a tag that the family does not know, or weights of another shape.
        TooManyTradeOffs: too many measures at once pull against each other.
        NotSwept: some part of the family is searched.

    Example:
        >>> from sumisura import compile
        >>> from sumisura.kernel import Family, Value, Variable
        >>> from sumisura.space.sweeps.measures import Price
        >>> from sumisura.space.sweeps.needs import AtMost, Tagged
        >>> waxed = Value("waxed", price=32000, tags=("care=waterproof",))
        >>> bag = Family("bag", "Bag", "EUR", (Variable("cloth", "Cloth", (Value("plain", price=9000), waxed)),))
        >>> start = compile(bag, cache=None).start()
        >>> needs = [AtMost(Price(), Fraction(30000)), Tagged("care=waterproof")]
        >>> [(near.variant.design.choices["cloth"], near.unmet[0].need) for near in meet(start, needs).nearest]
        ... # doctest: +NORMALIZE_WHITESPACE
        [('waxed', AtMost(measure=Price(), limit=Fraction(30000, 1), weight=1.0)),
         ('plain', Tagged(tag='care=waterproof', weight=1.0))]
    """
    if len(needs) > MANY:
        raise BadInput(f"{len(needs)} needs are too many at once", mend=f"Name the {MANY} that matter most.")
    return _Asking(design, tuple(needs), checked(design.engine, weights)).answer(most, apart)


class _Asking:
    """Needs put to a design."""

    def __init__(self, design: Design, needs: tuple[Need, ...], weights: Floats | None) -> None:
        self.design, self.needs, self.weights = design, needs, weights
        self.engine = compiled(design, "answer to needs")
        self.allowed = self.engine.allowed(design.chosen)
        self.held = [need.held(self.engine) for need in needs]
        self.cost, self.scale = self._cost()

    def answer(self, most: int, apart: int) -> Answer:
        fits = tuple(self._fitting(most, apart))
        return Answer(fits, () if fits else tuple(self._nearest(most)))

    def _cost(self) -> tuple[Costs, float]:
        if self.weights is None:
            return self.engine.prices.column, 1.0
        return fixed_point(self.engine, dislike(self.engine, self.weights))

    def _fitting(self, most: int, apart: int) -> Iterator[Meeting]:
        """Each next is the best among those that differ enough from all before: one more limit."""
        limits = list(self.held)
        for _ in range(most):
            found = self._best(limits, self.cost)
            if found is None:
                return
            yield self._meeting(found)
            limits.append(self._unlike(found.columns, apart))

    def _unlike(self, columns: npt.NDArray[np.int64], apart: int) -> Held:
        own = columns[: self.engine.structure.size]
        same = np.zeros_like(self.cost)
        same[own] = 1
        return Held(same, len(own) - apart)

    def _nearest(self, most: int) -> Iterator[Meeting]:
        numbers = range(len(self.needs))
        sets = [frozenset(some) for size in numbers for some in combinations(numbers, size + 1)]
        given: list[frozenset[int]] = []
        for some in sorted(sets, key=lambda one: (sum(self.needs[at].weight for at in one), len(one))):
            if len(given) == most:
                return
            if any(less <= some for less in given):
                continue
            kept = [self.held[at] for at in numbers if at not in some]
            if self._best(kept, np.zeros_like(self.cost)) is not None:
                given.append(some)
                yield self._near(kept, sorted(some, key=lambda at: -self.needs[at].weight))

    def _near(self, kept: list[Held], given: list[int]) -> Meeting:
        """The best of those that come as near as can be to what is given up, one need after the other."""
        limits = list(kept)
        for at in given:
            limits.append(self._near_limit(limits, at))
        found = self._best(limits, self.cost)
        if found is None:
            raise AssertionError("what was reached is out of reach")
        return self._meeting(found)

    def _near_limit(self, limits: list[Held], at: int) -> Held:
        """The nearest to a need's limit that can be kept beside the others."""
        for need in closer(self.needs[at], self.engine):
            held = need.held(self.engine)
            if self._best([*limits, held], np.zeros_like(self.cost)) is not None:
                return held
        sums = self.held[at]
        first, widths = self.engine.structure.first[:-1], self.engine.structure.widths
        lowered = sums.column - np.repeat(np.minimum.reduceat(sums.column, first), widths)
        found = self._best(limits, lowered)
        if found is None:
            raise AssertionError("what was reached is out of reach")
        return Held(sums.column, int(sums.column[found.columns].sum()) + found.within)

    def _best(self, limits: list[Held], cost: Costs) -> Found | None:
        within = Within.of(self.engine, self.allowed, limits)
        return None if within is None else within.best(cost)

    def _meeting(self, found: Found) -> Meeting:
        readings = (
            Reading(
                need,
                int(held.column[found.columns].sum()) <= held.limit,
                value_of(need, self.engine, found.columns),
            )
            for need, held in zip(self.needs, self.held, strict=True)
        )
        made = variant(self.design, found.columns, self.weights)
        return Meeting(made, tuple(readings), found.within / self.scale)
