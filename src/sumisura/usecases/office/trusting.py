"""Does trust pay? What people let us use, take back, and find too close; what we promised; what the gate refused."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sumisura.insight import promises, tally, trust
from sumisura.insight.promises import PROMISES, Promise
from sumisura.insight.tally import Counts, under
from sumisura.journal.append.losses import LOST
from sumisura.kernel import Brand, BrandId, Event, Order
from sumisura.stats.intervals import Estimate, poisson, wilson
from sumisura.store.ports import Transaction
from sumisura.trust import refusals
from sumisura.trust.gate import REFUSED
from sumisura.trust.grants import Consents
from sumisura.trust.levels import LEVELS, OWN, matching
from sumisura.trust.members import Member
from sumisura.trust.permissions import require
from sumisura.trust.sources import SOURCES
from sumisura.usecases import brands
from sumisura.usecases.again import again
from sumisura.usecases.services import Services, Visitor

READER, PERSONALISE = "refusals", "personalise"
LEAST = 5
"""Of fewer people nothing is shown."""
WEEKS = 12
REFUSALS = 1_000
"""Entries looked at in one go for what the gate refused."""


@dataclass(frozen=True, slots=True)
class Rate:
    """One bar: of how many people, what share, and how sure; ``found`` is None where they are too few to be shown."""

    name: str
    title: str
    count: int
    found: Estimate | None


@dataclass(frozen=True, slots=True)
class Kept:
    """One promise, and how often it was kept."""

    promise: Promise
    rate: Rate


@dataclass(frozen=True, slots=True)
class Answers:
    """What people, or simulated ones, answered.

    Args:
        people: how many answered at all; below `LEAST` every list is empty.
        opted_in: those who let anything be used.
        levels: share of each ready answer.
        sources: share that lets each source be used.
        felt: of those who said, the share that finds a source's use too close.
        weeks: how often something was taken back, by week (ISO), oldest first.
    """

    people: int
    opted_in: Rate | None
    levels: Sequence[Rate]
    sources: Sequence[Rate]
    felt: Sequence[Rate]
    weeks: Sequence[Rate]


@dataclass(frozen=True, slots=True)
class TrustPage:
    """Trust in numbers; simulated people are never added to real ones.

    Args:
        refused: why the gate refused (`refusals.reason`) → how often, most first.
    """

    real: Answers
    simulated: Answers | None
    promises: Sequence[Kept]
    refused: Sequence[tuple[str, int]]


def chose(tx: Transaction, visitor: Visitor, consents: Consents, now: datetime, *, withdrew: int = 0) -> None:
    """Count what a visitor chose, in the unit of work in which they do, and what they took back.

    Raises:
        Stale: repeat.
    """
    sources = [source for purpose, source in consents.open if purpose == PERSONALISE]
    trust.chose(tx, visitor.brand.id, visitor.party, matching(sources), sources)
    tally.count(
        tx, visitor.brand.id, visitor.party, {f"withdrawn/{week(visitor.brand.local(now))}": withdrew}
    )


def delivered(tx: Transaction, brand: Brand, order: Order) -> None:
    """Count whether an order that was just delivered came on the promised day where the brand is, or before; nothing where no day was."""
    promised = [line.quote.promised for line in order.lines if line.quote.promised]
    if promised:
        kept = brand.local(order.history[-1][1]).date() <= max(promised)
        promises.count(tx, brand.id, order.id, "delivery", kept=kept)


@again
def follow_refusals(services: Services, brand: BrandId) -> int:
    """Count what the gate refused and the journal lost since the last time; says how many entries were looked at."""

    def take(tx: Transaction, events: Sequence[Event]) -> None:
        why, shop = Counter[str](), brands.load(tx, brand)
        for one in events:
            if one.kind == REFUSED:
                why[f"refused/{refusals.reason(one)}"] += refusals.times(one)
            if one.kind == LOST:
                why[f"lost/{week(shop.local(one.at))}"] += int(str(one.context["number"]))
        tally.count(tx, brand, READER, why)

    return services.gate.follow_pages(services.store, brand, READER, "security", take, limit=REFUSALS)


def lost(services: Services, tx: Transaction, brand: Brand) -> int:
    """How many events the journal lost this week and last, as far as it was counted."""
    now, counts = brand.local(services.clock.now()), under(tally.totals(tx, brand.id), "lost")
    return sum(counts.get(week(at), 0) for at in (now, now - timedelta(weeks=1)))


def page(services: Services, brand: Brand, member: Member) -> TrustPage:
    """Trust as it stands at this moment.

    Raises:
        Forbidden: it is not this member's to see.
    """
    require(member, "insight.read")
    with services.store.read() as tx:
        real, simulated = (tally.totals(tx, brand.id, simulated=one) for one in (False, True))
    now = brand.local(services.clock.now())
    refused = sorted(under(real, "refused").items(), key=lambda one: (-one[1], one[0]))
    return TrustPage(
        answers(real, now),
        answers(simulated, now) if simulated.get("people") else None,
        [_kept(one, under(under(real, "promise"), name)) for name, one in PROMISES.items()],
        refused,
    )


def answers(counts: Counts, now: datetime) -> Answers:
    """What was counted, as shares with their intervals; nothing of fewer than `LEAST` people.

    Example:
        >>> from datetime import UTC
        >>> few = {"people": 4, "level/visit": 4, "source/visit": 4}
        >>> answers(few, datetime(2026, 11, 28, tzinfo=UTC)).sources
        []
    """
    people = counts.get("people", 0)
    felt = _felt(under(counts, "felt"))
    if people < LEAST:
        return Answers(people, None, [], [], felt, [])
    levels = under(counts, "level")
    titles = {one.name: one.title for one in LEVELS} | {OWN: "Switches of their own"}
    some = people - levels.get(LEVELS[0].name, 0)
    return Answers(
        people,
        _rate("any", "Anything at all", some, people),
        _rates(titles, levels, people),
        _rates({name: one.title for name, one in SOURCES.items()}, under(counts, "source"), people),
        felt,
        _weeks(under(counts, "withdrawn"), now),
    )


def week(at: datetime) -> str:
    """The ISO week of an instant, in its own zone: ``2026-W48``."""
    year, number, _ = at.isocalendar()
    return f"{year}-W{number:02d}"


def _rates(titles: Mapping[str, str], counts: Counts, people: int) -> Sequence[Rate]:
    return [_rate(name, title, counts.get(name, 0), people) for name, title in titles.items()]


def _rate(name: str, title: str, count: int, people: int) -> Rate:
    """A share of people; a few who are not none are not shown, nor are all but a few."""
    few = 0 < count < LEAST or 0 < people - count < LEAST
    return Rate(name, title, count, None if few or people < LEAST else wilson(count, people))


def _felt(counts: Counts) -> Sequence[Rate]:
    said = {
        name: (counts.get(f"{name}/{trust.CLOSE}", 0), counts.get(f"{name}/{trust.FINE}", 0))
        for name in SOURCES
    }
    return [
        Rate(name, SOURCES[name].title, close, wilson(close, close + fine) if close + fine >= LEAST else None)
        for name, (close, fine) in said.items()
        if close + fine >= LEAST
    ]


def _weeks(counts: Counts, now: datetime) -> Sequence[Rate]:
    last: Iterable[str] = (week(now - timedelta(weeks=ago)) for ago in range(WEEKS - 1, -1, -1))
    return [_in_week(one, counts.get(one, 0)) for one in last]


def _in_week(name: str, count: int) -> Rate:
    return Rate(name, name.partition("-W")[2], count, None if 0 < count < LEAST else poisson(count))


def _kept(promise: Promise, counts: Counts) -> Kept:
    kept, broken = counts.get("kept", 0), counts.get("broken", 0)
    found = wilson(kept, kept + broken) if kept + broken >= LEAST else None
    return Kept(promise, Rate(promise.name, promise.words, kept + broken, found))
