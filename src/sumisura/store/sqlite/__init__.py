"""The store in one SQLite file."""

from sumisura.store.sqlite.engine import SqliteStore, open_sqlite

__all__ = ["SqliteStore", "open_sqlite"]
