"""Backup, restore and move on the command line: what they say, and what they refuse."""

import json
import resource
import shutil
import signal
import stat
from datetime import UTC, datetime
from zipfile import ZipFile

import pytest

from commands import command
from engines import fresh_database
from sumisura.app import wired
from sumisura.kernel import Brand, BrandId, Event, EventId, PartyId, Rng
from sumisura.settings import Settings
from sumisura.usecases import brands

SHOP = Brand(BrandId("lucia"), "Lucia", "EUR")
POSTGRES = pytest.mark.xdist_group("postgres")


@pytest.fixture(scope="module")
def furnished(tmp_path_factory):
    """A shop with something in it, and a backup of it."""
    data = tmp_path_factory.mktemp("shop") / "data"
    with wired(Settings(data=data, demo=True)) as services:
        with services.store.write() as tx:
            brands.save(tx, SHOP)
            at = datetime.now(UTC)
            made = [EventId(f"evt_{number}") for number in range(9)]
            tx.ledger.append(
                Event(id_, SHOP.id, "k", at, PartyId("pty_1"), "s", "visit", "visit", {}) for id_ in made
            )
        services.models.save(SHOP.id, "v1", b"learned")
    return data


@pytest.fixture
def here(furnished, tmp_path):
    return shutil.copytree(furnished, tmp_path / "here")


@pytest.fixture
def run(monkeypatch, capsys):
    return lambda data, *words, **settings: command(
        monkeypatch, capsys, data, *words, SUMISURA_DEMO="1", **settings
    )


@pytest.fixture
def archive(run, here, tmp_path):
    done = run(here, "backup", tmp_path / "shop.zip")
    assert done.returncode == 0, done.stderr
    return tmp_path / "shop.zip"


@pytest.fixture
def there(here, tmp_path):
    """An empty installation that has the keys alone."""
    folder = tmp_path / "there"
    folder.mkdir()
    shutil.copy(here / "keys.json", folder)
    return folder


def test_a_backup_says_what_it_holds_and_is_noted(run, here, tmp_path):
    done = run(here, "backup", tmp_path, "--until", "2999-03-01")
    (made,) = tmp_path.glob("sumisura-*.zip")
    assert f"{made} holds" in done.stdout
    assert "9 events and 1 files" in done.stdout
    assert "are not in it" in done.stdout
    assert f"{made.name}  kept until 2999-03-01" in run(here, "backups", "list").stdout
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    with ZipFile(made) as zip_:
        keys = json.loads((here / "keys.json").read_text())
        everything = b"".join(map(zip_.read, zip_.namelist()))
        assert not [secret for secret in (keys["master"], keys["salt"]) if secret.encode() in everything]


def test_a_backup_comes_back_elsewhere(run, here, there, archive):
    done = run(there, "restore", archive)
    assert done.returncode == 0, done.stderr
    assert "compared: equal" in done.stdout
    assert "Lucia: 0 erased again." in done.stdout
    assert "Lucia: sound." in done.stdout
    assert (there / "models/lucia/population/v1.npz").read_bytes() == b"learned"
    assert "shop.zip" in run(there, "backups", "list").stdout


@POSTGRES
def test_it_comes_back_on_postgres_and_moves_to_sqlite_and_back(run, there, archive):
    one, other = fresh_database("keeping_one"), fresh_database("keeping_other")
    assert "equal" in run(there, "restore", archive, SUMISURA_DATABASE=one).stdout
    assert "equal" in run(there, "move", "--to", "sqlite", SUMISURA_DATABASE=one).stdout
    assert "Lucia: sound." in run(there, "audit", "verify").stdout
    assert "equal" in run(there, "move", "--to", other).stdout
    again = run(there, "move", "--to", other)
    assert again.returncode == 2
    assert "not empty" in again.stderr
    assert "that is where it is" in run(there, "move", "--to", other, SUMISURA_DATABASE=other).stderr


def test_a_check_restores_nothing(run, there, archive):
    assert "Sound: " in run(there, "restore", archive, "--check").stdout
    assert [path.name for path in there.iterdir()] == ["keys.json"]


def damaged(path):
    """The largest table with one byte turned."""
    text = bytearray(path.read_bytes())
    with ZipFile(path) as zip_:
        one = zip_.getinfo("tables/events.jsonl")
    text[one.header_offset + 30 + len(one.filename) + 60] ^= 0xFF
    path.write_bytes(text)


def cut(path):
    path.write_bytes(path.read_bytes()[:-200])


def another(path):
    path.write_text("a shopping list")


