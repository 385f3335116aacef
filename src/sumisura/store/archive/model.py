"""What an archive says of itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

FORMAT = 1
"""Grows when an older release could not read what a newer one writes."""

Row = Sequence[object]
"""A table's row in the order of its columns: texts, whole numbers, truths, and bodies as bytes."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What was in a table or a file.

    Args:
        rows: how many; of a file, its bytes.
        digest: SHA-256 of its lines as the archive has them, in hexadecimal; equal for equal rows on every engine.
    """

    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class Needs:
    """The keys without which what is here cannot be used; their ids alone, never themselves.

    Args:
        master: the master key's id.
        signing: ids of the keys that seal designs, oldest first.
    """

    master: str
    signing: Sequence[str]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in an archive.

    Args:
        format: how it is written.
        release: of Sumisura that wrote it.
        made: when.
        engine: that it was taken from.
        revision: of the schema.
        last: the highest position that the ledger ever handed out.
        keys: that belong to it.
        columns: by table, in the order of its rows.
        tables: by name.
        files: by path.
    """

    format: int
    release: str
    made: datetime
    engine: str
    revision: str
    last: int
    keys: Needs
    columns: Mapping[str, Sequence[str]]
    tables: Mapping[str, Tally]
    files: Mapping[str, Tally]
