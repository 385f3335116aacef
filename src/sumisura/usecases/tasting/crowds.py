"""What others choose, on a home: what is hot, what is chosen near, what friends like."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sumisura.store.ports import Transaction
from sumisura.usecases.services import Services
from sumisura.usecases.tasting import cards, circles
from sumisura.usecases.tasting.guests import Guest
from sumisura.usecases.tasting.ranking import Chosen
from sumisura.usecases.tasting.tastes import Card, Row

SIDE = 4
"""Proposals in a side row."""


def badges(who: Guest, chosen: Chosen) -> Mapping[int, str]:
    """What stands out among the first: what is shown to learn, and what is hot, which needs no second place below."""
    row = who.taste.population.row
    hot = dict.fromkeys((row[id_] for id_ in who.crowd.hottest(SIDE) if id_ in row), "hot")
    return hot | dict.fromkeys(chosen.tried, "try")


def rows(services: Services, tx: Transaction, who: Guest, above: Sequence[Card]) -> Iterable[Row]:
    """What is hot and not shown above, what is chosen near, what friends like: each only where there is something to say."""
    rests, cell = f"{who.crowd.parties:,} people, {who.crowd.events:,} signals", who.manners.cell
    hot, shown = Row("hot", "Hot just now", rests, ()), {str(card.item.id) for card in above}
    hottest = [id_ for id_ in who.crowd.hottest(SIDE * 4) if id_ not in shown]
    yield _filled(services, tx, who, hot, hottest, "Wanted more than usual just now.", "hot")
    if cell and circles.PLACE in who.sources:
        near = circles.nearest(who.crowd, cell, SIDE * 4)
        row = Row("near", f"Chosen near {cell}", rests, ())
        yield _filled(services, tx, who, row, near, "Chosen here more than elsewhere.")
    liked, words = circles.friends_row(who.friends, who.cloth.proposals)
    yield _filled(services, tx, who, Row("friends", "Liked by your friends", words, ()), liked, f"{words}.")


def _filled(
    services: Services, tx: Transaction, who: Guest, empty: Row, ids: Iterable[str], why: str, badge: str = ""
) -> Row:
    """A row with those of these items that may be proposed, each for the reason that the row is about."""
    known = who.taste.population.row
    rows = [known[id_] for id_ in ids if id_ in known and who.mask[known[id_]]][:SIDE]
    shown = cards.cards(services, tx, who, rows, badges=dict.fromkeys(rows, badge))
    return replace(empty, cards=[replace(card, sentence=why) for card in shown])
