"""A source that was withdrawn: not used from that moment on, and deleted within the hour unless it is sewn on again.

GDPR Art. 17(1)(b): once consent is taken back there is no ground left to keep what rested on it. The hour is for the
hand that slipped: sewing back within it brings everything back, because nothing was used meanwhile.
See docs/decisions/withdrawn-signals-are-deleted-within-the-hour.md.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sumisura.kernel import BrandId, Event, PartyId
from sumisura.store.codec import decode, encode
from sumisura.store.ports import Transaction
from sumisura.store.walk import walk
from sumisura.taste import repo
from sumisura.trust.grants import Grants
from sumisura.trust.purposes import PURPOSES
from sumisura.usecases.again import again
from sumisura.usecases.noticing import DECIDED
from sumisura.usecases.services import Services
from sumisura.usecases.tasting.circles import FRIENDS
from sumisura.usecases.tasting.signals import REFUSED, standing

CUT = "cut-source"
UNDO = timedelta(hours=1)
"""How long a source that was cut can be sewn back with all that came from it."""
Cuts = Mapping[str, datetime]


def note(services: Services, tx: Transaction, brand: BrandId, party: PartyId, source: str) -> None:
    """A source was withdrawn at this moment, in the unit of work that says so."""
    before, version = _load(tx, brand, party)
    _save(tx, brand, party, {**before, source: services.clock.now()}, version)


def sewn(tx: Transaction, brand: BrandId, party: PartyId, source: str) -> None:
    """Nothing of it is to be deleted any more: it was agreed to again, or is gone."""
    before, version = _load(tx, brand, party)
    if source in before:
        _save(tx, brand, party, {name: at for name, at in before.items() if name != source}, version)


def pending(tx: Transaction, brand: BrandId, party: PartyId) -> Mapping[str, datetime]:
    """Sources that were cut, and when what came from each will be deleted."""
    return {name: at + UNDO for name, at in _load(tx, brand, party)[0].items()}


def forget(tx: Transaction, brand: BrandId, party: PartyId) -> None:
    """Forget that anything was cut."""
    tx.records.delete(brand, CUT, party)


def take_up(services: Services, brand: BrandId) -> int:
    """Delete what came from sources cut an hour ago or more, and say of how many people. For the worker."""
    with services.store.read() as tx:
        parties = [
            PartyId(one.id)
            for one in walk(tx, brand, CUT)
            if _due(services, decode(one.body, dict[str, datetime]))
        ]
    for party in parties:
        _delete(services, brand, party)
    return len(parties)


@again
def _delete(services: Services, brand: BrandId, party: PartyId) -> None:
    with services.store.write() as tx:
        before, version = _load(tx, brand, party)
        due = _due(services, before)
        _save(tx, brand, party, {name: at for name, at in before.items() if name not in due}, version)
        agreed = standing(Grants(services.ids).of(tx, brand, party), services)
        delete(services, tx, brand, party, due - agreed)


def delete(
    services: Services, tx: Transaction, brand: BrandId, party: PartyId, sources: frozenset[str]
) -> None:
    """Delete at once all that came from sources that were withdrawn, and wait for nothing more."""
    drop(services, tx, brand, party, sources)
    if FRIENDS in sources:
        repo.name_friends(tx, brand, party, ())
    for name in sources:
        sewn(tx, brand, party, name)


def drop(
    services: Services, tx: Transaction, brand: BrandId, party: PartyId, sources: frozenset[str] | set[str]
) -> int:
    """Delete all that rests on consent to these sources, in the record and in the journal; says how many events.

    What was shown on their ground goes with them: a decision says why, in sentences that repeat what it used.
    """
    if not sources:
        return 0
    repo.keep_signals(tx, brand, party, lambda one: one.source not in sources or one.what == REFUSED)
    if "place" in sources:
        repo.forget_place(tx, brand, party)
    gone = [
        event.id
        for event in _own(services, tx, brand, party)
        if _rests(event, sources) or _used(event, sources)
    ]
    return services.erasures.forget(tx, brand, gone, "withdrawn")


def drop_one(services: Services, tx: Transaction, brand: BrandId, party: PartyId, event: Event) -> None:
    """Delete one entry of a party's for good, and what was shown to them on its ground since."""
    repo.keep_signals(tx, brand, party, lambda one: one.id != event.id)
    rests = [
        other.id
        for other in _own(services, tx, brand, party)
        if other.at >= event.at and _rests(event, {event.source}) and _used(other, {event.source})
    ]
    services.erasures.forget(tx, brand, [event.id, *rests], "one by one")


def _own(services: Services, tx: Transaction, brand: BrandId, party: PartyId) -> list[Event]:
    return [entry.event for entry in services.gate.own_all(tx, brand, party)]


def _rests(event: Event, sources: frozenset[str] | set[str]) -> bool:
    purpose = PURPOSES.get(event.purpose)
    return event.source in sources and purpose is not None and purpose.needs_consent


def _used(event: Event, sources: frozenset[str] | set[str]) -> bool:
    """Whether it is a decision that used one of these."""
    named = event.context.get("signals", ()) if event.kind == DECIDED else ()
    return isinstance(named, list | tuple) and not sources.isdisjoint(map(str, named))


def _due(services: Services, cuts: Cuts) -> frozenset[str]:
    now = services.clock.now()
    return frozenset(name for name, at in cuts.items() if now - at >= UNDO)


def _load(tx: Transaction, brand: BrandId, party: PartyId) -> tuple[dict[str, datetime], int]:
    found = tx.records.get(brand, CUT, party)
    return (decode(found.body, dict[str, datetime]), found.version) if found else ({}, 0)


def _save(tx: Transaction, brand: BrandId, party: PartyId, cuts: Cuts, version: int) -> None:
    if cuts:
        tx.records.put(brand, CUT, party, encode(dict(cuts)), version=version)
    elif version:
        tx.records.delete(brand, CUT, party)
