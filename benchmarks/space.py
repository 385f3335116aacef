"""Compiling, clicking and choosing for many, on the published car ranges, beside CUDD and SAT."""

import time
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

import numpy as np
from pysat.solvers import Solver

import sumisura
from benchmarks.measure import SHARED, interval, once, timed
from sumisura import Design, Space
from sumisura.cli.warm import warm

SEED = 7
COUNTS = {"small": 172_056, "medium": 278_744}
MICRO = {"small": 80, "medium": 200}
SECONDS = {"small": 0.5, "medium": 2.0, "big": 20.0}
DESIGNS = 60


def run() -> dict[str, Any]:
    """Every figure of the solution space."""
    warm()
    result: dict[str, Any] = {"input": "BR4CP small, medium, big (XCSP 2.1)", "seed": SEED}
    for name in SECONDS:
        path = SHARED / "data/config/renault" / name / "contraintes.xml"
        if path.exists():
            result[name] = measured(name, sumisura.read_family(path))
    return result


def measured(name: str, family: sumisura.kernel.Family) -> dict[str, Any]:
    """One range."""
    space, took = once(lambda: sumisura.compile(family, cache=None))
    other, _ = once(lambda: sumisura.compile(family, cache=None, seed=5))
    count = space.count()
    if count != other.count() or count != COUNTS.get(name, count):
        raise AssertionError(f"{name}: {count} variants in one order, {other.count()} in another")
    designs = list(partial_designs(space, DESIGNS))
    customers = 1000
    weights = np.random.default_rng(SEED).random((customers, len(space.columns)))
    result = {
        "compile": {
            **took,
            "target_s": SECONDS[name],
            "nodes": diagram_nodes(space),
            "nodes, chains contracted": space.nodes,
            "count": str(count),
            "orders agree": 2,
        },
        "click": {**over(designs, sweep), **({"target_ms": MICRO[name] / 1000} if name in MICRO else {})},
        "valid values only": over(designs, valid),
        "options as a dict": over(designs, Design.options),
        "best for 1000 customers": timed(lambda: space.best(weights), 10 if name != "big" else 2),
    }
    if name in COUNTS:
        result["peers"] = peers(space, designs, result)
    result["CUDD"] = cudd(space, count)
    return result


def diagram_nodes(space: Space) -> int:
    """Nodes of the diagrams before their chains were contracted, to compare with others' diagrams."""
    circuit = space.engine.circuit
    return circuit.nodes + int(np.maximum(np.diff(circuit.column_begin) - 1, 0).sum())


def sweep(design: Design) -> object:
    """Availability, price and give-up of every option."""
    return design.engine.sweep(design.chosen, design.weight)


def valid(design: Design) -> object:
    """The values that go with what is chosen."""
    return design.engine.valid(design.engine.allowed(design.chosen))


def over(designs: list[Design], call: Any) -> dict[str, float]:
    """A call on every design, many times."""
    call(designs[0])
    took = []
    for design in designs:
        for _ in range(20):
            start = time.perf_counter_ns()
            call(design)
            took.append((time.perf_counter_ns() - start) / 1e6)
    return interval(took)


def partial_designs(space: Space, count: int) -> Iterator[Design]:
    """Random designs on the way, from empty to about thirty choices."""
    rng = Random(SEED)
    for _ in range(count):
        design = space.start()
        for _ in range(rng.randint(0, 30)):
            column = int(rng.choice(np.flatnonzero(design.sweep().available)))
            design = design.choose(*space.columns[column])
        yield design


def peers(space: Space, designs: list[Design], own: dict[str, Any]) -> dict[str, Any]:
    """An incremental SAT solver, asked for the valid values alone, every witness reused."""
    with Solver("cadical195") as solver:
        for clause in clauses(space):
            solver.add_clause(clause)
        took = []
        for design in designs:
            start = time.perf_counter_ns()
            found = witnessed(solver, design, range(1, len(space.columns) + 1))
            took.append((time.perf_counter_ns() - start) / 1e6)
            if found != design.sweep().available.tolist():
                raise AssertionError("SAT disagrees")
    sat = interval(took)
    return {
        "python-sat, valid values": sat,
        "ratios": {
            "SAT / valid values only": round(sat["p50_ms"] / own["valid values only"]["p50_ms"]),
            "SAT (no prices, no repairs) / click": round(sat["p50_ms"] / own["click"]["p50_ms"]),
        },
    }


