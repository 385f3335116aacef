"""The ranking that a held profile gives, for another program: another shop's page, or its owner's own agent."""

from collections.abc import Sequence
from dataclasses import dataclass

from sumisura.kernel import Brand, PartyId
from sumisura.usecases.held.profile import Held
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.tasting import cards, ranking
from sumisura.usecases.tasting.guests import guest
from sumisura.usecases.tasting.tastes import Card

TOP = 20
"""Proposals in an answer."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """The answer: the best, the population's version they were ranked under, and the qualities they lean to most."""

    cards: Sequence[Card]
    model: str
    qualities: Sequence[str]


def rank(services: Services, brand: Brand, held: Held) -> Ranked:
    """The first proposals for whoever holds this profile; nothing of it is kept, and nothing noted."""
    with services.store.read() as tx:
        who = guest(services, tx, Visitor(brand, PartyId(""), held=held))
        rows = ranking.ranked(who)[:TOP]
        row = who.taste.population.row
        leans = ranking.by_taste(who, {token: row[token] for token in who.cloth.qualities if token in row})
        return Ranked(cards.cards(services, tx, who, rows), who.cloth.population.version, leans[:TOP])
