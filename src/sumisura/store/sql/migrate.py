"""Brings a database to the schema this release expects."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0003"
"""The newest revision in ``migrations/versions``."""
REVISION = "SELECT version_num FROM alembic_version"
"""Asks for the revision of a database that was migrated before."""


def migrate(connection: Connection) -> None:
    """Run every revision the database has not seen, inside the connection's transaction.

    The caller holds a lock that keeps other processes from doing the same meanwhile.
    """
    if revision(connection) != HEAD:
        upgrade(connection, HEAD)


def upgrade(connection: Connection, to: str) -> None:
    """Run the revisions up to that one, inside the connection's transaction."""
    # Alembic takes longer to import than a store to open, and is needed once per release.
    from alembic import command

    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def revision(connection: Connection) -> str | None:
    """The revision the database is at, or None when it is new."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text(REVISION)).scalar()
    return found


def revisions() -> set[str]:
    """Every revision that this release knows."""
    from alembic.script import ScriptDirectory

    return {one.revision for one in ScriptDirectory.from_config(_config()).walk_revisions()}


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config
