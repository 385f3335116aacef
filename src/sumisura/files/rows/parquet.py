"""Parquet, read by DuckDB a batch at a time; every value as text, every instant in UTC."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

import duckdb

from sumisura.files.problems import BadFile, Problem
from sumisura.files.rows.model import Row, Spoiled, Table

BATCH = 5_000
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


def open_parquet(path: Path) -> Table:
    """The table of a Parquet file.

    Raises:
        BadFile: it is damaged.
    """
    with _connection(path) as connection:
        found = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [_exactly(path)]).fetchall()
    columns = tuple(str(column[0]) for column in found)
    return Table(path, "Parquet", columns, lambda: _rows(path, columns))


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[Row | Spoiled]:
    quoted = (name.replace('"', '""') for name in columns)
    texts = ", ".join(f"coalesce(trim(CAST(\"{name}\" AS VARCHAR)), '')" for name in quoted)
    with _connection(path) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        reader = connection.execute(f"SELECT {texts} FROM read_parquet(?)", [_exactly(path)])  # noqa: S608 - names quoted
        batches = iter(lambda: reader.fetchmany(BATCH), [])
        for number, cells in enumerate(chain.from_iterable(batches), 1):
            yield Row(number, dict(zip(columns, cells, strict=True)))


@contextmanager
def _connection(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """An engine of its own for one reading."""
    try:
        with duckdb.connect(config=_SETTINGS) as connection:
            yield connection
    except duckdb.Error as problem:
        what = f"the file cannot be read as Parquet: {str(problem).splitlines()[0]}"
        raise BadFile([Problem(path.name, what, "Write it again.")]) from problem


def _exactly(path: Path) -> str:
    """The path with what DuckDB would take for a pattern in brackets, so that it means itself."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in str(path))
