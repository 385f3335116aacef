"""S102: what is hot decays, follows a true surge, and cannot be bought by one loud party or a ring of new ones."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sumisura.kernel import BadInput
from sumisura.taste.crowd.hot import Heat, Touches, forget, hottest, surge, votes
from sumisura.taste.crowd.model import ONE, Sums

ITEMS, NOW, HEAT = 200, 10_000, Heat()


def everyday(seed=5):
    """A shop of 3,000 customers over 60 days, whose items are unevenly popular; known for long."""
    rng = np.random.default_rng(seed)
    appeal = rng.dirichlet(np.full(ITEMS, 0.5))
    m = 60_000
    party = rng.integers(0, 3000, m)
    return Touches(
        party, rng.choice(ITEMS, m, p=appeal), rng.integers(NOW - 240, NOW + 1, m), np.full(m, NOW - 900)
    )


def touched(parties, item, windows, first=None):
    """Each of these parties touches one item once in each of these windows."""
    party = np.repeat(np.asarray(parties), len(windows))
    seen = None if first is None else np.full(party.size, first)
    return Touches(party, np.full(party.size, item), np.tile(windows, len(parties)), seen)


BASE = votes(everyday(), ITEMS)
CALM = surge(BASE, ITEMS, NOW)


def test_an_ordinary_day_is_not_hot():
    assert hottest(CALM, 20).size <= 2


def test_one_party_with_thousands_of_events_does_not_move_what_is_hot():
    rng = np.random.default_rng(1)
    m = 5000
    loud = Touches(np.full(m, 77_777), np.full(m, 3), rng.integers(NOW - 40, NOW + 1, m), np.full(m, 0))
    after = surge(BASE + votes(loud, ITEMS), ITEMS, NOW)
    assert np.abs(after - CALM).max() < 0.7
    assert hottest(after, 20).tolist() == hottest(CALM, 20).tolist()


def test_nor_does_it_by_spreading_over_all_items():
    m = 20_000
    rng = np.random.default_rng(2)
    loud = Touches(
        np.full(m, 77_777),
        rng.integers(0, ITEMS, m),
        rng.integers(NOW - 40, NOW + 1, m),
        np.full(m, 0),
    )
    given_ = votes(loud, ITEMS)
    assert given_.amounts.sum() / ONE <= HEAT.bound * 1.001
    assert np.abs(surge(BASE + given_, ITEMS, NOW) - CALM).max() < 0.1


def test_a_ring_of_new_parties_hardly_moves_it():
    ring = votes(touched(range(90_000, 90_008), 3, range(NOW - 8, NOW + 1)), ITEMS)
    after = surge(BASE + ring, ITEMS, NOW)
    assert after[3] - CALM[3] < 1.7
    assert 3 not in hottest(after, 20)


def test_a_true_surge_does():
    crowd = votes(touched(range(60), 3, [NOW], first=NOW - 900), ITEMS)
    after = surge(BASE + crowd, ITEMS, NOW)
    assert hottest(after, 20)[0] == 3
    assert after[3] > 5


def test_what_was_hot_cools():
    crowd = votes(touched(range(200), 3, [NOW - 100], first=NOW - 900), ITEMS)
    then = surge(BASE + crowd, ITEMS, NOW - 100)
    assert then[3] > 5
    assert surge(BASE + crowd, ITEMS, NOW)[3] < 1


def test_popular_for_ever_is_not_hot():
    best = int(np.argmax(np.bincount(everyday().item)))
    assert CALM[best] < 3


def test_the_future_does_not_count_yet():
    ahead = votes(touched(range(500), 3, [NOW + 50], first=0), ITEMS)
    assert np.array_equal(surge(BASE + ahead, ITEMS, NOW), CALM)


@given(st.integers(0, 2**32 - 1), st.integers(1, 5))
def test_merging_shards_by_party_is_exact(seed, shards):
    rng = np.random.default_rng(seed)
    party, item, window = rng.integers(0, 9, 60), rng.integers(0, 4, 60), rng.integers(50, 60, 60)
    whole = votes(Touches(party, item, window), 4)
    total = Sums.of()
    for shard in rng.permutation(shards):
        mine = party % shards == shard
        total += votes(Touches(party[mine], item[mine], window[mine]), 4)
    assert total == whole


@given(st.integers(0, 2**32 - 1))
def test_votes_match_a_plain_count(seed):
    rng = np.random.default_rng(seed)
    party, item, window = rng.integers(0, 3, 40), rng.integers(0, 3, 40), rng.integers(50, 56, 40)
    heat = Heat(bound=2.0)
    expected = np.zeros((60, 3))
    for who in set(party.tolist()):
        mine, cast = sorted(set(zip(item[party == who], window[party == who], strict=True))), {}
        first = min(when for _, when in mine)
        for what in {what for what, _ in mine}:
            for back, (_, when) in enumerate(touch for touch in mine if touch[0] == what):
                cast[when, what] = 0.5**back * (1 - 0.75 * 2 ** (-(when - first) / heat.ripening))
        total = sum(cast.values())
        for (when, what), vote in cast.items():
            expected[when, what] += vote * min(1, heat.bound / total)
    found = votes(Touches(party, item, window), 3, heat)
    assert np.allclose(found.at(np.arange(180)).reshape(60, 3) / ONE, expected, atol=1e-3)


def test_a_party_taken_back_was_never_there():
    gone = votes(touched([12], 3, range(NOW - 9, NOW)), ITEMS)
    assert (BASE + gone) - gone == BASE


def test_old_votes_are_forgotten():
    kept = forget(BASE, ITEMS, NOW - 10)
    assert kept.keys.min() >= (NOW - 10) * ITEMS
    assert kept.amounts.sum() < BASE.amounts.sum()


def test_nothing_yet_is_not_hot():
    assert np.allclose(surge(Sums.of(), 5, NOW), 0)
    assert votes(Touches(*(np.zeros(0, np.int64),) * 3), 5) == Sums.of()


@pytest.mark.parametrize(("item", "window"), [(-1, 5), (4, 5), (0, -1)])
def test_what_is_outside_is_refused(item, window):
    with pytest.raises(BadInput):
        votes(Touches(np.array([1]), np.array([item]), np.array([window])), 4)
