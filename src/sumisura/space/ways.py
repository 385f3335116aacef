"""Which way a component is compiled, and why: diagrams for tables, d-DNNF for features, search for what is left."""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, Self, get_args

from sumisura.space.structure import Ints

How = Literal["diagram", "d-dnnf", "search"]
Choice = Literal["auto", "diagram", "d-dnnf", "search"]
HOWS: tuple[How, ...] = get_args(How)
CHOICES: tuple[Choice, ...] = get_args(Choice)
FEATURES = 0.9
"""The share of yes-or-no variables from which a component is taken for a feature model."""
SMALL = 60
"""Variables up to which a diagram is tried first whatever they are: nothing that small is worth a process."""


class Way(NamedTuple):
    """How one component is answered, and what was tried before.

    Args:
        how: the way taken.
        variables: how many variables it has, auxiliary ones left out.
        named: a few of them.
        nodes: of its circuit, chains contracted; 0 for a search.
        left: the ways tried before, each with why it was left.
    """

    how: How
    variables: int
    named: tuple[str, ...]
    nodes: int
    left: tuple[tuple[How, str], ...] = ()

    @classmethod
    def read(cls, said: Sequence[Any]) -> Self:
        """From what JSON makes of one."""
        how, variables, named, nodes, left = said
        return cls(how, variables, tuple(named), nodes, tuple((way, why) for way, why in left))

    def __str__(self) -> str:
        """In a sentence, for the author."""
        around = f"{self.variables:,} choices around {', '.join(self.named)}"
        because = " ".join(f"{how}: {why}" for how, why in self.left)
        told = {
            "diagram": f"{around} are a decision diagram of {self.nodes:,} nodes.",
            "d-dnnf": f"{around} are a d-DNNF of {self.nodes:,} nodes.",
            "search": f"{around} are searched: each click is answered by SAT; counts and prices are bounds.",
        }[self.how]
        return f"{told} Left: {because}" if because else told


def ranked(widths: Ints, group: Sequence[int], choice: Choice = "auto") -> tuple[How, ...]:
    """The ways to try for a component, in turn.

    Binary diagrams blow up on feature models, and d-DNNF on tables of many values (measured in
    ``benchmarks/results/ways.json``).

    Args:
        widths: number of values of every variable.
        group: the component's variables.
        choice: what the caller wants; ``auto`` goes by what the component looks like.

    Example:
        >>> import numpy as np
        >>> ranked(np.array([2] * 100, np.int32), range(100))
        ('d-dnnf', 'diagram', 'search')
        >>> ranked(np.array([2, 7, 5], np.int32), range(3))
        ('diagram', 'd-dnnf', 'search')
    """
    if choice != "auto":
        return (choice,)
    yes_or_no = sum(int(widths[number]) == 2 for number in group)  # noqa: PLR2004 - yes and no
    if len(group) > SMALL and yes_or_no >= FEATURES * len(group):
        return ("d-dnnf", "diagram", "search")
    return HOWS
