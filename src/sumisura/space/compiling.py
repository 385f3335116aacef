"""From a family to its space."""

import hashlib
from collections.abc import Sequence
from typing import Literal

import numpy as np

from sumisura.kernel import BadInput, Family
from sumisura.space.cache import ENGINE, SpaceCache, default_cache
from sumisura.space.circuit import Circuit, joined
from sumisura.space.constraints import constraints_of
from sumisura.space.diagram import FALSE, TRUE, Diagram, Indicator, Part
from sumisura.space.engine import Engine
from sumisura.space.errors import Contradiction, TooLarge
from sumisura.space.flat import contract, flatten
from sumisura.space.order import candidates, components
from sumisura.space.prices import prices_of
from sumisura.space.race import race
from sumisura.space.rules import against
from sumisura.space.space import Space
from sumisura.space.structure import Structure, structure_digest, structure_of

BUDGET = 4_000_000
"""Nodes a diagram may have, unless told otherwise: about a hundred megabytes."""
MOST_BUDGET = 1 << 26
TRIES = 8
"""FORCE starts per component; each order is raced with its reverse."""
SEED = 0


def compile(  # noqa: A001 - the public name; re.compile does the same
    family: Family,
    *,
    budget: int = BUDGET,
    cache: SpaceCache | Literal["user"] | None = "user",
    seed: int = SEED,
) -> Space:
    """Everything a family can be, as a space to ask.

    Args:
        family: what `read_family` gives.
        budget: nodes the diagram of any one component may have, at most 2**26.
        cache: where compiled diagrams are kept; ``"user"`` is `default_cache`, None keeps none.
        seed: of the orders that are raced; another seed gives another diagram of the same space.

    Raises:
        BadInput: a rule or surcharge names what is not there, a domain is empty, prices are too large.
        Contradiction: no variant meets all rules; names the smallest set that cannot hold together.
        TooLarge: no order tried fits the budget.
    """
    if not 1 <= budget <= MOST_BUDGET:
        raise BadInput(f"a budget of {budget:,} nodes", mend=f"Give between 1 and {MOST_BUDGET:,}.")
    cache = default_cache() if cache == "user" else cache
    structure = structure_of(family)
    prices = prices_of(family, structure)
    key = hashlib.sha256(f"{structure_digest(family)} {ENGINE} {seed}".encode()).hexdigest()
    circuit = cache.load(key) if cache else None
    if circuit is None:
        circuit = _compiled(family, structure, budget, seed)
        if cache:
            cache.save(key, circuit)
    return Space(Engine(family, structure, circuit, prices))


def _compiled(family: Family, structure: Structure, budget: int, seed: int) -> Circuit:
    parts: list[Part] = list(constraints_of(family, structure))
    parts += [Indicator(structure.size + at, members) for at, members in enumerate(structure.indicators)]
    groups = components(len(structure.widths), [part.scope for part in parts])
    diagrams = []
    for group in groups:
        own = [part for part in parts if part.scope[0] in set(group)]
        diagrams.append(_component(family, structure, group, own, budget, seed))
    ruled = [diagram for diagram in diagrams if diagram.root != TRUE]
    first = structure.first
    circuits = [contract(flatten(diagram, first), np.array(diagram.order), first) for diagram in ruled]
    spoken = {number for diagram in ruled for number in diagram.order}
    free = [number for number in range(len(structure.widths)) if number not in spoken]
    return joined(circuits, free, first)


def _component(
    family: Family,
    structure: Structure,
    group: Sequence[int],
    parts: Sequence[Part],
    budget: int,
    seed: int,
) -> Diagram:
    own = [number for number in group if number < structure.size]
    scopes = [[number for number in part.scope if number < structure.size] for part in parts]
    orders = [
        _with_indicators(order, [part for part in parts if isinstance(part, Indicator)])
        for order in candidates(own, scopes, seed, TRIES)
    ]
    names = [structure.variables[number].name for number in own[:4]]
    diagram = race(
        [Diagram(order, structure.widths, parts) for order in orders], budget, lambda: TooLarge(names, budget)
    )
    if diagram.root == FALSE:
        raise Contradiction(
            family.name,
            [family.rules[at] for at in against(structure, constraints_of(family, structure), [])],
        )
    return diagram


def _with_indicators(order: Sequence[int], indicators: Sequence[Indicator]) -> list[int]:
    """The order with every auxiliary variable right after the last variable it follows from."""
    depth = {number: at for at, number in enumerate(order)}
    after: dict[int, list[int]] = {}
    for indicator in indicators:
        last = max(indicator.members, key=depth.__getitem__)
        after.setdefault(last, []).append(indicator.number)
    return [placed for number in order for placed in (number, *after.get(number, ()))]
