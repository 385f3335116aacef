"""Rate limits: never exceeded, by nobody, however many come."""

from collections import defaultdict
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sumisura.kernel import BadInput, BrandId, FixedClock, TooMany
from sumisura.trust.limits import RATES, Limits, Rate

INDIGO = BrandId("indigo")
START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def limits(clock: FixedClock, burst: int = 3, every: float = 10, size: int = 100) -> Limits:
    return Limits(clock, b"salt", {"login": Rate(burst, every, "sign-in attempts")}, size)


def taken(counter: Limits, client: str = "a", brand: BrandId = INDIGO) -> bool:
    try:
        counter.take("login", brand, client)
    except TooMany:
        return False
    return True


@given(
    burst=st.integers(1, 4),
    every=st.integers(1, 5),
    size=st.integers(1, 3),
    steps=st.lists(st.tuples(st.integers(0, 6), st.sampled_from("abcde")), max_size=80),
)
def test_no_client_ever_exceeds_its_rate_in_any_window(
    burst: int, every: int, size: int, steps: list[tuple[int, str]]
) -> None:
    clock, passed = FixedClock(START), defaultdict(list)
    counter = limits(clock, burst, every, size)
    for seconds, client in steps:
        clock.advance(seconds=seconds)
        if taken(counter, client):
            passed[client].append((clock.now() - START).total_seconds())
    for times in passed.values():
        latest = times[0]
        monotone = [latest := max(latest, at) for at in times]
        for first in range(len(times)):
            for last in range(first, len(times)):
                window = monotone[last] - monotone[first]
                assert last - first + 1 <= burst + window / every


@given(st.lists(st.tuples(st.integers(0, 6), st.sampled_from("abc")), max_size=60))
def test_with_room_for_all_it_is_a_token_bucket(steps: list[tuple[int, str]]) -> None:
    clock, burst, every = FixedClock(START), 3, 4
    counter = limits(clock, burst, every)
    levels = dict.fromkeys("abc", burst * every)
    for seconds, client in steps:
        clock.advance(seconds=seconds)
        levels = {who: min(burst * every, level + seconds) for who, level in levels.items()}
        expected = levels[client] >= every
        assert taken(counter, client) == expected
        levels[client] -= every * expected


def test_the_wait_it_names_is_enough_and_no_longer() -> None:
    clock = FixedClock(START)
    counter = limits(clock, burst=2, every=10)
    clock.advance(milliseconds=1)
    assert taken(counter)
    assert taken(counter)
    clock.advance(seconds=3.5)
    with pytest.raises(TooMany, match="sign-in attempts") as refusal:
        counter.take("login", INDIGO, "a")
    assert refusal.value.retry_after == 7
    clock.advance(seconds=6.4)
    assert not taken(counter)
    clock.advance(seconds=0.1)
    assert taken(counter)


def test_clients_and_brands_are_counted_apart() -> None:
    counter = limits(FixedClock(START), burst=1)
    assert taken(counter, "a")
    assert taken(counter, "b")
    assert taken(counter, "a", BrandId("lucia"))
    assert not taken(counter, "a")


def test_memory_is_bounded_and_a_flood_does_not_free_the_flooder() -> None:
    clock = FixedClock(START)
    counter = limits(clock, burst=1, every=60, size=50)
    assert taken(counter, "flooder")
    passed = sum(taken(counter, f"client {number}") for number in range(1000))
    assert passed == 49 + 1
    assert not taken(counter, "flooder")
    assert len(counter._full_at["login"]) <= 51
    clock.advance(minutes=1)
    assert taken(counter, "flooder")
    assert taken(counter, "newcomer")
    assert len(counter._full_at["login"]) == 2


def test_getting_a_place_of_ones_own_is_no_fresh_start() -> None:
    clock = FixedClock(START)
    counter = limits(clock, burst=2, every=10, size=2)
    assert taken(counter, "first")
    assert taken(counter, "second")
    assert [taken(counter, "newcomer") for _ in range(3)] == [True, True, False]
    clock.advance(seconds=10)
    assert [taken(counter, "newcomer") for _ in range(2)] == [True, False]


def test_no_address_is_kept() -> None:
    counter = limits(FixedClock(START))
    taken(counter, "192.0.2.7")
    assert "192.0.2.7" not in repr(counter) + repr(counter._full_at)
    assert b"salt".decode() not in repr(counter)


def test_a_limit_that_is_none_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        limits(FixedClock(START)).take("logon", INDIGO, "a")


@pytest.mark.parametrize(("burst", "every"), [(0, 1), (-1, 1), (1, 0), (1, 1e-9), (1, -1)])
def test_a_rate_that_allows_nothing_or_everything_is_refused(burst: int, every: float) -> None:
    with pytest.raises(BadInput):
        Rate(burst, every, "requests")


def test_sign_in_quote_and_token_are_limited_and_guessing_takes_years() -> None:
    assert {"login", "quote", "token"} <= RATES.keys()
    a_year = RATES["login"].burst + 365 * 86400 / RATES["login"].every
    assert a_year < 2**21
