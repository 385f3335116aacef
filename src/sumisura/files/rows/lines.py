"""Lines of a text file, numbered and decoded one by one, so that one bad byte spoils one line."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from sumisura.files.problems import BadFile, Problem
from sumisura.files.rows.model import Spoiled

LONGEST = 1_000_000
"""Bytes that one line may have."""
_SHOWN = 200


def lines(path: Path) -> Iterator[tuple[int, str | Spoiled]]:
    """Every line with its number, without its end; what is no text is spoiled.

    Raises:
        BadFile: the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            number = 0
            while raw := file.readline(LONGEST + 1):
                number += 1
                yield number, _text(file, number, raw)
    except OSError as problem:
        raise BadFile([Problem(path.name, f"the file cannot be read: {problem.strerror}")]) from problem


def _text(file: BinaryIO, number: int, raw: bytes) -> str | Spoiled:
    if len(raw) > LONGEST and not raw.endswith(b"\n"):
        _skip(file)
        shown = raw[:_SHOWN].decode(errors="replace")
        return Spoiled(number, "", f"the line is longer than {LONGEST:,} bytes", "Shorten it.", shown)
    if number == 1:
        raw = raw.removeprefix(b"\xef\xbb\xbf")
    try:
        text = raw.decode().rstrip("\r\n")
    except UnicodeDecodeError as problem:
        shown = raw.decode(errors="replace").rstrip("\r\n")
        what = f"byte {problem.start + 1} is not UTF-8"
        return Spoiled(number, "", what, "Save the file as UTF-8.", shown)
    if "\0" in text:
        return Spoiled(number, "", "there is a NUL in it, which no text has", "Leave it out.", text)
    return text


def _skip(file: BinaryIO) -> None:
    """To the end of a line that is too long, without holding it."""
    while (piece := file.readline(LONGEST)) and not piece.endswith(b"\n"):
        pass
