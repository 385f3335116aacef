"""Events: each counts once, in an order a cursor can trust."""

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from sumisura.kernel import BadInput, BrandId, Event
from sumisura.store.ports import Store
from sumisura.store.postgres import PostgresStore
from sumisura.store.postgres.positions import ORDINAL_BITS

Events = Callable[..., Event]
ONE, OTHER = BrandId("indigo"), BrandId("rosso")


def test_events_come_back_as_they_were_in_order(store: Store, event: Events) -> None:
    first, second, third = event(n=1, words=["a", "é"]), event(), event()
    with store.write() as tx:
        assert tx.ledger.append([first]) == 1
        assert tx.ledger.append([second, third]) == 2
        assert tx.ledger.append([]) == 0
    with store.read() as tx:
        entries = tx.ledger.read(ONE)
        assert [entry.event for entry in entries] == [first, second, third]
        positions = [entry.position for entry in entries]
        assert positions == sorted(set(positions))
        assert positions[0] > 0
        assert tx.ledger.read(ONE, after=positions[0], limit=1) == [entries[1]]
        assert tx.ledger.read(ONE, after=positions[-1]) == []


def test_an_id_that_is_there_counts_once(store: Store, event: Events) -> None:
    with store.write() as tx:
        assert tx.ledger.append([event("e1"), event("e1"), event("e2")]) == 2
    with store.write() as tx:
        assert tx.ledger.append([event("e1"), event("e3")]) == 1
        assert tx.ledger.append([event("e3")]) == 0
    with store.read() as tx:
        assert [entry.event.id for entry in tx.ledger.read(ONE)] == ["e1", "e2", "e3"]


def test_brands_cannot_read_or_probe_each_others_events(store: Store, event: Events) -> None:
    with store.write() as tx:
        tx.ledger.append([event("e1")])
    with store.write() as tx:
        assert tx.ledger.read(OTHER) == []
        # Were it 0, the other brand would learn that the id exists.
        assert tx.ledger.append([event("e1", OTHER)]) == 1
    with store.read() as tx:
        assert [entry.event.brand for entry in tx.ledger.read(ONE)] == [ONE]
        assert [entry.event.brand for entry in tx.ledger.read(OTHER)] == [OTHER]


def test_a_unit_of_work_does_not_read_what_it_adds(store: Store, event: Events) -> None:
    """Its position is not final before the commit: a cursor moved past it would be wrong."""
    with store.write() as tx:
        tx.ledger.append([event("e1")])
    with store.write() as tx:
        tx.ledger.append([event("e2"), event("e3")])
        tx.ledger.append([event("e4")])
        assert [entry.event.id for entry in tx.ledger.read(ONE)] == ["e1"]


@pytest.mark.parametrize("id_", ["nul\0", "x" * 3000])
def test_ids_no_engine_could_keep_are_bad_input(store: Store, event: Events, id_: str) -> None:
    with store.write() as tx, pytest.raises(BadInput):
        tx.ledger.append([event(id_)])


def test_a_cursor_misses_nothing_and_sees_nothing_twice_while_many_write(store: Store, event: Events) -> None:
    writers, rounds = 4, 15

    def write(writer: int) -> None:
        for number in range(rounds):
            with store.write(durable=False) as tx:
                tx.ledger.append([event(f"{writer}-{number}-a")])
                time.sleep(0.001 * ((writer + number) % 3))
                tx.ledger.append([event(f"{writer}-{number}-b")])

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(writers)]
    for thread in threads:
        thread.start()
    seen, positions = [], [0]
    while True:
        over = not any(thread.is_alive() for thread in threads)
        with store.read() as tx:
            page = tx.ledger.read(ONE, after=positions[-1], limit=7)
        seen += [entry.event.id for entry in page]
        positions += [entry.position for entry in page]
        if over and not page:
            break
    expected = {f"{w}-{n}-{x}" for w in range(writers) for n in range(rounds) for x in "ab"}
    assert len(seen) == len(expected)
    assert set(seen) == expected
    assert positions == sorted(positions)


@pytest.mark.xdist_group("postgres")
def test_a_reader_never_passes_the_oldest_open_transaction(postgres: PostgresStore, event: Events) -> None:
    def ids(after: int = 0) -> list[str]:
        with postgres.read() as tx:
            return [entry.event.id for entry in tx.ledger.read(ONE, after=after)]

    with ExitStack() as slow:
        early = slow.enter_context(postgres.write())
        early.ledger.append([event("early")])
        with postgres.write() as tx:
            tx.ledger.append([event("late")])
        assert ids() == []
        early.ledger.append([event("early too")])
        assert ids() == []
    assert ids() == ["early", "early too", "late"]


@pytest.mark.xdist_group("postgres")
def test_a_transaction_rolled_back_holds_nobody_back(postgres: PostgresStore, event: Events) -> None:
    with pytest.raises(ZeroDivisionError), postgres.write() as tx:  # noqa: PT012 - the block is the matter
        tx.ledger.append([event("gone")])
        raise ZeroDivisionError
    with postgres.write() as tx:
        tx.ledger.append([event("kept")])
    with postgres.read() as tx:
        assert [entry.event.id for entry in tx.ledger.read(ONE)] == ["kept"]


@pytest.mark.xdist_group("postgres")
def test_the_same_id_from_two_open_transactions_counts_once(postgres: PostgresStore, event: Events) -> None:
    added: list[int] = []

    def again() -> None:
        with postgres.write() as tx:
            added.append(tx.ledger.append([event("e1")]))

    with postgres.write() as tx:
        tx.ledger.append([event("e1")])
        other = threading.Thread(target=again)
        other.start()
        other.join(0.1)
        assert added == []  # it waits to learn whether the first is kept
    other.join()
    assert added == [0]


@pytest.mark.xdist_group("postgres")
def test_more_events_than_a_transaction_can_number_are_refused(
    postgres: PostgresStore, event: Events
) -> None:
    with postgres.write() as tx:
        tx.ledger.numbering.count = 2**ORDINAL_BITS - 1
        tx.ledger.append([event()])
        with pytest.raises(BadInput, match="several"):
            tx.ledger.append([event()])


def test_how_many_are_ahead_of_a_position_is_what_read_would_hand_out(store: Store, event: Events) -> None:
    with store.write() as tx:
        tx.ledger.append([event() for _ in range(5)])
        tx.ledger.append([event("other", OTHER)])
    with store.read() as tx:
        positions = [entry.position for entry in tx.ledger.read(ONE)]
        for after in (0, *positions):
            assert tx.ledger.ahead(ONE, after=after, most=100) == len(tx.ledger.read(ONE, after=after))
        assert tx.ledger.ahead(ONE, after=0, most=3) == 3
        assert tx.ledger.ahead(BrandId("nobody"), after=0, most=3) == 0
