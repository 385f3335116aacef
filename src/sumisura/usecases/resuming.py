"""Go on with another device, or in the shop's own pages: by a code that works once, for minutes.

Whoever has it is that customer in this shop, so it is made by the customer alone, or by a program that acts for them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final

from sumisura.kernel import BadInput, Brand, BrandId, PartyId, SumisuraError
from sumisura.store.codec import decode, encode
from sumisura.store.ports import Keys, Transaction
from sumisura.store.walk import walk
from sumisura.trust import codes
from sumisura.trust.keys import mac
from sumisura.trust.sessions import Door, Opened
from sumisura.usecases.again import again
from sumisura.usecases.held.profile import kept_here
from sumisura.usecases.services import Services, Visitor

KIND: Final = "resuming"
LIVES = timedelta(minutes=10)
LENGTH: Final = 12
"""Letters: 60 bits, in three groups."""


class NothingToResume(SumisuraError):
    """A code leads nowhere: it is wrong, was used, or its minutes are over; which of them is not said."""

    code: ClassVar[str] = "nothing_to_resume"
    status: ClassVar[int] = 404

    def __init__(self) -> None:
        super().__init__(
            "That code leads nowhere: a code works once, for ten minutes. Make a new one where you began, and type it in here."
        )


@dataclass(frozen=True, slots=True)
class Ticket:
    """A code to go on with: as it is typed, ``7Q2F-09BC-3XKD``; it is kept nowhere."""

    code: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class _Kept:
    party: PartyId
    expires: datetime


@again
def issue(services: Services, visitor: Visitor) -> Ticket:
    """A fresh code for this customer; the one before it leads nowhere any more.

    Raises:
        BadInput: nothing was begun yet, or what was begun is held by the customer's own device.
    """
    kept_here(visitor.held)
    if not visitor.party:
        raise BadInput("there is nothing to go on with yet", where="designs", mend="Begin something first.")
    brand, code = visitor.brand.id, codes.fresh(services.rng, LENGTH)
    made = _Kept(visitor.party, services.clock.now() + LIVES)
    with services.store.write() as tx:
        forget(tx, brand, visitor.party)
        keys = Keys(index={"party": visitor.party})
        tx.records.put(brand, KIND, _digest(services, brand, code), encode(made), version=0, keys=keys)
    return Ticket(codes.spoken(code), made.expires)


def resume(services: Services, brand: Brand, client: str, token: str, code: str) -> Opened:
    """A session of the customer behind a code, once; the one that this browser had is closed.

    Args:
        client: what rates are counted by.
        token: what the browser's cookie held; never adopted.

    Raises:
        NothingToResume: the code is wrong, used or over.
        TooMany: too many codes were tried.
    """
    services.limits.take("greet", brand.id, client)
    found = _resume(services, brand.id, token, codes.plain(code, LENGTH))
    if found is None:
        raise NothingToResume
    return found


def forget(tx: Transaction, brand: BrandId, party: PartyId) -> None:
    """Let no code lead to this customer any more."""
    for record in tx.records.find(brand, KIND, "party", party):
        tx.records.delete(brand, KIND, record.id)


def tidy(services: Services, brand: BrandId) -> int:
    """Forget the codes that are over, and say how many there were."""
    now = services.clock.now()
    with services.store.write(durable=False) as tx:
        over = [one.id for one in walk(tx, brand, KIND) if now >= decode(one.body, _Kept).expires]
        for id_ in over:
            tx.records.delete(brand, KIND, id_)
    return len(over)


@again
def _resume(services: Services, brand: BrandId, token: str, code: str) -> Opened | None:
    with services.store.write() as tx:
        found = tx.records.get(brand, KIND, _digest(services, brand, code))
        if found is None:
            return None
        tx.records.delete(brand, KIND, found.id)
        kept = decode(found.body, _Kept)
        if services.clock.now() >= kept.expires or not services.sessions.is_here(tx, brand, kept.party):
            return None
        services.sessions.close(tx, brand, token)
        return services.sessions.open(tx, brand, kept.party, Door.VISIT)


def _digest(services: Services, brand: BrandId, code: str) -> str:
    return mac(services.keyring.salt, KIND, brand, code)
