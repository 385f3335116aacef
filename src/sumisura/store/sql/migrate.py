"""Brings a database to the schema this release expects."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

HEAD = "0002"
"""The newest revision in ``migrations/versions``."""
REVISION = "SELECT version_num FROM alembic_version"
"""Asks for the revision of a database that was migrated before."""


def migrate(connection: Connection) -> None:
    """Run every revision the database has not seen, inside the connection's transaction.

    The caller holds a lock that keeps other processes from doing the same meanwhile.
    """
    if revision(connection) == HEAD:
        return
    # Alembic takes longer to import than a store to open, and is needed once per release.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def revision(connection: Connection) -> str | None:
    """The revision the database is at, or None when it is new."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text(REVISION)).scalar()
    return found
