"""Whole numbers by name, counted in the unit of work of the deed itself, real and simulated people apart.

Several rows hold one sum, because many count at once; two who still meet make one of them ``Stale``, who repeats.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Final
from zlib import crc32

from sumisura.insight.model import SIMULATED
from sumisura.kernel import BrandId
from sumisura.store.codec import decode, encode
from sumisura.store.ports import Transaction
from sumisura.store.walk import walk

KIND: Final = "tally"
SHARDS: Final = 8
Counts = Mapping[str, int]


def count(tx: Transaction, brand: BrandId, who: str, change: Counts) -> None:
    """Add to the sums.

    Args:
        who: the party it is about, or anything else that spreads the writing; only whether it is simulated is kept.
        change: name → how many more; names say what is counted from the outside in: ``source/visit``.

    Raises:
        Stale: repeat.
    """
    if not any(change.values()):
        return
    row = f"{'simulated' if who.startswith(SIMULATED) else 'real'}:{crc32(who.encode()) % SHARDS}"
    found = tx.records.get(brand, KIND, row)
    sums = Counter(decode(found.body, dict[str, int]) if found else {})
    sums.update(change)
    left = {name: number for name, number in sums.items() if number}
    tx.records.put(brand, KIND, row, encode(left), version=found.version if found else 0)


def totals(tx: Transaction, brand: BrandId, *, simulated: bool = False) -> Counts:
    """All that was counted, of people or of simulated ones."""
    whose, sums = "simulated:" if simulated else "real:", Counter[str]()
    for record in walk(tx, brand, KIND):
        if record.id.startswith(whose):
            sums.update(decode(record.body, dict[str, int]))
    return sums


def under(counts: Counts, name: str) -> Counts:
    """What stands under a name.

    Example:
        >>> under({"source/visit": 3, "level/none": 1}, "source")
        {'visit': 3}
    """
    head = f"{name}/"
    return {key.removeprefix(head): number for key, number in counts.items() if key.startswith(head)}
