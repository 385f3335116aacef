"""What a feature model says, in the words of none of its file formats.

Source: Kang et al., "Feature-Oriented Domain Analysis" (1990); groups with cardinalities by Czarnecki, Helsen,
Eisenecker, "Formalizing cardinality-based feature models" (2005); types and attributes as in UVL (Benavides et al., 2025).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

Plain = Fraction | str | bool
"""What an attribute holds."""


@dataclass(slots=True)
class Group:
    """Features below another: from ``low`` to ``high`` of them are there where it is.

    Args:
        high: None for all there are.
        line: where it stands.
    """

    low: int
    high: int | None
    line: int
    members: "list[Feature]" = field(default_factory=list)
    kind: str = ""

    @property
    def bounds(self) -> tuple[int, int]:
        """``low`` and ``high``, as numbers of members; every group of one kind has these."""
        size = len(self.members)
        named = {"optional": (0, size), "mandatory": (size, size), "or": (1, size), "alternative": (1, 1)}
        return named.get(self.kind, (self.low, size if self.high is None else self.high))


@dataclass(slots=True)
class Feature:
    """One feature.

    Args:
        kind: ``""`` for one that is there or not; ``Integer``, ``Real``, ``String`` for one that holds a value too.
        copies: how many of it there may be, (1, 1) for a plain one; the second is None for any number.
        attributes: name → what it holds.
        groups: what stands below it.
    """

    name: str
    line: int
    kind: str = ""
    copies: tuple[int, int | None] = (1, 1)
    attributes: dict[str, Plain] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)

    def below(self) -> "Iterator[Feature]":
        """Itself and all below it, in the file's order."""
        yield self
        for group in self.groups:
            for member in group.members:
                yield from member.below()


@dataclass(frozen=True, slots=True)
class Number:
    """A number."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Words:
    """A text."""

    value: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A feature, or (with a point) one of its attributes."""

    path: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Joined:
    """Two or more parts and what joins them.

    Args:
        by: ``&``, ``|``, ``=>``, ``<=>``, a relation, ``+``, ``-``, ``*``, ``/``, or ``most-one`` (at most one holds).
    """

    by: str
    parts: "tuple[Formula, ...]"


@dataclass(frozen=True, slots=True)
class Negated:
    """Not so; for numbers, with the other sign."""

    part: "Formula"


@dataclass(frozen=True, slots=True)
class Call:
    """A function of references: ``sum``, ``avg``, ``len``, ``floor``, ``ceil``."""

    name: str
    given: tuple[Reference, ...]


Formula = Number | Words | Reference | Joined | Negated | Call
RELATIONS = frozenset({"==", "!=", "<", "<=", ">", ">="})


@dataclass(slots=True)
class Model:
    """A feature model.

    Args:
        file: its name, for messages.
        title: what it is called.
        root: the feature that is always there.
        constraints: (line, formula) of each that must hold.
        imports: names under which other files are spoken of.
    """

    file: str
    title: str
    root: Feature
    constraints: list[tuple[int, Formula]] = field(default_factory=list)
    imports: frozenset[str] = frozenset()


def parts_of(formula: Formula) -> "tuple[Formula, ...]":
    """What it is made of."""
    match formula:
        case Joined(parts=parts):
            return parts
        case Negated(part=part):
            return (part,)
        case Call(given=given):
            return given
        case _:
            return ()
