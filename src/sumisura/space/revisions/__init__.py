"""Revisions of a family: what changed between two, what became possible and impossible, and whose designs follow."""

from sumisura.space.revisions.comparing import compare
from sumisura.space.revisions.differences import differences
from sumisura.space.revisions.migrating import migrate
from sumisura.space.revisions.model import Change, Compared, Difference, Example

__all__ = ["Change", "Compared", "Difference", "Example", "compare", "differences", "migrate"]
