"""Where rows go that could not be used: a CSV file beside the one they came from."""

import csv
import os
from dataclasses import dataclass, field
from io import TextIOBase
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sumisura.files.problems import MOST, BadFile, Problem
from sumisura.files.rows.model import Spoiled

COLUMNS = ("line", "column", "why", "raw")


@dataclass(slots=True)
class Rejects:
    """Collects spoiled rows; used as a context, and then writes them to ``<file>.rejects.csv``.

    The file holds what the rows held, so only its owner may read it. One that an earlier import left is
    replaced; where nothing is rejected, none is left.

    Args:
        source: the file the rows come from.
        keep: write them to a file; otherwise they are only counted.
        count: how many there were.
        first: the first of them, as problems.
    """

    source: Path
    keep: bool = True
    count: int = 0
    first: list[Problem] = field(default_factory=list)
    _file: TextIOBase | None = field(default=None, repr=False)
    _writer: Any = field(default=None, repr=False)

    @property
    def path(self) -> Path:
        """Where they are written."""
        return self.source.with_name(f"{self.source.name}.rejects.csv")

    def __enter__(self) -> Self:
        if self.keep:
            try:
                self.path.unlink(missing_ok=True)
                self._file = open(self.path, "x", encoding="utf-8", newline="", opener=_private)
            except OSError as problem:
                what, mend = f"rejected rows cannot be written here: {problem.strerror}", "Move the file."
                raise BadFile([Problem(self.path.name, what, mend)]) from problem
            self._writer = csv.writer(self._file)
            self._writer.writerow(COLUMNS)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file:
            self._file.close()
            if not self.count:
                self.path.unlink(missing_ok=True)

    def add(self, row: Spoiled) -> None:
        """Note one."""
        self.count += 1
        if len(self.first) < MOST:
            self.first.append(row.problem(self.source.name))
        if self._writer:
            self._writer.writerow((row.line, row.column, f"{row.what}. {row.mend}".rstrip(), row.raw))


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
