"""Which items a brand knows, and what was meant by one it does not know."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

from sumisura.files import did_you_mean
from sumisura.kernel import BrandId
from sumisura.store.ports import Transaction
from sumisura.taste import repo
from sumisura.taste.model import Item

GUESSED = 500
"""Names that a guess is made for; a file with more unknown ones is another brand's."""
NEAR = 200
"""Ids on either side, in order, among which the nearest is looked for."""


@dataclass(frozen=True)
class Known:
    """A brand's items and their qualities.

    Args:
        items: by id.
        mends: what was guessed so far.

    Example:
        >>> from sumisura.taste.model import ItemId, Kind
        >>> known = Known({"belt-12": Item(ItemId("belt-12"), Kind.GOOD, "Belt", tokens=("material=hemp",))})
        >>> "belt-12" in known, "material=hemp" in known, known.mend("belt-21")
        (True, True, 'Did you mean "belt-12"?')
    """

    items: Mapping[str, Item]
    mends: dict[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, tx: Transaction, brand: BrandId) -> Self:
        """All that the brand has now."""
        return cls({item.id: item for item in repo.items(tx, brand)})

    @cached_property
    def tokens(self) -> frozenset[str]:
        """Every quality that some item has."""
        return frozenset(token for item in self.items.values() for token in item.tokens)

    def __contains__(self, name: str) -> bool:
        return name in self.items or name in self.tokens

    def title(self, name: str) -> str:
        """What a person reads; the name itself for a quality."""
        found = self.items.get(name)
        return found.title if found else name

    def mend(self, name: str) -> str:
        """What may have been meant; what to do where there are no items at all."""
        if not self.items:
            return "There are no items yet: bring the goods in first (sumisura goods import)."
        if name not in self.mends and len(self.mends) < GUESSED:
            self.mends[name] = did_you_mean(name, self._around(name))
        return self.mends.get(name, "Bring it in first, or correct it.")

    @cached_property
    def _sorted(self) -> Sequence[str]:
        return sorted({*self.items, *self.tokens})

    def _around(self, name: str) -> Sequence[str]:
        """The names next to it in order: a slip is seldom in the first letters, and there may be 100,000 names."""
        place = bisect_left(self._sorted, name)
        return self._sorted[max(0, place - NEAR) : place + NEAR]
