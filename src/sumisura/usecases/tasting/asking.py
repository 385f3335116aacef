"""Ask one thing, politely: only what its answer would change, seldom, and always skippable."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np

from sumisura.insight import promises
from sumisura.kernel import BadInput
from sumisura.taste import repo
from sumisura.taste.model import ItemId, Manners
from sumisura.taste.serving import questions
from sumisura.taste.serving.questions import Question
from sumisura.usecases.again import again
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.tasting import cards, ranking
from sumisura.usecases.tasting.guests import Guest, guest
from sumisura.usecases.tasting.signals import fresh, hand_back, heed, record_many, signal
from sumisura.usecases.tasting.tastes import Ask

VISIT = timedelta(hours=6)
"""A visit, for the courtesy of asking once in it."""
LOOKED_AT, QUALITIES = 12, 24
"""Proposals whose order an answer might change, and qualities asked about."""
ANSWERS = "stated"
A_MONTH, MONTH = 3, timedelta(days=30)
"""What is promised: so many questions at most within so long."""


def next_question(services: Services, who: Guest) -> Ask | None:
    """The one question most worth asking this visitor now, or None: its answer would change nothing, or we asked enough."""
    now = services.clock.now()
    if not who.personal or ANSWERS not in who.sources or not questions.may_ask(who.manners, now, now - VISIT):
        return None
    rows = list(ranking.ranked(who))[:LOOKED_AT]
    found = questions.question(
        who.taste, rows, _qualities(who, rows), asked=questions.closed(who.manners, now)
    )
    return None if found is None else _ask(who, found)


@again
def answer(services: Services, visitor: Visitor, id_: str, said: str) -> None:
    """Take an answer; "" skips the question. Either way it is not asked again for long.

    Raises:
        BadInput: it answers nothing that is asked here.
        WithdrawnMeanwhile: what they told us was withdrawn after the page was made.
    """
    with services.store.write(durable=False) as tx:
        heed(services, tx, visitor, ANSWERS)
        who = guest(services, tx, visitor)
        about = tuple(id_.split(">"))
        if any(name not in who.taste.population.row for name in about):
            raise BadInput("that question is no longer asked", where="question", mend="Open the page again.")
        words = Question(id_, about, 0.0, 0.0).told(said)
        if said and not words:
            raise BadInput("that is no answer to it", where="question", mend="Choose one of those shown.")
        found = [signal(services, what, ItemId(name), ANSWERS, value=value) for what, name, value in words]
        if visitor.held:
            hand_back(visitor.held, *found, once=True)
            visitor.held.wishes.update(_asked(services, visitor.held.manners, id_, said))
            return
        told = fresh(services, tx, visitor, found)
        record_many(services, tx, visitor.brand.id, visitor.party, told)
        manners, version = repo.manners(tx, visitor.brand.id, visitor.party)
        after = replace(manners, **_asked(services, manners, id_, said))
        repo.save_manners(tx, visitor.brand.id, visitor.party, after, version)
        month = [at for at in after.asked.values() if services.clock.now() - at < MONTH]
        promises.count(tx, visitor.brand.id, visitor.party, "questions", kept=len(month) <= A_MONTH)


def _asked(services: Services, manners: Manners, id_: str, said: str) -> dict[str, Any]:
    """What an answer changes in the manners: when it was asked, and how many were skipped in a row."""
    asked = {**manners.asked, id_: services.clock.now()}
    return {"asked": asked, "skipped": 0 if said else manners.skipped + 1}


def _ask(who: Guest, found: Question) -> Ask | None:
    words = who.cloth.teller.asks(found.about)
    if not words:
        return None
    if len(found.about) == 1:
        return Ask(found.id, words, found.why, (("yes", "Yes"), ("no", "Not really")))
    return Ask(found.id, words, found.why, [(name, cards.named(who.cloth, name)) for name in found.about])


def _qualities(who: Guest, rows: list[int]) -> list[str]:
    """The qualities on which the first proposals differ, those that divide them best first."""
    tokens = [token for row in rows for token in set(who.cloth.rows[row].tokens)]
    names, counts = np.unique(np.array(tokens, dtype=object).astype(str), return_counts=True)
    apart = np.abs(counts - len(rows) / 2)
    shared = counts < len(rows)
    return [str(names[at]) for at in np.argsort(apart, kind="stable") if shared[at]][:QUALITIES]
