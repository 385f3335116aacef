"""What each source is worth to a customer, on their own page: before sharing, after, and switched off in one tap (S90, S9, S42)."""

from datetime import timedelta

import pytest

from sumisura.store.codec import encode
from sumisura.taste import repo
from sumisura.taste.evaluation.worth import Prior, Spread
from sumisura.taste.model import ItemId, Signal
from sumisura.trust.sources import SOURCES
from sumisura.usecases.learning.weighing import KIND, Weighed
from sumisura.usecases.my_data import worth


def weighed(services, customer, **people):
    """What a night found: source → (mean, variance between customers)."""
    priors = {
        name: Prior((Spread(1.0, between, mean, 1e-6),), 0.01, 300, 900)
        for name, (mean, between) in people.items()
    }
    with services.store.write() as tx:
        before = tx.records.get(customer.brand.id, KIND, "")
        body = encode(Weighed(services.clock.now(), 300, 0, priors))
        tx.records.put(customer.brand.id, KIND, "", body, version=before.version if before else 0)


def line(who, name):
    view = worth.view(who.services, who.visitor)
    return next(one for one in view.sources if one.source.name == name)


def kept(who):
    with who.services.store.read() as tx:
        return repo.signals(tx, who.brand.id, who.visitor.party)


def live(who, moment, count=8):
    """Come on several days, and like another thing each time."""
    goods = [str(item.id) for item in who.guest().cloth.proposals][:count]
    for good in goods:
        moment.at += timedelta(days=1)
        who.say("viewed", good, "visit")
        who.say("liked", good)
    return goods


def test_before_sharing_one_sees_what_it_has_added_to_others(shop, customer, moment):
    """S90: what a signal gives and yields, before anything is shared."""
    ada = customer()
    weighed(shop, ada, purchases=(0.05, 0.0001))
    one = line(ada, "purchases")
    assert one.expected
    assert one.own == 0
    assert one.people == 300
    assert one.adds.value == pytest.approx(0.05)
    assert not one.propose_off
    assert not line(ada, "devices").adds.known


def test_own_choices_speak_with_those_of_others(shop, customer, moment):
    ada = customer().agree("stated", "visit")
    weighed(shop, ada, stated=(0.05, 0.01), visit=(0.0, 0.000001))
    assert line(ada, "stated").own == 0
    live(ada, moment)
    one = line(ada, "stated")
    assert one.own == 7
    assert one.adds.n == 7
    assert one.adds.high - one.adds.low < 4 * 0.1


def test_a_source_that_may_add_nothing_is_proposed_for_switching_off_and_its_data_go(shop, customer, moment):
    """S9, S90: one tap switches it off and deletes what it gave; what was refused stays refused."""
    ada = customer().agree("stated", "visit")
    live(ada, moment)
    ada.refuse(ada.ranking()[-1])
    weighed(shop, ada, stated=(0.3, 1e-9), visit=(0.0, 1e-9))
    assert line(ada, "visit").propose_off
    assert not line(ada, "stated").propose_off
    worth.switch_off(shop, ada.visitor, "visit")
    assert {one.source for one in kept(ada)} == {"stated"}
    assert not line(ada, "visit").granted
    assert "visit" not in ada.guest().taste.evidence.sums
    worth.switch_off(shop, ada.visitor, "stated")
    assert [one.what for one in kept(ada)] == ["refused"]


def test_a_source_that_takes_away_is_proposed_for_switching_off_too(shop, customer, moment):
    """Its interval leaves zero out, on the wrong side: all the more reason."""
    ada = customer().agree("stated", "visit")
    weighed(shop, ada, stated=(-0.2, 1e-9), visit=(0.3, 1e-9))
    assert line(ada, "stated").adds.high < 0
    assert line(ada, "stated").propose_off
    assert not line(ada, "visit").propose_off


def test_nobody_who_agreed_to_nothing_is_replayed(shop, customer, moment):
    ada = customer().agree("stated", "visit")
    live(ada, moment, 3)
    ada.withdraw("stated", "visit")
    view = worth.view(shop, ada.visitor)
    assert view.choices == 0
    assert all(one.own == 0 for one in view.sources)


def test_the_page_says_it_and_switches_off(person, services):
    """Over HTTP, without a script: expected worth of what is not shared, the proposal, and what follows it."""

    class Somebody:
        pass

    ada = Somebody()
    ada.brand = Somebody()
    ada.brand.id = "indigo"
    weighed(services, ada, visit=(0.0, 1e-6), purchases=(0.04, 1e-6))
    page = person.open("/indigo/taste")
    assert "What each is worth to you" in page.text
    assert "You have not shared this: so it was for" in page.text
    assert "Nobody can say yet what it would add" in page.text
    person.press(value="history")
    page = person.page
    assert "It may add nothing. We propose to switch it off" in page.text
    page = person.press("Switch off and delete")
    assert person.status == 200
    assert "It may add nothing" not in page.text


def test_an_unknown_source_is_refused_kindly(person):
    person.open("/indigo/taste")
    answer = person.press("sew on", source="retina", on="yes")
    assert person.status == 422
    assert "no source" in answer.text


def test_every_source_has_its_line(shop, customer, moment):
    assert [one.source.name for one in worth.view(shop, customer().visitor).sources] == list(SOURCES)


def test_signals_of_one_instant_are_not_each_others_past(shop, customer, moment):
    ada = customer().agree("stated")
    told = [
        Signal(f"s{at}", moment.now(), "stated", ItemId(item), "liked")
        for at, item in enumerate(("belt-woven", "cap-selvedge"))
    ]
    with shop.store.write() as tx:
        repo.add_signals(tx, ada.brand.id, ada.visitor.party, told)
    assert worth.view(shop, ada.visitor).choices == 0
