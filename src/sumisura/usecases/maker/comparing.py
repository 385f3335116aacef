"""Two revisions side by side: two files, or two that a brand kept."""

from dataclasses import dataclass
from pathlib import Path

from sumisura.kernel import Brand, Family
from sumisura.space.read import read_family
from sumisura.space.revisions import Compared, compare
from sumisura.trust.members import Member
from sumisura.trust.permissions import require
from sumisura.usecases.maker import publishing
from sumisura.usecases.services import Services


@dataclass(frozen=True, slots=True)
class Pair:
    """Two revisions, and what lies between them."""

    old: Family
    new: Family
    found: Compared


def compare_files(old: Path, new: Path) -> Pair:
    """The families of two files.

    Raises:
        BadFamily: a file cannot be used.
        Contradiction: the rules of one leave nothing to make.
    """
    before, after = read_family(old), read_family(new)
    return Pair(before, after, compare(before, after))


def compare_kept(services: Services, brand: Brand, member: Member, name: str, old: str, new: str) -> Pair:
    """Two revisions of a family, by the beginnings of their digests; "" is the one on offer.

    Raises:
        Forbidden: it is not this member's to see.
        NotFound: there is no such revision.
    """
    require(member, "families.read")
    current, _ = publishing.lines(services, brand.id, name)
    before, after = (publishing.revision(services, brand.id, name, one or current) for one in (old, new))
    return Pair(before, after, compare(before, after, compiles=services.shelf.compile))
