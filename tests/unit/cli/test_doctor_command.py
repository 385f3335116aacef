"""The doctor finds what was broken on purpose, and says what mends it."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from commands import command
from engines import fresh_database
from sumisura import web, worker
from sumisura.app import bulk, wired
from sumisura.jobs.model import Job, Worker
from sumisura.jobs.repo import JOB, WORKER
from sumisura.journal.append import record
from sumisura.journal.append.losses import lost
from sumisura.kernel import Brand, BrandId
from sumisura.settings import Settings
from sumisura.store.codec import encode
from sumisura.store.ports import NOBODY
from sumisura.trust.erasure import Line
from sumisura.usecases import brands
from sumisura.usecases.my_data.backups import BACKUP
from sumisura.usecases.my_data.views import Backup
from sumisura.usecases.office import trusting
from sumisura.usecases.operate.doctor import place
from sumisura.usecases.operate.doctor.model import Level
from sumisura.usecases.shop.settling import INTENT
from sumisura.usecases.webhooks import following

SHOP = Brand(BrandId("lucia"), "Lucia", "EUR")


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    with wired(Settings(data=folder, demo=True)) as services, services.store.write() as tx:
        brands.save(tx, SHOP)
    return folder


@pytest.fixture
def doctor(monkeypatch, capsys):
    def ask(data, *words, **settings):
        done = command(
            monkeypatch, capsys, data, "doctor", "--json", *words, **({"SUMISURA_DEMO": "1"} | settings)
        )
        return {one["what"]: one for one in json.loads(done.stdout)}, done.returncode

    return ask


def put(data, brand, kind, id_, body):
    with wired(Settings(data=data, demo=True)) as services, services.store.write() as tx:
        tx.records.put(brand, kind, id_, body, version=0)


def test_a_shop_that_is_well_says_so(doctor, data):
    day = datetime.now(UTC)
    put(data, NOBODY, BACKUP, "bkp_1", encode(Backup("bkp_1", day, "here", day.replace(year=2999))))
    put(data, NOBODY, WORKER, "wrk_1", encode(Worker("wrk_1", day, day)))
    found, code = doctor(data, "--full")
    assert code == 0
    assert {name: one["said"] for name, one in found.items() if one["level"] != "ok"} == {}
    assert "sound" in found["audit log of Lucia"]["said"]


def test_no_worker_and_what_fails_are_said(doctor, data):
    day = datetime(2026, 3, 1, 12, tzinfo=UTC)
    put(data, NOBODY, WORKER, "wrk_1", encode(Worker("wrk_1", day, day)))
    put(data, SHOP.id, JOB, "night", encode(Job(SHOP.id, "night", failing=day, error="store_away")))
    found, _ = doctor(data)
    assert (found["workers"]["level"], found["workers"]["said"]) == (
        "warn",
        "the last was heard 2026-03-01 12:00 UTC",
    )
    assert found["background work of Lucia"]["said"] == "night since 2026-03-01 12:00 UTC: store_away"


def test_it_is_told_to_people(monkeypatch, capsys, data):
    done = command(monkeypatch, capsys, data, "doctor", SUMISURA_DEMO="1")
    assert "ok   database: reached, schema" in done.stdout
    assert "warn backups: none is noted\n     → sumisura backup" in done.stdout


def others_may_read(data):
    (data / "keys.json").chmod(0o644)


def no_keys(data):
    (data / "keys.json").unlink()


def damaged_keys(data):
    (data / "keys.json").write_text("{}")


def no_database(data):
    (data / "sumisura.sqlite").write_bytes(b"this is no database, and never was one" * 100)
    for name in ("sumisura.sqlite-wal", "sumisura.sqlite-shm"):
        (data / name).unlink(missing_ok=True)


def restored_by_hand(data):
    (data / "erasures.jsonl").write_bytes(
        encode(Line(SHOP.id, "0123", datetime(2026, 3, 1, tzinfo=UTC))) + b"\n"
    )


def torn_register(data):
    (data / "erasures.jsonl").write_text("{\n")


def a_file_for_a_folder(data):
    shutil.rmtree(data / "spaces", ignore_errors=True)
    (data / "spaces").write_text("")


@pytest.mark.parametrize(
    ("harm", "what", "mend"),
    [
        (others_may_read, "keys", "chmod 600"),
        (no_keys, "keys", "Restore it from its backup"),
        (damaged_keys, "keys", "the keys are damaged"),
        (no_database, "database", "SUMISURA_DATABASE"),
        (restored_by_hand, "erasures", "sumisura forget --replay"),
        (torn_register, "erasures", "a whole copy"),
        (a_file_for_a_folder, "compiled spaces", "Give it to the user"),
    ],
)
def test_what_is_broken_is_bad_and_can_be_mended(doctor, data, harm, what, mend):
    harm(data)
    found, code = doctor(data)
    assert code == 1
    assert found[what]["level"] == "bad"
    assert mend in found[what]["said"] + found[what]["mend"]


def test_keys_of_a_demo_are_bad_outside_one(doctor, data):
    found, code = doctor(data, SUMISURA_DEMO="0")
    assert (found["keys"]["level"], code) == ("bad", 1)


def test_a_setting_that_is_none_is_bad(doctor, data):
    found, code = doctor(data, SUMISURA_PROT="1")
    assert (found["settings"]["level"], code) == ("bad", 1)


def test_a_server_that_is_away_is_bad(doctor, data):
    found, code = doctor(data, SUMISURA_DATABASE="postgresql://nobody@127.0.0.1:1/none")
    assert (found["database"]["level"], code) == ("bad", 1)


def test_what_somebody_should_look_at_is_a_warning(doctor, data):
    old = datetime(2026, 1, 1, tzinfo=UTC)
    put(
        data,
        NOBODY,
        BACKUP,
        "bkp_1",
        encode(Backup("bkp_1", old.replace(year=2025), "here", old.replace(year=2999))),
    )
    put(data, SHOP.id, INTENT, "ord_1", encode("test-ok"))
    found, code = doctor(data)
    assert code == 0
    assert found["backups"]["level"] == found["payments of Lucia"]["level"] == "warn"


def test_a_new_installation_is_a_warning_and_stays_new(doctor, tmp_path):
    found, code = doctor(tmp_path / "new")
    assert found["database"]["level"] == "warn"
    assert code == 1, "it has no keys"
    assert not (tmp_path / "new").exists()


@pytest.mark.xdist_group("postgres")
def test_clocks_that_differ_are_bad(doctor, data):
    url = fresh_database("doctor")
    with wired(Settings(data=data, demo=True, database=url)):
        found, _ = doctor(data, SUMISURA_DATABASE=url)
    assert found["clock"]["level"] == "ok"
    settings = Settings(data=data, database=url)
    assert place.clock(bulk(settings), datetime(2020, 1, 1, tzinfo=UTC)).level is Level.BAD


def test_events_that_were_lost_are_told(doctor, data):
    with wired(Settings(data=data, demo=True)) as services:
        with services.store.write() as tx:
            record(tx, lost(services.ids, SHOP.id, 12, "crash"), lost(services.ids, SHOP.id, 30, "away"))
        trusting.follow_refusals(services, SHOP.id)
    found, code = doctor(data)
    assert (found["journal of Lucia"]["level"], code) == ("warn", 0)
    assert "42 events were lost" in found["journal of Lucia"]["said"]


def test_readers_that_are_far_behind_are_told_and_a_worker_mends_it(doctor, data):
    with wired(Settings(data=data, demo=True)) as services, services.store.write() as tx:
        record(tx, *(lost(services.ids, SHOP.id, 1, "away") for _ in range(1_100)))
    found, code = doctor(data)
    assert (found["readers of Lucia"]["level"], code) == ("warn", 0)
    assert "the audit log is 1,100 events behind" in found["readers of Lucia"]["said"]
    with wired(Settings(data=data, demo=True)) as services:
        for _ in range(2):
            worker.turn(services)
            following.catch_up(services, SHOP.id)
    found, _ = doctor(data)
    assert found["readers of Lucia"]["level"] == "ok"


def test_assets_that_were_never_put_in_place_are_told(tmp_path):
    found = place.assets(Path(web.__file__).parent)
    assert (found.level, found.said) == (Level.OK, "5 fonts and scripts are there")
    shutil.copytree(Path(web.__file__).parent, tmp_path / "web", ignore=shutil.ignore_patterns("vendor"))
    found = place.assets(tmp_path / "web")
    assert found.level is Level.WARN
    assert "vendor/htmx.min.js" in found.said
    assert "make setup" in found.mend
