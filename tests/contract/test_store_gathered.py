"""Many records at once, and a unit of work that gathers them: the same is kept as one at a time."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import suppress

import pytest

from sumisura.kernel import BadInput, BrandId, Event, Stale
from sumisura.store.errors import ReadOnly
from sumisura.store.gathered import Gathered, gathered
from sumisura.store.ports import Keys, Record, Store

Events = Callable[..., Event]
ONE, OTHER = BrandId("indigo"), BrandId("rosso")


def kept(store: Store, kind: str = "design") -> list[tuple[str, bytes, int]]:
    with store.read() as tx:
        return [(one.id, one.body, one.version) for one in reversed(tx.records.page(ONE, kind))]


def test_many_are_read_in_one_question_by_id(store: Store) -> None:
    with store.write() as tx:
        for brand, kind, id_ in (
            (ONE, "design", "é"),
            (ONE, "design", "D9"),
            (ONE, "order", "d2"),
            (OTHER, "design", "d3"),
        ):
            tx.records.put(brand, kind, id_, id_.encode(), version=0)
    with store.read() as tx:
        found = tx.records.get_many(ONE, "design", ["é", "d2", "D9", "d3", "é", 'quo"te'])
        assert found == [Record("D9", b"D9", 1), Record("é", "é".encode(), 1)]
        assert tx.records.get_many(ONE, "design", []) == []
        with pytest.raises(BadInput):
            tx.records.get_many(ONE, "design", ["fine", "nul\0"])


def test_many_kinds_are_read_in_one_question(store: Store) -> None:
    with store.write() as tx:
        for brand, kind, id_ in (
            (ONE, "design", "é"),
            (ONE, "order", ""),
            (ONE, "order", "d2"),
            (OTHER, "design", "d3"),
        ):
            tx.records.put(brand, kind, id_, id_.encode(), version=0)
    wanted = [("design", "é"), ("order", ""), ("design", "d2"), ("design", "d3"), ("order", 'quo"te')]
    with store.read() as tx:
        assert tx.records.get_all(ONE, iter(wanted)) == {
            ("design", "é"): Record("é", "é".encode(), 1),
            ("order", ""): Record("", b"", 1),
        }
        assert tx.records.get_all(ONE, []) == {}
        with pytest.raises(BadInput):
            tx.records.get_all(ONE, [("design", "nul\0")])


def test_what_was_foreseen_is_known_until_it_is_changed(store: Store) -> None:
    with store.write() as tx:
        tx.records.put(ONE, "design", "d1", b"a", version=0)
    with store.write() as tx, gathered(tx) as many:
        many.foresee_all(ONE, [("design", "d1"), ("order", "o1")])
        tx.records.put(ONE, "order", "o1", b"unseen", version=0)
        assert many.records.get(ONE, "order", "o1") is None, "it was asked for before"
        many.records.put(ONE, "design", "d1", b"b", version=1)
        assert many.records.get(ONE, "design", "d1") == Record("d1", b"b", 2)
    with store.read() as tx, gathered(tx) as many:
        many.foresee_all(ONE, [("design", "d1")])
        assert many.records.get(ONE, "design", "d1") == Record("d1", b"b", 2), (
            "one that only reads may gather, too"
        )


def test_ten_thousand_at_once(store: Store) -> None:
    ids = [f"d{number:05}" for number in range(10_000)]
    with store.write() as tx:
        tx.records.put_many(ONE, "design", [Record(id_, b"x", 1) for id_ in ids])
        assert [one.id for one in tx.records.get_many(ONE, "design", reversed(ids))] == ids


def test_many_are_written_in_order_new_and_changed(store: Store) -> None:
    with store.write() as tx:
        tx.records.put(ONE, "design", "d1", b"a", version=0)
        tx.records.put_many(ONE, "design", [])
        tx.records.put_many(
            ONE,
            "design",
            [Record("d2", b"b", 1), Record("d1", b"c", 2), Record("d2", b"d", 2), Record("d2", b"e", 3)],
        )
    assert kept(store) == [("d1", b"c", 2), ("d2", b"e", 3)]


@pytest.mark.parametrize(("id_", "version"), [("d1", 1), ("d1", 3), ("d7", 2)])
def test_one_that_is_stale_is_named_and_none_is_written(store: Store, id_: str, version: int) -> None:
    with store.write() as tx:
        tx.records.put(ONE, "design", "d1", b"a", version=0)
    with store.write() as tx:
        with pytest.raises(Stale, match=id_):
            tx.records.put_many(ONE, "design", [Record("d2", b"b", 1), Record(id_, b"c", version)])
        tx.records.put(ONE, "design", "d3", b"d", version=0)  # the unit of work goes on
    assert kept(store) == [("d1", b"a", 1), ("d3", b"d", 1)]


def test_keys_are_given_up_as_by_a_put_without(store: Store) -> None:
    with store.write() as tx:
        tx.records.put(ONE, "design", "d1", b"a", version=0, keys=Keys({"token": "t1"}))
        tx.records.put_many(ONE, "design", [Record("d1", b"b", 2), Record("d2", b"c", 1)])
        assert tx.records.find(ONE, "design", "token", "t1") == []
    assert kept(store) == [("d1", b"b", 2), ("d2", b"c", 1)]


def test_who_may_only_read_writes_none(store: Store) -> None:
    with store.read() as tx, pytest.raises(ReadOnly):
        tx.records.put_many(ONE, "design", [Record("d1", b"a", 1)])


def test_a_gathered_unit_reads_what_it_wrote_and_keeps_it_at_its_end(store: Store, event: Events) -> None:
    with store.write() as tx:
        tx.records.put(ONE, "design", "d1", b"a", version=0)
    with store.write() as tx:
        with gathered(tx) as many:
            many.foresee(ONE, "design", ["d1", "d2"])
            assert many.records.get(ONE, "design", "d2") is None
            for version in (0, 1):
                put = many.records.put(ONE, "design", "d2", b"b", version=version)
                assert many.records.get(ONE, "design", "d2") == put == Record("d2", b"b", version + 1)
            assert many.records.get(ONE, "design", "d1") == Record("d1", b"a", 1)
            many.records.put(ONE, "order", "o1", b"unforeseen", version=0)
            many.records.put(ONE, "design", "d1", b"c", version=1)
            many.ledger.append([event("e1")])
            many.ledger.append([event("e2"), event("e1")])
            assert tx.records.get(ONE, "design", "d1") == Record("d1", b"a", 1)
            assert tx.ledger.find(ONE, event("e1").id) is None
        assert [one.event.id for one in tx.ledger.of_party(ONE, event().party)] == ["e2", "e1"]
    assert kept(store) == [("d1", b"c", 2), ("d2", b"b", 2)]
    assert kept(store, "order") == [("o1", b"unforeseen", 1)]


def test_whatever_else_is_asked_sees_what_waits(store: Store, event: Events) -> None:
    with store.write() as tx, gathered(tx) as many:
        many.foresee(ONE, "design", ["d1", "d2"])
        many.records.put(ONE, "design", "d1", b"a", version=0)
        assert [one.id for one in many.records.page(ONE, "design")] == ["d1"]
        keyed = many.records.put(ONE, "design", "d1", b"b", version=1, keys=Keys({"token": "t1"}))
        assert list(many.records.find(ONE, "design", "token", "t1")) == [keyed]
        many.records.put(ONE, "design", "d1", b"c", version=2)  # gives its key up
        assert list(many.records.find(ONE, "design", "token", "t1")) == []
        many.records.put(ONE, "design", "d2", b"c", version=0)
        many.records.delete(ONE, "design", "d2")
        assert many.records.get(ONE, "design", "d2") is None
        many.ledger.append([event("e1")])
        assert [one.event.id for one in many.ledger.of_party(ONE, event().party)] == ["e1"]
    assert kept(store) == [("d1", b"c", 3)]


def test_a_wrong_version_is_stale_at_once_and_a_race_at_the_end(store: Store) -> None:
    with store.write() as tx:
        with gathered(tx) as many:
            many.foresee(ONE, "design", ["d1"])
            with pytest.raises(Stale, match="d1"):
                many.records.put(ONE, "design", "d1", b"a", version=1)
        many = Gathered(tx)
        many.foresee(ONE, "design", ["d1"])
        many.records.put(ONE, "design", "d1", b"mine", version=0)
        tx.records.put(ONE, "design", "d1", b"theirs", version=0)
        with pytest.raises(Stale, match="d1"):
            many.write_out()
    assert kept(store) == [("d1", b"theirs", 1)]


def test_a_unit_that_fails_writes_nothing_of_what_waits(store: Store, event: Events) -> None:
    with store.write() as tx:
        with suppress(ZeroDivisionError), gathered(tx) as many:
            many.foresee(ONE, "design", ["d1"])
            many.records.put(ONE, "design", "d1", b"a", version=0)
            many.ledger.append([event("e1")])
            raise ZeroDivisionError
        assert tx.ledger.find(ONE, event("e1").id) is None
    assert kept(store) == []


def plan_of(records, question: str, **asked: str) -> str:
    """How the engine sets about answering a question, in its own words, a step a line."""
    words = "EXPLAIN QUERY PLAN " if isinstance(records.connection, sqlite3.Connection) else "EXPLAIN "
    statement = words + getattr(records.sql, question)
    plan = records.connection.execute(statement, {"the_brand": ONE, **asked}).fetchall()
    return "\n".join(" ".join(str(column) for column in row) for row in plan)


@pytest.mark.parametrize("question", ["get_many", "get_all"])
def test_the_index_is_asked_for_each_however_many_others_there_are(store: Store, question: str) -> None:
    """Also before anybody has counted them: after an import the planner's statistics are behind."""
    for kind in ("design", "order"):
        with store.write() as tx:
            tx.records.put_many(ONE, kind, [Record(f"d{number}", b"{}", 1) for number in range(2_000)])
    among = {"the_kind": "order", "the_kinds": '["order"]', "the_ids": '["d1", "d7"]'}
    with store.read() as tx:
        told = plan_of(tx.records, question, **among)
    assert re.search(r"Index Cond: \(.*brand = .*kind = .*id = ANY|brand=\? AND kind=\? AND id=\?", told), (
        told
    )
    assert not re.search(r"Filter|Seq Scan", told), told


def test_what_has_a_key_is_found_without_looking_at_the_others(store: Store) -> None:
    with store.write() as tx:
        for number in range(500):
            keys = Keys(index={"party": f"p{number}"})
            tx.records.put(ONE, "order", f"d{number}", b"{}", version=0, keys=keys)
    with store.read() as tx:
        told = plan_of(tx.records, "find", the_kind="order", the_name="party", the_value="p7")
    assert re.search(r"Index Cond: \(.*id = ANY|kind=\? AND id=\?", told), told
    assert re.search(r"Index Cond: \(.*name = .*value = |name=\? AND value=\?", told), told
    assert not re.search(r"Filter|Seq Scan", told), told
