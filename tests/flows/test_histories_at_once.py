"""A history brought in many customers at a time leaves just what it leaves one customer at a time (S9, S81)."""

import random
import sqlite3
from contextlib import closing, contextmanager, nullcontext
from datetime import timedelta

import psycopg
import pytest

from engines import fresh_database
from guests import NOON
from shopping import BRANDS
from sumisura.app import wired
from sumisura.files.rows import Rejects, open_table
from sumisura.kernel import BrandId, FixedClock
from sumisura.settings import Settings
from sumisura.store.sql.ledger import SqlLedger
from sumisura.store.sql.records import SqlRecords
from sumisura.taste import repo
from sumisura.trust.pseudonyms import pseudonym
from sumisura.usecases.bringing_in import histories, publish
from sumisura.usecases.bringing_in.consents import Vouched
from sumisura.usecases.my_data import cutting
from sumisura.usecases.shop import browse

INDIGO = BrandId("indigo")
HEAD = "customer,item,what,at,consent,granted_under\n"
WHATS = ("liked", "bought", "returned", "viewed", "not interested", "mood", "unheard of")
CONSENTS = ("", "yes", "yes", "no", "stated", "2026-02-15", "purchases returns")
TABLES = {
    "records": "SELECT brand, kind, id, version, body, keyed FROM records WHERE kind <> 'navigation-kept' ORDER BY brand, kind, id",
    "events": "SELECT brand, id, purpose, happened, body, party FROM events ORDER BY position",
}


@contextmanager
def a_shop(engine, folder, name):
    """Two of these tell the same story: their clock stands, and their chance is the same."""
    database = fresh_database(name) if engine == "postgres" else ""
    settings = Settings(data=folder / name, demo=True, database=database)
    with wired(settings, clock=FixedClock(NOON), rng=random.Random(7)) as services:  # noqa: S311 - a test's chance repeats
        publish.publish(services, publish.read_folder(BRANDS / "indigo"))
        yield services, database or str(folder / name / "sumisura.sqlite")


def all_that_rests(place):
    opened = psycopg.connect(place) if "://" in place else sqlite3.connect(place)
    with closing(opened) as session:
        return {
            name: [
                tuple(bytes(one) if isinstance(one, memoryview) else one for one in row)
                for row in session.execute(sql)
            ]
            for name, sql in TABLES.items()
        }


def in_turn(rests):
    """With the reports that are kept in their own time after the rest."""
    return rests | {"events": sorted(rests["events"], key=lambda row: b'"kind":"signals.import"' in row[4])}


def rows(items, seed, customers=40, number=400):
    chance = random.Random(seed)  # noqa: S311 - a test's chance repeats
    told = [HEAD]
    for _ in range(number):
        at = NOON - timedelta(hours=chance.randrange(24 * 25))
        under = chance.choice(("", "", "paper-7", "paper-8"))
        item = chance.choice([*items, "colour=black", "nowhere"])
        told.append(
            f"c{chance.randrange(customers)},{item},{chance.choice(WHATS)},{at.isoformat()},{chance.choice(CONSENTS)},{under}\n"
        )
        if chance.random() < 0.1:
            told.append(told[-1])
    return "".join(told)


def story(services, folder):
    """A file; a withdrawal, an erasure, a pause; the same file with more in it. Says what came of each."""
    brand = browse.brand(services, INDIGO)
    with services.store.read() as tx:
        items = [one.id for one in repo.items(tx, INDIGO)][:20]
    first, more = rows(items, 1), rows(items, 2).removeprefix(HEAD)
    yield bring(services, brand, folder / "one.csv", first)
    services.clock.advance(hours=2)
    with services.store.write() as tx:
        grants = histories.grants.Grants(services.ids)
        for number in range(5):
            party = pseudonym(services.keyring, INDIGO, f"c{number}")
            grants.withdraw(tx, INDIGO, party, "personalise", "stated")
            cutting.note(services, tx, INDIGO, party, "stated")
        grants.pause(tx, INDIGO, pseudonym(services.keyring, INDIGO, "c6"), on=True)
        for number in (8, 9):
            services.erasures.enter(tx, INDIGO, pseudonym(services.keyring, INDIGO, f"c{number}"), NOON)
    yield bring(services, brand, folder / "two.csv", first + more)
    yield bring(services, brand, folder / "two.csv", first + more)
    yield bring(services, brand, folder / "two.csv", rows(items, 3), write=False)


def bring(services, brand, path, text, *, write=True):
    path.write_text(text)
    table = open_table(path)
    vouched = Vouched("2019-terms", NOON - timedelta(days=20), purposes=("personalise", "improve"))
    plan = histories.plan(table, given={}, fixed={})
    with Rejects(path) as rejects:
        outcome = histories.bring_in(services, brand, table, plan, vouched, rejects, write=write)
    return outcome, rejects.path.read_text() if rejects.count else ""


class OneAtATime:
    """The unit of work as it is, foreseeing nothing."""

    def __init__(self, tx):
        self.records, self.ledger = tx.records, tx.ledger

    def foresee(self, brand, kind, ids):
        pass


@pytest.mark.parametrize("batch", [7, 5_000])
def test_many_at_once_leave_what_one_at_a_time_leaves(tmp_path, monkeypatch, engine, batch):
    monkeypatch.setattr(histories, "BATCH", batch)
    left = {}
    for name in ("together", "apart"):
        (tmp_path / name).mkdir()
        if name == "apart":
            monkeypatch.setattr(histories, "gathered", lambda tx: nullcontext(OneAtATime(tx)))
        with a_shop(engine, tmp_path, f"at-once-{name}") as (services, place):
            came = list(story(services, tmp_path / name))
        left[name] = came, in_turn(all_that_rests(place))
    (came, rests), (came_apart, rests_apart) = left["together"], left["apart"]
    assert came == came_apart
    assert rests == rests_apart
    assert came[0][0].kept > 100
    assert {why for why, _ in came[1][0].refused} == {"no consent", "paused", "never"}
    assert came[1][0].known > 100
    assert came[2][0].kept == 0


class Counting:
    """How many questions a store was asked."""

    def __init__(self, monkeypatch):
        self.number = 0
        for owner, names in (
            (SqlRecords, ("get", "get_many", "put", "put_many", "find", "page")),
            (SqlLedger, ("append",)),
        ):
            for name in names:
                monkeypatch.setattr(owner, name, self.counted(getattr(owner, name)))

    def counted(self, act):
        def one_more(*args, **more):
            self.number += 1
            return act(*args, **more)

        return one_more


def test_the_questions_do_not_grow_with_the_customers(tmp_path, monkeypatch, engine):
    asked = Counting(monkeypatch)
    with a_shop(engine, tmp_path, "at-once-asked") as (services, _):
        brand, told = browse.brand(services, INDIGO), []
        for number in (10, 500):
            before = asked.number
            text = "".join(
                f"n{number}-{one},belt-hemp,liked,{(NOON - timedelta(days=1)).isoformat()},yes,\n"
                for one in range(number)
            )
            outcome, _ = bring(services, brand, tmp_path / "asked.csv", HEAD + text)
            assert outcome.kept == number
            told.append(asked.number - before)
    assert told[0] == told[1] < 30
