"""What reading a file gives: the family, and what a person should know about how it was understood."""

from dataclasses import dataclass

from sumisura.files import Problem
from sumisura.kernel import Family


@dataclass(frozen=True, slots=True)
class Reading:
    """A family, and notes on what was inferred, left out or done instead.

    Args:
        family: what the file describes.
        notes: each with its place; ``mend`` says what was done instead. Nothing in them is wrong with the file.
    """

    family: Family
    notes: tuple[Problem, ...] = ()
