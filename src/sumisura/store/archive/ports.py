"""What an engine promises to whoever copies whole tables. ``tests/contract`` holds SQLite and Postgres to it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from sumisura.store.archive.model import Row


class Moment(Protocol):
    """A whole store as it was at one moment, however much is written meanwhile."""

    @property
    def engine(self) -> str:
        """``sqlite`` or ``postgres``."""

    @property
    def revision(self) -> str:
        """The schema's revision."""

    @property
    def last(self) -> int:
        """The highest position that the ledger ever handed out: none must be handed out twice elsewhere."""

    @property
    def columns(self) -> Mapping[str, Sequence[str]]:
        """By table, in the order in which tables can be filled."""

    def rows(self, table: str) -> Iterator[Row]:
        """A table's rows by its primary key, in the order of its columns; never all of them in memory.

        What an engine keeps for itself, such as how it numbers positions, is left out.
        """


class Bulk(Protocol):
    """Copies whole tables out of a store and into one."""

    def moment(self) -> AbstractContextManager[Moment]:
        """The store at the moment that this is entered.

        Raises:
            StoreAway: it cannot be reached.
            BadInput: its schema is not this release's.
        """

    def revision(self) -> str | None:
        """The schema's revision; None where there is nothing yet. Changes nothing."""

    def clock(self) -> datetime | None:
        """What time it is where the store runs; None where that is this machine."""

    def fill(
        self,
        columns: Mapping[str, Sequence[str]],
        rows: Callable[[str], Iterable[Row]],
        *,
        revision: str,
        last: int,
    ) -> None:
        """Make the tables of a revision, fill them and bring them up to date: all of it, or nothing.

        Args:
            columns: by table, in the order in which tables can be filled.
            rows: a table's, in the order of its columns.
            revision: of the schema that the rows are of.
            last: positions handed out from now on are above it.

        Raises:
            NotEmpty: there is something in the store.
            StoreAway: it cannot be reached.
        """
