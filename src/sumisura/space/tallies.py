"""Partial totals of a tally: a layered automaton whose states are steps of one ladder.

Totals that no later amount can tell apart share a step (reduced as the decision diagrams of pseudo-Boolean
constraints are: Abío, Nieuwenhuis, Oliveras, Rodríguez-Carbonell, Mayer-Eichberger 2012), and steps keep the
order of the totals.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple, TypeVar

from sumisura.kernel import BadInput
from sumisura.space.constraints import Tally

MOST = 1 << 20
"""Partial totals that clauses are made of."""
Clause = list[int]
"""Literals, one of which must hold."""
Future = TypeVar("Future")


class Layers(NamedTuple):
    """What becomes of a partial total, variable by variable.

    Args:
        steps: for each variable, for each step of the total before it, for each value: the step after it.
            The first total is at step 0.
        refused: the steps of the whole total that the tally does not allow.
    """

    steps: list[list[list[int]]]
    refused: list[int]


class TooManyTotals(BadInput):
    """A sum has more different partial totals than there is room for.

    Args:
        most: how many there may be.
    """

    code = "too_many_totals"

    def __init__(self, most: int) -> None:
        self.most = most
        super().__init__(
            f"a sum has more than {most:,} different partial totals", mend="Use fewer or rounder amounts."
        )


def layers_of(tally: Tally, most: int = MOST) -> Layers:
    """The layers of a tally, from its first variable to its last.

    Args:
        most: partial totals there may be in all.

    Raises:
        TooManyTotals: there are more.

    Example:
        >>> layers_of(Tally((0, 1, 2), ((0, 1), (0, 1), (0, 1)), 1, 2))
        Layers(steps=[[[0, 1]], [[0, 1], [1, 2]], [[0, 1], [1, 1], [1, 2]]], refused=[0, 2])
    """
    amounts = [*tally.amounts, (0,)]
    least = _rests([min(some) for some in amounts])
    largest = _rests([max(some) for some in amounts])
    totals, left = [[0]], most
    for at, some in enumerate(tally.amounts, 1):
        reached = {total + amount for total in totals[-1] for amount in some}
        totals.append(sorted({_clipped(total, tally, least[at], largest[at]) for total in reached}))
        left -= len(totals[-1])
        if left < 0:
            raise TooManyTotals(most)
    inside = [(tally.low <= total <= tally.high) != tally.forbids for total in totals[-1]]
    ladder, rungs = _merged(totals[-1], inside)
    refused = [step for step, kept in enumerate(rungs) if not kept]
    steps: list[list[list[int]]] = []
    for at in range(len(tally.amounts), 0, -1):
        after = [
            [
                ladder[_clipped(total + amount, tally, least[at], largest[at])]
                for amount in tally.amounts[at - 1]
            ]
            for total in totals[at - 1]
        ]
        ladder, moves = _merged(totals[at - 1], after)
        steps.append(moves)
    return Layers(steps[::-1], refused)


def moved(
    unless: Clause,
    reached: Sequence[int],
    above: Clause,
    below: Clause,
    *,
    up: bool = True,
    down: bool = True,
) -> Iterator[Clause]:
    """A partial total at step s comes to step ``reached[s]``: at least (up), and at most (down).

    ``above[s - 1]`` says that the total before is at step s or later, ``below`` the same of the one after.
    """
    for step, after in enumerate(reached):
        if up and after and after not in reached[:step][-1:]:
            yield [*unless, *(-literal for literal in above[:step][-1:]), below[after - 1]]
        if down and after < len(below) and after not in reached[step + 1 : step + 2]:
            yield [*unless, *above[step : step + 1], -below[after]]


def _rests(amounts: Sequence[int]) -> list[int]:
    """What the amounts from each place on come to."""
    return list(accumulate(amounts[::-1]))[::-1]


def _clipped(total: int, tally: Tally, least: int, most: int) -> int:
    """One total for all that end below the bounds, one for all that end within, one for all that end above."""
    if tally.low - least <= total <= tally.high - most:
        return tally.low - least
    return max(min(total, tally.high + 1 - least), tally.low - 1 - most)


def _merged(totals: Sequence[int], futures: Sequence[Future]) -> tuple[dict[int, int], list[Future]]:
    """The step of each total, and the future of each step: neighbours of one future share a step."""
    ladder: dict[int, int] = {}
    rungs: list[Future] = []
    for total, future in zip(totals, futures, strict=True):
        if not rungs or rungs[-1] != future:
            rungs.append(future)
        ladder[total] = len(rungs) - 1
    return ladder, rungs
