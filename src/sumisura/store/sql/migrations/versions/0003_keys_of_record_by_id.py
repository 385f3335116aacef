"""The index of a record's keys begins with its id, so that no planner takes it for the index of a kind's keys."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the index anew; nothing else changes."""
    op.drop_index("record_keys_of_record", "record_keys")
    op.create_index("record_keys_of_record", "record_keys", ["id", "kind", "brand"])
