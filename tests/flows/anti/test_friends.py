"""Attempts to get at friends' data without theirs (S37, S85), and what cannot be prevented, said as it is."""

import pytest

from sumisura.kernel import BadInput
from sumisura.taste.crowd.model import FEWEST
from sumisura.usecases.tasting import agreeing, circles

TEE, SILK = "tee-striped", "shirt-silk"


@pytest.fixture
def circle(customer):
    """Somebody, and friends who named each other by their codes and agreed."""

    def gather(number):
        me = customer().agree("stated", "friends")
        friends = [customer().agree("stated", "friends") for _ in range(number)]
        for friend in friends:
            circles.befriend(me.services, me.visitor, circles.code(friend.services, friend.visitor))
            circles.befriend(friend.services, friend.visitor, circles.code(me.services, me.visitor))
            friend.say("liked", TEE)
        return me, friends

    return gather


def shown(customer):
    """What a visitor can see of friends: the words and pieces of the row, the threads, the proof."""
    rows = [
        (row.rests_on, [card.item.id for card in row.cards])
        for row in customer.home().rows
        if row.name == "friends"
    ]
    threads = [one.amount for one in customer.proof(SILK).card.threads if one.name == "friends"]
    return rows, threads


def test_naming_somebody_who_did_not_agree_finds_nobody(customer, services, watcher):
    """As if they did not exist: the answer is the one to a code that nobody has."""
    ada, ben = customer(services=services).agree("friends"), customer(services=services)
    said = []
    for code in (circles.code(services, ben.visitor), "0000-0000-0000"):
        with pytest.raises(BadInput) as found:
            circles.befriend(services, ada.visitor, code)
        said.append(str(found.value))
    assert said[0] == said[1]
    assert watcher.counts(ada.visitor.party) == {("no consent", "friends"): 2}
    assert watcher.counts(ben.visitor.party) == {}


def test_naming_friends_before_agreeing_oneself_keeps_nothing(customer, services, watcher):
    from sumisura.taste import repo

    ada, ben = customer(services=services), customer(services=services).agree("friends")
    with pytest.raises(BadInput, match="Switch them on first"):
        circles.befriend(services, ada.visitor, circles.code(services, ben.visitor))
    with services.store.read() as tx:
        assert repo.friends(tx, ada.brand.id, ada.visitor.party) == ()
    assert watcher.counts(ada.visitor.party) == {("no consent", "friends"): 1}


def test_a_friend_who_withdrew_can_be_named_no_more_and_counts_no_more(circle, customer):
    me, friends = circle(FEWEST)
    code = circles.code(friends[0].services, friends[0].visitor)
    assert shown(me)[0]
    friends[0].withdraw("friends")
    assert shown(me) == ([], [])
    with pytest.raises(BadInput):
        circles.befriend(me.services, me.visitor, code)


def test_one_of_five_leaves_and_nothing_at_all_is_left_to_compare(circle):
    """The difference between five and four is silence, whoever left and whatever they liked."""
    silences = []
    for likes_silk in (True, False):
        me, friends = circle(FEWEST)
        for friend in friends if likes_silk else friends[1:]:
            friend.say("liked", SILK)
        friends[0].withdraw("friends")
        silences.append(shown(me))
    assert silences[0] == silences[1] == ([], [])


def test_what_fewer_than_five_friends_like_moves_nothing(circle):
    """Not even in the exact sum behind a place: the proof of what four like has no thread of friends."""
    me, friends = circle(FEWEST + 2)
    before = shown(me)
    for friend in friends[: FEWEST - 1]:
        friend.say("liked", SILK)
    assert shown(me) == before


def test_paused_friends_are_not_shown_to_others(circle):
    me, friends = circle(FEWEST)
    agreeing.pause(friends[0].services, friends[0].visitor, on=True)
    assert shown(me) == ([], [])


def test_four_accounts_of_ones_own_do_single_out_the_fifth(circle, customer):
    """What cannot be prevented here, written down as a test: who makes four browsers agree learns what the fifth likes.

    Five is a bound on carelessness, not on malice. The fifth must name the attacker back and have switched friends
    on, which says "what friends who agreed to it like"; docs/signals.md says it in so many words.
    """
    me = customer().agree("stated", "friends")
    victim = customer().agree("stated", "friends")
    fakes = [customer().agree("stated", "friends") for _ in range(FEWEST - 1)]
    for one in (*fakes, victim):
        circles.befriend(one.services, one.visitor, circles.code(me.services, me.visitor))
        circles.befriend(me.services, me.visitor, circles.code(one.services, one.visitor))
    for fake in fakes:
        fake.say("liked", SILK)
    assert SILK not in [item for _, items in shown(me)[0] for item in items]
    victim.say("liked", SILK)
    assert SILK in [item for _, items in shown(me)[0] for item in items]
