"""What a shop proposes: its home, its search, an item's own page, and the exact sum behind any of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

import numpy as np
import numpy.typing as npt

from sumisura.insight import promises, trust
from sumisura.kernel import NotFound
from sumisura.store.ports import Transaction
from sumisura.taste import repo
from sumisura.taste.crowd.whole import Crowd
from sumisura.taste.model import ItemId, Kind, Shown
from sumisura.taste.serving import attention
from sumisura.usecases.again import again
from sumisura.usecases.noticing import note
from sumisura.usecases.office import arms
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.tasting import asking, cards, crowds, deciding, doing, greeting, looks, ranking
from sumisura.usecases.tasting.deciding import Made
from sumisura.usecases.tasting.guests import Guest, guest
from sumisura.usecases.tasting.signals import PERSONALISE, REFUSED
from sumisura.usecases.tasting.tastes import Card, Fit, Hit, HomeView, ItemView, ProofView, Row, SearchView

Floats = npt.NDArray[np.float64]
FOUND, PROOF = 24, 10
"""Proposals in a search, and beside a proof."""
LEANS = 1.0
"""Standard deviations by which a taste must lean to something before we guess it."""
REMEMBERED = 300
"""Things whose showing is remembered for one customer."""
PAUSE = timedelta(hours=6)
"""Within which a thing counts as shown once, however often its page is opened."""


def home(services: Services, visitor: Visitor) -> HomeView:
    """A brand's home, for this visitor."""
    made = deciding.settled(services, visitor, partial(_made_home, services))
    _remember(services, made.who, made.view)
    note(services, made.who.visitor, "home.seen", visitor.brand.id)
    return deciding.entered(made.view, made.decisions)


def search(services: Services, visitor: Visitor, query: str, personal: bool | None) -> SearchView:
    """The items that fit the words, and, unless it is switched off, first those that fit the customer, too."""
    made = deciding.settled(services, visitor, partial(_made_search, services, query, personal))
    (view, total), entry, whose = made.view, made.decisions["search"].id, made.who.visitor
    arms.meet(services, whose, view.fit)
    note(services, whose, "search.done", visitor.brand.id, found=total, personal=view.personal)
    hits = [replace(hit, card=replace(hit.card, entry=entry)) for hit in view.hits]
    return replace(view, hits=hits, entry=entry)


def item(services: Services, visitor: Visitor, id_: ItemId) -> ItemView:
    """An item's own page, and what goes with it."""
    made = deciding.settled(services, visitor, partial(_made_item, services, id_))
    who, view, entry = made.who, made.view, made.decisions["item"].id
    arms.meet(services, who.visitor, who.fit)
    if (doing.VISIT in who.sources or who.minimal) and not _lately(services, who, id_):
        doing.looked(services, who.visitor, id_)
    note(services, who.visitor, "item.seen", id_)
    look = deciding.row_entered(view.look, entry) if view.look else None
    return replace(view, card=replace(view.card, entry=entry), look=look, entry=entry)


def proof(services: Services, visitor: Visitor, id_: ItemId) -> ProofView:
    """The exact sum behind an item's place for this visitor."""
    with services.store.read() as tx:
        who = guest(services, tx, visitor)
        row = _row(who, id_)
        order = list(ranking.ranked(who))
        (card,) = cards.cards(services, tx, who, [row])
    scores = _scores(who)
    total = sum(thread.amount for thread in card.threads) if card.threads else float(scores[row])
    return ProofView(
        card=card,
        place=order.index(row) + 1 if row in order else 0,
        others=[
            (place, who.cloth.rows[one].title, float(scores[one]))
            for place, one in enumerate(order[:PROOF], start=1)
        ],
        total=total,
        residual=float(scores[row]) - total,
        model=greeting.rests_on(who.cloth),
    )


