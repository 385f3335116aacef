"""What a home says in greeting, and the exact sum it follows from."""

from collections.abc import Sequence
from dataclasses import replace

from sumisura.trust.sources import SOURCES
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.tasting import cards, ranking
from sumisura.usecases.tasting.guests import Guest, guest
from sumisura.usecases.tasting.tailor import Cloth
from sumisura.usecases.tasting.tastes import GreetingView, ThreadView, WithoutView

MAIN = 8
"""Proposals in the main row of a home: those that its greeting speaks of."""


def greeting(who: Guest, rows: Sequence[int]) -> str:
    """One line about a page that shows these rows; "" where it is the same for everyone."""
    if not who.personal or not rows:
        return ""
    return who.teller.greeting(cards.together(who, rows)).sentence


def proof(services: Services, visitor: Visitor) -> GreetingView:
    """The threads of all that stands in a home's main row, added up; and the row without each source."""
    with services.store.read() as tx:
        who = guest(services, tx, visitor)
    chosen = ranking.chosen(services, who, MAIN)
    scores = who.taste.scores[list(chosen.rows)] if who.personal else who.popularity[list(chosen.rows)]
    found = [thread for thread in cards.together(who, chosen.rows) if thread.amount] if who.personal else []
    left = [
        _without(services, who, thread.source, chosen.rows) for thread in found if thread.source in SOURCES
    ]
    stay = {one.source.name: len(chosen.rows) - len(one.gone) for one in left}
    whole = sum(abs(thread.amount) for thread in found) or 1.0
    total = sum(thread.amount for thread in found)
    return GreetingView(
        fit=who.fit,
        sentence=greeting(who, chosen.rows),
        threads=[
            ThreadView(
                SOURCES.get(one.source), one.amount, abs(one.amount) / whole, (), stay.get(one.source, 0)
            )
            for one in sorted(found, key=lambda thread: -abs(thread.amount))
        ],
        pieces=[
            (place, who.cloth.rows[row].title, float(score), row in chosen.tried)
            for place, (row, score) in enumerate(zip(chosen.rows, scores, strict=True), start=1)
        ],
        total=total,
        residual=float(scores.sum()) - total if found else 0.0,
        left=left,
        model=rests_on(who.cloth),
    )


def rests_on(cloth: Cloth) -> str:
    """The model that a brand's tastes begin from, and what it rests on, in words."""
    known = cloth.population
    return f"{known.version}, from {known.rests_on.parties:,} customers and {known.rests_on.events:,} signals"


def _without(services: Services, who: Guest, source: str, rows: Sequence[int]) -> WithoutView:
    """The home had this source never been: drawn anew, chance being the same."""
    other = replace(who, taste=who.taste.without(source))
    then = ranking.chosen(services, other, MAIN).rows
    gone = [who.cloth.rows[row].title for row in rows if row not in then]
    return WithoutView(SOURCES[source], greeting(other, then), gone)
