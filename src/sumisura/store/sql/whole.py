"""A whole store at once: what is in it, its tables in the order they can be filled, and new ones for old ones."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from sqlalchemy import Connection, inspect, text

from sumisura.kernel import BadInput
from sumisura.store.archive.errors import ArchiveUnusable, NotEmpty
from sumisura.store.archive.model import Row
from sumisura.store.sql.migrate import HEAD, migrate, revisions, upgrade
from sumisura.store.sql.tables import events, record_keys, records

TABLES = (records, record_keys, events)
"""In the order in which they can be filled."""
COLUMNS: Mapping[str, Sequence[str]] = {
    str(table.name): [str(one.name) for one in table.columns] for table in TABLES
}
SORTED: Mapping[str, Sequence[str]] = {
    str(table.name): [str(one.name) for one in table.primary_key.columns] for table in TABLES
}
OWN_KINDS = ("ledger-origin", "ledger-last")
"""Records by which an engine numbers positions; another engine, or another server, makes its own."""

Load = Callable[[str, Sequence[str], Iterable[Row]], None]


def question(table: str) -> str:
    """The statement that reads a table's rows by its primary key."""
    own = ", ".join(f"'{kind}'" for kind in OWN_KINDS)
    where = f" WHERE kind NOT IN ({own})" if table == records.name else ""
    order = ", ".join(SORTED[table])
    return f"SELECT {', '.join(COLUMNS[table])} FROM {table}{where} ORDER BY {order}"  # noqa: S608 - our own names


def check_revision(found: str | None) -> str:
    """The revision, where it is this release's.

    Raises:
        BadInput: it is another.
    """
    if found != HEAD:
        raise BadInput(
            f"the database's schema is {found or 'not there yet'}, and this release's is {HEAD}",
            where="database",
            mend="Open it once with this release, as sumisura serve does.",
        )
    return HEAD


def fill(
    connection: Connection,
    load: Load,
    columns: Mapping[str, Sequence[str]],
    rows: Callable[[str], Iterable[Row]],
    to: str,
) -> None:
    """Make the tables anew at a revision, fill them, and bring them up to date, in the connection's transaction.

    Raises:
        NotEmpty: there is something in them.
        ArchiveUnusable: the revision is not known here, or its tables have other columns.
    """
    _check_empty(connection)
    if to not in revisions():
        raise ArchiveUnusable(
            "its schema", f"{to} is not known here", "Restore it with the release it is from."
        )
    for table in (*(one.name for one in reversed(TABLES)), "alembic_version"):
        connection.execute(text(f"DROP TABLE IF EXISTS {table}"))
    upgrade(connection, to)
    for table, names in columns.items():
        _check_columns(connection, table, names)
        load(table, names, rows(table))
    migrate(connection)


def _check_empty(connection: Connection) -> None:
    there = inspect(connection).get_table_names()
    counts = {
        "records": "SELECT count(*) FROM records WHERE kind NOT IN ('ledger-origin', 'ledger-last')",
        "events": "SELECT count(*) FROM events",
    }
    held = {table: connection.execute(text(ask)).scalar() for table, ask in counts.items() if table in there}
    if any(held.values()):
        raise NotEmpty(" and ".join(f"{number:,} {table}" for table, number in held.items()))


def _check_columns(connection: Connection, table: str, names: Sequence[str]) -> None:
    there = {one["name"] for one in inspect(connection).get_columns(table)} if table in COLUMNS else set()
    if there != set(names):
        raise ArchiveUnusable(table, "the table has other columns at that revision", "Take another copy.")
