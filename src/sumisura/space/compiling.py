"""From a family to its space."""

import hashlib
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Literal

from sumisura.kernel import BadInput, Family
from sumisura.space.cache import ENGINE, Compiled, SpaceCache, default_cache
from sumisura.space.circuit import Circuit, joined
from sumisura.space.component import Budget, Component, Unsatisfiable, compiled
from sumisura.space.constraints import constraints_of
from sumisura.space.diagram import Indicator, Part
from sumisura.space.engine import Engine
from sumisura.space.errors import Contradiction
from sumisura.space.order import components
from sumisura.space.prices import prices_of
from sumisura.space.rules import against
from sumisura.space.searched import SearchedEngine
from sumisura.space.searching import Searching
from sumisura.space.space import Space
from sumisura.space.structure import Structure, structure_digest, structure_of
from sumisura.space.ways import CHOICES, Choice

BUDGET = 4_000_000
"""Nodes a diagram may have, unless told otherwise: about a hundred megabytes."""
MOST_BUDGET = 1 << 26
SECONDS = 20.0
"""What compiling one component to d-DNNF may take, unless told otherwise."""
SEED = 0


def compile(  # noqa: A001 - the public name; re.compile does the same
    family: Family,
    *,
    way: Choice = "auto",
    budget: int = BUDGET,
    seconds: float = SECONDS,
    cache: SpaceCache | Literal["user"] | None = "user",
    seed: int = SEED,
) -> Space:
    """Everything a family can be, as a space to ask.

    Each component (variables that rules join) is compiled to a decision diagram, or to a d-DNNF through the extra
    ``d4``; what fits neither budget is searched by SAT, slower, and its counts and optima are bounds. ``Space.ways``
    says which way each component went, and why.

    Args:
        family: what `read_family` gives.
        way: ``auto``, or the one way to take: ``diagram``, ``d-dnnf``, ``search``.
        budget: nodes the diagram of any one component may have, at most 2**26.
        seconds: what the d-DNNF of any one component may take.
        cache: where compiled spaces are kept; ``"user"`` is `default_cache`, None keeps none.
        seed: of the orders that are raced; another seed gives another diagram of the same space.

    Raises:
        BadInput: a rule or surcharge names what is not there, a domain is empty, prices are too large.
        Contradiction: no variant meets all rules; names the smallest set that cannot hold together.
        TooLarge, NotCompiled: the one way asked for does not fit its budget.
    """
    _check(way, budget, seconds)
    cache = default_cache() if cache == "user" else cache
    structure = structure_of(family)
    prices = prices_of(family, structure)
    said = f"{structure_digest(family)} {ENGINE} {way} {budget} {seconds} {seed} {find_spec('py_d4') is not None}"
    key = hashlib.sha256(said.encode()).hexdigest()

    def make() -> Compiled:
        return _compiled(family, structure, way, Budget(budget, seconds, seed))

    circuit, ways, searched = cache.get(key, make) if cache else make()
    if not len(searched):
        return Space(Engine(family, structure, circuit, prices), ways)
    named = set(searched)
    parts = [part for part in parts_of(family, structure) if part.scope[0] in named]
    searching = Searching(structure, parts, searched)
    if not searching.open.any():
        raise _contradiction(family, structure)
    return Space(SearchedEngine(family, structure, circuit, prices, searching=searching), ways)


def parts_of(family: Family, structure: Structure) -> list[Part]:
    """Everything that must hold: what the rules say, and what each auxiliary variable means."""
    indicators = [Indicator(structure.size + at, members) for at, members in enumerate(structure.indicators)]
    return [*constraints_of(family, structure), *indicators]


def _check(way: str, budget: int, seconds: float) -> None:
    if way not in CHOICES:
        raise BadInput(f'there is no way "{way}"', mend=f"Choose one of {', '.join(CHOICES)}.")
    if not 1 <= budget <= MOST_BUDGET:
        raise BadInput(f"a budget of {budget:,} nodes", mend=f"Give between 1 and {MOST_BUDGET:,}.")
    if not seconds > 0:
        raise BadInput(f"a budget of {seconds} seconds", mend="Give more than 0.")


def _compiled(family: Family, structure: Structure, way: Choice, budget: Budget) -> Compiled:
    parts = parts_of(family, structure)
    circuits, ways, left = [], [], set(range(len(structure.widths)))
    searched: list[int] = []
    for group in components(len(structure.widths), [part.scope for part in parts]):
        members = set(group)
        component = Component(structure, group, [part for part in parts if part.scope[0] in members])
        try:
            circuit, how = compiled(component, way, budget)
        except Unsatisfiable:
            raise _contradiction(family, structure) from None
        ways.append(how)
        if circuit is None:
            searched += group
        else:
            circuits.append(circuit)
            left -= members
    return Compiled(_joined(circuits, sorted(left), structure), tuple(ways), tuple(searched))


def _joined(circuits: Sequence[Circuit], free: Sequence[int], structure: Structure) -> Circuit:
    rest = [Circuit.free(free, structure.first)] if free else []
    return joined([*circuits, *rest], structure.first)


def _contradiction(family: Family, structure: Structure) -> Contradiction:
    guilty = against(structure, constraints_of(family, structure), [])
    return Contradiction(family.name, [family.rules[at] for at in guilty])
