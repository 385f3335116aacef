"""How a customer is served: what is believed of them, what they tell us, what they never want to see. What they agree to is `agreeing`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from sumisura.insight import trust
from sumisura.kernel import BadInput, Event, EventId, NotFound
from sumisura.store.ports import Transaction
from sumisura.taste import repo
from sumisura.taste.crowd.local import region
from sumisura.taste.model import ItemId, Manners, Signal
from sumisura.taste.saying.facts import Fact, believed
from sumisura.taste.serving.looks import LOOK
from sumisura.taste.serving.rewind import days, until
from sumisura.trust.admission import Refused
from sumisura.trust.grants import Grants
from sumisura.trust.purposes import IMPROVE, PERSONALISE
from sumisura.trust.sources import SOURCES, Source, source
from sumisura.usecases.again import again
from sumisura.usecases.held.profile import kept_here
from sumisura.usecases.learning import crowds
from sumisura.usecases.noticing import note
from sumisura.usecases.office import trusting
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.tasting import cards, choices, circles, ranking, signals
from sumisura.usecases.tasting.guests import Guest, guest
from sumisura.usecases.tasting.signals import REFUSED, WISHES, signal
from sumisura.usecases.tasting.tastes import FactView, SourceView, TasteView

LIKELY = 0.75
"""Below this probability nothing is said to be believed."""
FACTS = 12
"""Things believed that are shown at once."""
TOP = 8
"""Proposals shown beside the taste they follow from."""
OPEN = frozenset({"liked", REFUSED, "viewed", "preferred", "passed"})
"""What a page may tell of its visitor in so many words."""


@again
def decline(services: Services, visitor: Visitor) -> None:
    """They said no: nothing is learned, and they are not asked again."""
    kept_here(visitor.held)
    with services.store.write() as tx:
        served(tx, visitor, declined=True)
        standing = Grants(services.ids).of(tx, visitor.brand.id, visitor.party)
        trusting.chose(tx, visitor, standing, services.clock.now())


@again
def serve(services: Services, /, visitor: Visitor, **wishes: Any) -> None:
    """Change how they are served: ``order``, ``search``, ``anticipate``, ``questions``, ``occasion``, ``cell``."""
    unknown = wishes.keys() - {"order", "search", "anticipate", "questions", "occasion", "cell"}
    if unknown:
        raise BadInput(
            f"“{min(unknown)[:40]}” is no wish we know", where="wishes", mend="Use the page's switches."
        )
    with services.store.write() as tx:
        offered = services.tailor.take(tx, visitor.brand.id).occasions
        if wishes.get("occasion") and wishes["occasion"] not in offered:
            raise BadInput("that is no occasion here", where="occasion", mend="Choose one of those shown.")
        if wishes.get("cell"):
            named = wishes["cell"]
            wishes["cell"] = region(named) if visitor.held else circles.lives(services, tx, visitor, named)
        served(tx, visitor, **wishes)
        if "cell" in wishes and visitor.held is None:
            crowds.moved(services, tx, visitor.brand.id, visitor.party)


@again
def rewind(services: Services, visitor: Visitor, as_of: date | None) -> None:
    """Have the taste of an earlier day used from now on; None for today's again."""
    at = None if as_of is None else _end_of(visitor, as_of)
    with services.store.write() as tx:
        served(tx, visitor, as_of=at)


@again
def feel(services: Services, visitor: Visitor, name: str, how: str) -> None:
    """Take whether what rests on a source feels fine or too close: a request, so it needs no consent.

    Raises:
        UnknownSource: there is no such source.
        BadInput: it is neither fine nor too close.
    """
    kept_here(visitor.held)
    with services.gate.watching(visitor.brand.id, "felt", visitor.party):
        source(name)
    if how not in {trust.FINE, trust.CLOSE}:
        raise BadInput("that is no answer to it", where="how", mend="Say fine or too close.")
    with services.store.write() as tx:
        trust.felt(tx, visitor.brand.id, visitor.party, name, how)
        said = replace(_said(services, visitor, name), kind=f"felt.{how}")
        services.gate.collect(tx, said)


def tell(services: Services, visitor: Visitor, about: str, what: str) -> tuple[Refused, ...]:
    """Take what they say of an item or a quality: ``liked``, ``refused``, ``viewed``; ``unrefuse`` takes a refusal back."""
    if what == "unrefuse":
        take_back(services, visitor, about)
        return ()
    if what not in OPEN:
        raise BadInput(
            f"“{what[:40]}” is nothing one can say of it", where="what", mend="Say liked or refused."
        )
    _known(services, visitor, about)
    origin = "visit" if what == "viewed" else "stated"
    return signals.tell(services, visitor, signal(services, what, ItemId(about), origin), once=True)


@again
def take_back(services: Services, visitor: Visitor, about: str) -> None:
    """Take a refusal back: it may be shown again; nothing happens where it was not refused."""
    if visitor.held is not None:
        visitor.held.taken_back.append((about, REFUSED))
        return
    with services.store.write() as tx:
        kept = repo.signals(tx, visitor.brand.id, visitor.party)
        if not any((one.item, one.what) == (about, REFUSED) for one in kept):
            return
        repo.take_back(tx, visitor.brand.id, visitor.party, ItemId(about), REFUSED)
        services.gate.collect(tx, _said(services, visitor, about))


