"""Why a value is not available: the choices against it by sweeps, the rules behind them by SAT."""

from collections.abc import Callable, Sequence

import numpy as np

from sumisura.space.engine import UNCHOSEN, Engine
from sumisura.space.model import Conflict
from sumisura.space.rules import against
from sumisura.space.structure import Ints

CHEAP = 4_000_000
"""Entries that may be swept to look for a smallest conflict instead of a merely minimal one."""


def conflict(engine: Engine, chosen: Ints, number: int, column: int) -> Conflict:
    """A minimal set of choices that exclude a column, and a minimal set of rules that make them.

    Args:
        engine: the compiled family.
        chosen: per variable, the chosen column, or -1; the choice of ``number`` itself is not counted.
        number: the variable of the wanted column.
        column: the wanted column.
    """
    others = [int(c) for at, c in enumerate(chosen) if c != UNCHOSEN and at != number]
    guilty = _guilty(engine, column, others)
    if guilty is None:
        return Conflict({}, ())
    columns = engine.structure.columns
    rules = against(engine.structure, engine.constraints, [*guilty, column])
    return Conflict(dict(columns[c] for c in sorted(guilty)), tuple(engine.family.rules[at] for at in rules))


def _guilty(engine: Engine, column: int, others: Sequence[int]) -> list[int] | None:
    """A smallest set of columns that exclude one, as far as that is cheap; None when they do not."""
    alone = _left(engine, [column])
    if alone is None:
        return []
    for other in others:
        if not alone[other]:
            return [other]

    def excluded(some: Sequence[int]) -> bool:
        return _left(engine, [column, *some]) is None

    if not excluded(others):
        return None
    found = minimal(others, excluded)
    if len(found) > 2 and len(others) * engine.circuit.size <= CHEAP:  # noqa: PLR2004 - pairs are next
        return _pair(engine, column, others) or found
    return found


def _pair(engine: Engine, column: int, others: Sequence[int]) -> list[int] | None:
    for at, one in enumerate(others):
        left = _left(engine, [column, one])
        if left is not None:
            for two in others[at + 1 :]:
                if not left[two]:
                    return [one, two]
    return None


def _left(engine: Engine, fixed: Sequence[int]) -> np.ndarray[tuple[int], np.dtype[np.bool_]] | None:
    """The columns that remain possible beside fixed ones; None when even those are not."""
    chosen = np.full(len(engine.circuit.order), UNCHOSEN, np.int32)
    for column in fixed:
        chosen[np.searchsorted(engine.structure.first, column, side="right") - 1] = column
    return engine.valid(engine.allowed(chosen))


def minimal(items: Sequence[int], excluded: Callable[[Sequence[int]], bool]) -> list[int]:
    """A subset that still excludes and of which nothing can be left out (QuickXplain, Junker 2004).

    Example:
        >>> minimal([1, 2, 3, 4, 5], lambda some: {2, 5} <= set(some))
        [2, 5]
    """

    def search(held: list[int], grown: bool, left: list[int]) -> list[int]:
        if grown and excluded(held):
            return []
        if len(left) == 1:
            return left
        front, back = left[: len(left) // 2], left[len(left) // 2 :]
        second = search(held + front, True, back)
        first = search(held + second, bool(second), front)
        return first + second

    if not items or excluded([]):
        return []
    return search([], False, list(items))
