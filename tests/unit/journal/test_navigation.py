import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sumisura.journal.append import Navigation, record
from sumisura.journal.append.counter import Counter
from sumisura.journal.read import entries
from sumisura.kernel import BadInput, BrandId, Event, EventId, FixedClock, Ids, PartyId
from sumisura.store.errors import StoreAway
from sumisura.store.ports import Store, Transaction
from sumisura.store.sqlite import open_sqlite

ONE, OTHER = BrandId("indigo"), BrandId("rosso")
IDS = Ids(FixedClock(datetime(2026, 3, 1, tzinfo=UTC)), random.Random(7))  # noqa: S311 - ids that repeat


def an_event(brand: BrandId = ONE, id_: str = "") -> Event:
    name = EventId(id_ or IDS.new("evt"))
    return Event(
        name, brand, "design.chose", IDS.clock.now(), PartyId("p"), "dsg", "visit", "visit", {"n": 1}
    )


class Switched:
    """A store that can be away, or lose the answer to a commit."""

    def __init__(self, store: Store) -> None:
        self.store, self.away, self.lose_answers, self.sizes = store, False, 0, []

    @contextmanager
    def write(self, *, durable: bool = True) -> Iterator[Transaction]:
        if self.away:
            raise StoreAway("switched off")
        with self.store.write(durable=durable) as tx:
            yield tx
        if self.lose_answers:
            self.lose_answers -= 1
            raise StoreAway("the answer was lost")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_sqlite(tmp_path / "shop.sqlite")
    yield opened
    opened.close()


def kept(store: Store, brand: BrandId = ONE) -> list[Event]:
    with store.read() as tx:
        return [entry.event for entry in entries(tx, brand, limit=10**6)]


def losses(store: Store, brand: BrandId = ONE) -> list[object]:
    return [dict(event.context) for event in kept(store, brand) if event.kind == "journal.lost"]


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.005)


def test_an_event_shares_the_fate_of_its_transaction(store: Store) -> None:
    event = an_event()
    with pytest.raises(ZeroDivisionError), store.write() as tx:  # noqa: PT012 - the block is what is tested
        record(tx, event)
        raise ZeroDivisionError
    assert kept(store) == []
    with store.write() as tx:
        assert record(tx, event, event) == 1
    assert kept(store) == [event]


