"""Wanted, not offered: options that people tried and could not have, from those alone who let it be studied.

What somebody asks for is an event of its own, kept for research from their designs, where they agreed to that. A
reader remembers which entries those are, and nothing else: at every look the gate says anew which of them may be seen,
so a withdrawal and an erasure hold at once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sumisura.insight.model import SIMULATED
from sumisura.insight.wanted import Lacked, Missed, Need, Unmet, Want, lacked, unmet
from sumisura.kernel import Brand, BrandId, DesignId, Event, EventId, Family, Money, NotFound, PartyId
from sumisura.space import draft as drafting
from sumisura.space import repo
from sumisura.space.draft import Draft, design_of
from sumisura.space.errors import Unavailable
from sumisura.space.space import Space
from sumisura.store.codec import encode
from sumisura.store.ports import Transaction
from sumisura.trust.grants import Consents, Grants
from sumisura.trust.members import Member
from sumisura.trust.permissions import require
from sumisura.usecases import minimal
from sumisura.usecases.again import again
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.tasting.signals import granted

KIND = "wanted"
WANTED = "option.wanted"
NEEDED = "needs.unmet"
RESEARCH, DESIGNS, READER = "research", "designs", "wanted"
LATEST = 5_000
"""Askings that a page rests on, the latest."""
PAGE = 1_000


@dataclass(frozen=True, slots=True)
class Row:
    """One option that was missed, as the office shows it.

    Args:
        title, choice, option: of the family, the variable and the value, as a person reads them.
        total, middle: what the designs at hand were worth with it, in all and in the middle.
        reason: of the rule that most met, in the maker's words.
        offered: the family on offer still has the option.
    """

    missed: Missed
    total: Money
    middle: Money
    title: str
    choice: str
    option: str
    reason: str
    offered: bool


@dataclass(frozen=True, slots=True)
class WantedPage:
    """What was wanted and not offered; simulated people are never added to real ones.

    Args:
        hidden, hidden_needs: options and needs of fewer people than may be shown.
        needs: what people told they need, where nothing was all of it.
    """

    real: Sequence[Row]
    hidden: int
    simulated: Sequence[Row]
    needs: Sequence[Lacked]
    hidden_needs: int
    simulated_needs: Sequence[Lacked]


@again
def asked(services: Services, visitor: Visitor, design: DesignId, option: tuple[str, str]) -> None:
    """Keep that somebody wanted an option they could not have, where they agreed that their designs may be studied."""
    if not visitor.party or visitor.held is not None:
        return
    with services.store.read() as tx:
        if not _studied(services, tx, visitor):
            return
        draft, _ = repo.draft(tx, visitor.brand.id, design)
        space = services.shelf.take(tx, visitor.brand.id, draft.family).space
    context = _context(space, draft, *option)
    if context:
        with services.store.write(durable=False) as tx:
            services.gate.collect(tx, _event(services, visitor, WANTED, design, context))


@again
def missed(services: Services, visitor: Visitor, family: str, needs: Mapping[str, object]) -> None:
    """Keep that no variant of a family met somebody's needs, where they agreed that their designs may be studied."""
    if not visitor.party or visitor.held is not None:
        return
    with services.store.write(durable=False) as tx:
        if _studied(services, tx, visitor):
            services.gate.collect(tx, _event(services, visitor, NEEDED, family, needs))


@again
def follow(services: Services, brand: BrandId) -> int:
    """Remember which entries tell of something wanted, and say how many entries of the journal were looked at."""

    def take(tx: Transaction, events: Sequence[Event]) -> None:
        for event in events:
            if event.kind in {WANTED, NEEDED} and tx.records.get(brand, KIND, event.id) is None:
                tx.records.put(brand, KIND, event.id, encode(None), version=0)

    return services.gate.follow_pages(services.store, brand, READER, RESEARCH, take, limit=PAGE)


