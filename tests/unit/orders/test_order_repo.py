"""Carts and orders at rest: found again, never doubled, never another party's or brand's."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from offers import ADA, EMPTY, INDIGO, LUCIA, NOW, claims, order, put
from sumisura.kernel import BrandId, NotFound, OrderId, OrderState, PartyId, Stale, VaultRef
from sumisura.orders import repo
from sumisura.orders.lifecycle import advance
from sumisura.orders.model import Personal
from sumisura.orders.ports import KeyReused
from sumisura.store.ports import Store
from sumisura.store.sqlite import open_sqlite

BOB = PartyId("pty_bob")
FULL = put(put(EMPTY, claims(), 2), claims("tok_2", personal={"words": Personal(VaultRef("vlt_1"), "d1")}))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_sqlite(tmp_path / "shop.db")
    yield opened
    opened.close()


def kept(store: Store, brand: BrandId = INDIGO) -> list[OrderId]:
    with store.read() as tx:
        return [each.id for each in repo.orders(tx, brand)]


def test_a_cart_comes_back_as_it_was(store: Store) -> None:
    with store.write() as tx:
        assert repo.cart(tx, INDIGO, ADA) == (EMPTY, 0)
        repo.save_cart(tx, FULL, 0)
    with store.read() as tx:
        assert repo.cart(tx, INDIGO, ADA) == (FULL, 1)
        assert repo.cart(tx, LUCIA, ADA)[0].lines == ()
        assert repo.cart(tx, INDIGO, BOB)[0].lines == ()


def test_a_cart_changed_meanwhile_is_stale(store: Store) -> None:
    with store.write() as tx:
        repo.save_cart(tx, FULL, 0)
    with pytest.raises(Stale), store.write() as tx:
        repo.save_cart(tx, EMPTY, 0)


def test_an_order_comes_back_as_it_was(store: Store) -> None:
    placed = order(cart=FULL)
    with store.write() as tx:
        assert repo.place(tx, placed, "k") == placed
    with store.read() as tx:
        assert repo.order(tx, INDIGO, placed.id) == (placed, 1)
        with pytest.raises(NotFound, match='no order "ord_1"'):
            repo.order(tx, LUCIA, placed.id)
    assert kept(store, LUCIA) == []


def test_a_repeated_request_places_one_order(store: Store) -> None:
    first, again = (
        order("ord_1"),
        replace(order("ord_2", at=NOW + timedelta(minutes=1)), recipient=VaultRef("vlt_2")),
    )
    for attempt in (first, again):
        with store.write() as tx:
            assert repo.place(tx, attempt, "k", recipient="home") == first
    assert kept(store) == ["ord_1"]
    with store.read() as tx:
        assert repo.placed(tx, INDIGO, ADA, "k") == first
        assert repo.placed(tx, INDIGO, BOB, "k") is None
        assert repo.placed(tx, LUCIA, ADA, "k") is None


def test_a_key_with_another_body_is_refused(store: Store) -> None:
    with store.write() as tx:
        repo.place(tx, order("ord_1"), "k", recipient="home")
    more = order("ord_2", put(EMPTY, claims(), 2))
    other = order("ord_2", put(EMPTY, claims(choices={"wash": "raw"})))
    for attempt, recipient in ((more, "home"), (other, "home"), (order("ord_2"), "work")):
        with pytest.raises(KeyReused) as caught, store.write() as tx:
            repo.place(tx, attempt, "k", recipient=recipient)
        assert caught.value.status == 422
    assert kept(store) == ["ord_1"]


def test_a_key_is_its_partys_own(store: Store) -> None:
    bobs = order("ord_2", replace(FULL, party=BOB))
    with store.write() as tx:
        repo.place(tx, order("ord_1"), "k")
        assert repo.place(tx, bobs, "k") == bobs
    assert kept(store) == ["ord_2", "ord_1"]


def test_a_placed_order_answers_its_key_however_far_it_has_come(store: Store) -> None:
    first = order("ord_1")
    paid = advance(first, OrderState.PAID, NOW, payment="pay_1")
    with store.write() as tx:
        repo.place(tx, first, "k")
        repo.save(tx, paid, 1)
        assert repo.place(tx, order("ord_2"), "k") == paid
    assert kept(store) == ["ord_1"]


def test_a_step_on_an_order_read_too_early_is_stale(store: Store) -> None:
    first = order("ord_1")
    with store.write() as tx:
        repo.place(tx, first, "k")
        repo.save(tx, advance(first, OrderState.PAID, NOW, payment="pay_1"), 1)
    with pytest.raises(Stale), store.write() as tx:
        repo.save(tx, advance(first, OrderState.CANCELLED, NOW), 1)
    with pytest.raises(NotFound), store.write() as tx:
        repo.save(tx, order("ord_9"), 1)


def test_orders_are_paged_newest_first(store: Store) -> None:
    with store.write() as tx:
        for number in range(5):
            cart = replace(FULL, party=(ADA, BOB)[number % 2])
            repo.place(tx, order(f"ord_{number}", cart), f"k{number}")
        repo.save(tx, advance(repo.order(tx, INDIGO, OrderId("ord_4"))[0], OrderState.CANCELLED, NOW), 1)
    with store.read() as tx:
        everything = [each.id for each in repo.orders(tx, INDIGO, limit=2)]
        assert everything == ["ord_4", "ord_3"]
        assert [each.id for each in repo.orders(tx, INDIGO, before="ord_3", limit=2)] == ["ord_2", "ord_1"]
        assert [each.id for each in repo.orders_of(tx, INDIGO, ADA)] == ["ord_4", "ord_2", "ord_0"]
        assert [each.id for each in repo.orders_of(tx, INDIGO, ADA, before="ord_4", limit=1)] == ["ord_2"]
        assert [each.id for each in repo.orders_in(tx, INDIGO, OrderState.PLACED, limit=3)] == [
            "ord_3",
            "ord_2",
            "ord_1",
        ]
        assert [each.id for each in repo.orders_in(tx, INDIGO, OrderState.CANCELLED)] == ["ord_4"]
        assert list(repo.orders_in(tx, LUCIA, OrderState.PLACED)) == []


def test_many_at_once_place_one_order(store: Store) -> None:
    def attempt(number: int) -> OrderId:
        with store.write() as tx:
            return repo.place(tx, order(f"ord_{number}"), "k").id

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(attempt, range(16)))
    assert answers == set(kept(store))
    assert len(answers) == 1