def test_events_of_many_threads_are_all_kept_in_each_ones_order(store: Store, tmp_path: Path) -> None:
    navigation = Navigation(store, tmp_path / "nav", IDS, every=0.01, batch=20)

    def add(thread: int) -> None:
        for number in range(100):
            navigation.add(an_event(ONE if thread % 2 else OTHER, f"{thread}-{number}"))

    threads = [threading.Thread(target=add, args=(thread,)) for thread in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    navigation.close()
    for brand, mine in ((ONE, "13"), (OTHER, "02")):
        ids = [event.id for event in kept(store, brand)]
        for thread in mine:
            assert [i for i in ids if i.startswith(thread)] == [f"{thread}-{n}" for n in range(100)]
        assert len(ids) == 200


def test_a_lone_event_is_kept_within_the_interval(store: Store, tmp_path: Path) -> None:
    navigation = Navigation(store, tmp_path / "nav", IDS, every=0.02)
    navigation.add(an_event())
    until(lambda: len(kept(store)) == 1)
    navigation.close()


def test_a_full_batch_does_not_wait(store: Store, tmp_path: Path) -> None:
    navigation = Navigation(store, tmp_path / "nav", IDS, every=3600, batch=10)
    for _ in range(10):
        navigation.add(an_event())
    until(lambda: len(kept(store)) == 10)
    navigation.close()


def test_what_was_accepted_is_kept_at_once_for_who_cannot_wait(store: Store, tmp_path: Path) -> None:
    navigation = Navigation(store, tmp_path / "nav", IDS, every=3600)
    assert navigation.settle(0)
    navigation.add(an_event())
    assert navigation.settle(5)
    assert len(kept(store)) == 1
    navigation.close()


def test_a_store_that_is_away_settles_nothing_whatever_is_dropped(store: Store, tmp_path: Path) -> None:
    switched = Switched(store)
    navigation = Navigation(switched, tmp_path / "nav", IDS, every=0.01, batch=5, most=10)
    switched.away = True
    navigation.add(an_event())
    assert not navigation.settle(0.05)
    for _ in range(20):
        navigation.add(an_event())
    assert not navigation.settle(0.05)
    switched.away = False
    assert navigation.settle(5)
    navigation.close()
    assert losses(store) == [{"number": 10, "why": "away"}]


def test_a_store_that_comes_back_gets_the_newest_and_the_number_of_the_rest(
    store: Store, tmp_path: Path
) -> None:
    switched = Switched(store)
    navigation = Navigation(switched, tmp_path / "nav", IDS, every=0.01, batch=5, most=10)
    switched.away = True
    for number in range(5):
        navigation.add(an_event(id_=f"first-{number}"))
    until(lambda: not navigation._waiting)  # the writer holds a batch, and cannot leave it
    for number in range(25):
        navigation.add(an_event(id_=f"then-{number:02}"))
    assert len(navigation._waiting) == 10
    switched.away = False
    navigation.close()
    assert losses(store) == [{"number": 15, "why": "away"}]
    ids = {event.id for event in kept(store) if event.kind != "journal.lost"}
    assert ids == {f"first-{n}" for n in range(5)} | {f"then-{n:02}" for n in range(15, 25)}
    reopened(store, tmp_path)
    assert losses(store) == [{"number": 15, "why": "away"}]  # told once


def test_a_commit_whose_answer_was_lost_is_not_doubled(store: Store, tmp_path: Path) -> None:
    switched = Switched(store)
    navigation = Navigation(switched, tmp_path / "nav", IDS, every=0.01)
    switched.lose_answers = 2
    for _ in range(7):
        navigation.add(an_event())
    navigation.close()
    assert len(kept(store)) == 7
    reopened(store, tmp_path)
    assert losses(store) == []


def test_what_a_store_away_at_closing_did_not_take_is_told_next_time(store: Store, tmp_path: Path) -> None:
    switched = Switched(store)
    navigation = Navigation(switched, tmp_path / "nav", IDS, every=0.01, patience=0.03)
    switched.away = True
    for brand in (ONE, ONE, OTHER):
        navigation.add(an_event(brand))
    navigation.close()
    reopened(store, tmp_path)
    assert losses(store, ONE) == [{"number": 2, "why": "crash"}]
    assert losses(store, OTHER) == [{"number": 1, "why": "crash"}]
    reopened(store, tmp_path)
    assert len(losses(store, ONE)) == 1


def reopened(store: Store, tmp_path: Path) -> None:
    Navigation(store, tmp_path / "nav", IDS).close()


def test_processes_have_counters_of_their_own(store: Store, tmp_path: Path) -> None:
    one, two = (Navigation(store, tmp_path / "nav", IDS) for _ in range(2))
    one.add(an_event())
    two.add(an_event())
    one.close()
    two.close()
    assert len(list((tmp_path / "nav").iterdir())) == 2
    reopened(store, tmp_path)
    assert len(list((tmp_path / "nav").iterdir())) == 2
    assert losses(store) == []
    assert len(kept(store)) == 2


def test_an_event_no_store_could_keep_is_refused_at_once(store: Store, tmp_path: Path) -> None:
    navigation = Navigation(store, tmp_path / "nav", IDS)
    with pytest.raises(BadInput):
        navigation.add(an_event(id_="nul\0"))
    with pytest.raises(BadInput):
        navigation.add(an_event(BrandId("b" * 57)))
    for harmed in ({"purpose": "nul\0"}, {"party": "half a pair \ud800"}, {"party": "p" * 2_000}):
        with pytest.raises(BadInput):
            navigation.add(replace(an_event(), **harmed))
    navigation.add(an_event())
    navigation.close()
    assert len(kept(store)) == 1
    with pytest.raises(StoreAway):
        navigation.add(an_event())


def test_counters_grow_with_their_brands(tmp_path: Path) -> None:
    counter = Counter(tmp_path / "count")
    for number in range(300):
        for _ in range(number % 3 + 1):
            counter.add(BrandId(f"brand-{number}"))
    counter.sync()
    counter.close()
    again = Counter(tmp_path / "count")
    assert again.counts == {f"brand-{number}": number % 3 + 1 for number in range(300)}
    assert again.add(BrandId("brand-299")) == 4
    again.close()


def test_one_process_at_a_time_holds_a_counter(tmp_path: Path) -> None:
    counter = Counter(tmp_path / "count")
    with pytest.raises(BlockingIOError):
        Counter(tmp_path / "count")
    counter.close()


def test_how_many_wait_is_told_while_the_store_is_away_and_when_it_is_back(
    store: Store, tmp_path: Path
) -> None:
    switched, told = Switched(store), list[int]()
    switched.away = True
    navigation = Navigation(switched, tmp_path / "nav", IDS, every=0.01, batch=5, told=told.append)
    for _ in range(12):
        navigation.add(an_event())
    until(lambda: bool(told) and max(told) == 12)
    switched.away = False
    navigation.close()
    assert told[-1] == 0


def test_the_file_of_counts_has_its_room_before_it_is_needed(tmp_path: Path) -> None:
    """A hole in it, filled when the disk is full, would end the process."""
    counter = Counter(tmp_path / "count")
    for number in range(130):  # it grows to twice as many
        counter.add(BrandId(f"brand-{number}"))
    counter.close()
    with (tmp_path / "count").open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        assert file.seek(0, os.SEEK_HOLE) == size
