"""Runs the revisions on the connection that ``sumisura.store.sql.migrate`` hands over."""

from alembic import context

from sumisura.store.sql.tables import metadata

if hasattr(context, "config"):  # Alembic is running this, not someone who imports every module
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=metadata,
        transactional_ddl=True,
    )
    context.run_migrations()
