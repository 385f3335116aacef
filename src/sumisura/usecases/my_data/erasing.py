"""Erase a person: all that is theirs goes at once, and what the law retains stands under pseudonyms of chance.

What a request that was on its way still wrote is erased a minute later (`sweep`); what a restored backup brings back is
erased again from the register (`replay`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

import structlog

from sumisura.insight import repo as arms
from sumisura.insight import trust
from sumisura.kernel import BrandId, Event, NotFound, OrderId, PartyId
from sumisura.orders import repo as orders
from sumisura.space import repo as drafts
from sumisura.store.codec import decode, encode
from sumisura.store.errors import StoreAway
from sumisura.store.ports import Transaction
from sumisura.store.walk import walk
from sumisura.taste import repo as tastes
from sumisura.taste.crowd import repo as crowd
from sumisura.trust import grants, sessions, vault
from sumisura.trust.erasure import Line, parties_of
from sumisura.trust.grants import Grants
from sumisura.usecases import greeting, resuming
from sumisura.usecases.again import again
from sumisura.usecases.greeting import GREETED
from sumisura.usecases.learning import crowds
from sumisura.usecases.my_data import cutting, orders_kept, retained
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.tasting import circles, survey

SWEEP = "erasure-sweep"
SETTLES = timedelta(minutes=1)
"""After so long, what was on its way when somebody was erased has arrived."""
EVERY_ORDER = 1_000_000
BY_PARTY = (
    grants.KIND, tastes.SIGNALS, tastes.MANNERS, tastes.FRIENDS, crowd.PARTY, arms.EXPOSURE, orders.CART, cutting.CUT,
    trust.KIND,
)  # fmt: skip
"""Kinds of records whose id is a party's pseudonym."""
NAMED: Mapping[str, Callable[[Any], object]] = {
    orders.ORDER: lambda body: body["order"]["party"],
    drafts.DRAFT: itemgetter("party"),
    sessions.KIND: itemgetter("party"),
    greeting.KIND: itemgetter("party"),
    vault.DATA_KEYS: itemgetter("party"),
    vault.VALUES: itemgetter("party"),
    circles.CODE: str,
}
"""Kinds of records that name a party within, and how it is read."""
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done.

    Args:
        events: of theirs that were deleted.
        kept: events that the law retains, under other pseudonyms now.
        orders: that the law retains.
        making: of these, the ones still to be made.
        values: sealed words that nobody can read any more.
    """

    events: int = 0
    kept: int = 0
    orders: int = 0
    making: int = 0
    values: int = 0


def erase(services: Services, visitor: Visitor) -> Erased:
    """Erase all of a visitor; they go on as somebody new.

    Nothing is held back that they could still use: their session is over, and their orders are no longer theirs to
    open. Somebody of whom nothing is kept loses their visit alone: there is nobody to write down.
    """
    if not visitor.party:
        return Erased()
    services.navigation.settle()  # what they did until now goes with the rest; what comes late is swept
    if _only_a_visit(services, visitor.brand.id, visitor.party):
        return Erased()
    done = _erase_and_enter(services, visitor.brand.id, visitor.party)
    _scrub(services)
    return done


def sweep(services: Services, brand: BrandId, *, settled: timedelta = SETTLES) -> int:
    """Erase what arrived late of those erased a minute ago or more, and say of how many. For the worker."""
    with services.store.read() as tx:
        due = [
            PartyId(one.id)
            for one in walk(tx, brand, SWEEP)
            if services.clock.now() - decode(one.body, datetime) >= settled
        ]
    for party in due:
        _sweep(services, brand, party)
    if due:
        _scrub(services)
    return len(due)


def replay(services: Services, brand: BrandId, lines: Iterable[Line] = ()) -> int:
    """Erase again whom the register names, as after a backup was restored; says how many were found.

    Args:
        lines: of the file beside the database; the restored database may not know them.
    """
    with services.store.write() as tx:
        services.erasures.adopt(tx, (line for line in lines if line.brand == brand))
    with services.store.read() as tx:
        register = services.erasures.register(tx, brand)
        found = [one for one in _parties(tx, brand) if services.erasures.digest(brand, one) in register]
    for party in found:
        _erase_and_enter(services, brand, party)
    if found:
        _scrub(services)
    return len(found)


@again
def _erase_and_enter(services: Services, brand: BrandId, party: PartyId) -> Erased:
    with services.store.write() as tx:
        services.erasures.enter(tx, brand, party, services.clock.now())
        done = _erase(services, tx, brand, party)
        _late(services, tx, brand, party)
    return done


@again
def _sweep(services: Services, brand: BrandId, party: PartyId) -> None:
    with services.store.write() as tx:
        _erase(services, tx, brand, party)
        tx.records.delete(brand, SWEEP, party)


def _erase(services: Services, tx: Transaction, brand: BrandId, party: PartyId) -> Erased:
    mine = orders.orders_of(tx, brand, party, limit=EVERY_ORDER)
    for one in mine:
        orders_kept.disown(services, tx, one)
        tx.records.delete(brand, survey.KIND, one.id)
    gone, kept = services.erasures.shred(tx, brand, party, _Keeping(services, tx, brand))
    crowds.forget(services, tx, brand, party)
    tastes.forget(tx, brand, party)
    circles.forget(services, tx, brand, party)
    arms.forget(tx, brand, party)
    drafts.forget_drafts(tx, brand, party)
    orders.forget_cart(tx, brand, party)
    cutting.forget(tx, brand, party)
    trust.forget(tx, brand, party)
    greeting.forget(services, tx, brand, party)
    resuming.forget(tx, brand, party)
    Grants(services.ids).forget(tx, brand, party)
    services.sessions.close_all(tx, brand, party)
    values = services.vault.forget_party(tx, brand, party)
    return Erased(gone, kept, len(mine), sum(map(orders_kept.unmade, mine)), values)


@again
def _only_a_visit(services: Services, brand: BrandId, party: PartyId) -> bool:
    """Whether nothing is kept of a party but that they are here; the visit is then over."""
    with services.store.write() as tx:
        if services.gate.own(tx, brand, party, limit=1) or any(_kept(services, tx, brand, party)):
            return False
        services.sessions.close_all(tx, brand, party)
        _late(services, tx, brand, party)
    return True


def _kept(services: Services, tx: Transaction, brand: BrandId, party: PartyId) -> Iterator[object]:
    """What is kept of a party besides events, a kind at a time."""
    yield from (tx.records.get(brand, kind, party) for kind in BY_PARTY)
    yield orders.orders_of(tx, brand, party, limit=1)
    yield drafts.drafts_of(tx, brand, party)
    yield services.vault.count(tx, brand, party)
    yield tastes.friends(tx, brand, party)
    yield tx.records.find(brand, greeting.KIND, "party", party)


def _late(services: Services, tx: Transaction, brand: BrandId, party: PartyId) -> None:
    """Have what still arrives of them swept."""
    found = tx.records.get(brand, SWEEP, party)
    version = found.version if found else 0
    tx.records.put(brand, SWEEP, party, encode(services.clock.now()), version=version)


class _Keeping:
    """Under which pseudonym an event is kept, if the law retains it."""

    def __init__(self, services: Services, tx: Transaction, brand: BrandId) -> None:
        self._services, self._tx, self._brand = services, tx, brand
        self._standing: dict[OrderId, PartyId] = {}
        self._agreed = orders_kept.somebody(services)

    def __call__(self, event: Event) -> PartyId | None:
        """GDPR Art. 17(3)(b): legal duty. What is proof of consent stays together, each order by itself."""
        if not retained.outlives(event):
            return None
        if event.purpose == "consent":
            return self._agreed
        if event.kind == GREETED:
            return orders_kept.somebody(self._services)
        return self._order(OrderId(event.subject))

    def _order(self, id_: OrderId) -> PartyId:
        """The pseudonym the order stands under by now, also for what arrives of it later."""
        if id_ not in self._standing:
            try:
                self._standing[id_] = orders.order(self._tx, self._brand, id_)[0].party
            except NotFound:
                self._standing[id_] = orders_kept.somebody(self._services)
        return self._standing[id_]


def _parties(tx: Transaction, brand: BrandId) -> Iterator[PartyId]:
    """Everybody this database still knows, each once."""
    seen: set[str] = set()
    for party in _named(tx, brand):
        if party not in seen:
            seen.add(party)
            yield PartyId(party)


def _named(tx: Transaction, brand: BrandId) -> Iterator[str]:
    for kind in BY_PARTY:
        yield from (record.id for record in walk(tx, brand, kind))
    for kind, read in NAMED.items():
        yield from (str(read(decode(record.body, object))) for record in walk(tx, brand, kind))
    yield from parties_of(tx, brand)


def _scrub(services: Services) -> None:
    """Have the erased bytes leave the files now; where somebody still reads, the worker's next time will."""
    try:
        services.store.scrub()
    except StoreAway as error:
        log.info("erasure.scrub_later", why=str(error))
