"""What SQLite and Postgres share: one schema, its migrations, and one set of statements."""
