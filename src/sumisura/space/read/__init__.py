"""Reads product families from files."""

from pathlib import Path

from sumisura.files import read_bytes
from sumisura.kernel import Family
from sumisura.space.read.errors import BadFamily
from sumisura.space.read.limits import LIMITS, Limits
from sumisura.space.read.xcsp import read_xcsp

__all__ = ["LIMITS", "BadFamily", "Limits", "read_family"]


def read_family(path: str | Path, limits: Limits = LIMITS) -> Family:
    """The family in a file: XCSP 2.1.

    Raises:
        BadFamily: with every problem found: file, line, variable, what is wrong and what would mend it.
    """
    path = Path(path)
    return read_xcsp(read_bytes(path, limits.xml_bytes, BadFamily), path.name, limits)
