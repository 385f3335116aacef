"""Who reads the journal as it grows, and how far behind each of them is."""

from collections.abc import Mapping
from typing import Final

from sumisura.kernel import BrandId
from sumisura.store.ports import Transaction
from sumisura.trust.audit.model import LogDamaged
from sumisura.usecases.learning import crowds
from sumisura.usecases.maker import wanting
from sumisura.usecases.office import trusting
from sumisura.usecases.services import Services
from sumisura.usecases.webhooks import following

AUDIT: Final = "audit"
FOLLOWERS: Final[Mapping[str, str]] = {
    crowds.READER: "what is popular",
    wanting.READER: "what was wanted and not offered",
    trusting.READER: "what was turned away",
    following.READER: "what other systems are told",
    AUDIT: "the audit log",
}
"""Readers by the name of their cursor, and what is not up to date while they are behind."""
MOST: Final = 100_000
"""Entries up to which it is counted how far behind a reader is."""


def behind(services: Services, tx: Transaction, brand: BrandId, most: int = MOST) -> Mapping[str, int]:
    """Reader → how many entries of the journal it has still to look at, at most so many.

    An audit log that is damaged is left out: others say so.
    """
    found = {name: services.gate.behind(tx, brand, name, most) for name in FOLLOWERS if name != AUDIT}
    try:
        return found | {AUDIT: services.audit.behind(tx, brand, most)}
    except LogDamaged:
        return found
