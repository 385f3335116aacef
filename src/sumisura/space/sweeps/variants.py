"""The few best variants, or the few that are good and unlike each other."""

from itertools import islice

import numpy as np
import numpy.typing as npt

from sumisura.kernel import BadInput
from sumisura.space.design import Design
from sumisura.space.engine import Mask
from sumisura.space.kernels.sweeps import FAR
from sumisura.space.sweeps.ranked import by_cost, ranked
from sumisura.space.sweeps.variant import Floats, Variant, checked, compiled, dislike, fixed_point, variant


def variants(
    design: Design, k: int, weights: npt.ArrayLike | None = None, *, diverse: float = 0.0
) -> tuple[Variant, ...]:
    """The k best completions of a design; fewer when there are no more.

    Args:
        weights: how much each of ``space.columns`` is liked, shape (columns,). None: the cheapest are best.
        diverse: what one choice more that differs is worth, between any two of them: in weight, or in minor units.
            0: simply the best, in order.

    With ``diverse``, each next one is exactly the best by half its weight plus ``diverse`` for every choice in which it
    differs from every earlier one. Of all sets of k, none has more than twice the sum of weights (from the worst
    variant's up) and ``diverse`` times all pairs' differences (Borodin, Lee & Ye 2012). The first is the best of all.

    Raises:
        BadInput: k or ``diverse`` is below 0, or the weights are of another shape, or not finite.
        NotSwept: some part of the family is searched.

    Example:
        >>> from sumisura import compile
        >>> from sumisura.kernel import Family, Value, Variable
        >>> names = ("size", "dye", "hem")
        >>> family = Family("tee", "Tee", "EUR", tuple(Variable(n, n, (Value("a"), Value("b", price=9))) for n in names))
        >>> start = compile(family, cache=None).start()
        >>> ["".join(found.design.choices.values()) for found in variants(start, 3)]
        ['aaa', 'aab', 'aba']
        >>> ["".join(found.design.choices.values()) for found in variants(start, 3, diverse=10)]
        ['aaa', 'bbb', 'aab']
    """
    if k < 0 or not 0.0 <= diverse < np.inf:
        raise BadInput("k and diverse count what is wanted", mend="Give 0 or more.")
    if not diverse:
        return tuple(islice(ranked(design, weights), k))
    return _unlike(design, k, weights, diverse)


def _unlike(design: Design, k: int, given: npt.ArrayLike | None, diverse: float) -> tuple[Variant, ...]:
    engine = compiled(design, "set of diverse variants")
    weights, allowed = checked(engine, given), engine.allowed(design.chosen)
    cost = dislike(engine, weights) / 2
    taken: list[npt.NDArray[np.int64]] = []
    while len(taken) < k:
        found = _next(design, np.where(allowed, cost, 0.0), allowed, taken)
        if found is None:
            break
        taken.append(found)
        cost[found[: engine.structure.size]] += diverse
    return tuple(variant(design, columns, weights) for columns in taken)


def _next(
    design: Design, cost: Floats, allowed: Mask, taken: list[npt.NDArray[np.int64]]
) -> npt.NDArray[np.int64] | None:
    """The cheapest that is not taken yet; None when all are."""
    whole, _ = fixed_point(design.engine, cost)
    known = {columns.tobytes() for columns in taken}
    ways = by_cost(design.engine, np.where(allowed, whole, np.int64(FAR)))
    return next((columns for columns in ways if columns.tobytes() not in known), None)
