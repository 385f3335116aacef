"""Move a profile to its owner's device, and back: what is here goes only once the device shows that it has it."""

from sumisura.kernel import Event, Stale
from sumisura.store.ports import Transaction
from sumisura.taste import repo
from sumisura.taste.model import Manners
from sumisura.trust.grants import Grants
from sumisura.trust.sources import SOURCES
from sumisura.usecases.held.profile import BadProfile, Held, write
from sumisura.usecases.learning import crowds
from sumisura.usecases.my_data import cutting, importing
from sumisura.usecases.my_data.importing import Taken
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.tasting import agreeing, circles


def export(services: Services, visitor: Visitor) -> str:
    """All that is kept here of a visitor's taste, as a profile to be held."""
    with services.store.read() as tx:
        if not visitor.party:
            return write((), Manners())
        manners, _ = repo.manners(tx, visitor.brand.id, visitor.party)
        return write(repo.signals(tx, visitor.brand.id, visitor.party), manners)


def move(services: Services, visitor: Visitor, held: Held) -> None:
    """Forget here what its owner shows to hold, and every consent to collect more: in one unit of work.

    Record and journal are rid of it, and of the decisions that rested on it, since what was shown tells of the taste
    it was shown to. Votes are taken back from the crowd to the last one. What was agreed to, and when, stays as proof.

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
        _forget(services, tx, visitor)


def give_back(services: Services, visitor: Visitor, held: Held) -> Taken:
    """Keep a profile here again, as any profile is brought: agreeing now to the sources it speaks of.

    Raises:
        BadProfile: no profile came along.
    """
    if not held.sent:
        raise BadProfile("there is none", where="profile", mend="Send the profile that you hold.")
    sources = sorted({one.source for one in held.signals} | ({circles.PLACE} if held.manners.cell else set()))
    document = write(held.signals, held.manners).encode()
    return importing.bring(services, visitor, document, sources)


def _withdraw_all(services: Services, tx: Transaction, visitor: Visitor) -> None:
    standing = Grants(services.ids).of(tx, visitor.brand.id, visitor.party).open
    for name in sorted({source for _, source in standing}):
        agreeing.end(services, tx, visitor, name)


def _forget(services: Services, tx: Transaction, visitor: Visitor) -> None:
    brand, party = visitor.brand.id, visitor.party
    circles.forget(services, tx, brand, party)
    cutting.drop(services, tx, brand, party, frozenset(SOURCES))
    told = [one.event.id for one in services.gate.own_all(tx, brand, party) if _tells_of_taste(one.event)]
    services.erasures.forget(tx, brand, told, "withdrawn")
    cutting.forget(tx, brand, party)
    repo.forget(tx, brand, party)


def _tells_of_taste(event: Event) -> bool:
    """What they told or did, refusals included, and what was shown to them for it."""
    return event.kind.startswith(("signal.", "wish.")) or bool(event.context.get("signals"))
