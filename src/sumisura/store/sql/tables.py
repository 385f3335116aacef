"""The schema both engines rest on. ``migrations`` make it; a test compares the two."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

# Ids sort by their bytes on both engines, whatever language the server was set up in.
BYTEWISE = Text().with_variant(Text(collation="C"), "postgresql")

metadata = MetaData()

records = Table(
    "records",
    metadata,
    Column("brand", BYTEWISE, primary_key=True),
    Column("kind", BYTEWISE, primary_key=True),
    Column("id", BYTEWISE, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    # The record's keys as one text: a write that leaves them as they were is then one statement.
    Column("keyed", BYTEWISE, nullable=False),
)

record_keys = Table(
    "record_keys",
    metadata,
    Column("brand", BYTEWISE, primary_key=True),
    Column("kind", BYTEWISE, primary_key=True),
    Column("name", BYTEWISE, primary_key=True),
    Column("value", BYTEWISE, primary_key=True),
    Column("id", BYTEWISE, primary_key=True),
    Column("single", Boolean, nullable=False),
    ForeignKeyConstraint(
        ["brand", "kind", "id"], ["records.brand", "records.kind", "records.id"], ondelete="CASCADE"
    ),
)
# By the id first: before its columns are counted, a planner takes one beginning with brand and kind to find a key by.
Index("record_keys_of_record", record_keys.c.id, record_keys.c.kind, record_keys.c.brand)
Index(
    "record_keys_single",
    record_keys.c.brand,
    record_keys.c.kind,
    record_keys.c.name,
    record_keys.c.value,
    unique=True,
    sqlite_where=record_keys.c.single,
    postgresql_where=record_keys.c.single,
)

events = Table(
    "events",
    metadata,
    Column("position", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("brand", BYTEWISE, nullable=False),
    Column("id", BYTEWISE, nullable=False),
    # What decides how long it is kept: its purpose, and when it happened, in microseconds since 1970.
    Column("purpose", BYTEWISE, nullable=False),
    Column("happened", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    # Whose doing it was: a person may ask for all that is theirs, and have it erased.
    Column("party", BYTEWISE, nullable=False, server_default=""),
)
Index("events_by_age", events.c.brand, events.c.purpose, events.c.happened)
Index("events_once", events.c.brand, events.c.id, unique=True)
Index("events_of_brand", events.c.brand, events.c.position)
Index("events_of_party", events.c.brand, events.c.party, events.c.happened, events.c.position)