def foreign(path):
    with ZipFile(path, "w") as zip_:
        zip_.writestr("holiday.jpg", b"")


def rewritten(change):
    """An archive whose members were changed by hand: nothing in it is damaged, and it is not what was written."""

    def rewrite(path):
        with ZipFile(path) as zip_:
            members = {name: zip_.read(name) for name in zip_.namelist()}
        change(members)
        with ZipFile(path, "w") as zip_:
            for name, body in members.items():
                zip_.writestr(name, body)

    return rewrite


def said(**more):
    def change(members):
        members["manifest.json"] = json.dumps(json.loads(members["manifest.json"]) | more).encode()

    return rewritten(change)


def short(members):
    members["tables/events.jsonl"] = members["tables/events.jsonl"].split(b"\n", 1)[1]


def lacking(members):
    del members["tables/records.jsonl"]


@pytest.mark.parametrize(
    ("harm", "word"),
    [
        (damaged, "tables/events.jsonl"),
        (cut, "cut off"),
        (another, "no backup"),
        (foreign, "no backup of Sumisura"),
        (said(format=2), "a newer release wrote it"),
        (said(revision="0999"), "0999 is not known here"),
        (said(files={"../keys.json": {"rows": 0, "digest": ""}}), "lead out of its folder"),
        (said(tables=7), "cannot be read"),
        (said(keys={"master": "0123", "signing": []}), "needs the master key 0123"),
        (said(columns={"records": ["body"]}), "other columns"),
        (rewritten(short), "tables/events.jsonl is not what was written"),
        (rewritten(lacking), "tables/records.jsonl is damaged"),
        (lambda path: path.unlink(), "no such file"),
    ],
)
def test_what_cannot_be_restored_says_so_and_changes_nothing(run, there, archive, harm, word):
    harm(archive)
    done = run(there, "restore", archive)
    assert done.returncode == 2
    assert word in done.stderr
    store = there / "sumisura.sqlite"
    assert not store.exists() or "No backup is noted" in run(there, "backups", "list").stdout
    assert not (there / "models").exists()


def test_a_shop_that_is_there_is_not_overwritten(run, here, archive):
    before = run(here, "backups", "list").stdout
    done = run(here, "restore", archive)
    assert done.returncode == 2
    assert "not empty: it holds" in done.stderr
    assert run(here, "backups", "list").stdout == before


def test_without_its_keys_nothing_is_restored(run, there, archive):
    (there / "keys.json").unlink()
    done = run(there, "restore", archive)
    assert done.returncode == 2
    assert "key file cannot be read" in done.stderr
    assert list(there.iterdir()) == []


def test_a_sealing_key_that_is_gone_is_named(run, here, there, archive):
    kid = run(here, "keys", "list").stdout.strip()
    run(there, "keys", "rotate")
    run(there, "keys", "retire", kid)
    assert f"The sealing key {kid} is not in" in run(there, "restore", archive).stdout


@pytest.mark.parametrize(
    ("words", "word"),
    [
        (("shop.zip",), "there is a file already"),
        (("nowhere/shop.zip",), "could not be written"),
        (("new.zip", "--until", "soon"), "is no day"),
        (("new.zip", "--until", "2001-01-01"), "is over"),
    ],
)
def test_a_backup_that_cannot_be_is_not_noted(run, here, archive, tmp_path, words, word):
    before = run(here, "backups", "list").stdout
    done = run(here, "backup", tmp_path / words[0], *words[1:])
    assert done.returncode == 2
    assert word in done.stderr
    assert run(here, "backups", "list").stdout == before


def test_a_full_disk_leaves_nothing(run, here, tmp_path):
    """The limit on a file's size stands for a disk that is full: writing fails after its first pages."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    big = here / "models" / "big"
    big.write_bytes(Rng(1).randbytes(900_000))
    room = tmp_path / "room"
    room.mkdir()
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, before[1]))
    try:
        done = run(here, "backup", room)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert done.returncode == 2
    assert "could not be written: File too large" in done.stderr
    assert list(room.iterdir()) == []
    assert "No backup is noted" in run(here, "backups", "list").stdout


@pytest.mark.parametrize(("text", "word"), [("{}\n", "line 1: this is no erasure"), (None, "no such file")])
def test_a_register_that_cannot_be_read_stops_it_before_anything(run, there, archive, tmp_path, text, word):
    copy = tmp_path / "copy.jsonl"
    if text:
        copy.write_text(text)
    done = run(there, "restore", archive, "--register", copy)
    assert done.returncode == 2
    assert word in done.stderr
    assert not (there / "sumisura.sqlite").exists()
