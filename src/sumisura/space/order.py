"""Variable orders: independent components, and FORCE (Aloul, Markov, Sakallah 2003)."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

SWEEPS = 60
"""FORCE rounds; orders settle in fewer."""

Scopes = Sequence[Sequence[int]]


def components(size: int, scopes: Scopes) -> list[list[int]]:
    """Sets of variables that no rule joins, each sorted; those no rule names at all are left out.

    Example:
        >>> components(6, [(0, 2), (2, 4), (1, 3)])
        [[0, 2, 4], [1, 3]]
    """
    parent = list(range(size))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    for scope in scopes:
        for number in scope:
            parent[root(number)] = root(scope[0])
    found: dict[int, list[int]] = {}
    for number in sorted({number for scope in scopes for number in scope}):
        found.setdefault(root(number), []).append(number)
    return list(found.values())


def force(variables: Sequence[int], scopes: Scopes, rng: np.random.Generator | None) -> list[int]:
    """An order that keeps variables of one rule close together.

    Starts from the given order, or from a random one, and moves every variable to the mean of its rules'
    centres until nothing changes.

    Example:
        >>> force([0, 1, 2, 3, 4], [(0, 4), (4, 1), (1, 3), (3, 2)], None)
        [0, 4, 1, 3, 2]
    """
    place = {number: at for at, number in enumerate(variables)}
    member = np.array([place[number] for scope in scopes for number in scope], np.int64)
    edge = np.repeat(np.arange(len(scopes)), [len(scope) for scope in scopes])
    sizes = np.bincount(edge, minlength=len(scopes))
    degrees = np.maximum(np.bincount(member, minlength=len(variables)), 1)
    position: npt.NDArray[np.float64] = np.arange(len(variables), dtype=np.float64)
    if rng is not None:
        position = rng.permutation(len(variables)).astype(np.float64)
    for _ in range(SWEEPS):
        centre = np.bincount(edge, position[member], len(scopes)) / sizes
        pulled = np.bincount(member, centre[edge], len(variables)) / degrees
        settled = np.empty_like(position)
        settled[np.argsort(pulled, kind="stable")] = np.arange(len(variables))
        if np.array_equal(settled, position):
            break
        position = settled
    return [variables[at] for at in np.argsort(position)]


def candidates(variables: Sequence[int], scopes: Scopes, seed: int, tries: int) -> list[list[int]]:
    """FORCE orders from the author's order and from random ones, each followed by its reverse."""
    rng = np.random.default_rng(seed)
    found: list[list[int]] = []
    for attempt in range(tries):
        order = force(variables, scopes, rng if attempt else None)
        found += [ordered for ordered in (order, order[::-1]) if ordered not in found]
    return found
