"""Bring a family of one's own, look at what was found in it, and have it forgotten when its hour is over."""

import tempfile
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sumisura.files import Problem
from sumisura.kernel import WORKBENCH, DesignId, Family, NotFound
from sumisura.space import repo as families
from sumisura.space.cache import SpaceCache
from sumisura.space.check import Code, Report
from sumisura.space.read import BadFamily
from sumisura.store.codec import decode
from sumisura.store.ports import Transaction
from sumisura.usecases.again import again
from sumisura.usecases.services import Services
from sumisura.usecases.workbench import repo
from sumisura.usecases.workbench.apart import Busy, End, Heard
from sumisura.usecases.workbench.forms import file_name
from sumisura.usecases.workbench.looking import COUNTED, FAMILY, NOTES, PROBLEMS, REPORT, Asked, look
from sumisura.usecases.workbench.model import Brought, Counted, Over, Told

SECRET = 16
"""Bytes of chance in an id."""


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was sent: what its sender calls it ("" where it was pasted), and what is in it."""

    name: str
    data: bytes = field(repr=False)


def bring(services: Services, sent: File, client: str) -> Brought:
    """Read, compile and check a file, and keep its family for an hour.

    Args:
        client: what tells visitors apart for the rate limit; it is not kept.

    Raises:
        TooMany: this client brought too many lately.
        Busy: others wait, or the workbench is full.
        BadFamily: the file cannot be used; names every problem with its line and what would mend it.
    """
    services.limits.take("bring", WORKBENCH, client)
    tidy(services)
    with services.store.read() as tx:
        if sum(1 for _ in repo.leases(tx)) >= services.workbench.allows.most:
            raise Busy("The workbench is full.")
    id_, name = services.rng.randbytes(SECRET).hex(), file_name(sent.name, sent.data)
    heard = _looked_at(services, id_, name, sent.data)
    family = _family(services, heard, name)
    told = _told(services, heard)
    return _keep(services, id_, family, told)


def show(services: Services, id_: str) -> Brought:
    """What was brought under that id.

    Raises:
        Over: it is kept no longer, or never was.
    """
    with services.store.read() as tx:
        return _found(services, tx, id_)


def behind(services: Services, design: DesignId) -> Brought:
    """The family that a design is of.

    Raises:
        Over: it is kept no longer, or never was.
    """
    with services.store.read() as tx:
        try:
            draft, _ = families.draft(tx, WORKBENCH, design)
        except NotFound:
            raise Over(services.workbench.allows.minutes) from None
        return _found(services, tx, draft.family_name)


@again
def tidy(services: Services) -> int:
    """Delete whatever has had its time, with the designs made of it and what was compiled for it; how many there were."""
    now = services.clock.now()
    with services.store.read() as tx:
        over = [lease for lease in repo.leases(tx) if lease.until <= now]
    if over:
        with services.store.write() as tx:
            repo.forget(tx, over)
        oldest = now - timedelta(minutes=services.workbench.allows.minutes)
        SpaceCache(services.workbench.spaces).forget_unused(oldest.timestamp())
    return len(over)


def _found(services: Services, tx: Transaction, id_: str) -> Brought:
    found = repo.find(tx, id_)
    if found is None or found.until <= services.clock.now():
        raise Over(services.workbench.allows.minutes)
    return found


def _looked_at(services: Services, id_: str, name: str, data: bytes) -> Heard:
    allows = services.workbench.allows
    if len(data) > allows.bytes:
        what = f"the file is larger than {allows.bytes:,} bytes"
        raise BadFamily([Problem(name, what, "Bring a smaller one; sumisura open takes larger ones.")])
    with tempfile.TemporaryDirectory(prefix="sumisura-") as folder:
        file = Path(folder) / name
        file.write_bytes(data)
        asked = Asked(file, id_, services.workbench.spaces, allows)
        return services.workbench.apart.run(look, asked)


def _family(services: Services, heard: Heard, name: str) -> Family:
    if PROBLEMS in heard.told:
        raise BadFamily(decode(heard.told[PROBLEMS], tuple[Problem, ...]))
    if FAMILY not in heard.told:
        what = f"it could not be read {_limit(services, heard.end)}"
        raise BadFamily([Problem(name, what, "Bring a smaller one; sumisura open gives it more of both.")])
    return decode(heard.told[FAMILY], Family)


def _told(services: Services, heard: Heard) -> Told:
    notes = decode(heard.told[NOTES], tuple[Problem, ...])
    counted = decode(heard.told[COUNTED], Counted) if COUNTED in heard.told else None
    if REPORT not in heard.told:
        late = "It was not checked to the end" if counted else "It was not compiled"
        return Told(counted, (), notes, (f"{late} {_limit(services, heard.end)}.",))
    report = decode(heard.told[REPORT], Report)
    if any(one.code is Code.CONTRADICTION for one in report.findings):
        counted = Counted(0, 0, exact=True)
    return Told(counted, report.findings, notes, report.unfinished)


def _limit(services: Services, end: End) -> str:
    allows = services.workbench.allows
    return (
        f"within {allows.seconds:g} seconds" if end is End.LATE else "in the memory there is for one visitor"
    )


@again
def _keep(services: Services, id_: str, family: Family, told: Told) -> Brought:
    brought = Brought(
        id_,
        family.title,
        family.digest,
        services.clock.now() + timedelta(minutes=services.workbench.allows.minutes),
        len(family.variables),
        sum(len(variable.values) for variable in family.variables),
        len(family.rules),
        told,
    )
    with services.store.write() as tx:
        repo.save(tx, brought, family)
    return brought
