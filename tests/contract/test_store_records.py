"""Documents: versions, keys, pages, and brands that never see each other."""

from collections.abc import Callable

import pytest

from sumisura.kernel import BadInput, BrandId, Event, Stale
from sumisura.store.errors import ReadOnly
from sumisura.store.ports import Keys, Record, Store

Events = Callable[..., Event]
ONE, OTHER = BrandId("indigo"), BrandId("rosso")


def test_a_record_comes_back_as_it_was_put(store: Store) -> None:
    body = '{"cut":"slim","note":"é €"}'.encode() + b"\x00\xff"
    with store.write() as tx:
        assert tx.records.put(ONE, "design", "d1", body, version=0) == Record("d1", body, 1)
    with store.read() as tx:
        assert tx.records.get(ONE, "design", "d1") == Record("d1", body, 1)
        assert tx.records.get(ONE, "design", "d2") is None
        assert tx.records.get(ONE, "draft", "d1") is None


def test_each_write_raises_the_version_by_one(store: Store) -> None:
    for version in range(4):
        with store.write() as tx:
            assert tx.records.put(ONE, "design", "d1", b"x", version=version).version == version + 1


@pytest.mark.parametrize("version", [0, 1, 3])
def test_a_wrong_version_is_stale_and_writes_nothing(store: Store, version: int) -> None:
    with store.write() as tx:
        tx.records.put(ONE, "design", "d1", b"a", version=0)
        kept = tx.records.put(ONE, "design", "d1", b"b", version=1, keys=Keys(index={"party": "p1"}))
    with store.write() as tx:
        with pytest.raises(Stale, match="d1"):
            tx.records.put(ONE, "design", "d1", b"c", version=version, keys=Keys(index={"party": "p2"}))
        # The unit of work goes on after a refusal that was caught.
        tx.records.put(ONE, "design", "d2", b"d", version=0)
    with store.read() as tx:
        assert tx.records.get(ONE, "design", "d1") == kept
        assert tx.records.find(ONE, "design", "party", "p2") == []
        assert tx.records.get(ONE, "design", "d2") == Record("d2", b"d", 1)


def test_what_is_not_there_cannot_be_changed(store: Store) -> None:
    with store.write() as tx, pytest.raises(Stale):
        tx.records.put(ONE, "design", "d1", b"a", version=1)


def test_records_are_found_by_their_keys_by_id(store: Store) -> None:
    with store.write() as tx:
        for id_ in ("d3", "d1", "d2"):
            keys = Keys({"token": f"t-{id_}"}, {"party": "p1"})
            tx.records.put(ONE, "design", id_, id_.encode(), version=0, keys=keys)
    with store.read() as tx:
        assert [found.id for found in tx.records.find(ONE, "design", "party", "p1")] == ["d1", "d2", "d3"]
        assert tx.records.find(ONE, "design", "token", "t-d2") == [Record("d2", b"d2", 1)]
        assert tx.records.find(ONE, "design", "token", "p1") == []
        assert tx.records.find(ONE, "order", "party", "p1") == []


def test_keys_follow_the_record(store: Store) -> None:
    with store.write() as tx:
        tx.records.put(ONE, "design", "d1", b"a", version=0, keys=Keys({"token": "t1"}, {"party": "p1"}))
        tx.records.put(ONE, "design", "d1", b"b", version=1, keys=Keys({"token": "t2"}, {"party": "p1"}))
    with store.write() as tx:
        assert tx.records.find(ONE, "design", "token", "t1") == []
        assert tx.records.find(ONE, "design", "token", "t2") == [Record("d1", b"b", 2)]
        tx.records.put(ONE, "design", "d1", b"c", version=2)
        assert tx.records.find(ONE, "design", "party", "p1") == []
        # A key that was given up is free for others.
        tx.records.put(ONE, "design", "d2", b"d", version=0, keys=Keys({"token": "t2"}))


def test_a_taken_unique_key_is_stale_and_writes_nothing(store: Store) -> None:
    with store.write() as tx:
        tx.records.put(ONE, "design", "d1", b"a", version=0, keys=Keys({"token": "t1"}))
        tx.records.put(ONE, "design", "d2", b"b", version=0, keys=Keys({"token": "t2"}))
    with store.write() as tx:
        keys = Keys({"token": "t1"}, {"party": "p"})
        with pytest.raises(Stale, match="token"):
            tx.records.put(ONE, "design", "d3", b"c", version=0, keys=keys)
        with pytest.raises(Stale, match="token"):
            tx.records.put(ONE, "design", "d2", b"c", version=1, keys=Keys({"token": "t1"}))
    with store.read() as tx:
        assert tx.records.get(ONE, "design", "d3") is None
        assert tx.records.find(ONE, "design", "party", "p") == []
        assert tx.records.get(ONE, "design", "d2") == Record("d2", b"b", 1)
        assert tx.records.find(ONE, "design", "token", "t2") == [Record("d2", b"b", 1)]


