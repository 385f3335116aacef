"""Assignment: the same for ever, in the share that was meant (S108)."""

from collections import Counter

import pytest

from sumisura.insight.arms import assigned
from sumisura.insight.model import Arm
from sumisura.kernel import BadInput, BrandId, PartyId

BRAND = BrandId("indigo")
PARTIES = [PartyId(f"pty_{number}") for number in range(20_000)]


def arm(party, share=0.1, experiment="fit", salt=b"salt", brand=BRAND):
    return assigned(brand, party, experiment=experiment, salt=salt, share=share)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_the_mass_arm_gets_its_share(share):
    found = Counter(arm(party, share) for party in PARTIES)[Arm.MASS] / len(PARTIES)
    assert abs(found - share) < 4 * (share * (1 - share) / len(PARTIES)) ** 0.5


def test_it_is_the_same_on_every_machine_and_at_every_visit():
    """Written down: who changes how visitors are divided moves them in the middle of the experiment."""
    assert [number for number in range(60) if arm(PARTIES[number]) is Arm.MASS] == [9, 19, 35, 45, 59]


def test_nobody_and_everybody():
    assert {arm(party, 0.0) for party in PARTIES} == {Arm.PERSONAL}
    assert {arm(party, 1.0) for party in PARTIES} == {Arm.MASS}


def test_a_larger_share_gives_nobody_back():
    before = {party for party in PARTIES if arm(party, 0.1) is Arm.MASS}
    after = {party for party in PARTIES if arm(party, 0.2) is Arm.MASS}
    assert before < after


@pytest.mark.parametrize("other", [{"experiment": "other"}, {"salt": b"other"}, {"brand": BrandId("volta")}])
def test_experiments_salts_and_brands_divide_independently(other):
    first = {party for party in PARTIES if arm(party) is Arm.MASS}
    both = sum(arm(party, **other) is Arm.MASS for party in first) / len(first)
    assert 0.06 < both < 0.14


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_a_share_is_a_share(share):
    with pytest.raises(BadInput, match="is no share"):
        arm(PARTIES[0], share)
