"""One independent component of a family, compiled in the first way that fits its budget."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sumisura.space.circuit import Circuit
from sumisura.space.clauses import encoded
from sumisura.space.ddnnf import Budget as Allowance
from sumisura.space.ddnnf import Untaken, circuit_by_d4
from sumisura.space.diagram import FALSE, TRUE, Diagram, Indicator, Part
from sumisura.space.errors import NotCompiled, TooLarge
from sumisura.space.flat import contract, flatten
from sumisura.space.order import candidates
from sumisura.space.race import race
from sumisura.space.structure import Structure
from sumisura.space.ways import Choice, How, Way, ranked

TRIES = 8
"""FORCE starts; each order is raced with its reverse."""
SECOND = 1 << 18
"""Nodes a diagram may have where d-DNNF was tried first and failed: such families seldom fit at all."""


class Unsatisfiable(Exception):
    """No variant meets the component's rules."""


class Budget(NamedTuple):
    """What compiling a component may take.

    Args:
        nodes: of a diagram.
        seconds: of a d-DNNF.
        seed: of the orders that are raced.
    """

    nodes: int
    seconds: float
    seed: int


class Component(NamedTuple):
    """Variables that rules join, and these rules.

    Args:
        structure: of the family.
        group: the component's variables, auxiliary ones included.
        parts: its rules.
    """

    structure: Structure
    group: Sequence[int]
    parts: Sequence[Part]

    @property
    def own(self) -> list[int]:
        """Its variables, auxiliary ones left out."""
        return [number for number in self.group if number < self.structure.size]

    @property
    def named(self) -> tuple[str, ...]:
        """A few of their names."""
        return tuple(self.structure.variables[number].name for number in self.own[:4])


def compiled(component: Component, choice: Choice, budget: Budget) -> tuple[Circuit | None, Way]:
    """The component's circuit and the way it came to be; None where it is to be searched.

    Raises:
        Unsatisfiable: nothing meets its rules.
        TooLarge, NotCompiled: the one way that was chosen does not fit its budget.
    """
    left: list[tuple[How, str]] = []
    ways = ranked(component.structure.widths, component.group, choice)
    for how in ways:
        try:
            circuit = _made(how, component, budget, first=not left)
        except (TooLarge, NotCompiled) as error:
            if len(ways) == 1:
                raise
            left.append((how, str(error)))
        else:
            nodes = circuit.nodes if circuit else 0
            return circuit, Way(how, len(component.own), component.named, nodes, tuple(left))
    raise AssertionError("every family can be searched")


def _made(how: How, component: Component, budget: Budget, *, first: bool) -> Circuit | None:
    match how:
        case "diagram":
            return _diagram(component, budget if first else budget._replace(nodes=min(SECOND, budget.nodes)))
        case "d-dnnf":
            return _ddnnf(component, budget)
        case "search":
            return None


def _ddnnf(component: Component, budget: Budget) -> Circuit:
    cnf = encoded(component.structure, component.group, component.parts)
    found = circuit_by_d4(component.structure, component.group, cnf, Allowance(budget.seconds))
    if isinstance(found, Untaken):
        raise NotCompiled(component.named, found.reason, found.detail)
    if not len(found.child_begin) - 1:
        raise Unsatisfiable
    return found


def _diagram(component: Component, budget: Budget) -> Circuit:
    structure, parts = component.structure, component.parts
    scopes = [[number for number in part.scope if number < structure.size] for part in parts]
    indicators = [part for part in parts if isinstance(part, Indicator)]
    orders = [
        _with_indicators(order, indicators) for order in candidates(component.own, scopes, budget.seed, TRIES)
    ]
    racing = [Diagram(order, structure.widths, parts) for order in orders]
    won = race(racing, budget.nodes, lambda: TooLarge(component.named, budget.nodes))
    if won.root == FALSE:
        raise Unsatisfiable
    order = np.array(won.order, np.int32)
    if won.root == TRUE:
        return Circuit.free(order, structure.first)
    return contract(flatten(won, structure.first), order, structure.first)


def _with_indicators(order: Sequence[int], indicators: Sequence[Indicator]) -> list[int]:
    """The order with every auxiliary variable right after the last variable it follows from."""
    depth = {number: at for at, number in enumerate(order)}
    after: dict[int, list[int]] = {}
    for indicator in indicators:
        last = max(indicator.members, key=depth.__getitem__)
        after.setdefault(last, []).append(indicator.number)
    return [placed for number in order for placed in (number, *after.get(number, ()))]
