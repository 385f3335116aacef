"""`sumisura audit`: what it says, what it ends with, and that a head kept elsewhere is worth keeping. Shows S99."""

import json
import sqlite3
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from sumisura.app import wired
from sumisura.cli.main import app
from sumisura.kernel import BadInput, Brand, BrandId, Event, EventId, PartyId
from sumisura.settings import Settings
from sumisura.usecases import accounts, brands

LUCIA = BrandId("lucia")
ONCE = datetime(2026, 3, 1, 12, tzinfo=UTC)


def happen(settings, *ids):
    with wired(settings) as services:
        with services.store.write() as tx:
            for id_ in ids:
                event = Event(
                    EventId(id_),
                    LUCIA,
                    "decision.made",
                    ONCE,
                    PartyId("pty_1"),
                    "home",
                    "visit",
                    "visit",
                    {"n": id_},
                )
                tx.ledger.append([event])
        accounts.seal(services, LUCIA)


@pytest.fixture
def run(tmp_path, monkeypatch):
    settings = Settings(data=tmp_path / "data", demo=True)
    monkeypatch.setenv("SUMISURA_DATA", str(settings.data))
    monkeypatch.setenv("SUMISURA_DEMO", "1")
    with wired(settings) as services, services.store.write() as tx:
        brands.save(tx, Brand(LUCIA, "Lucia", "EUR"))
    happen(settings, "evt_1", "evt_2", "evt_3")

    def command(*words):
        return CliRunner().invoke(app, ["audit", *words])

    command.settings = settings
    command.sql = lambda statement, *values: _sql(settings, statement, values)
    return command


def _sql(settings, statement, values):
    session = sqlite3.connect(settings.data / "sumisura.sqlite", isolation_level=None)
    found = session.execute(statement, values).fetchall()
    session.close()
    return found


def test_a_sound_log_is_said_to_be(run):
    said = run("verify")
    assert said.exit_code == 0, said.output
    assert "Lucia: sound. 3 entries" in said.output


def test_harm_ends_with_exit_code_1_and_its_place(run):
    run.sql(
        "UPDATE events SET body = replace(CAST(body AS TEXT), '\"evt_2\"}', '\"evt_9\"}') WHERE id = 'evt_2'"
    )
    said = run("verify", "--brand", "lucia")
    assert said.exit_code == 1
    assert "NOT sound" in said.output
    assert "the first at entry 1" in said.output
    assert "altered: Entry 1 is not what was sealed" in said.output


def test_a_proof_is_json_and_says_nothing_of_the_person(run):
    said = run("proof", "evt_2", "--brand", "lucia")
    told = json.loads(said.output)
    assert told["verified"]
    assert told["index"] == 1
    assert "own" not in told
    assert "pty_1" not in said.output


def test_a_head_kept_elsewhere_tells_a_restored_copy(run, tmp_path):
    old = run.sql("SELECT kind, id, body FROM records WHERE kind LIKE 'audit-%'")
    happen(run.settings, "evt_4")
    kept = tmp_path / "head.txt"
    kept.write_text(run("checkpoint", "--brand", "lucia").output)
    assert run("verify", "--brand", "lucia", "--against", str(kept)).exit_code == 0
    for kind, id_, body in old:
        run.sql("UPDATE records SET body = ? WHERE kind = ? AND id = ?", body, kind, id_)
    run.sql("DELETE FROM events WHERE id = 'evt_4'")
    assert run("verify", "--brand", "lucia").exit_code == 0
    said = run("verify", "--brand", "lucia", "--against", str(kept))
    assert said.exit_code == 1
    assert "cut back" in said.output


def test_what_cannot_be_used_says_what_would_mend_it(run, tmp_path):
    kept = tmp_path / "head.txt"
    for words, mend in (
        (("verify", "--brand", "lucia", "--against", str(kept)), "Give the file"),
        (("verify", "--against", __file__), "Name the shop"),
        (("verify", "--brand", "lucia", "--against", __file__), "Give the note whole"),
    ):
        said = run(*words)
        assert isinstance(said.exception, BadInput)
        assert mend in str(said.exception)
