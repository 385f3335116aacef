"""Orders of who was erased: kept under a pseudonym of their own for the books, with no word of whose they were.

Each order gets another random pseudonym, so that nobody can tell that two were one person's. One that is still to be
made keeps the address and the words it needs, sealed anew, until it has arrived; then the worker erases these, too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from sumisura.kernel import BrandId, NotFound, Order, OrderId, OrderLine, OrderState, PartyId, VaultRef
from sumisura.orders import repo as orders
from sumisura.store.codec import decode, encode
from sumisura.store.ports import Record, Transaction
from sumisura.store.walk import walk
from sumisura.trust.keys import UnknownKey
from sumisura.trust.purposes import PURPOSES
from sumisura.trust.vault import Erased, Tampered
from sumisura.usecases.again import again
from sumisura.usecases.services import Services
from sumisura.usecases.shop.settling import DEBT, INTENT

RETAINED = "retained-order"
OVER = frozenset({OrderState.DELIVERED, OrderState.CANCELLED})
ACCOUNTS = PURPOSES["accounts"]
NOWHERE = VaultRef("")
"""Stands for the address of an order that has none any more."""
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Retained:
    """An order that outlived whose it was.

    Args:
        until: how long the law wants it kept.
        making: it still holds what is needed to make and send it.
    """

    until: datetime
    making: bool


def unmade(order: Order) -> bool:
    """Whether an order still has to be made or sent."""
    return order.state not in OVER


def kept_until(order: Order) -> datetime:
    """How long the law wants an order kept."""
    return order.placed_at + timedelta(days=ACCOUNTS.keep_days)


def disown(services: Services, tx: Transaction, order: Order) -> PartyId:
    """Keep an order under a fresh random pseudonym, which is returned."""
    found, version = orders.order(tx, order.brand, order.id)
    party = somebody(services)
    making = unmade(found)
    bare = _resealed(services, tx, found, party) if making else _bare(found)
    orders.disown(tx, replace(bare, party=party), version)
    _note(tx, found, Retained(kept_until(found), making))
    return party


def somebody(services: Services) -> PartyId:
    """A pseudonym of chance alone: without the time in it, two that were made together cannot be told to be."""
    return PartyId(f"pty_{services.rng.randbytes(16).hex()}")


def take_up(services: Services, brand: BrandId) -> int:
    """Erase what orders needed that have arrived by now, and orders the law no longer wants; says how many."""
    with services.store.read() as tx:
        kept = [(OrderId(one.id), decode(one.body, Retained)) for one in walk(tx, brand, RETAINED)]
    now = services.clock.now()
    return sum(
        _finish(services, brand, id_) for id_, retained in kept if retained.making or retained.until <= now
    )


@again
def _finish(services: Services, brand: BrandId, id_: OrderId) -> bool:
    with services.store.write() as tx:
        found = tx.records.get(brand, RETAINED, id_)
        if found is None:
            return False
        order, version = orders.order(tx, brand, id_)
        if decode(found.body, Retained).until <= services.clock.now():
            services.vault.forget_party(tx, brand, order.party)
            orders.forget(tx, brand, id_)
            tx.records.delete(brand, RETAINED, id_)
            return True
        if unmade(order) or any(tx.records.get(brand, kind, id_) for kind in (INTENT, DEBT)):
            return False
        services.vault.forget_party(tx, brand, order.party)
        orders.forget_cart(tx, brand, order.party)
        orders.disown(tx, _bare(order), version)
        _put(tx, brand, found, Retained(kept_until(order), making=False))
    return True


def _resealed(services: Services, tx: Transaction, order: Order, party: PartyId) -> Order:
    """The order with its words sealed anew, under the key of its own pseudonym: the former key is shredded.

    A word that cannot be opened is dropped and said so in the log: a harmed value is no reason to keep all others.
    """

    def sealed(ref: VaultRef, kind: str) -> VaultRef:
        try:
            text = services.vault.get(tx, order.brand, ref)
        except (NotFound, Tampered, UnknownKey, Erased) as error:
            log.warning("erasure.word_lost", order=order.id, kind=kind, code=error.code)
            return NOWHERE
        return services.vault.put(tx, order.brand, party, kind, text)

    def reworded(line: OrderLine) -> OrderLine:
        found = {name: sealed(ref, f"field.{name}") for name, ref in line.personal.items()}
        return replace(line, token="", personal={name: ref for name, ref in found.items() if ref != NOWHERE})

    return replace(
        order, recipient=sealed(order.recipient, "recipient"), lines=tuple(map(reworded, order.lines))
    )


def _bare(order: Order) -> Order:
    """What the books need: what was bought, when, at what price and tax, and where to."""
    return replace(order, recipient=NOWHERE, lines=tuple(map(_bare_line, order.lines)))


def _bare_line(line: OrderLine) -> OrderLine:
    # The seal vouches for the words as well: it goes with them.
    nothing: Mapping[str, VaultRef] = {}
    return replace(line, token="", personal=nothing, fields={})


def _note(tx: Transaction, order: Order, retained: Retained) -> None:
    found = tx.records.get(order.brand, RETAINED, order.id)
    version = found.version if found else 0
    tx.records.put(order.brand, RETAINED, order.id, encode(retained), version=version)


def _put(tx: Transaction, brand: BrandId, found: Record, retained: Retained) -> None:
    tx.records.put(brand, RETAINED, found.id, encode(retained), version=found.version)
