"""Ready answers: cumulative, from nothing to the most like being watched (S98)."""

from itertools import pairwise

import pytest

from sumisura.kernel import BadInput
from sumisura.trust.levels import LEVELS, OWN, level, matching
from sumisura.trust.sources import SOURCES


def names(one):
    return [source.name for source in one.sources]


def test_each_level_holds_all_before_it_and_the_last_holds_everything():
    assert [one.name for one in LEVELS] == ["none", "visit", "told", "history", "around", "voice"]
    for less, more in pairwise(LEVELS):
        assert names(more)[: len(names(less))] == names(less)
        assert more.adds
    assert names(LEVELS[0]) == []
    assert sorted(names(LEVELS[-1])) == sorted(SOURCES)


def test_what_is_most_like_being_watched_comes_last():
    worst = [max(source.intrusion for source in one.adds) for one in LEVELS[1:]]
    assert worst[1] <= worst[2] <= worst[3] <= worst[4]
    assert max(source.intrusion for source in level("history").sources) <= 0.3


def test_switches_that_are_no_level_match_none():
    for one in LEVELS:
        assert matching(names(one)) == one.name
        assert matching([*names(one)[1:], "devices"]) == OWN
    with pytest.raises(BadInput, match="no ready choice"):
        level("all of it, please")
