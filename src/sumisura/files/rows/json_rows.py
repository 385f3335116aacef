"""JSON lines, arrays of JSON objects, and CloudEvents 1.0 in either (its JSON event and batch formats).

Objects are flattened: ``{"data": {"customer": "7"}}`` has the column ``data.customer``.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path

import msgspec

from sumisura.files.rows.lines import lines
from sumisura.files.rows.model import Row, Spoiled, Table

DEPTH = 8
PEEKED = 1_000
"""Rows that are looked at to learn the columns."""
LONGEST = 1_000_000
"""Characters that one object of an array may have."""
_CHUNK = 1 << 20
_MARKS = re.compile(r'"(?:[^"\\]|\\.)*"|"|[][{}]', re.DOTALL)
_BYTE = re.compile(r"\(byte (\d+)\)")


def open_lines(path: Path) -> Table:
    """One object a line (https://jsonlines.org)."""
    return _table(path, "JSON lines", lambda: _from_lines(path))


def open_array(path: Path) -> Table:
    """One array of objects, read a piece at a time."""
    return _table(path, "JSON array", lambda: _from_array(path))


def _table(path: Path, form: str, read: Callable[[], Iterator[Row | Spoiled]]) -> Table:
    columns: dict[str, None] = {}
    for row in islice(read(), PEEKED):
        if isinstance(row, Row):
            columns |= dict.fromkeys(row.cells)
    words = "CloudEvents" if "specversion" in columns else form
    return Table(path, words, tuple(columns), read)


def _from_lines(path: Path) -> Iterator[Row | Spoiled]:
    for line, text in lines(path):
        if isinstance(text, Spoiled):
            yield text
        elif text.strip():
            yield _row(line, text)


def _from_array(path: Path) -> Iterator[Row | Spoiled]:
    for line, text in _elements(path):
        yield text if isinstance(text, Spoiled) else _row(line, text)


def _row(line: int, text: str) -> Row | Spoiled:
    try:
        found = _decoded(text)
        if isinstance(found, dict):
            return Row(line, dict(_flat("", found, 0)), text)
        what, mend = "there is no JSON object here", 'Write each row as {"column": value, …}.'
    except RecursionError:
        what, mend = "it is nested too deep to read", "Leave out what is not needed."
    except msgspec.DecodeError as problem:
        what, mend = f"this is no valid JSON: {problem}", "Numbers must be finite, texts in double quotes."
        place = _BYTE.search(str(problem))
        return Spoiled(line, str(int(place[1]) + 1) if place else "", what, mend, text)
    return Spoiled(line, "", what, mend, text)


def _decoded(text: str) -> object:
    """What the text says; a number beyond all bounds becomes infinite, so that its column can be named."""
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError as problem:
        if "out of range" not in str(problem):
            raise
        return json.loads(text)


def _flat(path: str, found: Mapping[str, object], depth: int) -> Iterator[tuple[str, str]]:
    for name, value in found.items():
        if isinstance(value, dict) and depth < DEPTH:
            yield from _flat(f"{path}{name}.", value, depth + 1)
        else:
            yield path + name, _text(value)


def _text(value: object) -> str:
    match value:
        case str():
            return value.strip()
        case None:
            return ""
        case bool() | list() | dict():
            return msgspec.json.encode(value).decode()
        case _:
            return str(value)


def _elements(path: Path) -> Iterator[tuple[int, str | Spoiled]]:
    """(line, text) of every object of the one array in the file, found by its brackets alone.

    So an object with a slip inside spoils itself only, and memory holds one object and one chunk.
    """
    with path.open(encoding="utf-8-sig", errors="replace", newline="\n") as file:
        text, line = file.read(_CHUNK), 1
        begun = text.index("[") + 1
        line, text = line + text.count("\n", 0, begun), text[begun:]
        while True:
            used = 0
            for begin, end in _objects(text):
                gap = text[used:begin].strip(" \t\r\n,")
                if gap:
                    yield line, Spoiled(line, "", "there is no JSON object here", "Leave it out.", gap[:200])
                line += text.count("\n", used, begin)
                yield line, text[begin:end]
                line += text.count("\n", begin, end)
                used = end
            more = file.read(_CHUNK)
            text = text[used:] + more
            if not more or len(text) > LONGEST + _CHUNK:
                break
    rest = text.lstrip(" \t\r\n,")
    if rest.rstrip() != "]":
        line += text.count("\n", 0, len(text) - len(rest))
        what = "the array does not go on as it should from here; the rest was not read"
        yield line, Spoiled(line, "", what, "Close every bracket and quote.", rest[:200])


def _objects(text: str) -> Iterator[tuple[int, int]]:
    """Where each whole object begins and ends."""
    depth = begin = 0
    for mark in _MARKS.finditer(text):
        sign = mark[0]
        if sign in {"[", "{"}:
            begin = begin if depth else mark.start()
            depth += 1
        elif sign in {"]", "}"}:
            depth -= 1
            if depth == 0:
                yield begin, mark.end()
        if depth < 0 or sign == '"':  # the array ends here, or a text that the next chunk ends
            return
