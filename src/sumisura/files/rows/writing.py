"""Rows into a file as JSON lines, CSV or Parquet: a batch at a time, however many."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from io import TextIOWrapper
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

import duckdb
import msgspec

from sumisura.kernel import BadInput

Cells = Mapping[str, object]
"""A row: column → text, number, truth, or what JSON can say."""
Add = Callable[[Iterable[Cells]], object]
Columns = Mapping[str, str]
"""Column → its type in Parquet, as DuckDB calls it; what is no text, number or truth there is JSON in a ``VARCHAR``."""

_JSON = msgspec.json.Encoder()
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for something to reckon, at the beginning of a cell."""
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "memory_limit": "512MB",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
_GROUP = 50_000
"""Rows that Parquet holds in memory before it writes them."""


def writing(file: IO[bytes], name: str, columns: Columns) -> AbstractContextManager[Add]:
    """What adds rows to a file, in the form that the end of its name says.

    Args:
        file: a file of a name in a folder that may be written to.
        name: as ``events.parquet``.
        columns: in the order in which they stand.

    Raises:
        BadInput: the form is not known.
    """
    form = Path(name).suffix.casefold()
    if form not in FORMS:
        mend = f"End its name in {', '.join(FORMS)}."
        raise BadInput(f'"{form}" is no form that is written', where=name, mend=mend)
    return FORMS[form](file, columns)


@contextmanager
def _json_lines(file: IO[bytes], _: Columns) -> Iterator[Add]:
    yield lambda rows: file.write(_JSON.encode_lines(list(rows)))


@contextmanager
def _comma_separated(file: IO[bytes], columns: Columns) -> Iterator[Add]:
    text = TextIOWrapper(file, encoding="utf-8", newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    yield lambda rows: writer.writerows([_cell(row.get(name)) for name in columns] for row in rows)
    text.detach()  # the file itself is another's to close


@contextmanager
def _parquet(file: IO[bytes], columns: Columns) -> Iterator[Add]:
    """By way of JSON lines beside it, so that memory holds no more than a row group."""
    with NamedTemporaryFile(dir=Path(file.name).parent, prefix=".rows.") as lines:
        with _json_lines(lines, columns) as add:
            yield add
        lines.flush()
        typed = ", ".join(f"'{name}': '{type_}'" for name, type_ in columns.items())
        rows = f"SELECT * FROM read_json('{_quoted(lines.name)}', format = 'newline_delimited', columns = {{{typed}}})"  # noqa: S608 - ours
        form = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_GROUP}, USE_TMP_FILE false"
        try:
            with duckdb.connect(config=_SETTINGS) as connection:
                connection.execute("SET TimeZone = 'UTC'")
                connection.execute(f"COPY ({rows}) TO '{_quoted(file.name)}' ({form})")
        except duckdb.IOException as problem:  # as when the disk is full
            raise OSError(str(problem).splitlines()[0]) from problem


def _cell(value: object) -> str:
    """A cell as text that no spreadsheet reckons with: what begins as a formula is put behind an apostrophe.

    Example:
        >>> _cell("=1+1"), _cell(True), _cell({"value": 1}), _cell(-2)
        ("'=1+1", 'true', '{"value":1}', '-2')
    """
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return "" if value is None else _JSON.encode(value).decode()


def _quoted(text: str) -> str:
    return text.replace("'", "''")


FORMS: Mapping[str, Callable[[IO[bytes], Columns], AbstractContextManager[Add]]] = {
    ".jsonl": _json_lines,
    ".csv": _comma_separated,
    ".parquet": _parquet,
}
"""By the end of a file's name."""
