"""Items, and each customer's signals and wishes about how they are served, on the store's records."""

import heapq
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from sumisura.kernel import BrandId, NotFound, PartyId
from sumisura.store.codec import decode, encode
from sumisura.store.ports import Keys, Transaction
from sumisura.store.walk import walk
from sumisura.taste.model import Item, ItemId, Manners, Signal
from sumisura.trust.never import check_token

ITEM, STOCK = "item", "items-revision"
SIGNALS, MANNERS, FRIENDS = "signals", "manners", "friends"
NAMED = "named"
"""What a record of friends is found under, by the pseudonym of each it names."""
MOST = 1_000
"""Signals kept within reach for one customer: the latest; a refusal is never crowded out."""


def save_items(tx: Transaction, brand: BrandId, items: Iterable[Item]) -> int:
    """Write items, new or changed, and say how many changed; who holds them in memory sees a new revision.

    Raises:
        NeverKept: an item bears a quality that sorts people (``trust.never``); nothing was written.
    """
    items = list(items)
    for token in {token for item in items for token in item.tokens}:
        check_token(token)
    changed = sum(_save(tx, brand, item) for item in items)
    if changed:
        _renew(tx, brand)
    return changed


def forget_items(tx: Transaction, brand: BrandId, ids: Iterable[ItemId]) -> None:
    """Take items off."""
    for id_ in ids:
        tx.records.delete(brand, ITEM, id_)
    _renew(tx, brand)


def items(tx: Transaction, brand: BrandId) -> Sequence[Item]:
    """Every item of the brand, by id."""
    return sorted((decode(record.body, Item) for record in walk(tx, brand, ITEM)), key=lambda item: item.id)


def item(tx: Transaction, brand: BrandId, id_: ItemId) -> Item:
    """The item of that id. Raises NotFound when there is none."""
    found = find(tx, brand, id_)
    if found is None:
        raise NotFound("piece", id_)
    return found


def find(tx: Transaction, brand: BrandId, id_: ItemId) -> Item | None:
    """The item of that id, or None."""
    found = tx.records.get(brand, ITEM, id_)
    return None if found is None else decode(found.body, Item)


def items_revision(tx: Transaction, brand: BrandId) -> int:
    """Grows whenever an item changes: what caches are kept under."""
    found = tx.records.get(brand, STOCK, "")
    return found.version if found else 0


def signals(tx: Transaction, brand: BrandId, party: PartyId) -> tuple[Signal, ...]:
    """What this customer told or did, oldest first; whoever uses it leaves out what they no longer agree to."""
    found = tx.records.get(brand, SIGNALS, party)
    return decode(found.body, tuple[Signal, ...]) if found else ()


def add_signals(
    tx: Transaction, brand: BrandId, party: PartyId, more: Iterable[Signal]
) -> tuple[Signal, ...]:
    """Keep signals, each once by its id, and return all that are kept now.

    Raises:
        Stale: another request added some meanwhile; repeat.
    """
    found = tx.records.get(brand, SIGNALS, party)
    before = decode(found.body, tuple[Signal, ...]) if found else ()
    known = {one.id for one in before}
    fresh = {one.id: one for one in more if one.id not in known}
    if not fresh:
        return before
    kept = _latest(sorted((*before, *fresh.values()), key=lambda one: (one.at, one.id)))
    tx.records.put(brand, SIGNALS, party, encode(kept), version=found.version if found else 0)
    return kept


def take_back(tx: Transaction, brand: BrandId, party: PartyId, item: ItemId, what: str) -> None:
    """Forget what a customer told of an item in so many words."""
    found = tx.records.get(brand, SIGNALS, party)
    if found is not None:
        before = decode(found.body, tuple[Signal, ...])
        kept = tuple(one for one in before if (one.item, one.what) != (item, what))
        tx.records.put(brand, SIGNALS, party, encode(kept), version=found.version)


def keep_signals(tx: Transaction, brand: BrandId, party: PartyId, wanted: Callable[[Signal], bool]) -> None:
    """Keep the signals that are wanted, and forget the others."""
    found = tx.records.get(brand, SIGNALS, party)
    if found is None:
        return
    before = decode(found.body, tuple[Signal, ...])
    kept = tuple(filter(wanted, before))
    if not kept:
        tx.records.delete(brand, SIGNALS, party)
    elif kept != before:
        tx.records.put(brand, SIGNALS, party, encode(kept), version=found.version)


