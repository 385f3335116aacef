"""Units of work: all or nothing, one moment, many threads."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from sumisura.kernel import BadInput, BrandId, Event, Stale
from sumisura.store.errors import StoreAway
from sumisura.store.ports import Keys, Record, Store
from sumisura.store.postgres import PostgresStore, open_postgres
from sumisura.store.sqlite import open_sqlite

Events = Callable[..., Event]
ONE = BrandId("indigo")


def in_threads(number: int, work: Callable[[int], None]) -> None:
    failed: list[BaseException] = []

    def guarded(index: int) -> None:
        try:
            work(index)
        except BaseException as error:  # noqa: BLE001 - handed to the test's own thread
            failed.append(error)

    threads = [threading.Thread(target=guarded, args=(index,)) for index in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


@pytest.mark.parametrize("durable", [True, False])
@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt, RuntimeError])
def test_an_error_takes_everything_back(
    store: Store, event: Events, durable: bool, error: type[BaseException]
) -> None:
    with store.write() as tx:
        tx.records.put(ONE, "design", "old", b"a", version=0)
    with (  # noqa: PT012 - the block is what is tested
        pytest.raises(error),
        store.write(durable=durable) as tx,
    ):
        tx.records.put(ONE, "design", "new", b"b", version=0, keys=Keys({"token": "t"}, {"party": "p"}))
        tx.records.delete(ONE, "design", "old")
        tx.ledger.append([event()])
        raise error
    with store.read() as tx:
        assert tx.records.get(ONE, "design", "new") is None
        assert tx.records.find(ONE, "design", "party", "p") == []
        assert tx.records.get(ONE, "design", "old") == Record("old", b"a", 1)
        assert tx.ledger.read(ONE) == []


def test_a_unit_of_work_sees_its_own_writes(store: Store) -> None:
    with store.write() as tx:
        tx.records.put(ONE, "design", "d1", b"a", version=0, keys=Keys(index={"party": "p"}))
        assert tx.records.get(ONE, "design", "d1") == Record("d1", b"a", 1)
        assert len(tx.records.find(ONE, "design", "party", "p")) == 1
        assert len(tx.records.page(ONE, "design")) == 1


def test_nobody_sees_what_is_not_committed(store: Store, event: Events) -> None:
    with store.write() as tx:
        tx.records.put(ONE, "design", "d1", b"a", version=0)
        tx.ledger.append([event()])
        with store.read() as other:
            assert other.records.get(ONE, "design", "d1") is None
            assert other.ledger.read(ONE) == []


def test_a_reader_sees_one_moment(store: Store, event: Events) -> None:
    with store.write() as tx:
        tx.records.put(ONE, "design", "d1", b"before", version=0)
    with store.read() as reader:
        before = reader.records.get(ONE, "design", "d1")
        with store.write() as tx:
            tx.records.put(ONE, "design", "d1", b"after", version=1)
            tx.records.put(ONE, "design", "d2", b"new", version=0)
            tx.ledger.append([event()])
        assert reader.records.get(ONE, "design", "d1") == before
        assert reader.records.get(ONE, "design", "d2") is None
        assert [record.id for record in reader.records.page(ONE, "design")] == ["d1"]
        assert reader.ledger.read(ONE) == []
    with store.read() as reader:
        assert reader.records.get(ONE, "design", "d1") == Record("d1", b"after", 2)


def test_no_update_is_lost_between_threads(store: Store) -> None:
    threads, rounds = 6, 8
    with store.write() as tx:
        tx.records.put(ONE, "counter", "c", b"0", version=0)

    def count_up(_: int) -> None:
        done = 0
        while done < rounds:
            with store.read() as tx:
                seen = tx.records.get(ONE, "counter", "c")
            try:
                with store.write(durable=False) as tx:
                    tx.records.put(ONE, "counter", "c", b"%d" % (int(seen.body) + 1), version=seen.version)
                done += 1
            except Stale:
                continue

    in_threads(threads, count_up)
    with store.read() as tx:
        assert int(tx.records.get(ONE, "counter", "c").body) == threads * rounds


def test_one_of_many_threads_wins_a_unique_key(store: Store) -> None:
    won: list[int] = []

    def claim(index: int) -> None:
        try:
            with store.write() as tx:
                keys = Keys({"idempotency": "k1"}, {"party": f"p{index}"})
                tx.records.put(ONE, "order", f"o{index}", b"", version=0, keys=keys)
            won.append(index)
        except Stale:
            pass

    in_threads(8, claim)
    assert len(won) == 1
    with store.read() as tx:
        assert [record.id for record in tx.records.page(ONE, "order")] == [f"o{won[0]}"]
        assert [len(tx.records.find(ONE, "order", "party", f"p{index}")) for index in range(8)].count(1) == 1


def test_a_closed_store_says_so(store: Store, tmp_path: Path, postgres_database: str) -> None:
    fresh = (
        open_postgres(postgres_database) if isinstance(store, PostgresStore) else open_sqlite(tmp_path / "b")
    )
    with fresh.read() as tx:
        assert tx.records.page(ONE, "design") == []
    fresh.close()
    with pytest.raises(StoreAway), fresh.read():
        pass
    with pytest.raises(StoreAway), fresh.write():
        pass


def test_what_is_committed_is_there_when_opened_again(tmp_path: Path) -> None:
    for version in range(3):
        store = open_sqlite(tmp_path / "shop.sqlite")
        with store.write() as tx:
            tx.records.put(ONE, "design", "d1", b"%d" % version, version=version)
        store.close()


def test_sqlite_refuses_a_write_within_a_write(tmp_path: Path) -> None:
    store = open_sqlite(tmp_path / "shop.sqlite")
    with store.write(), pytest.raises(RuntimeError, match="pass it on"), store.write():
        pass
    store.close()


def test_a_thread_does_not_wait_for_others_for_ever(tmp_path: Path) -> None:
    store = open_sqlite(tmp_path / "shop.sqlite", patience=0.05)

    def write() -> None:
        with store.write():
            pass

    with store.write(), ThreadPoolExecutor(1) as other, pytest.raises(StoreAway, match="have been writing"):
        other.submit(write).result()
    write()
    store.close()


def test_two_processes_share_a_file_and_a_busy_one_is_away(tmp_path: Path) -> None:
    one = open_sqlite(tmp_path / "shop.sqlite")
    other = open_sqlite(tmp_path / "shop.sqlite", patience=0.05)
    with one.write() as tx:
        tx.records.put(ONE, "design", "d1", b"a", version=0)
        with pytest.raises(StoreAway, match="locked"), other.write():
            pass
    with other.write() as tx:
        tx.records.put(ONE, "design", "d1", b"b", version=1)
    one.close()
    other.close()


def test_sqlite_syncs_every_commit_of_durable_work_only(tmp_path: Path) -> None:
    store = open_sqlite(tmp_path / "shop.sqlite")
    for durable, synchronous in ((True, 2), (False, 1), (True, 2)):
        with store.write(durable=durable):
            assert store._writer.execute("PRAGMA synchronous").fetchone() == (synchronous,)
    assert store._writer.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    store.close()


@pytest.mark.xdist_group("postgres")
def test_postgres_waits_for_the_disk_in_durable_work_only(postgres: PostgresStore) -> None:
    for durable, synchronous in ((True, "on"), (False, "off"), (True, "on")):
        with postgres.write(durable=durable) as tx:
            asked = tx.records.connection.execute("SHOW synchronous_commit").fetchone()
            assert asked == (synchronous,)


@pytest.mark.xdist_group("postgres")
def test_a_server_that_answers_early_is_told_to_wait(postgres: PostgresStore, postgres_database: str) -> None:
    with psycopg.connect(postgres_database, autocommit=True) as session:
        session.execute("ALTER DATABASE contract SET synchronous_commit = off")
        try:
            store = open_postgres(postgres_database)
            with store.write() as tx:
                assert tx.records.connection.execute("SHOW synchronous_commit").fetchone() == ("on",)
            store.close()
        finally:
            session.execute("ALTER DATABASE contract RESET synchronous_commit")


@pytest.mark.xdist_group("postgres")
def test_nobody_but_the_store_begins_transactions(postgres_database: str) -> None:
    """A driver that began one first would decide its isolation, and leave it open in the pool."""
    fresh = open_postgres(postgres_database)
    remarks: list[str | None] = []
    for durable in (True, False):
        with ExitStack() as stack:
            for opened in (fresh.read(), fresh.write(durable=durable), fresh.read()):
                session = stack.enter_context(opened).records.connection.connection
                session.add_notice_handler(lambda remark: remarks.append(remark.message_primary))
                assert session.autocommit
    with fresh.read() as tx:
        level = tx.records.connection.execute("SHOW transaction_isolation").fetchone()
        assert level == ("repeatable read",)
    fresh.close()
    assert remarks == []


@pytest.mark.xdist_group("postgres")
def test_two_that_wait_for_each_other_end_with_one_stale(postgres: PostgresStore) -> None:
    with postgres.write() as tx:
        for id_ in ("d0", "d1"):
            tx.records.put(ONE, "design", id_, b"", version=0)
    both = threading.Barrier(2)
    stale: list[int] = []

    def cross(index: int) -> None:
        try:
            with postgres.write() as tx:
                tx.records.put(ONE, "design", f"d{index}", b"", version=1)
                both.wait()
                tx.records.put(ONE, "design", f"d{1 - index}", b"", version=1)
        except Stale:
            stale.append(index)

    in_threads(2, cross)
    assert len(stale) == 1


@pytest.mark.xdist_group("postgres")
def test_a_connection_that_broke_is_replaced(postgres: PostgresStore, postgres_database: str) -> None:
    with postgres.write() as tx:
        tx.records.put(ONE, "design", "d1", b"a", version=0)
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'contract' AND pid <> pg_backend_pid()"
    with psycopg.connect(postgres_database, autocommit=True) as session:
        with pytest.raises(StoreAway), postgres.write() as tx:  # noqa: PT012 - it breaks in the midst
            session.execute(others)
            tx.records.put(ONE, "design", "d1", b"b", version=1)
        session.execute(others)
    with postgres.write() as tx:
        tx.records.put(ONE, "design", "d1", b"c", version=1)


@pytest.mark.xdist_group("postgres")
def test_a_server_that_is_not_there_is_away(tmp_path: Path) -> None:
    with pytest.raises(StoreAway):
        open_postgres(f"postgresql://postgres@/none?host={tmp_path}", patience=1)


@pytest.mark.parametrize(
    "url", ["shop.db", "mysql://x/shop", "postgresql://shop:s3 cret@pw@127.0.0.1:8399/shop", ""]
)
def test_what_is_no_address_of_postgres_says_how_one_is_written_and_nothing_of_the_password(url: str) -> None:
    with pytest.raises(BadInput, match=r"%40 for an @") as refused:
        open_postgres(url)
    assert "cret" not in str(refused.value)


def test_a_server_that_is_not_there_is_told_of_without_anothers_links() -> None:
    with pytest.raises(StoreAway) as refused:
        open_postgres("postgresql://shop@127.0.0.1:1/shop", patience=1)
    assert "sqlalche.me" not in str(refused.value)
