"""From an and/or graph over literals to a circuit over columns."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, chain
from typing import NamedTuple

import numpy as np

from sumisura.space.circuit import Circuit
from sumisura.space.clauses import Cnf
from sumisura.space.ddnnf.graph import ROOT, Edge, Graph
from sumisura.space.structure import Structure

Columns = Mapping[int, int]
"""The column that a literal chooses; other literals choose none."""


class Arc(NamedTuple):
    """Columns chosen together, and the nodes that must hold beside them."""

    columns: list[int]
    children: list[int]


def circuit_of(graph: Graph, structure: Structure, variables: Sequence[int], cnf: Cnf) -> Circuit:
    """The circuit of a deterministic, decomposable graph.

    Only nodes with a choice remain: what holds of necessity moves into the arcs. Places are in the order in which
    a depth-first walk meets their variables, so that what an arc leaves free is a few runs of places.

    Args:
        graph: over the literals of ``cnf``.
        structure: of the family.
        variables: the circuit's places, in some order.
        cnf: says which literals choose which columns.
    """
    columns = {int(literal): column for column, literal in enumerate(cnf.literals) if literal}
    live = _live(graph)
    arcs, after = _walked(live, columns)
    owner = np.repeat(np.arange(len(structure.widths)), structure.widths).tolist()
    met = dict.fromkeys(owner[column] for node in arcs for arc in arcs[node] for column in arc.columns)
    order = [*met, *(number for number in variables if number not in met)]
    place = {number: at for at, number in enumerate(order)}
    free = _free(arcs, after, [place.get(number, 0) for number in owner], (1 << len(order)) - 1)
    return _circuit(order, structure, after[::-1], arcs, free)


def _live(graph: Graph) -> Graph:
    """The graph without what leads to false."""
    edges: dict[int, list[Edge]] = {}
    for node in _children_first(graph):
        kind, own = graph.kinds[node], graph.edges[node]
        kept = [edge for edge in own if edge[0] in edges]
        if kind == "t" or (kind == "a" and len(kept) == len(own)) or (kind == "o" and kept):
            edges[node] = kept
    edges.setdefault(ROOT, [])
    return Graph(graph.kinds, edges)


def _children_first(graph: Graph) -> Iterator[int]:
    seen, path = {ROOT}, [(ROOT, iter(graph.edges[ROOT]))]
    while path:
        node, left = path[-1]
        for target, _ in left:
            if target not in seen:
                seen.add(target)
                path.append((target, iter(graph.edges[target])))
                break
        else:
            path.pop()
            yield node


def _walked(graph: Graph, columns: Columns) -> tuple[dict[int, list[Arc]], list[int]]:
    """The arcs of every node that remains, as a depth-first walk meets them; and the nodes, children first."""
    uses = Counter(target for edges in graph.edges.values() for target, _ in edges)
    arcs = {ROOT: list(_arcs(graph, columns, uses, ROOT))}
    after: list[int] = []
    path = [(ROOT, iter([child for arc in arcs[ROOT] for child in arc.children]))]
    while path:
        node, left = path[-1]
        for child in left:
            if child not in arcs:
                arcs[child] = list(_arcs(graph, columns, uses, child))
                path.append((child, iter([below for arc in arcs[child] for below in arc.children])))
                break
        else:
            path.pop()
            after.append(node)
    return arcs, after


def _arcs(graph: Graph, columns: Columns, uses: Mapping[int, int], node: int) -> Iterator[Arc]:
    """The ways a node can hold. A choice that only rules a value out goes on with the choice among the others."""
    left = graph.edges[node][::-1]
    while left:
        arc = _arc(graph, columns, left.pop())
        if not arc.columns and len(arc.children) == 1 and uses[arc.children[0]] == 1:
            left += graph.edges[arc.children[0]][::-1]
        else:
            yield arc


def _arc(graph: Graph, columns: Columns, edge: Edge) -> Arc:
    """All that must hold along an edge, up to the next choices."""
    arc, left = Arc([], []), [edge]
    while left:
        target, literals = left.pop()
        arc.columns.extend(columns[literal] for literal in literals if literal in columns)
        if graph.kinds[target] == "o" and len(graph.edges[target]) > 1:
            arc.children.append(target)
        else:
            left += graph.edges[target][::-1]
    return arc


def _free(
    arcs: Mapping[int, Sequence[Arc]], after: Sequence[int], place: Sequence[int], whole: int
) -> dict[int, list[int]]:
    """The places that each arc of each node leaves free, as bits."""
    covered: dict[int, int] = {}
    free: dict[int, list[int]] = {}
    for node in after:
        taken = []
        for arc in arcs[node]:
            bits = sum(1 << place[column] for column in arc.columns)
            for child in arc.children:
                bits |= covered[child]
            taken.append(bits)
        covered[node] = whole
        if node != ROOT:
            covered[node] = 0
            for bits in taken:
                covered[node] |= bits
        free[node] = [covered[node] & ~bits for bits in taken]
    return free


def _runs(bits: int) -> Iterator[tuple[int, int]]:
    """The runs of ones in a number, from and to.

    Example:
        >>> list(_runs(0b1011100))
        [(2, 5), (6, 7)]
    """
    start = 0
    while bits:
        skipped = (bits & -bits).bit_length() - 1
        bits >>= skipped
        length = (~bits & (bits + 1)).bit_length() - 1
        bits >>= length
        yield start + skipped, start + skipped + length
        start += skipped + length


def _circuit(
    order: Sequence[int],
    structure: Structure,
    nodes: Sequence[int],
    arcs: Mapping[int, Sequence[Arc]],
    free: Mapping[int, Sequence[int]],
) -> Circuit:
    number = {node: at for at, node in enumerate(nodes)}
    rows = [arc for node in nodes for arc in arcs[node]]
    skipped = [list(_runs(bits)) for node in nodes for bits in free[node]]
    gaps = {run: at for at, run in enumerate(dict.fromkeys(chain.from_iterable(skipped)))}
    return Circuit.of(
        order=np.array(order),
        first=structure.first,
        gaps=np.array(list(gaps)).reshape(-1, 2),
        begin=_ends(arcs[node] for node in nodes),
        child_begin=_ends(arc.children for arc in rows),
        child=np.array([number[child] for arc in rows for child in arc.children]),
        column_begin=_ends(arc.columns for arc in rows),
        column=np.array([column for arc in rows for column in arc.columns]),
        gap_begin=_ends(skipped),
        gap=np.array([gaps[run] for runs in skipped for run in runs]),
    )


def _ends(lists: Iterator[Sequence[object]] | Sequence[Sequence[object]]) -> np.typing.NDArray[np.int64]:
    return np.array(list(accumulate(map(len, lists), initial=0)))
