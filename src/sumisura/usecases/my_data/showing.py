"""My data: what is kept of a person, why, until when, and who read it (GDPR Art. 13-15)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from sumisura.kernel import BadInput, Event, EventId, OrderId, PartyId
from sumisura.orders import repo as orders
from sumisura.space import repo as drafts
from sumisura.store.ports import Entry as Kept
from sumisura.store.ports import Transaction
from sumisura.taste import repo
from sumisura.trust import refusals
from sumisura.trust.gate import REFUSED as TURNED_AWAY
from sumisura.trust.grants import Consents, Grants
from sumisura.trust.purposes import PURPOSES
from sumisura.trust.sources import SOURCES
from sumisura.usecases.again import again
from sumisura.usecases.greeting import GREETED
from sumisura.usecases.learning import crowds, nights
from sumisura.usecases.learning.promoting import FORGETS
from sumisura.usecases.my_data import backups, cutting, orders_kept, retained, telling
from sumisura.usecases.my_data.views import DataView, Opening, Plan, Reader, SourceLine, Timeline
from sumisura.usecases.noticing import note
from sumisura.usecases.office import trusting
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.shop.ordered import number
from sumisura.usecases.tasting.signals import granted

PAGE = 30
"""Entries on one page of the timeline."""
SHOP = "shop"
"""What the timeline is filtered by to see what is kept without any source of taste."""
ORDERS = 1_000_000
READERS = (
    (crowds.READER, "The counter of what is popular, hot and local", "improve"),
    ("", "The nightly training of the models", "improve"),
    ("", "The nightly weighing of what each source is worth", "improve"),
    ("", "Your own suggestions", "personalise"),
    (trusting.READER, "The count of what was turned away", "security"),
    ("", "The audit log: a seal on every entry, that shows if one was changed", "audit"),
)
"""Every reader of the journal: the name of its cursor ("" keeps none), what it is, and the purpose it reads for."""
SEALS = "audit"
"""The purpose of the one that passes every entry, and keeps of each no more than a seal."""
FAR = 2**63
"""No position in the journal is as high."""


def show(services: Services, visitor: Visitor, *, source: str = "", before: str = "") -> DataView:
    """What is kept of a visitor.

    Args:
        source: only what came from it; `SHOP` for what no source of taste gave; "" for everything.
        before: where the page before ended.

    Raises:
        BadInput: there is no such source or page.
    """
    if source and source != SHOP and source not in SOURCES:
        raise BadInput("there is no such source", where="source", mend="Choose one of those shown.")
    with services.store.read() as tx:
        view = _view(services, tx, visitor, source, _mark(before))
    if visitor.party:
        note(services, visitor, "data.seen", visitor.brand.id)
    return view


@again
def forget_one(services: Services, visitor: Visitor, id_: EventId) -> None:
    """Delete one entry for good: from the next request on it counts nowhere.

    Raises:
        BadInput: it is kept by law, or is not theirs.
    """
    brand, party = visitor.brand.id, visitor.party
    with services.store.write() as tx:
        found = next(
            (one.event for one in services.gate.own_all(tx, brand, party) if one.event.id == id_), None
        )
        if found is None:
            return  # forgotten already, by another press of the same button
        if not retained.forgettable(found):
            raise BadInput(
                "the law makes us keep this", where=id_[:40], mend="See “What the law makes us keep”."
            )
        cutting.drop_one(services, tx, brand, party, found)
        crowds.recount(services, tx, brand, party, found.source)


def plan(services: Services, visitor: Visitor) -> Plan:
    """What an erasure would delete, and what the law makes us keep."""
    brand, party = visitor.brand.id, visitor.party
    with services.store.read() as tx:
        events = [one.event for one in services.gate.own_all(tx, brand, party)]
        mine = orders.orders_of(tx, brand, party, limit=ORDERS) if party else []
        kept = Counter(retained.outlives(event) for event in events)
        goes = (
            ("signals and wishes", len(repo.signals(tx, brand, party)) if party else 0),
            ("other entries of the journal", kept[False]),
            ("designs you began", len(drafts.drafts_of(tx, brand, party)) if party else 0),
            ("pieces in the bag", len(orders.cart(tx, brand, party)[0].lines) if party else 0),
            ("friends you named", len(repo.friends(tx, brand, party)) if party else 0),
            ("addresses and words of yours", services.vault.count(tx, brand, party) if party else 0),
        )
        night = nights.following(services.clock.now(), visitor.brand.zone)
        copies = backups.every(services, tx)
    return Plan(
        goes=[one for one in goes if one[1]],
        stays=retained.stays(events, mine),
        making=[number(one.id) for one in mine if orders_kept.unmade(one)],
        unlearned=night + FORGETS,
        backups=copies,
    )


def _view(
    services: Services, tx: Transaction, visitor: Visitor, source: str, before: tuple[datetime, int] | None
) -> DataView:
    brand, party = visitor.brand.id, visitor.party
    cloth = services.tailor.take(tx, brand)
    kept = list(services.gate.own_all(tx, brand, party))
    events = [one.event for one in kept]
    night = nights.following(services.clock.now(), visitor.brand.zone)
    page = [one for one in kept if _stands(one, source, before)]
    shown = page[:PAGE]
    mine = orders.orders_of(tx, brand, party, limit=ORDERS) if party else []
    return DataView(
        known=bool(events),
        pseudonym=party,
        sources=_sources(services, tx, visitor),
        timeline=Timeline(
            [telling.told(one.event, cloth) for one in shown],
            source,
            f"{shown[-1].event.at.isoformat()}~{shown[-1].position}" if len(page) > PAGE else "",
        ),
        refused=_turned_away(events),
        readers=_readers(services, tx, visitor, kept),
        openings=[_opening(event) for event in events if event.kind in retained.CONTROL],
        stays=retained.stays(events, mine),
        next_night=night,
        unlearned=night + FORGETS,
    )


def _stands(one: Kept, source: str, before: tuple[datetime, int] | None) -> bool:
    """Whether an entry is of that source, and below where the page before ended."""
    lower = before is None or (one.event.at, one.position) < before
    return lower and (not source or _from(one.event) == source)


def _from(event: Event) -> str:
    """The thread an event belongs to; `SHOP` for what rests on no consent and is no wish."""
    rests = PURPOSES[event.purpose]
    return event.source if rests.needs_consent or event.purpose == "wishes" else SHOP


def _sources(services: Services, tx: Transaction, visitor: Visitor) -> Sequence[SourceLine]:
    brand, party = visitor.brand.id, visitor.party
    if not party:
        return [SourceLine(one, 0, False, None) for one in SOURCES.values()]
    kept = Counter(one.source for one in repo.signals(tx, brand, party))
    agreed = granted(Grants(services.ids).of(tx, brand, party), services)
    cut = cutting.pending(tx, brand, party)
    return [
        SourceLine(one, kept[one.name], one.name in agreed, cut.get(one.name) if kept[one.name] else None)
        for one in SOURCES.values()
    ]


def _turned_away(events: Iterable[Event]) -> Sequence[tuple[str, int]]:
    """What was refused, in words, and how often: each report counts for all the attempts it stands for."""
    found = Counter[str]()
    for one in events:
        if one.kind == TURNED_AWAY:
            found[_refusal(one)] += refusals.times(one)
    return found.most_common()


def _refusal(event: Event) -> str:
    return refusals.words(refusals.reason(event), str(event.context.get("detail", "")))


def _readers(services: Services, tx: Transaction, visitor: Visitor, kept: Sequence[Kept]) -> Sequence[Reader]:
    found = []
    consents: dict[PartyId, Consents] = {}
    for cursor, name, aim in READERS:
        purpose = PURPOSES[aim]
        could = sum(aim == SEALS or services.gate.shows(tx, one.event, aim, consents) for one in kept)
        last = _moved(services.gate.passed(tx, visitor.brand.id, cursor), kept) if cursor else None
        found.append(Reader(name, purpose.words, purpose.article, could, last))
    return found


def _moved(passed: int, kept: Sequence[Kept]) -> datetime | None:
    """When the latest of one's entries that a reader has passed happened: it has seen nothing after."""
    return next((one.event.at for one in kept if one.position <= passed), None)


def _opening(event: Event) -> Opening:
    read = event.context.get("read", ())
    named = [str(one) for one in read] if isinstance(read, list | tuple) else []
    order = "" if event.kind == GREETED else number(OrderId(event.subject))
    return Opening(event.at, order, str(event.context.get("why", "")), named)


def _mark(before: str) -> tuple[datetime, int] | None:
    if not before:
        return None
    text, _, number = before.partition("~")
    try:
        at, position = datetime.fromisoformat(text), int(number)
    except ValueError:
        at, position = datetime.min, FAR  # noqa: DTZ901 - refused below
    if at.tzinfo is None or not 0 <= position < FAR:
        raise BadInput("there is no such page", where="before", mend="Follow the link at its foot.")
    return at, position
