"""Take a signal: the event through the gate, and the customer's own record of it, in one unit of work."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from math import isfinite

from sumisura.kernel import BadInput, BrandId, Event, EventId, PartyId
from sumisura.store.ports import Transaction
from sumisura.taste import repo
from sumisura.taste.model import MEANINGS, ItemId, Signal
from sumisura.trust.admission import Refused
from sumisura.trust.grants import Consents, Grants, may
from sumisura.trust.sources import source
from sumisura.usecases import minimal
from sumisura.usecases.again import again
from sumisura.usecases.held.profile import Held
from sumisura.usecases.services import Services, Visitor

PERSONALISE, WISHES = "personalise", "wishes"
REFUSED = "refused"
"""What "not for me" is called: a request, so it is kept and obeyed without any consent."""
AGAIN = timedelta(hours=6)
"""Within which the same word on the same thing is the same word."""


def signal(
    services: Services,
    what: str,
    item: ItemId,
    source: str,
    *,
    value: float | None = None,
    weight: float = 1.0,
) -> Signal:
    """A signal of this moment, with what its kind says unless another value is given."""
    meaning = MEANINGS[what]
    return Signal(
        id=services.ids.new("sig"),
        at=services.clock.now(),
        source=source,
        item=item,
        what=what,
        value=meaning.value if value is None else value,
        weight=meaning.weight * weight,
    )


@again
def tell(services: Services, visitor: Visitor, *signals: Signal, once: bool = False) -> tuple[Refused, ...]:
    """Record what a visitor just told or did; the next answer knows it.

    Args:
        once: leave out what they have just said (`fresh`): a button pressed twice.

    Raises:
        WithdrawnMeanwhile: its source was withdrawn after the page they act from was made.
    """
    if visitor.held is not None:
        hand_back(visitor.held, *signals, once=once)
        return ()
    with services.store.write(durable=False) as tx:
        heed(services, tx, visitor, *(one.source for one in signals if one.what != REFUSED))
        if minimal.on(tx, visitor.brand.id):
            for one in signals:
                minimal.act(services, tx, visitor, one.item, one.value)
        told = in_context(tx, visitor, signals)
        told = fresh(services, tx, visitor, told) if once else told
        return record_many(services, tx, visitor.brand.id, visitor.party, told)


def fresh(services: Services, tx: Transaction, visitor: Visitor, told: Iterable[Signal]) -> Sequence[Signal]:
    """Of what a visitor says, what they have not just said: a button pressed twice counts once.

    A refusal holds until it is taken back, so saying it again adds nothing ever.
    """
    return _unsaid(told, usable(services, tx, visitor.brand.id, visitor.party))


def _unsaid(told: Iterable[Signal], known: Iterable[Signal]) -> Sequence[Signal]:
    last = {(one.item, one.source): one for one in sorted(known, key=lambda one: one.at)}
    return [one for one in told if not _repeats(one, last.get((one.item, one.source)))]


def _repeats(one: Signal, last: Signal | None) -> bool:
    if last is None or replace(last, id=one.id, at=one.at) != one:
        return False
    return one.what == REFUSED or abs(one.at - last.at) < AGAIN


def heed(services: Services, tx: Transaction, visitor: Visitor, *sources: str) -> None:
    """Let nothing rest on these sources that was withdrawn after the page the visitor acts from was made.

    Raises:
        WithdrawnMeanwhile: one was.
    """
    standing = Grants(services.ids).of(tx, visitor.brand.id, visitor.party)
    standing.heed(visitor.seen, [(PERSONALISE, one) for one in sources])


def hand_back(held: Held, *signals: Signal, once: bool = False) -> None:
    """Give signals to the device of who holds their own profile: it writes them down, and nothing here does.

    Args:
        once: as in ``tell``.

    Raises:
        BadInput: a number in one is none.
    """
    _check(signals)
    occasion = held.manners.occasion
    told = [one if one.what == REFUSED else replace(one, occasion=occasion) for one in signals]
    told = [*_unsaid(told, held.known)] if once else told
    # A unit of work that is repeated tells the same again: it is told once.
    again_told = {(one.what, one.item) for one in told}
    held.told[:] = [one for one in held.told if (one.what, one.item) not in again_told] + told


def in_context(tx: Transaction, visitor: Visitor, signals: Iterable[Signal]) -> Sequence[Signal]:
    """Signals of this visit, with what the visitor is here for; a refusal holds whatever it is for."""
    occasion = repo.manners(tx, visitor.brand.id, visitor.party)[0].occasion
    return [one if one.what == REFUSED else replace(one, occasion=occasion) for one in signals]


def record_many(
    services: Services,
    tx: Transaction,
    brand: BrandId,
    party: PartyId,
    signals: Sequence[Signal],
    *,
    simulated: bool = False,
    touch: str = "",
) -> tuple[Refused, ...]:
    """Record a customer's signals: what the gate admits becomes an event and part of their record, at once.

    Args:
        simulated: they come from a simulated customer, and say so.
        touch: where staff noted them: at the till, on the phone; "" for the shop's own pages.

    Returns:
        Why signals were refused; each refusal bears the id of its signal as ``event``.

    Raises:
        UnknownSource: a signal's source is not in the register.
        BadInput: a number in one is none; nothing of them was recorded.
        Forgotten: they were erased; a request of theirs was still on its way, or staff use a name that is gone.
    """  # fmt: skip
    _check(signals)
    services.erasures.refuse(tx, brand, party)
    if minimal.on(tx, brand):
        signals = [one for one in signals if one.what == REFUSED]
    with services.gate.watching(brand, "signal", party):
        events = [_event(brand, party, one, simulated, touch) for one in signals]
    refused = services.gate.collect(tx, *events)
    turned_away = {error.event for error in refused}
    repo.add_signals(tx, brand, party, (one for one in signals if one.id not in turned_away))
    return refused


def usable(services: Services, tx: Transaction, brand: BrandId, party: PartyId) -> tuple[Signal, ...]:
    """The signals that may be used for this customer now: wishes, and what they agreed to and still do."""
    if not party:
        return ()
    consents = Grants(services.ids).of(tx, brand, party)
    return agreed(repo.signals(tx, brand, party), consents, services)


def granted(consents: Consents, services: Services, purpose: str = PERSONALISE) -> frozenset[str]:
    """The sources that may be used for a purpose, now: none while they asked to pause."""
    return frozenset() if consents.paused else standing(consents, services, purpose)


def standing(consents: Consents, services: Services, purpose: str = PERSONALISE) -> frozenset[str]:
    """The sources agreed to for a purpose, now; paused or not."""
    now = max(services.clock.now(), consents.changed) if consents.changed else services.clock.now()
    names = {grant.source for grant in consents.grants}
    return frozenset(name for name in names if may(consents.grants, purpose, name, now))


def agreed(signals: Iterable[Signal], consents: Consents, services: Services) -> tuple[Signal, ...]:
    """Of these signals, the wishes and those whose source was and is agreed to, for as long as it is kept."""
    now = max(services.clock.now(), consents.changed) if consents.changed else services.clock.now()
    sources = granted(consents, services)
    return tuple(
        one
        for one in signals
        if one.what == REFUSED
        or (
            one.source in sources
            and (now - one.at).days <= source(one.source).keep_days
            and consents.covers(PERSONALISE, one.source, one.at, now)
        )
    )


def _check(signals: Iterable[Signal]) -> None:
    for one in signals:
        if not (isfinite(one.value) and isfinite(one.weight)):
            raise BadInput(
                f"“{one.value}” with weight {one.weight} says nothing",
                where=f"{one.what} {one.item[:60]}",
                mend="Give a value from -1 to 1 and a weight above 0.",
            )


def _event(brand: BrandId, party: PartyId, one: Signal, simulated: bool, touch: str) -> Event:
    context: dict[str, object] = {"value": one.value, "weight": one.weight}
    if one.occasion:
        context["occasion"] = one.occasion
    if simulated:
        context["simulated"] = True
    if touch:
        context["touch"] = touch
    return Event(
        id=EventId(one.id),
        brand=brand,
        kind=f"signal.{one.what}",
        at=one.at,
        party=party,
        subject=one.item,
        source=source(one.source).name,
        purpose=WISHES if one.what == REFUSED else PERSONALISE,
        context=context,
    )
