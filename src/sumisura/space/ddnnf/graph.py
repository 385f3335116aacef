"""Reads the text form of d4's graphs.

Lines ``o 1 0``, ``a 2 0``, ``t 3 0``, ``f 4 0`` name an or, an and, true and false; lines ``1 2 -5 7 0`` are edges
from one to another, labelled with literals that hold there; ``c`` begins a comment. Node 1 is the root.
"""

from typing import NamedTuple

Edge = tuple[int, tuple[int, ...]]
"""Where it leads, and the literals that hold."""
ROOT = 1


class Unreadable(ValueError):
    """The text is not of the form."""


class Graph(NamedTuple):
    """An and/or graph with literals on its edges.

    Args:
        kinds: of each node: "o", "a", "t" or "f".
        edges: of each node, in the order they were written.
    """

    kinds: dict[int, str]
    edges: dict[int, list[Edge]]


def graph_of(text: str) -> Graph:
    r"""The graph that a text writes down.

    Raises:
        Unreadable: names the line.

    Example:
        >>> graph_of("o 1 0\nt 2 0\n1 2 -3 0\n1 2 3 4 0\n").edges
        {1: [(2, (-3,)), (2, (3, 4))], 2: []}
    """
    graph = Graph({}, {})
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if not words or words[0] == "c":
            continue
        try:
            _enter(graph, words)
        except (ValueError, KeyError):
            raise Unreadable(f"line {number}: {line[:60]}") from None
    if ROOT not in graph.kinds:
        raise Unreadable("there is no root")
    return graph


def _enter(graph: Graph, words: list[str]) -> None:
    kind, (start, *rest, end) = words[0], map(int, words[words[0] in "oatf" :])
    if end != 0:
        raise ValueError(words)
    if kind in "oatf":
        graph.kinds[start], graph.edges[start] = kind, []
    else:
        target, *literals = rest
        graph.edges[start].append((target, tuple(literals)))
        graph.kinds[target]
