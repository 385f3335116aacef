"""Reads interactions of any common make: comma, tab, semicolon or ``::``, with a header or without."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import isfinite, nan

import numpy as np
import numpy.typing as npt

from sumisura.kernel import BadInput

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

NAMES = {
    "user": {"user", "userid", "uid", "customer", "customerid", "member", "memberid", "visitorid", "sessionid"},
    "item": {
        "item", "itemid", "iid", "movie", "movieid", "artist", "artistid", "product", "productid", "sku", "asin",
        "bookid", "trackid", "friend", "friendid",
    },
    "weight": {"weight", "rating", "value", "score", "count", "plays", "quantity"},
    "timestamp": {"timestamp", "time", "date", "datetime", "unixtime", "at"},
}  # fmt: skip
"""What columns are called, without case, blanks, hyphens and underscores."""

SHOWN = 20
"""Rows that are named one by one when they cannot be read; the rest is counted."""

MILLISECONDS = 1e11
"""A number of seconds beyond this is one of milliseconds: the year 5138."""

EPOCH = 1e8
"""A third column without a name that never falls below this is a time, not a weight: March 1973."""


@dataclass
class Interactions:
    """Who did something with what, and when.

    Args:
        users, items: names by number.
        user, item: (rows,) numbers.
        at: (rows,) seconds since 1970; NaN where the file says no time.
        rows: how many lines held something, the header aside.
        rejected: how many could not be read.
        problems: the first of those, in words.
        weightless: how many have a weight of 0 or below: nobody is said to like them.
        weight: (rows,) as the file says; 1 where it says none.
    """

    users: tuple[str, ...]
    items: tuple[str, ...]
    user: Ints
    item: Ints
    at: Floats
    rows: int = 0
    rejected: int = 0
    problems: list[str] = field(default_factory=list)
    weightless: int = 0
    weight: Floats = field(default_factory=lambda: np.empty(0))

    @property
    def timed(self) -> bool:
        """Whether every row says when it was."""
        return len(self.at) > 0 and bool(np.isfinite(self.at).all())


class _Bad(ValueError):
    """A row that cannot be read: which column, what is wrong."""

    def __init__(self, column: str, what: str) -> None:
        self.column, self.what = column, what
        super().__init__(what)


def read(lines: Iterable[str], name: str) -> Interactions:
    """Read all rows; one that cannot be read is told with its line and column, and the rest goes on.

    Args:
        lines: of the file.
        name: what the file is called in problems.

    Raises:
        BadInput: nothing in it can be read.

    Example:
        >>> found = read(["userID::itemID", "ann::belt", "bob::", "bob::bag"], "seen.dat")
        >>> found.users, found.items, found.problems
        (('ann', 'bob'), ('belt', 'bag'), ['seen.dat:3, column item: it is empty'])
    """
    numbered = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not numbered:
        raise BadInput(
            "There is nothing in it", where=name, mend="Give rows of user,item[,weight][,timestamp]."
        )
    separator = _separator(numbered[0][1])
    columns, skip = _columns([_cells(line, separator) for _, line in numbered[:100]], name)
    found = _Reading(name, columns)
    for number, line in numbered[skip:]:
        found.take(number, _cells(line, separator))
    return found.done()


class _Reading:
    """The rows read so far."""

    def __init__(self, name: str, columns: dict[str, int]) -> None:
        self.name, self.columns = name, columns
        self.users: dict[str, int] = {}
        self.items: dict[str, int] = {}
        self.kept: list[tuple[int, int, float, float]] = []
        self.rows = self.rejected = self.weightless = 0
        self.problems: list[str] = []

    def take(self, number: int, cells: Sequence[str]) -> None:
        """One row."""
        self.rows += 1
        try:
            user, item = (_named(cells, self.columns[column], column) for column in ("user", "item"))
            weight = _number(cells, self.columns.get("weight"))
            at = _time(cells, self.columns.get("timestamp"))
        except _Bad as bad:
            self.rejected += 1
            if len(self.problems) < SHOWN:
                self.problems.append(f"{self.name}:{number}, column {bad.column}: {bad.what}")
            return
        if weight <= 0:
            self.weightless += 1
            return
        users, items = self.users, self.items
        numbers = users.setdefault(user, len(users)), items.setdefault(item, len(items))
        self.kept.append((*numbers, at, weight))

    def done(self) -> Interactions:
        """All of it."""
        if not self.kept:
            first = f" ({self.problems[0]})" if self.problems else ""
            raise BadInput(
                f"No row can be used{first}", where=self.name, mend="Give user,item[,weight][,timestamp]."
            )
        user, item, at, weight = zip(*self.kept, strict=True)
        return Interactions(
            tuple(self.users),
            tuple(self.items),
            np.array(user, np.int64),
            np.array(item, np.int64),
            np.array(at, np.float64),
            self.rows,
            self.rejected,
            self.problems,
            self.weightless,
            np.array(weight, np.float64),
        )


def _separator(line: str) -> str:
    if "::" in line:
        return "::"
    return max("\t,;|", key=line.count)


def _cells(line: str, separator: str) -> list[str]:
    bare = line.rstrip("\r\n").lstrip("\ufeff")
    if '"' in bare and len(separator) == 1:
        return next(csv.reader([bare], delimiter=separator))
    return bare.split(separator)


def _columns(head: list[list[str]], name: str) -> tuple[dict[str, int], int]:
    """Which column is which, and how many lines the header takes."""
    plain = ["".join(letter for letter in cell.lower() if letter.isalnum()) for cell in head[0]]
    called = {
        column: next((at for at, cell in enumerate(plain) if cell in names), -1)
        for column, names in NAMES.items()
    }
    if called["user"] >= 0 and called["item"] < 0 and len(plain) > 1:
        called["item"] = 1 if called["user"] == 0 else 0
    if called["user"] >= 0:
        return {column: at for column, at in called.items() if at >= 0}, 1
    if len(head[0]) < len(("user", "item")):
        raise BadInput(
            f'"{head[0][0][:60]}" has one column', where=f"{name}:1", mend="Separate by comma, tab or ::."
        )
    order = ("user", "item", "weight", "timestamp")[: len(head[0])]
    columns = {column: at for at, column in enumerate(order)}
    header = len(head) > 1 and _numeric(head[1][2:]) and not _numeric(head[0][2:])
    if len(order) == len(("user", "item", "time")) and _times(head[int(header) :]):
        columns["timestamp"] = columns.pop("weight")
    return columns, int(header)


def _numeric(cells: Sequence[str]) -> bool:
    try:
        return all(isfinite(float(cell)) for cell in cells) and bool(cells)
    except ValueError:
        return False


def _times(rows: list[list[str]]) -> bool:
    return all(_numeric(row[2:3]) and float(row[2]) >= EPOCH for row in rows if len(row) > 2)  # noqa: PLR2004


def _named(cells: Sequence[str], at: int, column: str) -> str:
    if at >= len(cells):
        raise _Bad(column, f"it is missing; the row has {len(cells)} columns")
    found = cells[at].strip()
    if not found:
        raise _Bad(column, "it is empty")
    return found


def _number(cells: Sequence[str], at: int | None) -> float:
    if at is None:
        return 1.0
    text = _named(cells, at, "weight")
    try:
        found = float(text)
    except ValueError:
        raise _Bad("weight", f'"{text[:40]}" is no number') from None
    if not isfinite(found):
        raise _Bad("weight", f'"{text[:40]}" is no finite number')
    return found


def _time(cells: Sequence[str], at: int | None) -> float:
    if at is None:
        return nan
    text = _named(cells, at, "timestamp")
    try:
        found = float(text)
    except ValueError:
        return _instant(text)
    if not isfinite(found):
        raise _Bad("timestamp", f'"{text[:40]}" is no time')
    return found / 1000 if found > MILLISECONDS else found


def _instant(text: str) -> float:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise _Bad("timestamp", f'"{text[:40]}" is neither seconds since 1970 nor ISO 8601') from None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