def _made_home(services: Services, visitor: Visitor) -> Made[HomeView]:
    began = services.clock.now()
    with services.store.read() as tx:
        who = guest(services, tx, visitor)
        chosen = ranking.chosen(services, who, greeting.MAIN)
        view = _home(services, tx, who, chosen)
    return Made(who, view, deciding.home(services, who, view, chosen, began))


def _made_search(
    services: Services, query: str, personal: bool | None, visitor: Visitor
) -> Made[tuple[SearchView, int]]:
    """The answer to a search, and how many items fit at all."""
    began = services.clock.now()
    with services.store.read() as tx:
        who = guest(services, tx, visitor)
        wanted = who.manners.search if personal is None else personal
        fitted = who.personal and wanted and bool(who.taste.evidence.sums)
        rows = np.flatnonzero(who.cloth.offered)
        taste = _own(who)[rows] if fitted else None
        found = who.cloth.index.search(query, k=FOUND, taste=taste, mask=who.mask[rows])
        shown = cards.cards(services, tx, who, [int(rows[hit.row]) for hit in found.hits])
    hidden = not found.hits and bool(who.cloth.index.search(query, k=1).hits)
    hits = [Hit(card, hit.words, hit.taste, hit.plain) for card, hit in zip(shown, found.hits, strict=True)]
    view = SearchView(query, who.fit, fitted, hits, ", ".join(found.nearest), hidden and _put_away(who))
    decision = deciding.shown(services, who, "search", shown, began, fitted=fitted)
    return Made(who, (view, found.total), {"search": decision})


def _made_item(services: Services, id_: ItemId, visitor: Visitor) -> Made[ItemView]:
    began = services.clock.now()
    with services.store.read() as tx:
        who = guest(services, tx, visitor)
        (card,) = cards.cards(services, tx, who, [_row(who, id_)])
        look = looks.row(services, tx, who, card.item)
    beside = look.cards if look else ()
    decision = deciding.shown(services, who, f"item/{id_}", [card, *beside], began, fitted=who.personal)
    return Made(who, ItemView(card, who.fit, look, who.crowd.simulated > 0), {"item": decision})


def _home(services: Services, tx: Transaction, who: Guest, chosen: ranking.Chosen) -> HomeView:
    main = cards.cards(services, tx, who, chosen.rows, badges=crowds.badges(who, chosen))
    rows = [Row("for-you", _title(who), _main_rests_on(who), main), *crowds.rows(services, tx, who, main)]
    empty = "" if main else ranking.nothing(who)
    asks = who.fit is Fit.EVERYONE and not (who.unasked or empty)
    return HomeView(
        fit=who.fit,
        asks_consent=asks,
        greeting=greeting.greeting(who, chosen.rows),
        rows=[row for row in rows if row.cards or row.name == "for-you"],
        ahead=_ahead(services, tx, who, [card.item.id for card in main]),
        ask=asking.next_question(services, who),
        manners=who.manners,
        rests_on=_rests_on(who.crowd),
        simulated=who.crowd.simulated > 0,
        empty=empty,
        put_away=_put_away(who),
    )


def _put_away(who: Guest) -> bool:
    return any(one.what == REFUSED for one in who.kept)


def _title(who: Guest) -> str:
    if who.likes is not None:
        return "What people choose who choose as you do"
    return "For you" if who.personal else "What people here choose"


def _lately(services: Services, who: Guest, id_: ItemId) -> bool:
    """Whether they opened its page a moment ago: looked at twice in a visit counts once."""
    since = services.clock.now() - PAUSE
    return any(one.item == id_ and one.what == "viewed" and one.at > since for one in who.signals)


