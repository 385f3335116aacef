"""What was found at one place."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is: nothing to do; something to look at; something that harms now."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Args:
        what: that was looked at.
        said: how it is.
        mend: what would make it well; "" where it is.
    """

    level: Level
    what: str
    said: str
    mend: str = ""


def ok(what: str, said: str) -> Finding:
    """It is well."""
    return Finding(Level.OK, what, said)


def warn(what: str, said: str, mend: str) -> Finding:
    """Somebody should look at it."""
    return Finding(Level.WARN, what, said, mend)


def bad(what: str, said: str, mend: str) -> Finding:
    """It harms now, or nothing can run."""
    return Finding(Level.BAD, what, said, mend)
