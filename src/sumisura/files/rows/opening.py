"""Opens a table by what its first bytes say, whatever its name ends in."""

from collections.abc import Callable, Mapping
from pathlib import Path

from sumisura.files.problems import BadFile, Problem
from sumisura.files.rows.delimited import open_delimited
from sumisura.files.rows.feed import open_feed
from sumisura.files.rows.json_rows import open_array, open_lines
from sumisura.files.rows.model import Table
from sumisura.files.rows.parquet import open_parquet

_OPENERS: Mapping[bytes, Callable[[Path], Table]] = {
    b"PAR1": open_parquet,
    b"{": open_lines,
    b"[": open_array,
    b"<": open_feed,
}
_STRANGE: Mapping[bytes, tuple[str, str]] = {
    b"\x1f\x8b": ("it is compressed", "Unpack it first."),
    b"PK\x03\x04": ("it is a workbook or an archive", "Save the sheet as CSV in UTF-8."),
    b"\xff\xfe": ("it is written in UTF-16", "Save it as UTF-8."),
    b"\xfe\xff": ("it is written in UTF-16", "Save it as UTF-8."),
}
_LOOK = 4_096


def open_table(path: Path) -> Table:
    """The table in a file: CSV, JSON lines, a JSON array, CloudEvents in either, Parquet, a product feed in XML.

    Raises:
        BadFile: it is absent, empty, or none of these.
    """
    head = _head(path)
    for mark, (what, mend) in _STRANGE.items():
        if head.startswith(mark):
            raise BadFile([Problem(path.name, what, mend)])
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text:
        raise BadFile([Problem(f"{path.name}:1", "the file is empty", "Export it again.")])
    opener = next((opener for mark, opener in _OPENERS.items() if text.startswith(mark)), open_delimited)
    return opener(path)


def _head(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise BadFile([Problem(path.name, "there is no such file", "Check its name and place.")])
        with path.open("rb") as file:
            return file.read(_LOOK)
    except (OSError, ValueError) as problem:  # ValueError: a NUL in the path
        why = getattr(problem, "strerror", None) or "its name is not valid"
        raise BadFile([Problem(path.name, f"the file cannot be read: {why}")]) from problem
