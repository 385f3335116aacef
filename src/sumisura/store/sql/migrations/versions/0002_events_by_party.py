"""Events can be found by whose they are, and friends by whom they name."""

import msgspec
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

PARTY = {
    # As text: a blob would be read as SQLite's own binary JSON.
    "sqlite": "UPDATE events SET party = coalesce(json_extract(CAST(body AS TEXT), '$.party'), '')",
    "postgresql": "UPDATE events SET party = coalesce(convert_from(body, 'UTF8')::json ->> 'party', '')",
}
"""How the bodies are asked whose they are."""


def upgrade() -> None:
    """Add the column and its index, and fill both for what is there."""
    dialect = op.get_bind().dialect.name
    text = sa.Text() if dialect == "sqlite" else sa.Text(collation="C")
    op.add_column("events", sa.Column("party", text, nullable=False, server_default=""))
    op.execute(PARTY[dialect])
    op.create_index("events_of_party", "events", ["brand", "party", "happened", "position"])
    _friends(op.get_bind())


def _friends(connection: sa.Connection) -> None:
    """Whom somebody names as a friend becomes a key of the record that names them."""
    found = connection.execute(sa.text("SELECT brand, id, body FROM records WHERE kind = 'friends'")).all()
    for brand, id_, body in found:
        keys = sorted((party, "named", False) for party in msgspec.json.decode(bytes(body)))
        keyed = msgspec.json.encode(keys).decode() if keys else ""
        at = {"brand": brand, "id": id_}
        connection.execute(_KEYED, {**at, "keyed": keyed})
        for name, value, single in keys:
            connection.execute(_KEY, {**at, "name": name, "value": value, "single": single})


_KEYED = sa.text("UPDATE records SET keyed = :keyed WHERE brand = :brand AND kind = 'friends' AND id = :id")
_KEY = sa.text(
    "INSERT INTO record_keys (brand, kind, name, value, id, single) "
    "VALUES (:brand, 'friends', :name, :value, :id, :single)"
)
