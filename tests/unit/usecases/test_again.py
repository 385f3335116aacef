"""Whoever comes second looks again; a bounded number of times."""

import random
from types import SimpleNamespace

import pytest

from sumisura.kernel import NotFound, Stale
from sumisura.usecases import again as module
from sumisura.usecases.again import TRIES, again

SERVICES = SimpleNamespace(rng=random.Random(1))  # noqa: S311 - chance that repeats


@pytest.fixture(autouse=True)
def pauses(monkeypatch):
    taken = []
    monkeypatch.setattr(module.time, "sleep", taken.append)
    return taken


def act(failures, error):
    calls = []

    @again
    def acted(services, number, *, doubled=False):
        calls.append(number)
        if len(calls) <= failures:
            raise error
        return number * 2 if doubled else number

    return acted, calls


def test_what_was_changed_meanwhile_is_done_again(pauses):
    acted, calls = act(3, Stale("cart", "c", "was changed"))
    assert acted(SERVICES, 21, doubled=True) == 42
    assert calls == [21] * 4
    assert len(pauses) == 3
    assert all(0 <= pause < 0.1 for pause in pauses)


def test_it_gives_up_and_says_so():
    acted, calls = act(10**6, Stale("cart", "c", "was changed"))
    with pytest.raises(Stale):
        acted(SERVICES, 1)
    assert len(calls) == TRIES


def test_no_other_error_is_tried_again():
    acted, calls = act(10**6, NotFound("cart", "c"))
    with pytest.raises(NotFound):
        acted(SERVICES, 1)
    assert len(calls) == 1
