"""`sumisura export`: through the gate, whole or not at all, told in the audit log. Shows S37, S98."""

import csv
import hashlib
import json
import re
import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from sumisura.app import wired
from sumisura.journal.append import record
from sumisura.kernel import Brand, BrandId, Event, EventId, PartyId
from sumisura.settings import Settings
from sumisura.trust.audit.model import EXPORTED
from sumisura.trust.gate import REFUSED
from sumisura.trust.grants import Grants
from sumisura.usecases import accounts, brands
from sumisura.usecases.operate import exporting
from sumisura.usecases.operate.exporting import Asked

SHOP = Brand(BrandId("lucia"), "Lucia", "EUR", time_zone="Europe/Rome")
ADA, BEN, EVA, SIM = (PartyId(f"pty_{name}") for name in ("ada", "ben", "eva", "sim_00001"))
EARLIER = datetime.now(UTC) - timedelta(days=1)


def event(number, party, kind="signal.liked", purpose="personalise", source="ratings", at=EARLIER, **context):
    return Event(EventId(f"evt_{number}"), SHOP.id, kind, at, party, "=mug", source, purpose, context)


@pytest.fixture
def settings(data):
    made = Settings(data=data)
    with wired(made) as services, services.store.write() as tx:
        brands.save(tx, SHOP)
        grants = Grants(services.ids)
        for party in (ADA, BEN, EVA, SIM):
            agreed = [
                (purpose, source) for source in ("ratings", "place") for purpose in ("personalise", "improve")
            ]
            grants.give_all(tx, SHOP.id, party, agreed, "2019-terms", since=EARLIER - timedelta(days=400))
        record(
            tx,
            event(1, ADA, value=0.5),
            event(2, BEN),
            event(3, EVA),
            event(4, SIM, simulated=True),
            event(5, ADA, "design.chose", "visit", "visit"),
            event(6, ADA, "signal.seen", source="place", at=EARLIER - timedelta(days=100)),
            event(7, ADA, "order.placed", "order", "ratings"),
        )
        grants.withdraw(tx, SHOP.id, BEN, "improve", "ratings")
        grants.pause(tx, SHOP.id, EVA, on=True)
    return made


@pytest.fixture
def export(run, settings, tmp_path):
    def ask(name, *words, purpose="improve"):
        return run("export", tmp_path / name, "--brand", "lucia", "--for", purpose, *words)

    return ask


def journal(settings):
    with wired(settings) as services, services.store.read() as tx:
        return [entry.event for entry in tx.ledger.read(SHOP.id)]


def ids(path):
    return [json.loads(line)["id"] for line in path.read_text().splitlines()]


def test_only_what_was_agreed_to_is_written_and_the_rest_is_counted(export, tmp_path):
    done = export("events.jsonl")
    assert done.returncode == 0, done.stderr
    assert ids(tmp_path / "events.jsonl") == ["evt_1", "evt_4", "evt_7"]
    assert "holds 3 events, 1 of them of simulated customers" in done.stdout
    assert "Left out 1 event: no consent" in done.stdout
    assert "Left out 1 event: whose they are asked that nothing be used" in done.stdout
    assert "Left out 1 event: older than may be kept" in done.stdout  # a place is kept for 90 days
    assert re.search(r"Left out \d+ events: kept for another purpose", done.stdout)
    assert (tmp_path / "events.jsonl").stat().st_mode & 0o777 == 0o600


def test_the_audit_log_proves_what_was_exported_and_why(export, settings, tmp_path):
    done = export("events.jsonl")
    (entry,) = [one for one in journal(settings) if one.kind == EXPORTED]
    assert entry.id in done.stdout
    assert (entry.subject, entry.party, entry.context["rows"]) == ("improve", "", 3)
    assert entry.context["left_out"]["no consent"] == entry.context["left_out"]["paused"] == 1
    assert entry.context["sha256"] == hashlib.sha256((tmp_path / "events.jsonl").read_bytes()).hexdigest()
    with wired(settings) as services:
        assert accounts.prove(services, SHOP.id, entry.id).verified