def correct(services: Services, visitor: Visitor, token: str, value: float) -> tuple[Refused, ...]:
    """Correct or confirm something believed of them: what they state wins over all that was inferred."""
    _known(services, visitor, token)
    what = "liked" if value > 0 else "passed"
    said = signal(services, what, ItemId(token), "stated", value=value, weight=2.0)
    return signals.tell(services, visitor, said)  # who insists is heard again


def taste(services: Services, visitor: Visitor, as_of: date | None) -> TasteView:
    """What may be learned from them, what is believed, and how they are served; as of an earlier day where one is given."""
    with services.store.read() as tx:
        who = guest(services, tx, visitor, as_of=_end_of(visitor, as_of) if as_of else None)
        view = _view(services, tx, who, as_of)
    note(services, visitor, "taste.seen", visitor.brand.id)
    return view


def _view(services: Services, tx: Transaction, who: Guest, as_of: date | None) -> TasteView:
    visitor = who.visitor
    kept = repo.signals(tx, visitor.brand.id, visitor.party) if visitor.party else ()
    if visitor.held:
        kept = visitor.held.known
    consents = Grants(services.ids).of(tx, visitor.brand.id, visitor.party)
    since = {
        one.source: one.during.start
        for one in consents.grants
        if one.purpose == PERSONALISE and one.during.end is None
    }
    zone = visitor.brand.zone
    best = list(ranking.ranked(who)[:TOP])
    return TasteView(
        fit=who.fit,
        sources=[_source(one, since, kept, held=visitor.held is not None) for one in SOURCES.values()],
        improve=bool(signals.standing(consents, services, IMPROVE)),
        paused=who.consents.paused,
        facts=_facts(who, best),
        refused=[(one.item, cards.named(who.cloth, one.item)) for one in who.signals if one.what == REFUSED],
        manners=who.manners,
        occasions=who.cloth.occasions,
        pseudonym=visitor.party,
        in_place=circles.PLACE in who.sources,
        friend_code=circles.code(services, visitor) if circles.FRIENDS in who.sources else "",
        friends=who.friends.friends,
        days=days(until(who.kept, services.clock.now()), zone),
        shown_as_of=as_of,
        top=cards.cards(services, tx, who, best),
        empty="" if best else ranking.nothing(who),
        choices=choices.view(consents, services.clock.now(), gpc=visitor.gpc),
        minimal=who.minimal,
    )


def _facts(who: Guest, best: Sequence[int]) -> Sequence[FactView]:
    """What is believed of them, by what matters to what they are shown; nothing where nothing was agreed to."""
    if not who.sources:
        return []
    known, items = who.taste.population.row, who.cloth.items
    qualities = [token for token in who.cloth.qualities if token in known]
    found = believed(
        who.taste,
        [one for one in who.signals if one.source in who.sources],
        qualities,
        items=items,
        proposals=[who.cloth.rows[row] for row in best],
    )
    return [_fact(who, fact) for fact in found if fact.probability >= LIKELY][:FACTS]


def _fact(who: Guest, fact: Fact) -> FactView:
    row = who.taste.population.row.get(fact.token)
    threads = cards.threads(who, row, who.taste.threads([row])[0]) if row is not None else []
    return FactView(fact.token, fact.words, fact.label.value, fact.sure, fact.strength, threads)


def _source(one: Source, since: Mapping[str, datetime], kept: Iterable[Signal], *, held: bool) -> SourceView:
    """A source as it stands; what its owner holds is used as far as it goes, and agreed to by sending it."""
    count = sum(signal.source == one.name for signal in kept)
    granted = count > 0 if held else one.name in since
    return SourceView(one, granted, None if held else since.get(one.name), count)


def _known(services: Services, visitor: Visitor, about: str) -> None:
    """Raises NotFound for what is neither an item nor a quality here: nobody's own words enter the journal."""
    with services.store.read() as tx:
        known = services.tailor.take(tx, visitor.brand.id).population.row
    if about not in known and about != LOOK:
        raise NotFound("piece", about[:60])


def served(tx: Transaction, visitor: Visitor, **wishes: Any) -> Manners:
    """Change how they are served, within a unit of work."""
    if visitor.held is not None:
        visitor.held.wishes.update(wishes)
        return replace(visitor.held.manners, **wishes)
    before, version = repo.manners(tx, visitor.brand.id, visitor.party)
    after = replace(before, **wishes)
    if after != before:
        repo.save_manners(tx, visitor.brand.id, visitor.party, after, version)
    return after


def _said(services: Services, visitor: Visitor, about: str) -> Event:
    return Event(
        id=EventId(services.ids.new("evt")),
        brand=visitor.brand.id,
        kind="wish.taken_back",
        at=services.clock.now(),
        party=visitor.party,
        subject=about,
        source="stated",
        purpose=WISHES,
    )


def _end_of(visitor: Visitor, day: date) -> datetime:
    """The last moment of a day in the brand's time zone."""
    return datetime.combine(day, time.max, visitor.brand.zone)
