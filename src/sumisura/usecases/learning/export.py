"""What may be learned from: the journal through the gate, page by page, as signals by customer."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import isfinite

from sumisura.kernel import BrandId, Event, PartyId
from sumisura.store.ports import Transaction
from sumisura.taste.model import MEANINGS, ItemId, Signal
from sumisura.taste.serving.occasions import GIFT
from sumisura.trust.grants import WITHDRAWN, Grants
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
    """

    signals: dict[str, list[Signal]] = field(default_factory=dict)
    simulated: set[str] = field(default_factory=set)
    position: int = 0

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
    _settle(services, brand, found)
    return found


def taken_back(
    services: Services, tx: Transaction, brand: BrandId, after: int
) -> tuple[set[tuple[str, str]], int]:
    """The (party, source) pairs that were withdrawn past a position, and the position of the last that was looked at."""
    found: set[tuple[str, str]] = set()
    while True:
        reading = services.gate.read(tx, brand, "consent", after=after, limit=PAGE)
        for event in (entry.event for entry in reading.entries):
            if event.kind == WITHDRAWN and event.context["purpose"] in {IMPROVE, PERSONALISE}:
                found.add((event.party, str(event.context["source"])))
        if not reading.passed:
            return found, after
        after = reading.position


def _settle(services: Services, brand: BrandId, found: Exported) -> None:
    """Take out what was withdrawn while the journal was being read: a page is judged when it is read."""
    grants = Grants(services.ids)
    with services.store.read() as tx:
        found.without(
            [
                (party, source)
                for party, told in list(found.signals.items())
                for source in {one.source for one in told}
                if not {(IMPROVE, source), (PERSONALISE, source)} <= grants.of(tx, brand, PartyId(party)).open
            ]
        )


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
