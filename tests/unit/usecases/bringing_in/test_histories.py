"""A merchant's and a customer's history: shown first, then recorded through the gate, each event once."""

import csv
import json
from datetime import UTC, datetime, timedelta

import duckdb
import pytest

from sumisura.files.rows import Rejects, open_table
from sumisura.taste import repo
from sumisura.taste.model import Item, ItemId, Kind
from sumisura.trust.grants import Grants
from sumisura.trust.pseudonyms import pseudonym
from sumisura.usecases.bringing_in import histories
from sumisura.usecases.bringing_in.consents import Vouched
from sumisura.usecases.tasting.signals import usable

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
AGREED = Vouched("paper-7", LONG_AGO)
HEAD = "customer,item,what,at\n"


@pytest.fixture
def stocked(services, shop):
    with services.store.write() as tx:
        repo.save_items(
            tx,
            shop.id,
            [
                Item(ItemId("belt-12"), Kind.GOOD, "Belt", tokens=("material=hemp", "colour=blue")),
                Item(ItemId("belt-13"), Kind.GOOD, "Wide belt", tokens=("material=leather",)),
            ],
        )
    return shop


@pytest.fixture
def bring(services, stocked, tmp_path):
    """Brings a file in, as the command does."""

    def in_(content, vouched=AGREED, *, name="orders.csv", write=True, given=None, fixed=None):
        path = tmp_path / name
        if content is not None:
            path.write_text(content)
        table = open_table(path)
        plan = histories.plan(table, given=given or {}, fixed=fixed or {})
        with Rejects(path, keep=write) as rejects:
            outcome = histories.bring_in(services, stocked, table, plan, vouched, rejects, write=write)
        return outcome, rejects

    return in_


@pytest.fixture
def of(services, stocked):
    """What is kept of a customer."""

    def signals(key):
        with services.store.read() as tx:
            return usable(services, tx, stocked.id, pseudonym(services.keyring, stocked.id, key))

    return signals


def events(services, shop, kind="signal."):
    with services.store.read() as tx:
        found = tx.ledger.read(shop.id, limit=100_000)
    return [entry.event for entry in found if entry.event.kind.startswith(kind)]


ROWS = (
    HEAD
    + "ada@x.it,belt-12,purchase,2026-02-01\nADA@x.it,belt-13,wishlist,2026-02-02\n7,belt-12,return,2026-02-03\n"
)


def test_a_history_becomes_signals_of_pseudonyms(bring, of, services, stocked):
    outcome, rejects = bring(ROWS)
    assert (outcome.rows, outcome.kept, rejects.count, len(outcome.customers)) == (3, 3, 0, 2)
    assert [(one.what, one.source, one.item, one.value) for one in of("ada@x.it")] == [
        ("bought", "purchases", "belt-12", 1.0),
        ("liked", "stated", "belt-13", 1.0),
    ]
    kept = str(events(services, stocked, ""))
    assert "@" not in kept
    assert "x.it" not in kept.lower()


def test_a_look_writes_nothing_and_tells_the_same(bring, services, stocked, tmp_path):
    before = events(services, stocked, "")
    looked, _ = bring(ROWS + ",,,\n", write=False)
    assert events(services, stocked, "") == before
    assert sorted(path.name for path in tmp_path.glob("orders*")) == ["orders.csv"]
    done, rejects = bring(None)
    assert (looked.rows, looked.kept, looked.customers) == (done.rows, done.kept, done.customers)
    assert [told.deed.line for told in looked.sample] == [2, 3, 4]
    assert rejects.count == 1


def test_bringing_it_in_again_changes_nothing(bring, of, services, stocked):
    bring(ROWS)
    before = events(services, stocked, ""), of("7")
    outcome, _ = bring(ROWS)
    assert (outcome.kept, outcome.known) == (0, 3)
    assert (events(services, stocked, ""), of("7")) == before


def test_a_duplicate_counts_once(bring, of):
    row = "7,belt-12,bought,2026-02-01T10:00:00Z\n"
    outcome, _ = bring(HEAD + row * 3 + "7,belt-12,bought,2026-02-01T11:00:00+01:00\n")
    assert (outcome.kept, outcome.known, len(of("7"))) == (1, 3, 1)


def test_the_same_id_counts_once_whatever_else_it_says(bring, of):
    rows = "event_id,customer,item,at\ne1,7,belt-12,2026-02-01\ne2,7,belt-12,2026-02-01\n"
    outcome, _ = bring(rows)
    assert outcome.kept == 2, "two ids are two events"
    outcome, _ = bring("event_id,customer,item,at\ne1,7,belt-13,2026-02-07\n")
    assert (outcome.kept, outcome.known, len(of("7"))) == (0, 1, 2)


