"""Rows as JSON lines, the same on every engine, and what they come to."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import msgspec

from sumisura.store.archive.model import Row, Tally

BATCH = 1_000
"""Rows that are held at once."""
BODY = "body"
"""The column whose bytes are JSON, and stand as text here."""

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(list[Any])


class Counting:
    r"""Counts lines and digests them as they pass by.

    Example:
        >>> count = Counting()
        >>> b"".join(count.lines(["id", "body"], [("a", b"{}")]))
        b'["a","{}"]\n'
        >>> count.tally().rows
        1
    """

    def __init__(self) -> None:
        self._rows = 0
        self._hash = hashlib.sha256()

    def lines(self, columns: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
        """The rows as lines, many at a time."""
        return (lines for _, lines in self._batches(columns, rows))

    def passing(self, columns: Sequence[str], rows: Iterable[Row]) -> Iterator[Row]:
        """The rows as they are, counted as they pass by."""
        for batch, _ in self._batches(columns, rows):
            yield from batch

    def count(self, rows: int, text: bytes) -> bytes:
        """Take lines into the tally, and hand them on."""
        self._rows += rows
        self._hash.update(text)
        return text

    def _batches(self, columns: Sequence[str], rows: Iterable[Row]) -> Iterator[tuple[list[Row], bytes]]:
        body = columns.index(BODY) if BODY in columns else -1
        waiting = iter(rows)
        while batch := list(islice(waiting, BATCH)):
            lines = _encoder.encode_lines([_spoken(row, body) for row in batch])
            yield batch, self.count(len(batch), lines)

    def tally(self) -> Tally:
        """What has passed by so far."""
        return Tally(self._rows, self._hash.hexdigest())


def rows_of(columns: Sequence[str], chunks: Iterable[bytes]) -> Iterator[Row]:
    r"""The rows in chunks of whole lines.

    Example:
        >>> list(rows_of(["id", "body"], [b'["a","{}"]\n']))
        [['a', b'{}']]
    """
    body = columns.index(BODY) if BODY in columns else -1
    for chunk in chunks:
        for row in _decoder.decode_lines(chunk):
            if body >= 0:
                row[body] = row[body].encode()
            yield row


def tally(columns: Sequence[str], rows: Iterable[Row]) -> Tally:
    """What a table's rows come to."""
    counting = Counting()
    for _ in counting.lines(columns, rows):
        pass
    return counting.tally()


def _spoken(row: Row, body: int) -> Row:
    if body < 0:
        return row
    told = list(row)
    told[body] = bytes(row[body]).decode()  # type: ignore[call-overload]  # bodies are bytes
    return told
