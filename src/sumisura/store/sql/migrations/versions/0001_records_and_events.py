"""Records with their keys, and the ledger of events."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    text = sa.Text() if on_sqlite else sa.Text(collation="C")
    _records(text)
    _record_keys(text)
    _events(text, on_sqlite=on_sqlite)


def _records(text: sa.Text) -> None:
    op.create_table(
        "records",
        sa.Column("brand", text, primary_key=True),
        sa.Column("kind", text, primary_key=True),
        sa.Column("id", text, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("keyed", text, nullable=False),
    )


def _record_keys(text: sa.Text) -> None:
    op.create_table(
        "record_keys",
        sa.Column("brand", text, primary_key=True),
        sa.Column("kind", text, primary_key=True),
        sa.Column("name", text, primary_key=True),
        sa.Column("value", text, primary_key=True),
        sa.Column("id", text, primary_key=True),
        sa.Column("single", sa.Boolean, nullable=False),
        sa.ForeignKeyConstraint(
            ["brand", "kind", "id"], ["records.brand", "records.kind", "records.id"], ondelete="CASCADE"
        ),
    )
    op.create_index("record_keys_of_record", "record_keys", ["brand", "kind", "id"])
    op.create_index(
        "record_keys_single",
        "record_keys",
        ["brand", "kind", "name", "value"],
        unique=True,
        sqlite_where=sa.text("single"),
        postgresql_where=sa.text("single"),
    )


def _events(text: sa.Text, *, on_sqlite: bool) -> None:
    # SQLite hands out positions and never reuses one; on Postgres they come from the transaction's id.
    position = sa.Integer() if on_sqlite else sa.BigInteger()
    op.create_table(
        "events",
        sa.Column("position", position, primary_key=True, autoincrement=on_sqlite),
        sa.Column("brand", text, nullable=False),
        sa.Column("id", text, nullable=False),
        sa.Column("purpose", text, nullable=False),
        sa.Column("happened", sa.BigInteger, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("events_by_age", "events", ["brand", "purpose", "happened"])
    op.create_index("events_once", "events", ["brand", "id"], unique=True)
    op.create_index("events_of_brand", "events", ["brand", "position"])
