"""What each source adds to a customer's own suggestions, and what it asks of them: also of those they have not shared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sumisura.kernel import NotFound
from sumisura.stats.intervals import Estimate
from sumisura.taste import repo
from sumisura.taste.evaluation.worth import choices, gains, worth
from sumisura.trust.sources import SOURCES, Source
from sumisura.usecases.again import again
from sumisura.usecases.learning.weighing import Weighed, weighed
from sumisura.usecases.my_data import cutting
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.tasting import agreeing
from sumisura.usecases.tasting.guests import Guest, guest
from sumisura.usecases.tasting.signals import REFUSED


@dataclass(frozen=True, slots=True)
class SourceWorth:
    """One source, weighed for one customer.

    Args:
        granted: whether it is agreed to now.
        adds: gain per choice: 1 from the last place to the first, 0 where nothing moves; unknown where nobody can say.
        own: how many of their own choices it rests on.
        people: how many customers it rests on besides.
        propose_off: the interval reaches zero, or lies below it: they would lose nothing that can be shown.
        signals: of theirs that are kept.
    """

    source: Source
    granted: bool
    adds: Estimate
    own: int
    people: int
    propose_off: bool
    signals: int

    @property
    def expected(self) -> bool:
        """Whether it is what to expect before anything is shared."""
        return not self.granted


@dataclass(frozen=True, slots=True)
class WorthView:
    """Every source, in the order people are shown them.

    Args:
        reach: the farthest end of an interval from zero: all are drawn to one scale.
        choices: how many of this customer's choices were replayed.
        weighed_at: when it was last weighed what sources add to people in general; None for not yet.
        simulated: of those people, so many are no persons.
    """

    sources: Sequence[SourceWorth]
    reach: float
    choices: int
    weighed_at: datetime | None
    simulated: int


def view(services: Services, visitor: Visitor) -> WorthView:
    """What each source is worth to this customer: those they agreed to and, from what it adds to others, those they did not."""
    with services.store.read() as tx:
        who = guest(services, tx, visitor)
        kept = repo.signals(tx, visitor.brand.id, visitor.party) if visitor.party else ()
        people = weighed(tx, visitor.brand.id)
    counts: dict[str, int] = {}
    for one in kept:
        counts[one.source] = counts.get(one.source, 0) + (one.what != REFUSED)
    own, replayed = _own(who)
    sources = [
        _one(one, who, own.get(one.name, ()), people, counts.get(one.name, 0)) for one in SOURCES.values()
    ]
    ends = [abs(end) for one in sources if one.adds.known for end in (one.adds.low, one.adds.high)]
    return WorthView(
        sources,
        max(ends, default=0.0),
        replayed,
        people.at if people else None,
        people.simulated if people else 0,
    )


@again
def switch_off(services: Services, visitor: Visitor, name: str) -> None:
    """Switch a source off and delete what it gave, at once; what was refused stays refused.

    Raises:
        NotFound: there is no such source.
    """
    if name not in SOURCES:
        raise NotFound("source", name[:40])
    with services.store.write() as tx:
        agreeing.end(services, tx, visitor, name)
        cutting.delete(services, tx, visitor.brand.id, visitor.party, frozenset({name}))


def _own(who: Guest) -> tuple[Mapping[str, Sequence[float]], int]:
    """Source → the gains of their own latest choices, and how many were replayed; nothing before they agree to anything."""
    if not who.sources:
        return {}, 0
    proposed = [str(item.id) for item in who.cloth.proposals]
    told = [one for one in who.signals if one.source in who.sources]
    found = choices(told, frozenset(proposed))
    return gains(who.cloth.population, found, proposed), len(found)


def _one(
    source: Source, who: Guest, own: Sequence[float], people: Weighed | None, signals: int
) -> SourceWorth:
    granted = source.name in who.sources
    prior = people.people.get(source.name) if people else None
    adds = worth(own if granted else (), prior)
    return SourceWorth(
        source,
        granted,
        adds,
        adds.n,
        prior.customers if prior else 0,
        granted and adds.known and adds.low <= 0,
        signals,
    )