def forget_signals(tx: Transaction, brand: BrandId, party: PartyId, *, source: str = "") -> None:
    """Forget a customer's signals: those of one source, or all."""
    found = tx.records.get(brand, SIGNALS, party)
    if found is None:
        return
    kept = tuple(one for one in decode(found.body, tuple[Signal, ...]) if source and one.source != source)
    if kept:
        tx.records.put(brand, SIGNALS, party, encode(kept), version=found.version)
    else:
        tx.records.delete(brand, SIGNALS, party)


def forget_tastes(tx: Transaction, brand: BrandId, *, before: str = "", limit: int = 500) -> str:
    """Forget what customers told and did, a page of customers at a time; what they never want to see stays.

    Args:
        before: from where to go on; "" to begin.
        limit: customers in one go.

    Returns:
        From where to go on; "" when all is done.
    """
    page = tx.records.page(brand, SIGNALS, before=before, limit=limit)
    for record in page:
        kept = tuple(one for one in decode(record.body, tuple[Signal, ...]) if one.what == "refused")
        if kept:
            tx.records.put(brand, SIGNALS, record.id, encode(kept), version=record.version)
        else:
            tx.records.delete(brand, SIGNALS, record.id)
    return page[-1].id if page else ""


def manners(tx: Transaction, brand: BrandId, party: PartyId) -> tuple[Manners, int]:
    """How this customer wants to be served, and its version; the usual manners with version 0 at first."""
    found = tx.records.get(brand, MANNERS, party)
    return (decode(found.body, Manners), found.version) if found else (Manners(), 0)


def save_manners(tx: Transaction, brand: BrandId, party: PartyId, manners: Manners, version: int) -> None:
    """Write them back. Raises Stale when they were changed meanwhile."""
    tx.records.put(brand, MANNERS, party, encode(manners), version=version)


def forget_place(tx: Transaction, brand: BrandId, party: PartyId) -> None:
    """Forget which region they named."""
    before, version = manners(tx, brand, party)
    if before.cell:
        save_manners(tx, brand, party, replace(before, cell=""), version)


def forget(tx: Transaction, brand: BrandId, party: PartyId) -> None:
    """Forget all that is kept here about a customer."""
    forget_signals(tx, brand, party)
    tx.records.delete(brand, MANNERS, party)
    forget_friend(tx, brand, party)


def _latest(ordered: Sequence[Signal]) -> tuple[Signal, ...]:
    """The latest `MOST`, and every refusal, in order."""
    if len(ordered) <= MOST:
        return tuple(ordered)
    refusals = {one.id for one in ordered if one.what == "refused"}
    others = (one for one in ordered if one.id not in refusals)
    latest = heapq.nlargest(max(0, MOST - len(refusals)), others, key=lambda one: (one.at, one.id))
    kept = refusals | {one.id for one in latest}
    return tuple(one for one in ordered if one.id in kept)


def _save(tx: Transaction, brand: BrandId, item: Item) -> bool:
    before, body = tx.records.get(brand, ITEM, item.id), encode(item)
    if before is not None and before.body == body:
        return False
    tx.records.put(brand, ITEM, item.id, body, version=before.version if before else 0)
    return True


def _renew(tx: Transaction, brand: BrandId) -> None:
    found = tx.records.get(brand, STOCK, "")
    tx.records.put(brand, STOCK, "", encode(""), version=found.version if found else 0)


def friends(tx: Transaction, brand: BrandId, party: PartyId) -> tuple[PartyId, ...]:
    """Whom a customer named as friends; it counts only where they named them back."""
    found = tx.records.get(brand, FRIENDS, party)
    return decode(found.body, tuple[PartyId, ...]) if found else ()


def name_friends(tx: Transaction, brand: BrandId, party: PartyId, named: Iterable[PartyId]) -> None:
    """Write whom a customer names as friends, each once."""
    found = tx.records.get(brand, FRIENDS, party)
    friends = tuple(sorted(set(named) - {party}))
    if friends:
        keys = Keys(index=dict.fromkeys(friends, NAMED))
        version = found.version if found else 0
        tx.records.put(brand, FRIENDS, party, encode(friends), version=version, keys=keys)
    else:
        tx.records.delete(brand, FRIENDS, party)


def forget_friend(tx: Transaction, brand: BrandId, party: PartyId) -> None:
    """Forget whom a customer named as friends, and that anybody named them."""
    tx.records.delete(brand, FRIENDS, party)
    for record in tx.records.find(brand, FRIENDS, party, NAMED):
        named = decode(record.body, tuple[PartyId, ...])
        name_friends(tx, brand, PartyId(record.id), (one for one in named if one != party))
