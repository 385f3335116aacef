"""Offer a revision of a family, and write down who did it, when and why."""

from dataclasses import dataclass

from sumisura.kernel import BrandId, Event, EventId, Family, PartyId
from sumisura.space import repo
from sumisura.space.history import Deed, Entry, enter, history
from sumisura.store.ports import Transaction
from sumisura.trust.gate import NOBODY_IN_PARTICULAR
from sumisura.trust.members import Member
from sumisura.usecases.services import Services

SHOWN = 6
"""Characters of a pseudonym that tell people apart."""


@dataclass(frozen=True, slots=True)
class By:
    """Who does something to a family, and why.

    Args:
        party: a member's pseudonym; "" for the command line.
        name: as the history shows them: by role, never by name.
        note: why, in their words.
    """

    party: PartyId = NOBODY_IN_PARTICULAR
    name: str = "command line"
    note: str = ""


def by(member: Member, note: str = "") -> By:
    """A member of staff, by role and the end of their pseudonym."""
    return By(member.id, f"{', '.join(sorted(member.roles))} {member.id[-SHOWN:]}", note.strip()[:200])


def offer(
    services: Services, tx: Transaction, brand: BrandId, family: Family, who: By, deed: Deed = Deed.PUBLISHED
) -> bool:
    """Make a revision the one new designs start from, in the unit of work of the caller; False when it already was."""
    _begin(services, tx, brand, family.name)
    if not repo.publish(tx, brand, family):
        return False
    write_down(services, tx, brand, family, who, deed)
    return True


def _begin(services: Services, tx: Transaction, brand: BrandId, name: str) -> None:
    """Write down what was on offer before there was a history, so that one can go back to it."""
    if name in repo.names(tx, brand) and not history(tx, brand, name):
        now, note = services.clock.now(), "on offer before this history began"
        enter(tx, brand, name, Entry(repo.current(tx, brand, name), Deed.PUBLISHED, now, "–", note))


def write_down(
    services: Services, tx: Transaction, brand: BrandId, family: Family, who: By, deed: Deed
) -> None:
    """Add a line to the family's history, and the deed to the journal: kept for security, about no customer."""
    if deed is Deed.DRAFTED:
        _begin(services, tx, brand, family.name)
    now = services.clock.now()
    enter(tx, brand, family.name, Entry(family.digest, deed, now, who.name, who.note))
    event = Event(
        id=EventId(services.ids.new("evt")),
        brand=brand,
        kind=f"family.{deed.replace(' ', '_')}",
        at=now,
        party=who.party,
        subject=family.name,
        source="office",
        purpose="security",
        context={"revision": family.digest, "by": who.name, "note": who.note},
    )
    services.gate.collect(tx, event)