def page(services: Services, brand: Brand, member: Member) -> WantedPage:
    """What was wanted and not offered, as it may be seen at this moment.

    Raises:
        Forbidden: it is not this member's to see.
    """
    require(member, "insight.read")
    while follow(services, brand.id) == PAGE:
        pass
    with services.store.read() as tx:
        told = list(_told(services, tx, brand.id))
        real, simulated = (
            unmet(_want(event) for event in told if event.kind == WANTED and _played(event) == played)
            for played in (False, True)
        )
        known = _families(services, tx, brand.id, (real, simulated))
    needs, played_needs = (
        lacked(_need(event) for event in told if event.kind == NEEDED and _played(event) == played)
        for played in (False, True)
    )
    return WantedPage(
        [_row(brand, one, known) for one in real.missed],
        real.hidden,
        [_row(brand, one, known) for one in simulated.missed],
        *needs,
        played_needs[0],
    )


def _context(space: Space, draft: Draft, variable: str, value: str) -> dict[str, object]:
    """What stood against it, and what the design would have cost with it; empty where it can be had after all."""
    try:
        drafting.choose(space, draft, variable, value)
    except Unavailable as error:
        wanted = space.family.variable(variable)
        stands = draft.choices.get(variable)
        instead = wanted.value(stands).price if stands else min(one.price for one in wanted.values)
        price = design_of(space, draft).price - instead + wanted.value(value).price
        rules = [rule.name for rule in error.conflict.rules]
        about = {"family": draft.family_name, "variable": variable, "value": value}
        return {**about, "rules": rules, "price": price}
    return {}


def _studied(services: Services, tx: Transaction, visitor: Visitor) -> bool:
    """Whether they agreed that their designs may be studied, and the shop studies anyone."""
    consents = Grants(services.ids).of(tx, visitor.brand.id, visitor.party)
    return DESIGNS in granted(consents, services, RESEARCH) and not minimal.on(tx, visitor.brand.id)


def _event(
    services: Services, visitor: Visitor, kind: str, subject: str, context: Mapping[str, object]
) -> Event:
    return Event(
        id=EventId(services.ids.new("evt")),
        brand=visitor.brand.id,
        kind=kind,
        at=services.clock.now(),
        party=visitor.party,
        subject=subject,
        source=DESIGNS,
        purpose=RESEARCH,
        context=context,
    )


def _told(services: Services, tx: Transaction, brand: BrandId) -> Iterator[Event]:
    """The latest askings that may be seen now; what was deleted is not there to be seen."""
    consents: dict[PartyId, Consents] = {}
    for record in tx.records.page(brand, KIND, limit=LATEST):
        event = services.gate.one(tx, brand, EventId(record.id), RESEARCH, consents)
        if event:
            yield event


def _played(event: Event) -> bool:
    return event.party.startswith(SIMULATED)


def _want(event: Event) -> Want:
    said = event.context
    rules = said["rules"]
    return Want(
        event.party,
        (str(said["family"]), str(said["variable"]), str(said["value"])),
        tuple(map(str, rules)) if isinstance(rules, list | tuple) else (),
        int(str(said["price"])),
        event.at,
    )


def _need(event: Event) -> Need:
    pairs = event.context["needs"]
    assert isinstance(pairs, list | tuple)  # noqa: S101 - `missed` keeps pairs
    return Need(event.party, event.subject, tuple((str(what), str(text)) for what, text in pairs), event.at)


def _families(
    services: Services, tx: Transaction, brand: BrandId, found: Iterable[Unmet]
) -> dict[str, Family]:
    known: dict[str, Family] = {}
    for name in {one.option[0] for each in found for one in each.missed}:
        try:
            known[name] = services.shelf.family(tx, brand, repo.current(tx, brand, name))
        except NotFound:
            continue
    return known


def _row(brand: Brand, one: Missed, known: dict[str, Family]) -> Row:
    name, variable, value = one.option
    family = known.get(name)
    worth = (Money(one.total, brand.currency), Money(one.middle, brand.currency))
    if family is None:
        return Row(one, *worth, name, variable, value, "", offered=False)
    labels = {
        (each.name, option.name): (each.label, option.label or option.name)
        for each in family.variables
        for option in each.values
    }
    there = labels.get((variable, value), (variable, value))
    reason = next((rule.reason for rule in family.rules if rule.name == one.rule), "")
    return Row(one, *worth, family.title, *there, reason, offered=(variable, value) in labels)
