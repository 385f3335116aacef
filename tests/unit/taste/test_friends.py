"""S85: ten friends liked it only when ten agreed; a number below k is hidden; who takes it back is gone exactly."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sumisura.taste.crowd.friends import circle, friends_words, liked

NAMES = "abcdefghijkl"
PAIRS = st.sets(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)))


@given(PAIRS, st.sets(st.sampled_from(NAMES)))
def test_only_who_named_each_other_and_both_agreed(pairs, agreed):
    expected = {
        other
        for other in NAMES
        if other != "a" and {("a", other), (other, "a")} <= pairs and {"a", other} <= agreed
    }
    assert circle("a", pairs, agreed) == expected


@given(st.dictionaries(st.sampled_from(NAMES), st.lists(st.integers(0, 4))), st.sets(st.sampled_from(NAMES)))
def test_counts_below_five_are_hidden(likes, friends):
    shown = liked(friends, likes, items=5)
    true = [sum(row in likes.get(name, ()) for name in friends) for row in range(5)]
    for row in range(5):
        assert shown.counts[row] == (true[row] if true[row] >= 5 else 0)
    if len(friends) < 5:
        assert not shown.share.any()
    else:
        assert np.allclose(shown.share, np.array(true) / len(friends))


def test_a_withdrawal_removes_exactly():
    likes = {name: [0, 1] for name in NAMES}
    pairs = [(one, other) for one in NAMES for other in NAMES]
    before = liked(circle("a", pairs, set(NAMES)), likes, 3)
    after = liked(circle("a", pairs, set(NAMES) - {"c"}), likes, 3)
    never = liked(circle("a", pairs, set(NAMES) - {"c"}), {k: v for k, v in likes.items() if k != "c"}, 3)
    assert before.counts.tolist() == [11, 11, 0]
    assert after.counts.tolist() == [10, 10, 0]
    assert np.array_equal(after.share, never.share)
    assert friends_words(int(after.counts[0])) == "Ten friends liked it"


def test_who_did_not_agree_sees_nothing_of_friends():
    pairs = [(one, other) for one in NAMES for other in NAMES]
    assert circle("a", pairs, set(NAMES) - {"a"}) == frozenset()


def test_the_fifth_friend_who_leaves_hides_the_number():
    likes = {name: [0] for name in "bcdef"}
    assert liked("bcdef", likes, 1).counts.tolist() == [5]
    assert liked("bcde", likes, 1).counts.tolist() == [0]
    assert friends_words(0) == ""
