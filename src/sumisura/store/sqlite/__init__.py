"""The store in one SQLite file."""

from sumisura.store.sqlite.bulk import SqliteBulk
from sumisura.store.sqlite.engine import SqliteStore, open_sqlite, schema_of_sqlite

__all__ = ["SqliteBulk", "SqliteStore", "open_sqlite", "schema_of_sqlite"]
