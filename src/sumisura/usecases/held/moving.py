"""Move a profile to its owner's device, and back: what is here goes only once the device shows that it has it."""

from collections.abc import Iterable
from dataclasses import replace

from sumisura.kernel import Stale
from sumisura.store.ports import Transaction
from sumisura.taste import repo
from sumisura.taste.model import Manners
from sumisura.trust.grants import Grants
from sumisura.trust.sources import TEXT
from sumisura.usecases.again import again
from sumisura.usecases.held.profile import WISHES, BadProfile, Held, write
from sumisura.usecases.learning import crowds
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.tasting import circles, signals

IMPROVE = "improve"


def export(services: Services, visitor: Visitor) -> str:
    """All that is kept here of a visitor's taste, as a profile to be held."""
    with services.store.read() as tx:
        if not visitor.party:
            return write((), Manners())
        manners, _ = repo.manners(tx, visitor.brand.id, visitor.party)
        return write(repo.signals(tx, visitor.brand.id, visitor.party), manners)


def move(services: Services, visitor: Visitor, held: Held) -> None:
    """Forget here what its owner shows to hold, and every consent to collect more: in one unit of work.

    Votes are taken back from the crowd to the last one. What was agreed to, and when, stays as proof.

    Raises:
        BadProfile: no profile came along.
        Stale: something was told here since it was exported; nothing was forgotten.
    """
    if not held.sent:
        raise BadProfile("there is none", where="profile", mend="Export it first.")
    brand, party = visitor.brand.id, visitor.party
    with services.store.write() as tx:
        missing = {one.id for one in repo.signals(tx, brand, party)} - {one.id for one in held.signals}
        if missing:
            raise Stale("profile", party, f"has {len(missing)} signals here that your copy has not")
        crowds.forget(services, tx, brand, party)
        _withdraw_all(services, tx, visitor)
        circles.forget(services, tx, brand, party)
        repo.forget(tx, brand, party)


@again
def give_back(services: Services, visitor: Visitor, held: Held) -> None:
    """Keep a profile here again, agreeing to the sources it speaks of: told now, whenever it happened.

    Raises:
        BadProfile: no profile came along.
    """
    if not held.sent:
        raise BadProfile("there is none", where="profile", mend="Send the profile that you hold.")
    brand, party = visitor.brand.id, visitor.party
    sources = sorted({one.source for one in held.signals})
    with services.store.write() as tx:
        grants = Grants(services.ids)
        consents = grants.give_all(tx, brand, party, [(signals.PERSONALISE, name) for name in sources], TEXT)
        now = max(services.clock.now(), consents.changed or services.clock.now())
        given = [replace(one, told=now) for one in held.signals]
        signals.record_many(services, tx, brand, party, given)
        before, version = repo.manners(tx, brand, party)
        wishes = {name: getattr(held.manners, name) for name in WISHES}
        repo.save_manners(tx, brand, party, replace(before, **wishes), version)


def _withdraw_all(services: Services, tx: Transaction, visitor: Visitor) -> None:
    grants, brand, party = Grants(services.ids), visitor.brand.id, visitor.party
    for purpose, source in _open(grants, tx, visitor):
        grants.withdraw(tx, brand, party, purpose, source)
        if source == circles.FRIENDS:
            circles.listed(services, tx, visitor, on=False)


def _open(grants: Grants, tx: Transaction, visitor: Visitor) -> Iterable[tuple[str, str]]:
    found = grants.of(tx, visitor.brand.id, visitor.party).grants
    return sorted(
        {
            (one.purpose, one.source)
            for one in found
            if one.during.end is None and one.purpose in {signals.PERSONALISE, IMPROVE}
        }
    )
