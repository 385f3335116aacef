"""Everything a family can be as one and/or graph in immutable arrays: what every sweep runs over."""

from collections.abc import Sequence
from typing import NamedTuple, Self

import numpy as np

from sumisura.space.structure import Ints, frozen


class Circuit(NamedTuple):
    """A smooth, decomposable and deterministic and/or graph over columns (Darwiche 2001).

    A node is an *or* of its arcs; an arc is an *and*: it chooses columns, leaves *gaps* free, and leads to any number
    of nodes that must all hold. On every arc, the variables it chooses, leaves free and leads to are those of its node,
    each once. Nodes are numbered from the root (0), children after their parents. A decision diagram is the case of at
    most one child an arc.

    Args:
        order: variable number at each place, shape (variables,), auxiliary ones included.
        first: first column of every variable, and the end, shape (variables + 1,).
        gaps: runs of places left free together, from and to, shape (gaps, 2).
        begin: first arc of each node, and the end, shape (nodes + 1,).
        child_begin: first entry of each arc in ``child``, and the end, shape (arcs + 1,); the next two likewise.
        child: the nodes that arcs lead to, one arc after the other.
        column_begin, column: the columns that arcs choose.
        gap_begin, gap: the gaps that arcs leave free.
    """

    order: Ints
    first: Ints
    gaps: Ints
    begin: Ints
    child_begin: Ints
    child: Ints
    column_begin: Ints
    column: Ints
    gap_begin: Ints
    gap: Ints

    @classmethod
    def of(cls, **parts: np.typing.NDArray[np.generic]) -> Self:
        """The same arrays as nobody can change."""
        return cls(**{name: frozen(part) for name, part in parts.items()})

    @classmethod
    def free(cls, order: np.typing.ArrayLike, first: Ints) -> Self:
        """All that variables can be when no rule names them: one node, whose one arc leaves them free."""
        places = np.array(order, np.int32)
        none, one = np.zeros(0, np.int32), np.array([0, 1])
        return cls.of(
            order=places, first=first, gaps=np.array([[0, len(places)]]), begin=one,
            child_begin=np.zeros(2), child=none, column_begin=np.zeros(2), column=none,
            gap_begin=one, gap=np.zeros(1),
        )  # fmt: skip

    @property
    def nodes(self) -> int:
        """How many or-nodes there are."""
        return len(self.begin) - 1

    @property
    def size(self) -> int:
        """Entries a sweep walks over: what its time grows with."""
        return len(self.child) + len(self.column) + len(self.gap)


def joined(parts: Sequence[Circuit], first: Ints) -> Circuit:
    """One circuit out of those of independent components: a root whose one arc leads to all of them.

    Args:
        parts: each over variables of its own.
        first: first column of every variable, and the end.
    """
    places = np.cumsum([0, *(len(part.order) for part in parts)])
    nodes = np.cumsum([1, *(part.nodes for part in parts)])
    gaps = np.cumsum([0, *(len(part.gaps) for part in parts)])
    return Circuit.of(
        order=_chain([part.order for part in parts]),
        first=first,
        gaps=_chain([part.gaps + at for part, at in zip(parts, places, strict=False)]).reshape(-1, 2),
        begin=_ends([1], [part.begin for part in parts]),
        child_begin=_ends([len(parts)], [part.child_begin for part in parts]),
        child=_chain([nodes[:-1], *(part.child + at for part, at in zip(parts, nodes, strict=False))]),
        column_begin=_ends([0], [part.column_begin for part in parts]),
        column=_chain([part.column for part in parts]),
        gap_begin=_ends([0], [part.gap_begin for part in parts]),
        gap=_chain([part.gap + at for part, at in zip(parts, gaps, strict=False)]),
    )


def _chain(parts: Sequence[np.typing.NDArray[np.generic]]) -> np.typing.NDArray[np.generic]:
    """One array after the other; none is an empty one."""
    return np.concatenate(parts) if parts else np.empty(0, np.int32)


def _ends(root: Sequence[int], begins: Sequence[Ints]) -> np.typing.NDArray[np.int64]:
    """Offsets of what the root has, followed by what each part has."""
    lengths = [np.array(root, np.int64), *(np.diff(begin) for begin in begins)]
    return np.concatenate(([0], np.cumsum(np.concatenate(lengths))))
