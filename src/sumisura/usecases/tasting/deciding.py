"""What a page proposes, as decisions: each row of it is one, with an entry of its own in the audit log."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, TypeVar

from sumisura.kernel import Decision, EventId, PartyId
from sumisura.usecases.held.decisions import nameless
from sumisura.usecases.noticing import note_decision
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.tasting import circles, ranking
from sumisura.usecases.tasting.guests import Guest
from sumisura.usecases.tasting.tastes import Card, HomeView, Row

MAIN, AHEAD = "for-you", "ahead"
USES: Mapping[str, tuple[str, ...]] = {"near": (circles.PLACE,), "friends": (circles.FRIENDS,)}
"""Row → the sources it is made of, where it is made of one alone."""
TRIES = 2
"""How often an answer is made for somebody who takes something back each time, before it is made for anyone."""
View = TypeVar("View")


@dataclass(frozen=True, slots=True)
class Made(Generic[View]):
    """An answer on its way out: for whom, what it shows, and the decisions behind it by name."""

    who: Guest
    view: View
    decisions: Mapping[str, Decision]


def settled(services: Services, visitor: Visitor, make: Callable[[Visitor], Made[View]]) -> Made[View]:
    """An answer that may be shown, its decisions put in the journal.

    Where something that it rests on was taken back while it was made, it is made again as things stand now; where its
    decisions used what nobody granted, which would be an error of ours, it is made for anyone.

    Args:
        make: makes the answer for a visitor, or for anyone.

    Raises:
        Overused: there is such an error, and every decision is checked.
    """
    for _ in range(TRIES):
        made = _unnamed(make(visitor))
        decisions = made.decisions.values()
        if services.use.breached(made.who.consents, decisions):
            break
        if services.use.holds(services.store, decisions):
            return _noted(services, made)
        visitor = _if_still_there(services, visitor)
    return _noted(services, make(anyone(visitor)))


def home(
    services: Services, who: Guest, view: HomeView, chosen: ranking.Chosen, began: datetime
) -> dict[str, Decision]:
    """The decisions behind a home, by the name of the row each made.

    Args:
        began: when the answer was begun: a grant that was withdrawn before that must not have been used.
    """
    made = {}
    for row in view.rows:
        if row.name == MAIN:
            made[MAIN] = _main(services, who, chosen, row.cards, began)
        else:
            crowd = shown(services, who, f"home/{row.name}", row.cards, began, fitted=False)
            made[row.name] = replace(crowd, policy=row.name, signals=USES.get(row.name, ()))
    if view.ahead:
        made[AHEAD] = shown(services, who, f"home/{AHEAD}", [view.ahead], began, fitted=who.personal)
    return made


def shown(
    services: Services, who: Guest, subject: str, cards: Sequence[Card], began: datetime, *, fitted: bool
) -> Decision:
    """The decision to show these cards, all of them and for certain.

    Args:
        fitted: whether their taste had a part in it; else it used nothing of theirs.
    """
    names = tuple(card.item.id for card in cards)
    return Decision(
        id=EventId(services.ids.new("evt")),
        brand=who.visitor.brand.id,
        at=began,
        party=who.visitor.party,
        subject=subject,
        policy="taste" if fitted else everyones(who),
        version=who.cloth.population.version,
        candidates=names,
        shown=names,
        propensities=(1.0,) * len(names),
        reasons={card.item.id: card.sentence for card in cards},
        signals=used(who) if fitted else (),
    )


def everyones(who: Guest) -> str:
    """The policy that orders what is not fitted."""
    return "popularity" if who.likes is None else "segments"


def used(who: Guest) -> tuple[str, ...]:
    """The sources that their taste is summed from: what was used, whatever should have been."""
    return tuple(sorted(who.taste.evidence.sums))


def anyone(visitor: Visitor) -> Visitor:
    """Somebody of whom nothing is known: whom a page is made for when it may not be made for the visitor."""
    return replace(visitor, party=PartyId(""), held=None)


def entered(view: HomeView, decisions: Mapping[str, Decision]) -> HomeView:
    """A home whose cards name the decision behind them."""
    rows = [row_entered(row, decisions[row.name].id) for row in view.rows]
    ahead = replace(view.ahead, entry=decisions[AHEAD].id) if view.ahead else None
    return replace(view, rows=rows, ahead=ahead, entry=decisions[MAIN].id)


def row_entered(row: Row, entry: str) -> Row:
    """A row whose cards name the decision behind them."""
    return replace(row, cards=[replace(card, entry=entry) for card in row.cards])


def _unnamed(made: Made[View]) -> Made[View]:
    """Of who holds their own profile nothing is kept but that there were decisions."""
    if not made.who.visitor.held:
        return made
    return replace(made, decisions={name: nameless(one) for name, one in made.decisions.items()})


def _noted(services: Services, made: Made[View]) -> Made[View]:
    for decision in made.decisions.values():
        note_decision(services, decision)
    return made


def _if_still_there(services: Services, visitor: Visitor) -> Visitor:
    """The visitor, or anyone where they were erased meanwhile: nothing may be kept under their pseudonym any more."""
    with services.store.read() as tx:
        gone = services.erasures.erased(tx, visitor.brand.id, visitor.party)
    return anyone(visitor) if gone else visitor


def _main(
    services: Services, who: Guest, chosen: ranking.Chosen, cards: Sequence[Card], began: datetime
) -> Decision:
    """The decision behind the main row, with how likely each candidate was to be shown."""
    return replace(
        shown(services, who, "home", cards, began, fitted=who.personal),
        candidates=tuple(who.cloth.rows[row].id for row in chosen.candidates),
        propensities=tuple(chosen.propensities),
    )
