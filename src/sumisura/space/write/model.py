"""What writing a family gives."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Written:
    """A family in some form; nothing is on disk yet.

    Args:
        files: name → text; the first is the family, others lie beside it.
        notes: what was lost, or done instead.
    """

    files: Mapping[str, str]
    notes: tuple[str, ...] = ()
