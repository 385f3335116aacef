"""What may be learned from: the journal through the gate, page by page, as signals by customer."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import isfinite

from sumisura.kernel import BrandId, Event, PartyId
from sumisura.store.ports import Transaction
from sumisura.taste.model import MEANINGS, ItemId, Signal
from sumisura.taste.serving.occasions import GIFT
from sumisura.trust.grants import PAUSED, WITHDRAWN, Grants
from sumisura.trust.sources import SOURCES
from sumisura.usecases.services import Services
from sumisura.usecases.tasting.signals import PERSONALISE

IMPROVE = "improve"
PAGE = 5_000
MOST = 1_000
"""Signals kept of one customer: the latest. Nobody's taste needs more, and memory is bounded by customers."""


@dataclass(slots=True)
class Exported:
    """Signals of those who agreed to be learned from.

    Args:
        signals: party → signals, oldest first.
        simulated: the parties that are no persons.
        position: where in the journal the reading ended; what was withdrawn before that is not in it.
        erased: whom the register of erasures named then, by digest.
    """

    signals: dict[str, list[Signal]] = field(default_factory=dict)
    simulated: set[str] = field(default_factory=set)
    position: int = 0
    erased: frozenset[str] = frozenset()

    @property
    def events(self) -> int:
        """How many signals there are."""
        return sum(len(one) for one in self.signals.values())

    def until(self, cut: datetime) -> Mapping[str, list[Signal]]:
        """Those up to an instant; parties that came later are left out."""
        cutting = ((party, [one for one in told if one.at <= cut]) for party, told in self.signals.items())
        return {party: told for party, told in cutting if told}

    def by_source(self) -> Mapping[str, int]:
        """How many came from each source."""
        counts: dict[str, int] = {}
        for told in self.signals.values():
            for one in told:
                counts[one.source] = counts.get(one.source, 0) + 1
        return counts

    def without(self, pairs: Iterable[tuple[str, str]]) -> bool:
        """Take these (party, source) pairs out, and say whether anything of them was in it."""
        before = self.events
        for party, source in pairs:
            left = [one for one in self.signals.pop(party, []) if one.source != source]
            if left:
                self.signals[party] = left
        return self.events < before

    def add(self, event: Event, one: Signal) -> None:
        """Take one in; of one customer's the oldest go when there are too many."""
        told = self.signals.setdefault(event.party, [])
        told.append(one)
        if len(told) > 2 * MOST:
            self.signals[event.party] = _latest(told)
        if event.context.get("simulated"):
            self.simulated.add(event.party)


def export(
    services: Services, brand: BrandId, step: Callable[[int], object] = lambda _looked: None
) -> Exported:
    """Every signal that may be learned from now, each once.

    Args:
        step: told how many entries of the journal were looked at.
    """
    now, found, looked = services.clock.now(), Exported(), 0
    for events, found.position in _pages(services, brand):
        looked += len(events)
        for event in events:
            one = signal_of(event, now)
            if one:
                found.add(event, one)
        step(looked)
    for party, told in found.signals.items():
        found.signals[party] = _latest(told)
    with services.store.read() as tx:  # a page is judged when it is read: what was taken back since goes here
        found.erased = frozenset(services.erasures.register(tx, brand))
        _settle(services, tx, brand, found, list(found.signals))
    return found


def outlived(services: Services, brand: BrandId, found: Exported, tx: Transaction) -> bool:
    """Take out of an export whom it may no longer hold, and say whether there was any.

    Who withdrew or paused is found in the journal past its position, who was erased in the register: an erasure leaves
    nothing of its own in the journal that could name anyone.
    """
    told = _told_to_stop(services, tx, brand, found)
    return _settle(services, tx, brand, found, told | _erased(services, tx, brand, found))


def _told_to_stop(services: Services, tx: Transaction, brand: BrandId, found: Exported) -> set[str]:
    """Those who withdrew or paused past an export's position, which is moved."""
    parties: set[str] = set()
    while True:
        reading = services.gate.read(tx, brand, "consent", after=found.position, limit=PAGE)
        events = [entry.event for entry in reading.entries]
        parties.update(event.party for event in events if event.kind in {WITHDRAWN, PAUSED})
        if not reading.passed:
            return parties
        found.position = reading.position


def _erased(services: Services, tx: Transaction, brand: BrandId, found: Exported) -> set[str]:
    """Those in an export who were erased since it was read; digests are made only where somebody was."""
    register = frozenset(services.erasures.register(tx, brand))
    fresh, found.erased = register - found.erased, register
    if not fresh:
        return set()
    return {party for party in found.signals if services.erasures.digest(brand, PartyId(party)) in fresh}


def _settle(
    services: Services, tx: Transaction, brand: BrandId, found: Exported, parties: Iterable[str]
) -> bool:
    """Take out what these parties no longer let be learned from, and say whether there was any; who is erased has no grants."""
    grants = Grants(services.ids)
    over = []
    for party in parties:
        consents = grants.of(tx, brand, PartyId(party))
        agreed = frozenset() if consents.paused else consents.open
        over += [
            (party, source)
            for source in {one.source for one in found.signals.get(party, ())}
            if not {(IMPROVE, source), (PERSONALISE, source)} <= agreed
        ]
    return found.without(over)


def signal_of(event: Event, now: datetime) -> Signal | None:
    """The signal an event is; None for what is none, tells of a gift, is older than its source says, or holds no number."""
    kind, _, what = event.kind.partition(".")
    if kind != "signal" or what not in MEANINGS or not event.party or event.source not in SOURCES:
        return None
    if event.context.get("occasion") == GIFT:  # it says what somebody else may like
        return None
    if (now - event.at).days > SOURCES[event.source].keep_days:
        return None
    meaning = MEANINGS[what]
    value, weight = event.context.get("value", meaning.value), event.context.get("weight", meaning.weight)
    if not isinstance(value, int | float) or not isinstance(weight, int | float):
        return None
    if not (isfinite(value) and isfinite(weight) and weight > 0):
        return None
    return Signal(
        event.id, event.at, event.source, ItemId(event.subject), what, max(-1.0, min(1.0, value)), weight
    )


def _pages(services: Services, brand: BrandId) -> Iterator[tuple[list[Event], int]]:
    """Each in a unit of work of its own: nobody waits for a night's reading."""
    after = 0
    while True:
        with services.store.read() as tx:
            reading = services.gate.read(tx, brand, IMPROVE, after=after, limit=PAGE)
        if not reading.passed:
            return
        yield [entry.event for entry in reading.entries], reading.position
        after = reading.position


def _latest(told: list[Signal]) -> list[Signal]:
    return sorted(told, key=lambda one: (one.at, one.id))[-MOST:]