def test_the_rest_goes_on_and_the_rejects_name_line_and_column(bring):
    rows = [
        "7,belt-12,bought,2026-02-01",
        "7,belt-112,bought,2026-02-01",
        "7,belt-12,unsubscribed,2026-02-01",
        "7,belt-12,bought,01/02/2026",
        ",belt-12,bought,2026-02-01",
        "7,belt-12,bought",
        "8,belt-13,bought,2026-02-01",
    ]
    outcome, rejects = bring(HEAD + "\n".join(rows) + "\n")
    assert (outcome.rows, outcome.kept, rejects.count) == (7, 2, 5)
    with rejects.path.open(newline="") as file:
        found = list(csv.DictReader(file))
    assert [(row["line"], row["column"]) for row in found] == [
        ("3", "item"),
        ("4", "what"),
        ("5", "at"),
        ("6", "customer"),
        ("7", "at"),
    ]
    assert 'Did you mean "belt-12"?' in found[0]["why"]
    assert found[1]["raw"] == rows[2]


def test_without_a_consent_the_gate_refuses(bring, of, services, stocked):
    outcome, rejects = bring(ROWS, Vouched())
    assert outcome.kept == 0
    assert outcome.refused == {
        ("no consent", "purchases"): 1,
        ("no consent", "stated"): 1,
        ("no consent", "returns"): 1,
    }
    assert rejects.count == 0
    assert of("7") == ()
    assert len(events(services, stocked, "gate.refused")) == 3


def test_a_consent_from_now_on_covers_nothing_of_the_past(bring):
    outcome, _ = bring(ROWS, Vouched("paper-7"))
    assert (outcome.kept, outcome.refused.total()) == (0, 3)


def test_only_the_sources_that_were_agreed_to(bring):
    outcome, _ = bring(ROWS, Vouched("paper-7", LONG_AGO, frozenset({"purchases"})))
    assert (outcome.kept, outcome.refused.total()) == (1, 2)


def test_not_for_me_needs_no_consent(bring, services, stocked):
    outcome, _ = bring(HEAD + "7,belt-12,not interested,2026-02-01\n", Vouched())
    assert (outcome.kept, outcome.refused.total()) == (1, 0)
    assert [event.purpose for event in events(services, stocked)] == ["wishes"]


def test_a_column_may_say_who_agreed(bring, of):
    rows = (
        "customer,item,at,consent\n1,belt-12,2026-02-01,yes\n2,belt-12,2026-02-01,no\n3,belt-12,2026-02-01,\n"
    )
    rows += "4,belt-12,2026-02-01,2026-01-15\n5,belt-12,2026-02-01,2026-02-15\n6,belt-12,2026-02-01,ratings\n"
    outcome, _ = bring(rows)
    assert [len(of(key)) for key in "123456"] == [1, 0, 0, 1, 0, 0]
    assert outcome.refused == {("no consent", "purchases"): 4}


def test_what_was_withdrawn_is_not_granted_again_by_a_file(bring, of, services, stocked):
    bring(HEAD + "7,belt-12,bought,2026-02-01\n")
    party = pseudonym(services.keyring, stocked.id, "7")
    services.clock.advance(days=1)
    with services.store.write() as tx:
        Grants(services.ids).withdraw(tx, stocked.id, party, "personalise", "purchases")
    assert of("7") == ()
    outcome, _ = bring(HEAD + "7,belt-13,bought,2026-02-03\n")
    assert (outcome.kept, outcome.refused.total(), of("7")) == (0, 1, ())
    again = Vouched("paper-8", services.clock.now() + timedelta(hours=1))
    services.clock.advance(days=3)
    outcome, _ = bring(HEAD + f"7,belt-13,bought,{services.clock.now().isoformat()}\n", again)
    assert outcome.kept == 1, "they agreed once more, after that"


def test_clocks_that_run_backwards_or_ahead(bring, of, services):
    now = services.clock.now()
    times = [
        now,
        now - timedelta(days=3),
        now + timedelta(hours=2),
        now + timedelta(days=2),
        now - timedelta(days=800),
    ]
    outcome, rejects = bring(HEAD + "".join(f"7,belt-12,bought,{at.isoformat()}\n" for at in times))
    assert (outcome.kept, outcome.ahead, rejects.count) == (3, 1, 2)
    assert [one.at for one in of("7")] == [times[1], now, now]
    assert [problem.where for problem in rejects.first] == ["orders.csv:5", "orders.csv:6"]
    again, _ = bring(None)
    assert again.known == 3, "a clock that ran ahead gives the same event again"


def test_sources_are_kept_as_long_as_the_register_says(bring):
    _, rejects = bring(HEAD + "7,belt-12,viewed,2026-01-01\n7,belt-12,viewed,2026-02-20\n")
    assert rejects.count == 1
    assert "30 days" in rejects.first[0].what


