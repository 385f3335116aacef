"""Whole tables out of one store and into another: SQLite and Postgres, each to each."""

from collections.abc import Iterator
from itertools import product

import pytest

from contract.conftest import ONE, OTHER, POSTGRES, an_event
from engines import fresh_database
from sumisura.kernel import BadInput, SumisuraError
from sumisura.store.archive.errors import ArchiveUnusable, NotEmpty
from sumisura.store.archive.lines import tally
from sumisura.store.archive.ports import Bulk
from sumisura.store.ports import Keys, Store
from sumisura.store.postgres import PostgresBulk, open_postgres
from sumisura.store.sqlite import SqliteBulk, open_sqlite

MANY = 2_500
"""Rows: more than are held at once."""
WAYS = [
    pytest.param(*way, marks=pytest.mark.xdist_group("postgres"), id="-to-".join(way))
    for way in product(("sqlite", "postgres"), repeat=2)
]


class Place:
    """A store that may be opened, and its bulk."""

    def __init__(self, engine, name, folder):
        self.url = fresh_database(f"bulk_{name}") if engine == "postgres" else ""
        self.file = folder / f"{name}.sqlite"
        self.bulk: Bulk = PostgresBulk(self.url) if self.url else SqliteBulk(self.file)

    def open(self) -> Store:
        return open_postgres(self.url) if self.url else open_sqlite(self.file)


@pytest.fixture
def place(tmp_path):
    return lambda engine, name: Place(engine, name, tmp_path)


def furnished(place):
    store = place.open()
    with store.write() as tx:
        for number in range(MANY):
            tx.records.put(
                ONE,
                "order",
                f"ord_{number:05}",
                f'{{"n":{number},"é":"\\n€"}}'.encode(),
                version=0,
                keys=Keys({"number": f"№{number}"}, {"party": f"pty_{number % 7}"}),
            )
        tx.ledger.append(
            [an_event(f"evt_{number}", brand=(ONE, OTHER)[number % 2]) for number in range(MANY)]
        )
    store.close()


def copied(source, target):
    with source.moment() as moment:
        target.fill(moment.columns, moment.rows, revision=moment.revision, last=moment.last)
        return summary(moment)


def summary(moment):
    return {table: tally(columns, moment.rows(table)) for table, columns in moment.columns.items()}


@pytest.mark.parametrize(("engine", "other"), WAYS)
def test_a_store_arrives_as_it_left(place, engine, other):
    source, target = place(engine, "source"), place(other, "target")
    furnished(source)
    left = copied(source.bulk, target.bulk)
    assert [one.rows for one in left.values()] == [MANY, 2 * MANY, MANY]
    with target.bulk.moment() as moment:
        assert summary(moment) == left
    store = target.open()
    with store.read() as tx:
        assert [one.id for one in tx.records.find(ONE, "order", "number", "№7")] == ["ord_00007"]
        assert len(tx.ledger.read(ONE, limit=MANY)) == MANY / 2
    store.close()


@pytest.mark.parametrize(("engine", "other"), WAYS)
def test_a_cursor_stays_true_on_the_other_side(place, engine, other):
    """What a reader has passed is not read again, and what comes next is, even if all before was forgotten (S110)."""
    source, target = place(engine, "source"), place(other, "target")
    furnished(source)
    store = source.open()
    with store.read() as tx:
        cursor = tx.ledger.read(ONE, limit=MANY)[-1].position
    with store.write() as tx:
        for brand in (ONE, OTHER):
            tx.ledger.forget(brand, "visit", before=an_event().at.replace(year=2999))
    store.close()
    copied(source.bulk, target.bulk)
    store = target.open()
    with store.write() as tx:
        tx.ledger.append([an_event("evt_next")])
    with store.read() as tx:
        assert [one.event.id for one in tx.ledger.read(ONE, after=cursor)] == ["evt_next"]
    store.close()


@pytest.mark.parametrize("engine", ["sqlite", POSTGRES])
def test_a_moment_is_one(place, engine):
    source = place(engine, "source")
    furnished(source)
    store = source.open()
    with source.bulk.moment() as moment:
        before = summary(moment)
        with store.write() as tx:
            tx.records.put(ONE, "order", "ord_x", b"{}", version=0)
            tx.ledger.append([an_event("evt_late")])
        assert summary(moment) == before
    with source.bulk.moment() as moment:
        assert summary(moment) != before
    store.close()


@pytest.mark.parametrize("engine", ["sqlite", POSTGRES])
def test_a_store_that_holds_something_is_left_as_it_is(place, engine):
    source, target = place("sqlite", "source"), place(engine, "target")
    furnished(source)
    furnished(target)
    with target.bulk.moment() as moment:
        before = summary(moment)
    with pytest.raises(NotEmpty, match="2,500 records and 2,500 events"):
        copied(source.bulk, target.bulk)
    with target.bulk.moment() as moment:
        assert summary(moment) == before


@pytest.mark.parametrize("engine", ["sqlite", POSTGRES])
def test_what_breaks_off_leaves_nothing(place, engine):
    source, target = place("sqlite", "source"), place(engine, "target")
    furnished(source)
    target.open().close()

    def broken(rows) -> Iterator[object]:
        yield from rows
        raise BadInput("broken off")

    with source.bulk.moment() as moment, pytest.raises(SumisuraError):
        target.bulk.fill(
            moment.columns,
            lambda table: broken(moment.rows(table)) if table == "events" else moment.rows(table),
            revision=moment.revision,
            last=0,
        )
    with target.bulk.moment() as moment:
        assert {one.rows for one in summary(moment).values()} == {0}


@pytest.mark.parametrize("engine", ["sqlite", POSTGRES])
@pytest.mark.parametrize(
    ("change", "said"), [({"revision": "9999"}, "9999"), ({"columns": {"records": ["x); --"]}}, "columns")]
)
def test_another_schema_is_refused(place, engine, change, said):
    target = place(engine, "target")
    given = {"columns": {}, "revision": "0003"} | change
    with pytest.raises(ArchiveUnusable, match=said):
        target.bulk.fill(given["columns"], lambda _: [], revision=given["revision"], last=0)
    assert target.bulk.revision() is None


@pytest.mark.parametrize("engine", ["sqlite", POSTGRES])
def test_an_older_schema_is_brought_up_to_date(place, engine):
    """An archive of revision 0001, which knew no parties of events, opens on this release."""
    target = place(engine, "target")
    names = ["position", "brand", "id", "purpose", "happened", "body"]
    body = b'{"id":"e","brand":"indigo","kind":"k","at":"2026-03-01T12:00:00Z","party":"pty_1","subject":"s","source":"visit","purpose":"visit","context":{}}'
    target.bulk.fill(
        {"events": names}, lambda _: [(5, "indigo", "e", "visit", 1, body)], revision="0001", last=9
    )
    store = target.open()
    with store.read() as tx:
        assert [one.position for one in tx.ledger.of_party(ONE, "pty_1")] == [5]
    store.close()
