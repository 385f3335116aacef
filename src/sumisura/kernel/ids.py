"""Typed, sortable identifiers: a kind, an underscore, and a UUIDv7 (RFC 9562 §5.7) in hexadecimal."""

from dataclasses import dataclass
from typing import NewType

from sumisura.kernel.time import Clock, Rng

BrandId = NewType("BrandId", str)
"""A tenant's short name, as it stands in its addresses: ``indigo``."""
PartyId = NewType("PartyId", str)
"""A pseudonymous person or organisation: ``pty_0197…``. Names live only in trust's vault."""
DesignId = NewType("DesignId", str)
OrderId = NewType("OrderId", str)
EventId = NewType("EventId", str)
VaultRef = NewType("VaultRef", str)
"""A reference to one personal value in trust's vault: ``vlt_0197…``."""


@dataclass(frozen=True, slots=True)
class Ids:
    """Makes identifiers that sort by the time they were made.

    Example:
        >>> from datetime import UTC, datetime
        >>> from sumisura.kernel.time import FixedClock
        >>> Ids(FixedClock(datetime(2026, 1, 1, tzinfo=UTC)), Rng(1)).new("ord")
        'ord_019b76daa8007d8e91b7584a2265b1f5'
    """

    clock: Clock
    rng: Rng

    def new(self, kind: str) -> str:
        """A fresh id: 48 bits of milliseconds, then 74 bits of chance around version and variant."""
        milliseconds = int(self.clock.now().timestamp() * 1000)
        chance = self.rng.getrandbits(74)
        high, low = chance >> 62, chance & ((1 << 62) - 1)
        value = milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low
        return f"{kind}_{value:032x}"
