"""Events that share the fate of what they tell of."""

from sumisura.kernel import Event
from sumisura.store.ports import Transaction


def record(tx: Transaction, *events: Event) -> int:
    """Write events down in the transaction that makes them true, and say how many were new.

    They are kept if and only if the transaction is; an event that is there already counts once.
    For orders, payments, grants and whatever else must not be lost.
    """
    return tx.ledger.append(events)
