"""An order's life never leaves its table."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import offers
from offers import NOW
from sumisura.kernel import BadInput, OrderState
from sumisura.orders.lifecycle import STEPS, IllegalStep, advance

S = OrderState


def test_every_state_has_its_row() -> None:
    assert set(STEPS) == set(OrderState)


def test_every_state_can_be_reached_and_every_way_ends() -> None:
    reached, edge = {S.PLACED}, [S.PLACED]
    while edge:
        edge = [after for state in edge for after in STEPS[state]]
        reached |= set(edge)
    assert reached == set(OrderState)


def test_what_is_being_made_cannot_be_cancelled() -> None:
    assert {state for state in S if S.CANCELLED in STEPS[state]} == {S.PLACED, S.PAID}


@given(st.lists(st.tuples(st.sampled_from(S), st.integers(-60, 60)), max_size=12))
def test_no_walk_leaves_the_table(walk: list[tuple[OrderState, int]]) -> None:
    order, at = offers.order(), NOW
    for state, seconds in walk:
        at += timedelta(seconds=seconds)
        before = order
        if state in STEPS[before.state]:
            order = advance(before, state, at, payment="pay_1")
            assert order.history[:-1] == before.history
            assert order.history[-1][0] is order.state is state
        else:
            with pytest.raises(IllegalStep) as caught:
                advance(before, state, at, payment="pay_1")
            assert caught.value.allowed == STEPS[before.state]
    states, times = zip(*order.history, strict=True)
    assert states[0] is S.PLACED
    assert all(two in STEPS[one] for one, two in pairwise(states))
    assert list(times) == sorted(times)


def test_an_illegal_step_says_what_is_allowed() -> None:
    with pytest.raises(
        IllegalStep, match=r"ord_1 is placed and cannot become shipped\. It may become paid or cancelled"
    ):
        advance(offers.order(), S.SHIPPED, NOW)
    done = replace(offers.order(), state=S.DELIVERED)
    with pytest.raises(IllegalStep, match="Nothing follows that") as caught:
        advance(done, S.CANCELLED, NOW)
    assert (caught.value.code, caught.value.status, caught.value.now) == ("illegal_step", 409, S.DELIVERED)


def test_paid_needs_a_payment_and_keeps_it() -> None:
    with pytest.raises(BadInput, match="needs the payment's reference"):
        advance(offers.order(), S.PAID, NOW)
    paid = advance(offers.order(), S.PAID, NOW, payment="pay_1")
    assert advance(paid, S.MAKING, NOW).payment == "pay_1"
