"""Rate limits: never exceeded, by nobody, however many come."""

from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sumisura.kernel import BadInput, BrandId, FixedClock, TooMany
from sumisura.trust.kernels.buckets import WAYS
from sumisura.trust.limits import RATES, Limits, Rate

INDIGO = BrandId("indigo")
START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def limits(
    clock: FixedClock, burst: int = 3, every: float = 10, sets: int = 8, file: Path | None = None
) -> Limits:
    return Limits(clock, b"salt", {"login": Rate(burst, every, "sign-in attempts")}, file, sets)


def taken(counter: Limits, client: str = "a", brand: BrandId = INDIGO) -> bool:
    try:
        counter.take("login", brand, client)
    except TooMany:
        return False
    return True


@given(
    burst=st.integers(1, 4),
    every=st.integers(1, 5),
    sets=st.integers(1, 2),
    steps=st.lists(st.tuples(st.sampled_from([0, 0, 0, 1, 6]), st.integers(0, 3 * WAYS)), max_size=300),
)
def test_no_client_ever_exceeds_its_rate_in_any_window(
    burst: int, every: int, sets: int, steps: list[tuple[int, int]]
) -> None:
    """Also where three clients come for each place."""
    clock, passed = FixedClock(START), defaultdict(list)
    counter = limits(clock, burst, every, sets)
    for seconds, client in steps:
        clock.advance(seconds=seconds)
        if taken(counter, str(client)):
            passed[client].append((clock.now() - START).total_seconds())
    for times in passed.values():
        for first in range(len(times)):
            for last in range(first, len(times)):
                window = times[last] - times[first]
                assert last - first + 1 <= burst + window / every


STEPS = st.lists(st.tuples(st.integers(0, 6), st.sampled_from("abc"), st.sampled_from([0, 1])), max_size=60)


@given(STEPS)
def test_processes_together_are_one_token_bucket(steps: list[tuple[int, str, int]]) -> None:
    """Each of two that share a file takes some of the steps."""
    clock, burst, every = FixedClock(START), 3, 4
    with TemporaryDirectory() as folder:
        counters = [limits(clock, burst, every, file=Path(folder, "limits")) for _ in range(2)]
        levels = dict.fromkeys("abc", burst * every)
        for seconds, client, process in steps:
            clock.advance(seconds=seconds)
            levels = {who: min(burst * every, level + seconds) for who, level in levels.items()}
            expected = levels[client] >= every
            assert taken(counters[process], client) == expected
            levels[client] -= every * expected


@given(st.lists(st.tuples(st.integers(-100, 100), st.sampled_from("abc")), max_size=60))
def test_a_clock_that_is_set_back_keeps_nobody_waiting_for_long(steps: list[tuple[int, str]]) -> None:
    clock, burst, every = FixedClock(START), 3, 4
    counter = limits(clock, burst, every)
    for seconds, client in steps:
        clock.advance(seconds=seconds)
        if not taken(counter, client):
            with pytest.raises(TooMany) as refusal:
                counter.take("login", INDIGO, client)
            assert refusal.value.retry_after <= 2 * burst * every
            clock.advance(seconds=refusal.value.retry_after)
            assert taken(counter, client)


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


def test_room_is_bounded_and_a_flood_does_not_free_the_flooder() -> None:
    clock = FixedClock(START)
    counter = limits(clock, burst=1, every=60, sets=3)
    assert taken(counter, "flooder")
    passed = sum(taken(counter, f"client {number}") for number in range(1000))
    assert passed == 3 * WAYS - 1
    assert not taken(counter, "flooder")
    clock.advance(minutes=1)
    assert taken(counter, "flooder")
    assert taken(counter, "newcomer")


def test_a_place_taken_from_somebody_is_no_fresh_start() -> None:
    clock = FixedClock(START)
    counter = limits(clock, burst=2, every=10, sets=1)
    for number in range(WAYS):
        assert taken(counter, f"first {number}")
    assert [taken(counter, "newcomer") for _ in range(2)] == [True, False]
    clock.advance(seconds=10)
    assert [taken(counter, "newcomer") for _ in range(2)] == [True, False]


def test_who_stayed_away_for_an_hour_is_struck_out_and_nobody_else() -> None:
    clock = FixedClock(START)
    counter = limits(clock, burst=1, every=60)
    assert taken(counter, "long ago")
    clock.advance(minutes=62)
    assert taken(counter, "now")
    assert (counter.forget(), counter.forget()) == (1, 0)
    assert not taken(counter, "now")


def test_no_address_is_kept(tmp_path: Path) -> None:
    counter = limits(FixedClock(START), file=tmp_path / "limits")
    taken(counter, "192.0.2.7")
    assert b"192.0.2.7" not in (tmp_path / "limits").read_bytes()
    assert (tmp_path / "limits").stat().st_mode & 0o077 == 0
    assert "192.0.2.7" not in repr(counter)
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
