"""Past sales as integer rows with counts: a sum, so that a sale can be taken out as if it had never been."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sumisura.kernel import BadInput

Ints = npt.NDArray[np.int32]
Counts = npt.NDArray[np.int64]

MISSING = -1
"""A row's entry where a sale says nothing we know of that variable."""


@dataclass(frozen=True, eq=False)
class History:
    """How often each distinct design was sold.

    Rows are kept in lexicographic order, so equal multisets of sales are equal arrays, whatever order they came in.

    Args:
        columns: every (variable, value) pair, values of a variable side by side; ``Space.columns``.
        rows: value number per variable, or -1, shape (distinct sales, variables).
        counts: how often each was sold, positive, shape (distinct sales,).

    Example:
        >>> columns = [("size", "S"), ("size", "L"), ("colour", "red"), ("colour", "blue")]
        >>> history = History.of(columns, [{"size": "L", "colour": "red"}, {"size": "L"}])
        >>> history.rows.tolist(), history.counts.tolist()
        ([[1, -1], [1, 0]], [1, 1])
        >>> more = history.add({"size": "L", "engraving": "unknown here"})
        >>> more.counts.tolist(), more.remove({"size": "L"}).counts.tolist()
        ([2, 1], [1, 1])
    """

    columns: tuple[tuple[str, str], ...]
    rows: Ints = field(repr=False)
    counts: Counts = field(repr=False)

    @classmethod
    def of(cls, columns: Sequence[tuple[str, str]], sales: Iterable[Mapping[str, object]] = ()) -> "History":
        """Count sales given as variable → value; what is unknown in a sale is left out of it.

        Raises:
            BadInput: the columns of a variable do not stand side by side, or one stands twice.
        """
        empty = cls(tuple(columns), np.empty((0, len(names_of(columns))), np.int32), np.empty(0, np.int64))
        return empty + empty._counted(sales)

    @classmethod
    def summed(
        cls, columns: Sequence[tuple[str, str]], sales: Iterable[tuple[Mapping[str, object], int]]
    ) -> "History":
        """As ``of``, from sales with how often each was made, positive."""
        empty, pairs = cls.of(columns), list(sales)
        counts = np.array([count for _, count in pairs], np.int64)
        return cls(empty.columns, *_summed(empty.rows_of(sale for sale, _ in pairs), counts))

    @classmethod
    def counted(cls, columns: Sequence[tuple[str, str]], rows: Ints, counts: Counts) -> "History":
        """Sum rows that each were sold so many times; rows may repeat, shape (rows, variables).

        Raises:
            BadInput: the columns of a variable do not stand side by side, or one stands twice.
        """
        names_of(columns)
        return cls(tuple(columns), *_summed(rows, counts))

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """Their names, in the order of the rows' entries."""
        return names_of(self.columns)

    @cached_property
    def first(self) -> Ints:
        """Where each variable's columns begin, and one past the last; shape (variables + 1,)."""
        return firsts_of(self.columns)

    @property
    def sales(self) -> int:
        """How many sales were counted."""
        return int(self.counts.sum())

    def __add__(self, other: "History") -> "History":
        """Both histories' sales together.

        Raises:
            BadInput: they have other columns.
        """
        return self._combined(other, 1)

    def __sub__(self, other: "History") -> "History":
        """This history as if the other's sales had never been, bit for bit.

        Raises:
            BadInput: they have other columns, or a sale is taken out that is not in.
        """
        return self._combined(other, -1)

    def add(self, *sales: Mapping[str, object]) -> "History":
        """This history with more sales."""
        return self + self._counted(sales)

    def remove(self, *sales: Mapping[str, object]) -> "History":
        """This history without those sales.

        Raises:
            BadInput: one of them is not in it.
        """
        return self - self._counted(sales)

    def over(self, columns: Sequence[tuple[str, str]]) -> "History":
        """The same sales in other options; what these do not have is left out of a sale.

        Example:
            >>> old = History.of([("size", "S"), ("size", "L")], [{"size": "L"}])
            >>> old.over([("size", "XS"), ("size", "S"), ("size", "L")]).rows.tolist()
            [[2]]
        """
        pairs = [
            {self.columns[self.first[at] + value] for at, value in enumerate(row) if value != MISSING}
            for row in self.rows.tolist()
        ]
        return History.summed(columns, zip(map(dict, pairs), self.counts.tolist(), strict=True))

    def _counted(self, sales: Iterable[Mapping[str, object]]) -> "History":
        rows = self.rows_of(sales)
        return History(self.columns, *_summed(rows, np.ones(len(rows), np.int64)))

    def rows_of(self, sales: Iterable[Mapping[str, object]]) -> Ints:
        """Sales as rows of value numbers, in the order given, shape (sales, variables)."""
        first, number = self.first, {name: at for at, name in enumerate(self.variables)}
        column = {pair: at for at, pair in enumerate(self.columns)}
        rows = []
        for sale in sales:
            row = [MISSING] * len(number)
            for name, value in sale.items():
                at = column.get((name, str(value)))
                if at is not None:
                    row[number[name]] = at - int(first[number[name]])
            rows.append(row)
        return np.array(rows, np.int32).reshape(len(rows), len(number))

    def _combined(self, other: "History", sign: int) -> "History":
        if self.columns != other.columns:
            raise BadInput(
                "the two histories are of different options", mend="Count both over the same family."
            )
        rows, counts = _summed(
            np.concatenate([self.rows, other.rows]), np.concatenate([self.counts, sign * other.counts])
        )
        if (counts < 0).any():
            raise BadInput("a sale cannot be taken out that was never counted")
        return History(self.columns, rows, counts)


def names_of(columns: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """The variables of columns, in order.

    Raises:
        BadInput: the columns of a variable do not stand side by side, or one stands twice.
    """
    changes = [at for at in range(len(columns)) if at == 0 or columns[at][0] != columns[at - 1][0]]
    names = tuple(columns[at][0] for at in changes)
    if len(set(names)) != len(names) or len(set(columns)) != len(columns):
        raise BadInput("the options of a variable must stand side by side, each once")
    return names


def firsts_of(columns: Sequence[tuple[str, str]]) -> Ints:
    """Where each variable's columns begin, and one past the last."""
    changes = [at for at in range(len(columns)) if at == 0 or columns[at][0] != columns[at - 1][0]]
    return np.array([*changes, len(columns)], np.int32)


def _summed(rows: Ints, counts: Counts) -> tuple[Ints, Counts]:
    """Distinct rows in lexicographic order with the sum of their counts, without those that sum to zero."""
    if not len(rows):
        return rows, counts
    distinct, place = np.unique(rows, axis=0, return_inverse=True)
    total = np.zeros(len(distinct), np.int64)
    np.add.at(total, place.reshape(-1), counts)
    kept = total != 0
    return np.ascontiguousarray(distinct[kept]), total[kept]
