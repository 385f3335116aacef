"""Noisy reports from those who hold their own profile: one a week and device, added up, and never a row for anybody.

Kept are, by week, the number of reports and one sum for each quality. So that a device is counted once a week, a
salted digest of its random token stands beside them until the week is over; it leads to no report and no person.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from sumisura.kernel import BadInput, Brand, BrandId, SumisuraError
from sumisura.stats.intervals import Estimate
from sumisura.stats.private import Noise, counts
from sumisura.store.codec import Unreadable, decode, encode
from sumisura.store.ports import Transaction
from sumisura.trust.keys import mac
from sumisura.trust.members import Member
from sumisura.trust.permissions import require
from sumisura.usecases.again import again
from sumisura.usecases.services import Services

KIND, SEEN = "noisy-sums", "noisy-token"
EPSILON = 1.0
"""ε of one report."""
NOISE = Noise(EPSILON)
FEWEST = 100
"""Reports below which nothing is shown."""
TOP = 10
LONGEST_TOKEN = 64


class Reported(SumisuraError):
    """A device has reported this week already: two reports would say more than one may."""

    code: ClassVar[str] = "reported"
    status: ClassVar[int] = 409

    def __init__(self) -> None:
        super().__init__("This device has reported this week. Report again next week.")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a device needs for its report: the week, the qualities in order, and the two probabilities."""

    week: str
    list: str
    qualities: Sequence[str]
    epsilon: float = EPSILON
    p: float = NOISE.p
    q: float = NOISE.q


@dataclass(frozen=True, slots=True)
class Report:
    """What a device sends: a bit (``0`` or ``1``) for each quality, drawn by it."""

    week: str
    list: str
    token: str
    bits: str


@dataclass(frozen=True, slots=True)
class Sums:
    """What is kept: how many reports, and how many ones for each quality."""

    qualities: tuple[str, ...]
    n: int = 0
    ones: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Aggregates:
    """What the owner sees of a week.

    Args:
        top: (quality, devices that lean to it most), the most first; empty below `FEWEST` reports.
    """

    week: str
    n: int
    fewest: int = FEWEST
    epsilon: float = EPSILON
    top: Sequence[tuple[str, Estimate]] = field(default_factory=tuple)


def asked(services: Services, brand: Brand) -> Asked:
    """What may be reported this week."""
    with services.store.read() as tx:
        qualities = services.tailor.take(tx, brand.id).qualities
    return Asked(_week(services.clock.now()), _digest(qualities), qualities)


def read(body: bytes) -> Report:
    """A report as it was sent.

    Raises:
        BadInput: it is none.
    """
    try:
        return decode(body, Report)
    except Unreadable as error:
        raise BadInput(
            "that is no report", where="report", mend="Send week, list, token and bits."
        ) from error


@again
def take(services: Services, brand: Brand, report: Report) -> None:
    """Add a report to the sums of its week.

    Raises:
        BadInput: it is of another week, for other qualities, or no string of bits.
        Reported: that device has reported this week; nothing was added.
    """
    now = asked(services, brand)
    if (report.week, report.list) != (now.week, now.list):
        raise BadInput("the week or the list is over", where="report", mend="Ask for the list again.")
    if len(report.bits) != len(now.qualities) or not set(report.bits) <= {"0", "1"}:
        raise BadInput("there must be one bit for each quality", where="bits", mend="Send only 0 and 1.")
    if not 1 <= len(report.token) <= LONGEST_TOKEN:
        raise BadInput("the token is none", where="token", mend="Draw one at random, of up to 64 characters.")
    with services.store.write(durable=False) as tx:
        _once(services, tx, brand.id, report)
        id_ = f"{now.week}/{now.list}"
        found = tx.records.get(brand.id, KIND, id_)
        before = (
            decode(found.body, Sums) if found else Sums(tuple(now.qualities), 0, (0,) * len(now.qualities))
        )
        ones = tuple(one + int(bit) for one, bit in zip(before.ones, report.bits, strict=True))
        after = Sums(before.qualities, before.n + 1, ones)
        tx.records.put(brand.id, KIND, id_, encode(after), version=found.version if found else 0)


def page(services: Services, brand: Brand, member: Member) -> Sequence[Aggregates]:
    """The latest weeks, newest first.

    Raises:
        Forbidden: it is not this member's to see.
    """
    require(member, "insight.read")
    with services.store.read() as tx:
        found = tx.records.page(brand.id, KIND, limit=8)
    return [_aggregates(record.id.partition("/")[0], decode(record.body, Sums)) for record in found]


def _aggregates(week: str, sums: Sums) -> Aggregates:
    if sums.n < FEWEST:
        return Aggregates(week, sums.n)
    named = zip(sums.qualities, counts(sums.ones, sums.n, NOISE), strict=True)
    return Aggregates(week, sums.n, top=sorted(named, key=lambda one: -one[1].value)[:TOP])


def _once(services: Services, tx: Transaction, brand: BrandId, report: Report) -> None:
    """Note the token for this week, and forget those of weeks that are over."""
    digest = mac(services.keyring.salt, "report", brand, report.week, report.token)
    if tx.records.get(brand, SEEN, digest) is not None:
        raise Reported
    for other in tx.records.page(brand, SEEN, limit=50):
        if decode(other.body, str) != report.week:
            tx.records.delete(brand, SEEN, other.id)
    tx.records.put(brand, SEEN, digest, encode(report.week), version=0)


def _week(now: datetime) -> str:
    """The ISO week, such as ``2026-W48``."""
    year, week, _ = now.isocalendar()
    return f"{year}-W{week:02}"


def _digest(qualities: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(qualities).encode()).hexdigest()[:16]
