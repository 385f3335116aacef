"""A greeting by name in the shop: only by a code that the customer shows, for minutes, and once.

Without one there is no way from a person at the counter to a name: no face, no iris, no list to search.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import ClassVar, Final

from sumisura.kernel import BadInput, Brand, BrandId, Event, EventId, PartyId, SumisuraError, VaultRef
from sumisura.store.codec import decode, encode
from sumisura.store.ports import Keys, Transaction
from sumisura.store.walk import walk
from sumisura.trust import codes
from sumisura.trust.keys import mac
from sumisura.trust.members import Member
from sumisura.trust.permissions import require
from sumisura.usecases.again import again
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.tasting import cards, deciding, ranking
from sumisura.usecases.tasting.guests import guest
from sumisura.usecases.tasting.tastes import Card

KIND: Final = "greeting"
GREETED: Final = "greeting.shown"
"""An event: somebody of the staff read the name behind a code; kept for security, and shown to the customer."""
LIVES = timedelta(minutes=10)
LONGEST = 40
"""Characters of a name."""
LENGTH: Final = 8
"""Letters: 40 bits, in two groups that can be read out."""
FITS = 4
"""Pieces that staff are shown, where the customer lets them."""


class NoGreeting(SumisuraError):
    """A code greets nobody: it is wrong, was shown before, or its minutes are over; which of them is not said."""

    code: ClassVar[str] = "no_greeting"
    status: ClassVar[int] = 404

    def __init__(self) -> None:
        super().__init__(
            "That code greets nobody: a code works once, for ten minutes. Ask the customer kindly for a new one."
        )


@dataclass(frozen=True, slots=True)
class Ticket:
    """A code to show.

    Args:
        code: as it is read out: ``7Q2F-09BC``. It is kept nowhere.
        expires: when it is over.
    """

    code: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class Greeting:
    """Whom staff greet, and what fits them where they let it be shown."""

    name: str
    fits: Sequence[Card] = ()


@dataclass(frozen=True, slots=True)
class _Kept:
    party: PartyId
    name: VaultRef
    expires: datetime
    fits: bool


@again
def issue(services: Services, visitor: Visitor, name: str, *, fits: bool) -> Ticket:
    """A fresh code for a name the customer wants to be greeted with; the one before it greets nobody any more.

    Args:
        name: any they like; it rests in the vault until it is shown or over.
        fits: staff may see what the shop would propose to them.

    Raises:
        BadInput: there is no name, or it is too long.
    """
    said, brand, party = " ".join(name.split()), visitor.brand.id, visitor.party
    if not said or len(said) > LONGEST or not said.isprintable():
        raise BadInput(
            "that is no name to greet with", where="Your name", mend=f"Write 1 to {LONGEST} characters."
        )
    code = codes.fresh(services.rng, LENGTH)
    expires = services.clock.now() + LIVES
    with services.store.write() as tx:
        forget(services, tx, brand, party)
        ref = services.vault.put(tx, brand, party, KIND, said)
        kept, keys = _Kept(party, ref, expires, fits), Keys(index={"party": party})
        tx.records.put(brand, KIND, _digest(services, brand, code), encode(kept), version=0, keys=keys)
    return Ticket(codes.spoken(code), expires)


def greet(services: Services, brand: Brand, member: Member, code: str) -> Greeting:
    """The name behind a code, once; that it was read, and by whom, is kept for security.

    What fits them is shown as any decision is: from what they granted, and with an entry in the audit log.

    Raises:
        Forbidden: it is not this member's to do.
        NoGreeting: the code is wrong, used or over.
        TooMany: too many codes were tried.
    """
    require(member, "customers.greet")
    services.limits.take("greet", brand.id, member.id)
    found = _greet(services, brand, member, codes.plain(code, LENGTH))
    if found is None:
        raise NoGreeting
    name, kept = found
    return Greeting(name, _fits(services, Visitor(brand, kept.party)) if kept.fits else ())


@again
def _greet(services: Services, brand: Brand, member: Member, code: str) -> tuple[str, _Kept] | None:
    with services.store.write() as tx:
        found = tx.records.get(brand.id, KIND, _digest(services, brand.id, code))
        if found is None:
            return None
        kept = decode(found.body, _Kept)
        name = services.vault.get(tx, brand.id, kept.name)
        _drop(services, tx, brand.id, found.id, kept)
        if services.clock.now() >= kept.expires:
            return None
        services.gate.collect(tx, _read(services, brand.id, member, kept))
        return name, kept


def waiting(services: Services, tx: Transaction, visitor: Visitor) -> Sequence[str]:
    """The names behind a customer's own codes, for that customer."""
    brand, party = visitor.brand.id, visitor.party
    found = [decode(one.body, _Kept) for one in tx.records.find(brand, KIND, "party", party)]
    names = [services.vault.get_own(tx, brand, party, one.name) for one in found]
    return [name for name in names if name is not None]


def forget(services: Services, tx: Transaction, brand: BrandId, party: PartyId) -> None:
    """Let no code greet this customer any more."""
    for record in tx.records.find(brand, KIND, "party", party):
        _drop(services, tx, brand, record.id, decode(record.body, _Kept))


def tidy(services: Services, brand: BrandId) -> int:
    """Forget the codes that are over, with their names, and say how many there were."""
    with services.store.write() as tx:
        over = [(one.id, decode(one.body, _Kept)) for one in walk(tx, brand, KIND)]
        over = [(id_, kept) for id_, kept in over if services.clock.now() >= kept.expires]
        for id_, kept in over:
            _drop(services, tx, brand, id_, kept)
    return len(over)


def _drop(services: Services, tx: Transaction, brand: BrandId, id_: str, kept: _Kept) -> None:
    services.vault.drop(tx, brand, kept.name)
    tx.records.delete(brand, KIND, id_)


def _fits(services: Services, visitor: Visitor) -> Sequence[Card]:
    """What fits them; nothing where it would rest on what they did not grant."""
    made = deciding.settled(services, visitor, partial(_made, services))
    return [replace(card, entry=made.decisions[KIND].id) for card in made.view]


def _made(services: Services, visitor: Visitor) -> deciding.Made[Sequence[Card]]:
    began = services.clock.now()
    with services.store.read() as tx:
        who = guest(services, tx, visitor)
        rows = list(ranking.ranked(who)[:FITS]) if who.personal else []
        shown = cards.cards(services, tx, who, rows)
    return deciding.Made(
        who, shown, {KIND: deciding.shown(services, who, KIND, shown, began, fitted=who.personal)}
    )


def _read(services: Services, brand: BrandId, member: Member, kept: _Kept) -> Event:
    return Event(
        id=EventId(services.ids.new("evt")),
        brand=brand,
        kind=GREETED,
        at=services.clock.now(),
        party=kept.party,
        subject=kept.party,
        source="staff",
        purpose="security",
        context={"by": member.id, "read": ["name", "what fits"] if kept.fits else ["name"]},
    )


def _digest(services: Services, brand: BrandId, code: str) -> str:
    return mac(services.keyring.salt, "greeting", brand, code)
