"""A table, its rows, and the rows that cannot be read."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sumisura.files.problems import Problem
from sumisura.kernel import BadInput


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    Args:
        line: where it begins, from 1; of Parquet, which has no lines, its number.
        cells: column → text, without spaces around it; "" where there is nothing.
        raw: as it stands in the file; "" where that is no text.
    """

    line: int
    cells: Mapping[str, str]
    raw: str = ""

    def spoiled(self, problem: BadInput) -> "Spoiled":
        """This row as one that cannot be used; the problem's ``where`` is the column."""
        raw = self.raw or ",".join(self.cells.values())
        return Spoiled(self.line, problem.where, problem.what, problem.mend, raw)


@dataclass(frozen=True, slots=True)
class Spoiled:
    """A row that cannot be used.

    Args:
        line: where it begins.
        column: the name of the column, or its number where it has no name; "" for the whole row.
        what: what is wrong.
        mend: what would make it right.
        raw: as it stands in the file.
    """

    line: int
    column: str
    what: str
    mend: str = ""
    raw: str = ""

    def problem(self, file: str) -> Problem:
        """As a problem of that file.

        Example:
            >>> print(Spoiled(7, "price", '"12,50" is not a number', "Write 12.50.").problem("goods.csv"))
            goods.csv:7, column price: "12,50" is not a number. Write 12.50.
        """
        about = f"column {self.column}" if self.column else ""
        return Problem(f"{file}:{self.line}", self.what, self.mend, about)


@dataclass(frozen=True, slots=True)
class Table:
    """A file of rows; every iteration reads it from the start, a piece at a time.

    Args:
        path: where it is.
        form: what it is, in words: ``CSV separated by ;``.
        columns: its columns in order; of JSON, which names them row by row, those of the first rows.
        read: opens it and hands out its rows.
        feed: a product feed, whose columns mean what Google's specification says.
    """

    path: Path
    form: str
    columns: tuple[str, ...]
    read: Callable[[], Iterator[Row | Spoiled]]
    feed: bool = False

    def __iter__(self) -> Iterator[Row | Spoiled]:
        return self.read()

    @property
    def name(self) -> str:
        """The file's name, for messages."""
        return self.path.name


def needed(row: Row, column: str) -> str:
    """What stands in a column that must not be empty.

    Raises:
        BadInput: nothing does.
    """
    text = row.cells.get(column, "")
    if not text:
        raise BadInput("there is nothing here", where=column, mend="Fill it in, or leave the row out.")
    return text