def test_a_unique_key_binds_within_kind_and_name(store: Store) -> None:
    with store.write() as tx:
        tx.records.put(ONE, "design", "d1", b"a", version=0, keys=Keys({"token": "t1"}))
        tx.records.put(ONE, "order", "d1", b"a", version=0, keys=Keys({"token": "t1"}))
        tx.records.put(ONE, "design", "d2", b"a", version=0, keys=Keys({"slug": "t1"}))


def test_pages_go_from_the_newest_down(store: Store) -> None:
    ids = [f"d{number:02}" for number in range(7)] + ["D99", "é"]
    with store.write() as tx:
        for id_ in ids:
            tx.records.put(ONE, "design", id_, b"", version=0)
    seen: list[str] = []
    with store.read() as tx:
        while page := tx.records.page(ONE, "design", before=seen[-1] if seen else "", limit=4):
            assert len(page) <= 4
            seen += [record.id for record in page]
    assert seen == sorted(ids, key=str.encode, reverse=True)


def test_a_deleted_record_leaves_no_trace(store: Store) -> None:
    with store.write() as tx:
        tx.records.put(ONE, "design", "d1", b"a", version=0, keys=Keys({"token": "t1"}, {"party": "p1"}))
        tx.records.delete(ONE, "design", "d1")
        tx.records.delete(ONE, "design", "never there")
    with store.write() as tx:
        assert tx.records.get(ONE, "design", "d1") is None
        assert tx.records.find(ONE, "design", "party", "p1") == []
        tx.records.put(ONE, "design", "d2", b"b", version=0, keys=Keys({"token": "t1"}))


@pytest.mark.parametrize("name", ["nul\0", "half \ud800", "x" * 3000])
def test_names_no_engine_could_keep_are_bad_input(store: Store, name: str) -> None:
    with store.write() as tx:
        with pytest.raises(BadInput):
            tx.records.get(ONE, "design", name)
        with pytest.raises(BadInput):
            tx.records.put(ONE, "design", name, b"", version=0)
        with pytest.raises(BadInput):
            tx.records.find(ONE, "design", "token", name)
        with pytest.raises(BadInput):
            tx.records.put(ONE, "design", "d1", b"", version=0, keys=Keys(index={"party": name}))
        assert tx.records.get(ONE, "design", "d1") is None


def test_the_longest_names_fit(store: Store) -> None:
    value = "€" * 600
    with store.write() as tx:
        tx.records.put(ONE, "design", "d1", b"", version=0, keys=Keys({"token": value}))
        assert len(tx.records.find(ONE, "design", "token", value)) == 1


def test_brands_cannot_read_probe_or_change_each_other(store: Store) -> None:
    keys = Keys({"token": "t1"}, {"party": "p1"})
    with store.write() as tx:
        tx.records.put(ONE, "design", "d1", b"secret", version=0, keys=keys)
    with store.write() as tx:
        assert tx.records.get(OTHER, "design", "d1") is None
        assert tx.records.find(OTHER, "design", "token", "t1") == []
        assert tx.records.find(OTHER, "design", "party", "p1") == []
        assert tx.records.page(OTHER, "design") == []
        with pytest.raises(Stale):
            tx.records.put(OTHER, "design", "d1", b"mine now", version=1)
        tx.records.delete(OTHER, "design", "d1")
        # The same id and the same unique key are free in the other brand: a clash would tell of them.
        tx.records.put(OTHER, "design", "d1", b"own", version=0, keys=keys)
    with store.read() as tx:
        assert tx.records.get(ONE, "design", "d1") == Record("d1", b"secret", 1)
        assert tx.records.find(ONE, "design", "token", "t1") == [Record("d1", b"secret", 1)]
        assert tx.records.find(OTHER, "design", "token", "t1") == [Record("d1", b"own", 1)]


def test_a_unit_of_work_that_reads_refuses_to_write(store: Store, event: Events) -> None:
    with store.read() as tx:
        with pytest.raises(ReadOnly):
            tx.records.put(ONE, "design", "d1", b"", version=0)
        with pytest.raises(ReadOnly):
            tx.records.delete(ONE, "design", "d1")
        with pytest.raises(ReadOnly):
            tx.ledger.append([event()])
