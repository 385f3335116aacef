"""Check a family, within a time that is said when it is up."""

import time
from collections.abc import Callable
from pathlib import Path

from sumisura.kernel import Brand, Family
from sumisura.space import repo
from sumisura.space.check import Report, check
from sumisura.space.read import read_family
from sumisura.trust.members import Member
from sumisura.trust.permissions import require
from sumisura.usecases.services import Services

ON_A_PAGE = 4.0
"""Seconds that a page waits for its check."""


def check_file(path: Path, seconds: float) -> tuple[Family, Report]:
    """A family file and what its check finds.

    Args:
        seconds: after which what is left is left out, and the report says what that is.

    Raises:
        BadFamily: the file cannot be used.
    """
    family = read_family(path)
    return family, check(family, file=path.name, hurry=_up(seconds))


def check_family(services: Services, brand: Brand, member: Member, name: str) -> tuple[Family, Report]:
    """A family on offer and what its check finds.

    Raises:
        Forbidden: it is not this member's to see.
        NotFound: there is no such family.
    """
    require(member, "families.read")
    with services.store.read() as tx:
        family = services.shelf.family(tx, brand.id, repo.current(tx, brand.id, name))
    return family, check(family, compiles=services.shelf.compile, hurry=_up(ON_A_PAGE))


def _up(seconds: float) -> Callable[[], bool]:
    """Whether so many seconds have passed since now."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end
