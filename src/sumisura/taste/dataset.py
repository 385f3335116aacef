"""Ids meet rows here and nowhere else: many customers' evidence as one sparse matrix."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sumisura.stats.errors import UnusableNumbers
from sumisura.taste.sums import ONE, Sum

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Histories:
    """Customers × items in compressed rows.

    Args:
        begin: (customers + 1,) where each customer's entries begin; the last is how many entries there are.
        columns: (entries,) which item, ascending and each once within a customer.
        weight: (entries,) how much is known: a_uj of `sumisura.taste.sums`, in plain signals.
        pull: (entries,) how much it is liked, times that weight: b_uj.
        width: how many items there are.
    """

    begin: Ints
    columns: Ints
    weight: Floats
    pull: Floats
    width: int

    @classmethod
    def of(
        cls, rows: npt.ArrayLike, columns: npt.ArrayLike, shape: tuple[int, int], **parts: Floats
    ) -> "Histories":
        """Entries in any order; several of one customer about one item add up.

        Args:
            rows, columns: (entries,) which customer, which item.
            shape: how many of each there are.
            parts: ``weight`` and ``pull``, (entries,) each; 1 where not given.

        Example:
            >>> seen = Histories.of([1, 0, 1], [2, 0, 2], (2, 3))
            >>> seen.begin.tolist(), seen.columns.tolist(), seen.pull.tolist()
            ([0, 1, 2], [0, 2], [1.0, 2.0])
        """
        row, column = np.asarray(rows, np.int64), np.asarray(columns, np.int64)
        key, place = np.unique(row * shape[1] + column, return_inverse=True)
        one = np.ones(len(row))
        weight, pull = (
            np.bincount(place, parts.get(name, one), len(key)).astype(np.float64)
            for name in ("weight", "pull")
        )
        begin = np.searchsorted(key, np.arange(shape[0] + 1, dtype=np.int64) * shape[1])
        return cls(begin.astype(np.int64), key % max(shape[1], 1), weight, pull, shape[1])

    @classmethod
    def from_sums(cls, sums: Iterable[Sum], width: int) -> "Histories":
        """One customer per total of evidence."""
        parts = list(sums)
        begin = np.cumsum([0, *(len(part.rows) for part in parts)], dtype=np.int64)
        if not parts:
            return cls(begin, np.empty(0, np.int64), np.empty(0), np.empty(0), width)
        rows, weight, pull = (np.concatenate(column) for column in zip(*parts, strict=True))
        return cls(begin, rows, weight / ONE, pull / ONE, width)

    @property
    def size(self) -> int:
        """How many customers there are."""
        return len(self.begin) - 1

    @cached_property
    def rows(self) -> Ints:
        """(entries,) whose each entry is."""
        return np.repeat(np.arange(self.size, dtype=np.int64), self.lengths)

    @property
    def lengths(self) -> Ints:
        """(customers,) how many items each has evidence about."""
        return np.diff(self.begin)

    def require_finite(self) -> None:
        """Refuse what nothing can be learned from, before it spreads to every item.

        Raises:
            UnusableNumbers: a weight or a pull is no finite number.
        """
        bad = ~(np.isfinite(self.weight) & np.isfinite(self.pull))
        if bad.any():
            at = int(bad.argmax())
            raise UnusableNumbers(
                f"What customer {self.rows[at]} showed about item {self.columns[at]} has a weight that is no finite number",
                mend="Leave that signal out, or give it a weight.",
            )

    @cached_property
    def counts(self) -> Ints:
        """(items,) how many customers have evidence in favour of each: popularity."""
        return np.bincount(self.columns[self.pull > 0], minlength=self.width)

    @cached_property
    def flipped(self) -> "Histories":
        """Items × customers."""
        order = np.argsort(self.columns, kind="stable")
        begin = np.searchsorted(self.columns[order], np.arange(self.width + 1)).astype(np.int64)
        return Histories(begin, self.rows[order], self.weight[order], self.pull[order], self.size)

    def take(self, customers: npt.ArrayLike) -> "Histories":
        """Some of the customers, in that order."""
        wanted = np.asarray(customers, np.int64)
        lengths = self.lengths[wanted]
        begin = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        at = np.repeat(self.begin[wanted] - begin[:-1], lengths) + np.arange(begin[-1])
        return Histories(begin, self.columns[at], self.weight[at], self.pull[at], self.width)

    def keep(self, entries: npt.NDArray[np.bool_]) -> "Histories":
        """The entries marked; customers may end up with none."""
        before = np.concatenate([[0], np.cumsum(entries)]).astype(np.int64)
        return Histories(
            before[self.begin], self.columns[entries], self.weight[entries], self.pull[entries], self.width
        )

    def only(self, items: Ints) -> "Histories":
        """The same customers with these items alone, numbered as given."""
        place = np.full(self.width, -1, np.int64)
        place[items] = np.arange(len(items))
        inside = self.keep(place[self.columns] >= 0)
        return Histories.of(
            inside.rows,
            place[inside.columns],
            (self.size, len(items)),
            weight=inside.weight,
            pull=inside.pull,
        )

    def dense(self, values: Floats, customers: slice = slice(None)) -> Floats:
        """(customers, items) one value per entry, zero elsewhere."""
        first, last, _ = customers.indices(self.size)
        here = slice(self.begin[first], self.begin[last])
        table = np.zeros((last - first, self.width))
        table[self.rows[here] - first, self.columns[here]] = values[here]
        return table


MOST_TOKENS = 1_000
"""Qualities that tell what items are like, the most common: decompositions grow with the cube of their number."""


def content(items: Sequence[str], tokens: Mapping[str, Sequence[str]]) -> tuple[tuple[str, ...], Floats]:
    """What items are like: all tokens by name, and the (items, tokens) table whose rows are the mean of an item's.

    Example:
        >>> names, table = content(["belt", "bag"], {"belt": ["colour=tan", "material=hide"], "bag": ["colour=tan"]})
        >>> names, table.tolist()
        (('colour=tan', 'material=hide'), [[0.5, 0.5], [1.0, 0.0]])
    """
    borne = Counter(token for item in items for token in set(tokens.get(item, ())))
    common = sorted(borne.keys() - set(items), key=lambda token: (-borne[token], token))[:MOST_TOKENS]
    names = tuple(sorted(common))
    place = {name: at for at, name in enumerate(names)}
    table = np.zeros((len(items), len(names)))
    for row, item in enumerate(items):
        known = sorted({place[token] for token in tokens.get(item, ()) if token in place})
        if known:
            table[row, known] = 1.0 / len(known)
    return names, table