def _ahead(services: Services, tx: Transaction, who: Guest, shown: Sequence[str]) -> Card | None:
    """One proposal guessed before being asked for: only from what they agreed to, capped, and never at quiet hours.

    What rests mainly on a source whose use felt too close to them is not guessed any more.
    """
    if not who.personal:
        return None
    order = [row for row in ranking.ranked(who) if who.cloth.rows[row].id not in shown][: greeting.MAIN]
    now = who.visitor.brand.local(services.clock.now())
    fresh = attention.guessable(who.manners, [who.cloth.rows[row].id for row in order], now)
    leans = ranking.leaning(who, order) > LEANS
    rows = [row for row, may, does in zip(order, fresh, leans, strict=True) if may and does]
    if not rows:
        return None
    (card,) = cards.cards(services, tx, who, rows[:1], badges={rows[0]: "guess"})
    close = trust.answer(tx, who.visitor.brand.id, who.visitor.party).felt
    return None if close.get(card.mainly) == trust.CLOSE else card


def _remember(services: Services, who: Guest, view: HomeView) -> None:
    """Count the visitor for their arm, and what was shown against their attention."""
    if not who.visitor.party or who.visitor.held or who.fit is Fit.EVERYONE:
        return
    shown = [card.item.id for card in view.rows[0].cards]
    ahead = [attention.AHEAD + view.ahead.item.id] if view.ahead else []
    _note_shown(services, who, [*shown, *ahead], view)


@again
def _note_shown(services: Services, who: Guest, names: Sequence[str], view: HomeView) -> None:
    brand, party = who.visitor.brand.id, who.visitor.party
    with services.store.write(durable=False) as tx:
        arms.expose(services, tx, who.visitor)
        _count_promises(tx, who, view)
        before, version = repo.manners(tx, brand, party)
        now = services.clock.now()
        fresh = [name for name in names if name not in before.shown or now - before.shown[name].last > PAUSE]
        if fresh:
            after = replace(before, shown=_latest(attention.notice(before.shown, fresh, now)))
            repo.save_manners(tx, brand, party, after, version)


def _count_promises(tx: Transaction, who: Guest, view: HomeView) -> None:
    """Whether this page keeps what was promised, told from the page itself: nothing put away, no reason taken back.

    What was taken back after the page was made is for the next page to keep.
    """
    brand, party = who.visitor.brand.id, who.visitor.party
    cards_ = [card for row in view.rows for card in row.cards] + ([view.ahead] if view.ahead else [])
    refused = {one.item for one in who.kept if one.what == REFUSED}
    if refused:
        kept = refused.isdisjoint(card.item.id for card in cards_)
        promises.count(tx, brand, party, "never-again", kept=kept)
    ever = {one.source for one in who.consents.grants if one.purpose == PERSONALISE}
    taken = ever - {source for purpose, source in who.consents.open if purpose == PERSONALISE}
    if taken:
        used = {thread.name for card in cards_ for thread in card.threads}
        promises.count(tx, brand, party, "withdrawal", kept=taken.isdisjoint(used))


def _latest(shown: Mapping[str, Shown]) -> Mapping[str, Shown]:
    """What was shown last: of the rest nobody is tired any more."""
    names = sorted(shown, key=lambda name: shown[name].last, reverse=True)[:REMEMBERED]
    return {name: shown[name] for name in names}


def _own(who: Guest) -> Floats:
    """(n,) how much more than people in general they like each."""
    population = who.taste.population
    return who.taste.scores - who.taste.rescored(np.arange(population.size), population.mean)


def _scores(who: Guest) -> Floats:
    return who.taste.scores if who.personal else who.popularity


def _main_rests_on(who: Guest) -> str:
    if not who.personal:
        return "The same for everyone."
    told = sum(one.source in who.sources for one in who.signals)
    return f"{told} signal{'s' if told != 1 else ''} of yours"


def _rests_on(crowd: Crowd) -> str:
    if not crowd.parties:
        return "Nobody has agreed to be counted yet."
    return f"Counted from {crowd.parties:,} customers who agreed to it, {crowd.events:,} signals."


def _row(who: Guest, id_: ItemId) -> int:
    found = who.cloth.items.get(id_)
    if found is None or found.kind is Kind.OPTION:
        raise NotFound("piece", id_)
    return who.taste.population.row[id_]
