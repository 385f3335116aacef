"""The store in a Postgres database."""

from sumisura.store.postgres.bulk import PostgresBulk
from sumisura.store.postgres.engine import PostgresStore, open_postgres, schema_of_postgres

__all__ = ["PostgresBulk", "PostgresStore", "open_postgres", "schema_of_postgres"]