def test_an_unknown_item_is_kept_on_its_qualities(bring, of):
    rows = "customer,item,at,colour,material\n7,gone-1,2026-02-01,Blue,hemp\n7,gone-2,2026-02-01,red,\n"
    outcome, rejects = bring(rows, given={"colour": "token", "material": "token"})
    assert (outcome.kept, outcome.on_tokens, rejects.count) == (2, 1, 1)
    assert [(one.item, one.weight) for one in of("7")] in (
        [("colour=blue", 1.5), ("material=hemp", 1.5)],
        [("material=hemp", 1.5), ("colour=blue", 1.5)],
    )


def test_a_quality_may_be_named_itself(bring, of):
    bring(HEAD + "7,colour=blue,liked,2026-02-01\n")
    assert [one.item for one in of("7")] == ["colour=blue"]


@pytest.mark.parametrize("weight", ["nan", "inf", "0", "-1", "1e9", "many", "4,5"])
def test_weights_that_are_none_are_rejected(bring, of, weight):
    rows = f'customer,item,at,weight\n7,belt-12,2026-02-01,"{weight}"\n7,belt-12,2026-02-02,2.5\n'
    _, rejects = bring(rows)
    assert [problem.about for problem in rejects.first] == ["column weight"]
    assert [one.weight for one in of("7")] == [2.5]


def test_a_header_alone_and_a_single_row(bring):
    outcome, rejects = bring(HEAD)
    assert (outcome.rows, outcome.kept, rejects.count) == (0, 0, 0)
    outcome, _ = bring(HEAD + "7,belt-12,bought,2026-02-01")
    assert (outcome.rows, outcome.kept) == (1, 1)


def test_a_shop_without_items_says_what_to_do(services, shop, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(HEAD + "7,belt-12,bought,2026-02-01\n")
    table = open_table(path)
    with services.store.write() as tx:
        repo.forget_items(tx, shop.id, [item.id for item in repo.items(tx, shop.id)])
    plan = histories.plan(table, given={}, fixed={})
    with Rejects(path) as rejects:
        histories.bring_in(services, shop, table, plan, AGREED, rejects, write=True)
    assert "sumisura goods import" in rejects.first[0].mend


CLOUD = [
    {
        "specversion": "1.0",
        "type": "com.shop.order.placed",
        "source": f"/tills/{till}",
        "id": "1",
        "subject": "belt-12",
        "time": "2026-02-01T10:00:00Z",
        "data": {"customer": "7", "note": "ada@x.it"},
    }
    for till in (1, 2)
]


@pytest.mark.parametrize("form", ["lines", "batch"])
def test_cloudevents(bring, of, form, services, stocked):
    text = "\n".join(map(json.dumps, CLOUD)) if form == "lines" else json.dumps(CLOUD, indent=1)
    outcome, _ = bring(text, name="events.json")
    assert outcome.kept == 2, "an id is unique within its source alone"
    assert {(one.what, one.source, one.item) for one in of("7")} == {("bought", "purchases", "belt-12")}
    assert "x.it" not in str(events(services, stocked, ""))
    again, _ = bring(text, name="events.json")
    assert again.known == 2


def test_parquet_with_ratings(bring, of, tmp_path):
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE t AS SELECT * FROM (VALUES (7, 'belt-12', 4.5::DOUBLE, TIMESTAMP '2026-02-01 10:00:00'),"
            " (7, 'belt-13', 1, TIMESTAMP '2026-02-02 10:00:00'), (8, 'belt-13', 'nan', TIMESTAMP '2026-02-02 10:00:00'))"
            ' t(user_id, product, rating, "timestamp")'
        )
        connection.table("t").write_parquet(str(tmp_path / "ratings.parquet"))
    outcome, rejects = bring(None, name="ratings.parquet")
    assert [(one.what, one.value) for one in of("7")] == [("rated", 0.75), ("rated", -1.0)]
    assert (outcome.kept, [problem.where for problem in rejects.first]) == (2, ["ratings.parquet:3"])


def test_a_batch_that_loses_a_race_is_done_again_and_counted_once(bring, monkeypatch, services):
    from sumisura.kernel import Stale
    from sumisura.usecases.bringing_in import histories as module

    real, lost = module.record_many, []

    def racing(*args):
        if not lost:
            lost.append(1)
            raise Stale("signals", "pty", "was changed meanwhile")
        return real(*args)

    monkeypatch.setattr(module, "record_many", racing)
    outcome, _ = bring(ROWS)
    assert (outcome.kept, outcome.refused.total(), len(outcome.customers)) == (3, 0, 2)


def test_many_rows_go_in_batches(bring, of, monkeypatch, services, stocked):
    monkeypatch.setattr(histories, "WINDOW", 20)
    monkeypatch.setattr(histories, "BATCH", 7)
    rows = "".join(f"{n % 5},belt-12,bought,2026-02-01T00:00:{n:02d}Z\n" for n in range(50))
    outcome, _ = bring(HEAD + rows)
    assert (outcome.rows, outcome.kept, len(outcome.customers)) == (50, 50, 5)
    assert len(events(services, stocked)) == 50
    assert len(of("3")) == 10
