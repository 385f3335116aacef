"""Comma-separated values (RFC 4180), and their cousins with semicolons, tabs or bars."""

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sumisura.files.problems import BadFile, Problem
from sumisura.files.rows.lines import lines
from sumisura.files.rows.model import Row, Spoiled, Table

SEPARATORS = {",": "CSV", ";": "CSV separated by ;", "\t": "CSV separated by tabs", "|": "CSV separated by |"}
MOST_LINES = 50
"""Lines that one quoted text may go over: a forgotten quote spoils its own row, not the rest of the file."""


class _Unclosed(Exception):
    """A quote that is opened in one row is not closed within reach."""


@dataclass(slots=True)
class _Lines:
    """Lines that can be put back."""

    source: Iterator[tuple[int, str | Spoiled]]
    back: deque[tuple[int, str | Spoiled]] = field(default_factory=deque)

    def __iter__(self) -> Iterator[tuple[int, str | Spoiled]]:
        return self

    def __next__(self) -> tuple[int, str | Spoiled]:
        return self.back.popleft() if self.back else next(self.source)


def open_delimited(path: Path) -> Table:
    """The table of a file whose first line names its columns.

    Raises:
        BadFile: that line is missing, or does not name every column once.
    """
    head = next(iter(lines(path)), (1, ""))[1]
    separator = _separator(head) if isinstance(head, str) else ","
    first = next(_records(path, separator), None)
    columns = first[1] if first else Spoiled(1, "", "the file is empty")
    if isinstance(columns, Spoiled):
        raise BadFile([columns.problem(path.name)])
    _check(path.name, columns)
    names = tuple(columns)
    return Table(path, SEPARATORS[separator], names, lambda: _rows(path, separator, names))


def _separator(head: str) -> str:
    """The separator that the first line has most of; the comma where it has none."""
    return max(SEPARATORS, key=head.count)


def _check(file: str, columns: list[str]) -> None:
    problems = []
    for number, name in enumerate(columns, 1):
        if not name:
            what, mend = f"column {number} has no name", "The first line must name every column."
            problems.append(Problem(f"{file}:1", what, mend))
        elif name in columns[: number - 1]:
            problems.append(Problem(f"{file}:1", f'two columns are called "{name[:60]}"', "Rename one."))
    if problems:
        raise BadFile(problems)


def _rows(path: Path, separator: str, columns: tuple[str, ...]) -> Iterator[Row | Spoiled]:
    records, width = _records(path, separator), len(columns)
    next(records)
    for line, cells, raw in records:
        if isinstance(cells, Spoiled):
            yield cells
        elif len(cells) == width or (len(cells) > width and not any(cells[width:])):
            yield Row(line, dict(zip(columns, cells, strict=False)), raw)
        else:
            yield _uneven(line, len(cells), columns, separator, raw)


def _uneven(line: int, found: int, columns: tuple[str, ...], separator: str, raw: str) -> Spoiled:
    what = f"there are {found} cells, and {len(columns)} columns"
    if found < len(columns):
        return Spoiled(line, columns[found], what, "Write a separator for every empty cell, too.", raw)
    return Spoiled(line, str(len(columns) + 1), what, f"Put texts that hold {separator!r} in quotes.", raw)


def _records(path: Path, separator: str) -> Iterator[tuple[int, list[str] | Spoiled, str]]:
    """(line, cells, raw) of every row; empty lines are passed over."""
    source = _Lines(lines(path))
    for line, text in source:
        if isinstance(text, Spoiled):
            yield line, text, text.raw
        elif '"' in text:
            yield _quoted(source, line, text, separator)
        elif text.strip():
            yield line, [cell.strip() for cell in text.split(separator)], text


def _quoted(source: _Lines, line: int, text: str, separator: str) -> tuple[int, list[str] | Spoiled, str]:
    """A row with quotes in it, which may go over several lines."""
    taken: list[tuple[int, str]] = []
    reader = csv.reader(_feed(source, text, taken), delimiter=separator, strict=True)
    try:
        cells = [cell.strip() for cell in next(reader)]
    except (_Unclosed, csv.Error) as problem:
        source.back.extendleft(reversed(taken))
        unclosed = isinstance(problem, _Unclosed) or "end of data" in str(problem)
        what = "a quote is opened and not closed" if unclosed else "there is text after a closing quote"
        mend = 'Close it, or write each quote inside a quoted text twice: "5"" pipe".'
        return line, Spoiled(line, "", what, mend, text), text
    return line, cells, "\n".join([text, *(more for _, more in taken)])


def _feed(source: _Lines, text: str, taken: list[tuple[int, str]]) -> Iterator[str]:
    """The row's first line, and further ones for as long as the reader asks; those are noted in ``taken``."""
    yield text + "\n"
    for line, more in source:
        if isinstance(more, Spoiled):
            source.back.appendleft((line, more))
            raise _Unclosed
        taken.append((line, more))
        if len(taken) > MOST_LINES:
            raise _Unclosed
        yield more + "\n"
