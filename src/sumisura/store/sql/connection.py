"""The little of a database driver that the store uses; sqlite3 and psycopg both have it."""

from typing import Any, Protocol


class Cursor(Protocol):
    """What a statement answers."""

    @property
    def rowcount(self) -> int:
        """How many rows it changed."""

    def fetchone(self) -> Any:
        """The next row, or None."""

    def fetchall(self) -> Any:
        """Every row left."""


class Connection(Protocol):
    """One session with the database, in a transaction that its engine opened."""

    def execute(self, statement: Any, parameters: Any = ..., /) -> Cursor:
        """Run a statement."""


class Batch(Protocol):
    """Runs one statement for many rows and says how many rows it changed."""

    def __call__(self, statement: str, rows: list[dict[str, object]], /) -> int:
        """Run it for each row."""