def parquet(path):
    with duckdb.connect() as connection:
        found = connection.execute(
            'SELECT * REPLACE (CAST(timezone(\'UTC\', "at") AS VARCHAR) AS "at") FROM read_parquet(?)',
            [str(path)],
        )
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def test_three_forms_hold_the_same(export, tmp_path):
    for form in ("jsonl", "csv", "parquet"):
        assert export(f"events.{form}").returncode == 0
    lines = [json.loads(line) for line in (tmp_path / "events.jsonl").read_text().splitlines()]
    with (tmp_path / "events.csv").open(newline="") as file:
        cells = list(csv.DictReader(file))
    columns = parquet(tmp_path / "events.parquet")
    for name in ("id", "kind", "party", "source", "purpose"):
        assert [one[name] for one in lines] == [one[name] for one in cells] == [one[name] for one in columns]
    assert (
        [one["simulated"] for one in lines] == [one["simulated"] for one in columns] == [False, True, False]
    )
    assert lines[0]["context"] == json.loads(cells[0]["context"]) == json.loads(columns[0]["context"])
    assert lines[0]["at"] == cells[0]["at"] == EARLIER.isoformat()
    assert columns[0]["at"] == EARLIER.replace(tzinfo=None).isoformat(sep=" ")
    assert [one["subject"] for one in lines] == [one["subject"] for one in columns] == ["=mug"] * 3
    assert {one["subject"] for one in cells} == {"'=mug"}  # no spreadsheet reckons with it
    assert {path.name for path in tmp_path.iterdir()} == {
        "data",
        "events.jsonl",
        "events.csv",
        "events.parquet",
    }


def test_a_withdrawal_holds_in_the_next_file(export, settings, tmp_path):
    with wired(settings) as services, services.store.write() as tx:
        Grants(services.ids).withdraw(tx, SHOP.id, ADA, "personalise", "ratings")
    export("events.jsonl")
    assert "evt_1" not in ids(tmp_path / "events.jsonl")


def test_kinds_and_times_narrow_it(export, tmp_path):
    done = export("events.jsonl", "--kind", "order", "--kind", "signal.seen")
    assert ids(tmp_path / "events.jsonl") == ["evt_7"]
    assert "Left out 2 events: not what you asked for" in done.stdout
    export("none.jsonl", "--since", "2999-01-01")
    export("all.jsonl", "--before", "2999-01-01")
    assert ids(tmp_path / "none.jsonl") == []
    assert len(ids(tmp_path / "all.jsonl")) == 3


def test_what_is_there_is_kept_unless_it_is_forced(export, settings, tmp_path):
    (tmp_path / "events.csv").write_text("mine")
    refused = export("events.csv")
    assert refused.returncode == 2
    assert "--force" in refused.stderr
    assert (tmp_path / "events.csv").read_text() == "mine"
    assert export("events.csv", "--force").returncode == 0
    assert (tmp_path / "events.csv").read_text().startswith("id,at,kind")


def test_a_purpose_that_nobody_declared_is_refused_and_reported(export, settings, tmp_path):
    refused = export("events.csv", purpose="politics")
    assert (refused.returncode, "undeclared_purpose" in refused.stderr) == (2, True)
    assert not (tmp_path / "events.csv").exists()
    (report,) = [one for one in journal(settings) if one.kind == REFUSED]
    assert report.context["purpose"] == "politics"


@pytest.mark.parametrize(
    ("name", "words", "mend"),
    [
        ("events.xlsx", (), "End its name in .jsonl, .csv, .parquet"),
        ("none/events.csv", (), "Make room there, or name another place"),
        ("events.csv", ("--kind", "a@b"), "Write it as signal or order.placed"),
        ("events.csv", ("--since", "01/03/2026"), "Write the year first"),
    ],
)
def test_what_cannot_be_done_leaves_nothing(export, settings, tmp_path, name, words, mend):
    refused = export(name, *words)
    assert refused.returncode == 2
    assert mend in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
    assert EXPORTED not in {one.kind for one in journal(settings)}


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_what_fails_on_the_way_leaves_no_half_file(settings, tmp_path, form):
    def fail(_looked):
        raise KeyboardInterrupt

    target = tmp_path / f"events.{form}"
    target.write_text("the one of yesterday")
    with wired(settings) as services, pytest.raises(KeyboardInterrupt):
        exporting.export(services, SHOP, Asked("improve"), target, fail, force=True)
    assert target.read_text() == "the one of yesterday"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", target.name]


def test_memory_does_not_grow_with_the_journal(settings, tmp_path):
    def peak(services, name):
        tracemalloc.start()
        exporting.export(services, SHOP, Asked("order"), Path(tmp_path / name))
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    def fill(services, numbers):
        with services.store.write() as tx:
            record(tx, *(event(number, ADA, "order.placed", "order") for number in numbers))

    with wired(settings) as services:
        fill(services, range(100, 4_100))
        few = peak(services, "few.jsonl")
        fill(services, range(10_000, 30_000))
        assert peak(services, "many.jsonl") < 1.5 * few
