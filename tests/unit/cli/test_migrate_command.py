"""`sumisura migrate`: what is due is said, and done once, however many ask at the same time."""

import sqlite3

import psycopg
import pytest

from engines import fresh_database
from sumisura.store.sql.migrate import HEAD


def test_what_is_due_is_said_and_then_done(run, data):
    due = run("migrate", "--check")
    assert due.returncode == 1
    assert "an empty database" in due.stdout
    assert not data.exists()  # asking changes nothing
    assert run("migrate").stdout == f"Done: an empty database, to {HEAD}.\n"
    assert run("migrate", "--check").stdout == run("migrate").stdout == "Nothing is due.\n"


def test_an_older_schema_is_due(run, data):
    run("migrate")
    with sqlite3.connect(data / "sumisura.sqlite") as session:
        session.execute("UPDATE alembic_version SET version_num = '0001'")
    session.close()
    due = run("migrate", "--check")
    assert due.returncode == 1
    assert f"from 0001 to {HEAD}" in due.stdout


def test_what_is_no_database_is_said(run, data):
    data.mkdir()
    (data / "sumisura.sqlite").write_text("a letter, and no database, of more than a hundred characters " * 9)
    for words in (("migrate", "--check"), ("migrate",), ("backups", "list")):
        done = run(*words)
        assert done.returncode == 2
        assert "not a database" in done.stderr


@pytest.mark.xdist_group("postgres")
def test_two_processes_on_an_empty_postgres_do_not_meet(start, run):
    """Two versions of a server that start together (S110)."""
    url = fresh_database("migrate_together")
    assert run("migrate", "--check", SUMISURA_DATABASE=url).returncode == 1
    both = [start("migrate", SUMISURA_DATABASE=url) for _ in range(2)]
    assert [one.process.wait(timeout=60) for one in both] == [0, 0], [one.said for one in both]
    with psycopg.connect(url) as session:
        assert session.execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD,)]
    assert run("migrate", "--check", SUMISURA_DATABASE=url).returncode == 0
