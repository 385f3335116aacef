"""What is hot, popular and local: followed from the journal, each event once, and taken back exactly."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from math import isfinite

from sumisura.kernel import BadInput, BrandId, Event, PartyId
from sumisura.store.ports import Transaction
from sumisura.store.walk import walk
from sumisura.taste import repo as tastes
from sumisura.taste.crowd import repo
from sumisura.taste.crowd.counted import Counted, Sum, Told
from sumisura.taste.crowd.hot import Heat
from sumisura.taste.crowd.local import region
from sumisura.taste.crowd.whole import Crowd
from sumisura.trust.grants import Consents, Grants, may
from sumisura.trust.purposes import PURPOSES
from sumisura.trust.sources import SOURCES
from sumisura.usecases.again import again
from sumisura.usecases.services import Services
from sumisura.usecases.tasting.signals import PERSONALISE

READER, IMPROVE, PLACE = "crowd", "improve", "place"
LOOKED = frozenset({"viewed", "searched"})
"""What is attention, and not yet a choice."""
WANTED = frozenset({"chose", "designed", "bought", "liked", "preferred", "rated", "answered", "said"})
"""What says of an item that somebody wants it, where its value is above 0."""
PAUSE = 0.05
"""Seconds between two units of work: SQLite has one writer and no queue, and customers shall not wait behind us."""
PAGE, PAGES = 200, 500
"""Entries taken in as one unit of work, and how many such in one go: neither a visitor nor a payment shall wait long."""
HEAT = Heat()


def refresh(services: Services, brand: BrandId, *, page: int = PAGE, pages: int = PAGES) -> int:
    """Take in what happened since the last time, and say how many entries of the journal were looked at.

    Args:
        page: entries a unit of work; larger ones take in a long history faster, while nobody else can write.
        pages: how many units of work at most.
    """
    seen = 0
    for _ in range(pages):
        passed = _next_page(services, brand, page)
        if not passed:
            break
        seen += passed
        if passed == page:
            time.sleep(PAUSE)
    return seen


def load(services: Services, tx: Transaction, brand: BrandId) -> Crowd:
    """The crowd as of the last refresh; made once for each change and each window of time."""
    now = services.clock.now()
    key = (brand, str(repo.version(tx, brand)), str(HEAT.index(now)))
    return services.models.crowds.get(key, lambda: repo.load(tx, brand, now))


def withdraw(services: Services, tx: Transaction, brand: BrandId, party: PartyId, source: str) -> None:
    """Take back what a party gave through one source, to the last vote; of ``place``, where it was counted.

    Call it in the unit of work that records the withdrawal: whoever counts at that moment finds it changed, and
    begins again.
    """
    before, version = repo.counted(tx, brand, party)
    after = before.without(source)
    repo.save_counted(tx, brand, party, after, version)
    if after != before:
        repo.apply(tx, brand, Sum.of([after]) - Sum.of([before]), services.clock.now())


def recount(services: Services, tx: Transaction, brand: BrandId, party: PartyId, source: str) -> None:
    """Count one source of a party anew from what is left of it in the journal, after one entry was deleted."""
    before, version = repo.counted(tx, brand, party)
    if source not in before.parts:
        return
    passed = services.gate.passed(tx, brand, READER)
    left = [
        one.event
        for one in services.gate.own_all(tx, brand, party)
        if one.position <= passed and one.event.source == source and _tells(one.event)
    ]
    # A pause adds nothing and takes nothing out, so it hides nothing here either.
    standing, now = replace(Grants(services.ids).of(tx, brand, party), paused=False), services.clock.now()
    left = [event for event in left if _stands(standing, event, now)]
    row = repo.rows(tx, brand, (event.subject for event in left))
    others = {name: part for name, part in before.parts.items() if name != source}
    after = replace(before, parts=others).told(_told(services, row, left))
    repo.save_counted(tx, brand, party, after, version)
    repo.apply(tx, brand, Sum.of([after]) - Sum.of([before]), services.clock.now())


def _stands(consents: Consents, event: Event, now: datetime) -> bool:
    """Whether it may be counted: as the gate judges, by all that has to be agreed to."""
    own = PURPOSES.get(event.purpose)
    if own is None or own.name not in PURPOSES[IMPROVE].reads:
        return False
    needed = {IMPROVE, own.name} if own.needs_consent else {IMPROVE}
    return all(consents.cover(event, purpose, now) for purpose in needed)


def moved(services: Services, tx: Transaction, brand: BrandId, party: PartyId) -> None:
    """Count a party where it lives now, and no longer where it lived."""
    before, version = repo.counted(tx, brand, party)
    after = replace(before, cell=_cell(services, tx, brand, party))
    if version and after != before:
        repo.save_counted(tx, brand, party, after, version)
        repo.apply(tx, brand, Sum.of([after]) - Sum.of([before]), services.clock.now())


def forget(services: Services, tx: Transaction, brand: BrandId, party: PartyId) -> None:
    """Take back all that a party gave, and forget that it was counted."""
    before, version = repo.counted(tx, brand, party)
    if version:
        repo.apply(tx, brand, Sum() - Sum.of([before]), services.clock.now())
        repo.forget_counted(tx, brand, party)


def review(services: Services, brand: BrandId) -> int:
    """Take back what may no longer be counted, and say of how many parties; once a night.

    A withdrawal is taken back at once (`withdraw`); this finds consents that ended otherwise, and sources that gave
    nothing for as long as theirs is kept.
    """
    with services.store.read() as tx:
        parties = [PartyId(record.id) for record in walk(tx, brand, repo.PARTY)]
    return sum(_review(services, brand, party) for party in parties)


@again
def _review(services: Services, brand: BrandId, party: PartyId) -> bool:
    with services.store.read() as tx:
        over = _over(services, tx, brand, party)
    if over:
        with services.store.write() as tx:
            for source in over:
                withdraw(services, tx, brand, party, source)
    return bool(over)


def _over(services: Services, tx: Transaction, brand: BrandId, party: PartyId) -> list[str]:
    """The sources of a party that may no longer be counted."""
    counted, _ = repo.counted(tx, brand, party)
    consents, now = Grants(services.ids).of(tx, brand, party), services.clock.now()
    return [
        name
        for name, part in counted.parts.items()
        if not all(may(consents.grants, purpose, name, now) for purpose in (IMPROVE, PERSONALISE))
        or (HEAT.index(now) - part.last) * HEAT.window > timedelta(days=SOURCES[name].keep_days)
    ]


@again
def _next_page(services: Services, brand: BrandId, size: int) -> int:
    take = partial(_take, services, brand)
    return services.gate.follow_pages(services.store, brand, READER, IMPROVE, take, limit=size)


def _take(services: Services, brand: BrandId, tx: Transaction, events: Sequence[Event]) -> None:
    telling = [event for event in events if _tells(event)]
    if not telling:
        return
    row = repo.rows(tx, brand, (event.subject for event in telling))
    by_party: dict[PartyId, list[Event]] = {}
    for event in telling:
        by_party.setdefault(event.party, []).append(event)
    changes = [_count(services, tx, brand, party, row, found) for party, found in sorted(by_party.items())]
    change = Sum.of([after for _, after in changes]) - Sum.of([before for before, _ in changes])
    repo.apply(tx, brand, change, services.clock.now())


def _count(
    services: Services,
    tx: Transaction,
    brand: BrandId,
    party: PartyId,
    row: Mapping[str, int],
    events: Iterable[Event],
) -> tuple[Counted, Counted]:
    """What was counted of a party before, and what is with these events; kept."""
    before, version = repo.counted(tx, brand, party)
    events = list(events)
    simulated = before.simulated or any(event.context.get("simulated") for event in events)
    cell = _cell(services, tx, brand, party)
    after = replace(before.told(_told(services, row, events)), cell=cell, simulated=simulated)
    repo.save_counted(tx, brand, party, after, version)
    return before, after


def _told(services: Services, row: Mapping[str, int], events: Iterable[Event]) -> list[Told]:
    """Events as they are counted; a clock that ran ahead shall not outlast what happens now."""
    present = HEAT.index(services.clock.now())
    return [
        Told(event.source, row[event.subject], min(HEAT.index(event.at), present), _what(event) in WANTED)
        for event in events
        if event.subject in row
    ]


def _tells(event: Event) -> bool:
    """Whether it says that a person looked at or wanted an item; a quality (``colour=indigo``) is none."""
    value = event.context.get("value", 1.0)
    return (
        bool(event.party)
        and _what(event) in LOOKED | WANTED
        and isinstance(value, int | float)
        and isfinite(value)
        and value > 0
        and ("=" not in event.subject or ":" in event.subject)
    )


def _what(event: Event) -> str:
    kind, _, what = event.kind.partition(".")
    return what if kind == "signal" else ""


def _cell(services: Services, tx: Transaction, brand: BrandId, party: PartyId) -> str:
    """The place they named and agreed to be counted in; "" otherwise."""
    cell = tastes.manners(tx, brand, party)[0].cell
    if not cell:
        return ""
    consents = Grants(services.ids).of(tx, brand, party)
    now = services.clock.now() if consents.changed is None else max(services.clock.now(), consents.changed)
    try:
        return region(cell) if may(consents.grants, IMPROVE, PLACE, now) else ""
    except BadInput:
        return ""
