"""What a comparison of two revisions says."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Change(StrEnum):
    """What happened to a part of a family."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One part that is not what it was.

    Args:
        part: ``choice``, ``option``, ``rule``, ``price``, ``surcharge``, ``field`` or ``words``.
        name: the variable, ``variable.value``, the rule, the surcharge or the field.
        before, after: what it was and is, in short; "" where it was not or is no more.
    """

    part: str
    change: Change
    name: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A design that one revision allows and the other does not.

    Args:
        choices: variable → value, of the choices that both revisions have.
        because: the rule that forbids it, or the option that only one revision has.
    """

    choices: Mapping[str, str]
    because: str


@dataclass(frozen=True, slots=True)
class Counted:
    """How many designs, over the choices that both revisions have; all exact.

    A design over those choices counts as possible in a revision where the choices that it has besides can be settled.

    Args:
        choices: names of the choices that both have.
        only_old, only_new: names of those that only one has.
        old, new: designs that are possible in each.
        both: in both.
    """

    choices: tuple[str, ...]
    only_old: tuple[str, ...]
    only_new: tuple[str, ...]
    old: int
    new: int
    both: int

    @property
    def lost(self) -> int:
        """What became impossible."""
        return self.old - self.both

    @property
    def won(self) -> int:
        """What became possible."""
        return self.new - self.both


@dataclass(frozen=True, slots=True)
class Compared:
    """Two revisions side by side.

    Args:
        differences: part by part.
        counted: what became possible and impossible; None where it cannot be counted, as ``uncounted`` says.
        lost, won: an example of each.
        uncounted: why it is not counted; "" where it is.
    """

    differences: tuple[Difference, ...]
    counted: Counted | None
    lost: Example | None = None
    won: Example | None = None
    uncounted: str = ""
