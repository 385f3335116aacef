"""The office page of a family's revisions: what was offered when, what is drafted, whose designs lost what."""

import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sumisura.kernel import BadInput, Brand, Family
from sumisura.space.draft import Lost
from sumisura.space.history import Deed, Entry, offered_before
from sumisura.space.read import LIMITS, read_family
from sumisura.trust.members import Member
from sumisura.trust.permissions import allowed, require
from sumisura.usecases.bringing_in.offering import by
from sumisura.usecases.maker import publishing
from sumisura.usecases.maker.publishing import Touched
from sumisura.usecases.services import Services

LARGEST = LIMITS.yaml_bytes
SHOWN = 200
"""Designs that are listed one by one."""
_PREVIEW = re.compile(rb"^preview:\s*([\w-]+\.svg)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the history.

    Args:
        current: it is the revision on offer.
        draft: it was kept and never offered, or not since.
    """

    digest: str
    deed: str
    at: datetime
    by: str
    note: str
    current: bool
    draft: bool


@dataclass(frozen=True, slots=True)
class RevisionsPage:
    """A family's revisions.

    Args:
        lines: the latest first.
        back: the revision that rolling back would offer; "" where there is none.
        waiting: open designs that stand in an earlier revision.
        touched: designs that could not keep everything; ``more`` of them are not listed.
        may_publish: whether this member may.
    """

    family: Family
    lines: Sequence[Line]
    back: str
    waiting: int
    touched: Sequence[Touched]
    more: int
    may_publish: bool

    @property
    def lost(self) -> Sequence[tuple[Touched, Lost]]:
        """What each listed design could not keep, choice by choice."""
        return [(one, lost) for one in self.touched for lost in one.lost]


def page(services: Services, brand: Brand, member: Member, name: str) -> RevisionsPage:
    """A family's revisions as they stand.

    Raises:
        Forbidden: they are not this member's to see.
        NotFound: there is no such family.
    """
    require(member, "families.read")
    current, entries = publishing.lines(services, brand.id, name)
    found = publishing.touched(services, brand.id, name)
    return RevisionsPage(
        publishing.revision(services, brand.id, name, current),
        list(_lines(entries, current)),
        offered_before(entries, current),
        publishing.waiting(services, brand.id, name),
        found[:SHOWN],
        max(0, len(found) - SHOWN),
        allowed(member, "families.publish"),
    )


def _lines(entries: Sequence[Entry], current: str) -> Iterator[Line]:
    """The history, the latest first; of the lines that offered the current revision, the latest says so."""
    offered = {one.digest for one in entries if one.deed is not Deed.DRAFTED}
    said = False
    for one in reversed(entries):
        now = not said and one.digest == current and one.deed is not Deed.DRAFTED
        said = said or now
        yield Line(one.digest, one.deed, one.at, one.by, one.note, now, one.digest not in offered)


def draft(
    services: Services, brand: Brand, member: Member, name: str, file: str, body: bytes, note: str
) -> Family:
    """Keep an uploaded family file as a draft; it keeps the drawing that the family has.

    Raises:
        Forbidden: it is not this member's to do.
        BadFamily: the file cannot be used; every problem is named with its line.
        BadInput: it is another family, or priced in another currency.
        Contradiction: its rules leave nothing to make.
    """
    require(member, "families.publish")
    current, _ = publishing.lines(services, brand.id, name)
    family = _read(file, body, publishing.revision(services, brand.id, name, current).preview)
    if family.name != name:
        raise BadInput(
            f'the file is of "{family.name}"', where=file, mend=f'Give one that says "family: {name}".'
        )
    publishing.keep_draft(services, brand, family, by(member, note))
    return family


def publish(services: Services, brand: Brand, member: Member, name: str, digest: str, note: str) -> None:
    """Offer a revision; open designs move to it.

    Raises:
        Forbidden: it is not this member's to do.
        NotFound: there is no such revision.
    """
    require(member, "families.publish")
    publishing.publish(services, brand, name, digest, by(member, note))


def roll_back(services: Services, brand: Brand, member: Member, name: str, note: str) -> None:
    """Offer the revision before the current one again.

    Raises:
        Forbidden: it is not this member's to do.
        BadInput: there was none before.
    """
    require(member, "families.publish")
    publishing.roll_back(services, brand, name, by(member, note))


def move(services: Services, brand: Brand, member: Member, name: str) -> None:
    """Move designs that stand in an earlier revision to the one on offer.

    Raises:
        Forbidden: it is not this member's to do.
        NotFound: there is no such family.
    """
    require(member, "families.publish")
    publishing.move_designs(services, brand.id, name)


def _read(file: str, body: bytes, preview: str) -> Family:
    """The family in an uploaded file, with the drawing it names beside it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (re.sub(r"[^\w.-]", "-", Path(file).name)[-60:] or "family.yaml")
        path.write_bytes(body)
        for named in _PREVIEW.findall(body) if preview else ():
            (Path(folder) / named.decode()).write_text(preview, "utf-8")
        return read_family(path)