def witnessed(solver: Solver, design: Design, literals: Sequence[int]) -> list[bool]:
    """For every column, whether it goes with the choices of the other variables; ``literals`` says which is which."""
    structure = design.engine.structure
    chosen = {at: literals[column] for at, column in enumerate(design.chosen.tolist()) if column >= 0}
    seen = [False] * len(structure.columns)
    for number in range(structure.size):
        others = [literal for at, literal in chosen.items() if at != number]
        for column in range(int(structure.first[number]), int(structure.first[number + 1])):
            if not seen[column] and solver.solve(assumptions=[*others, literals[column]]):
                if number in chosen:
                    seen[column] = True
                    continue
                model = set(solver.get_model())
                seen = [known or literal in model for known, literal in zip(seen, literals, strict=False)]
    return seen


def clauses(space: Space) -> Iterator[list[int]]:
    """The family in clauses: one literal per column, one per allowed row."""
    structure = space.engine.structure
    first = [int(column) + 1 for column in structure.first]
    top = first[-1]
    for number in range(structure.size):
        literals = list(range(first[number], first[number + 1]))
        yield literals
        yield from ([-one, -two] for at, one in enumerate(literals) for two in literals[:at])
    for constraint in space.engine.constraints:
        starts = [first[number] for number in constraint.scope]
        rows = [
            [start + value for start, value in zip(starts, row, strict=True)]
            for row in constraint.rows.tolist()
        ]
        if constraint.forbids:
            yield from ([-literal for literal in row] for row in rows)
            continue
        yield list(range(top, top + len(rows)))
        support: dict[int, list[int]] = {
            first[number] + value: []
            for number in constraint.scope
            for value in range(int(structure.widths[number]))
        }
        for name, row in enumerate(rows, top):
            for literal in row:
                yield [-name, literal]
                support[literal].append(name)
        top += len(rows)
        yield from ([-literal, *names] for literal, names in support.items())


def cudd(space: Space, count: int) -> dict[str, Any]:
    """The same rules in CUDD through ``dd``: bits in our variable order, conjoined deepest first."""
    try:
        from dd import cudd as dd
    except ImportError:
        return {"skipped": "dd with CUDD is not installed"}
    structure, order = space.engine.structure, [int(number) for number in space.engine.circuit.order]
    manager = dd.BDD(memory_estimate=2**31)
    bits = {number: max(1, (int(structure.widths[number]) - 1).bit_length()) for number in order}
    names = [f"x{number}_{bit}" for number in order for bit in range(bits[number])]
    manager.declare(*names)
    manager.reorder({name: at for at, name in enumerate(names)})
    manager.configure(reordering=False)

    def conjoined() -> Any:
        depth = {number: at for at, number in enumerate(order)}
        root = manager.true
        for number in reversed(order):
            root &= table(manager, [number], [[v] for v in range(int(structure.widths[number]))], bits)
        parts = sorted(space.engine.constraints, key=lambda part: -min(depth[n] for n in part.scope))
        for part in parts:
            at = sorted(range(len(part.scope)), key=lambda j: depth[part.scope[j]])
            rows = sorted(part.rows[:, at].tolist())
            node = table(manager, [part.scope[j] for j in at], rows, bits)
            root &= ~node if part.forbids else node
        return root

    root, took = once(conjoined)
    theirs = (
        int(manager.count(root, nvars=len(names)))
        if count < 1 << 53
        else manager.count(root, nvars=len(names))
    )
    if abs(theirs - count) > 1e-9 * count:
        raise AssertionError(f"CUDD counts {theirs}, we {count}")
    return {**took, "nodes": len(root), "count": str(theirs), "order": "ours"}


def table(manager: Any, scope: list[int], rows: list[list[int]], bits: dict[int, int]) -> Any:
    """Sorted rows as a binary diagram, grouped by their first column."""
    if not scope:
        return manager.true
    found, at = manager.false, 0
    while at < len(rows):
        value, end = rows[at][0], at
        while end < len(rows) and rows[end][0] == value:
            end += 1
        literals = {f"x{scope[0]}_{bit}": bool(value >> bit & 1) for bit in range(bits[scope[0]])}
        found |= manager.cube(literals) & table(manager, scope[1:], [row[1:] for row in rows[at:end]], bits)
        at = end
    return found
