"""The one door through which consent is given and taken back, whoever asks for it (S98; GDPR Art. 7)."""

from dataclasses import replace

import pytest

from guests import NOON, Customer
from sumisura.insight import trust
from sumisura.kernel import BadInput, BrandId, OrderId
from sumisura.taste import repo as tastes
from sumisura.taste.crowd import repo as crowd
from sumisura.trust.grants import Grants, WithdrawnMeanwhile
from sumisura.trust.sources import UnknownSource
from sumisura.usecases import minimal
from sumisura.usecases.bringing_in import touchpoints
from sumisura.usecases.bringing_in.touchpoints import Touch
from sumisura.usecases.learning import crowds
from sumisura.usecases.my_data import cutting, exporting, importing, worth
from sumisura.usecases.my_data.importing import Taken
from sumisura.usecases.tasting import agreeing, circles, survey, wishes
from sumisura.web.taste import HANDLERS

INDIGO = BrandId("indigo")
BELT, HEMP = "belt-hemp", "material=hemp"


def standing(who):
    return agreeing.standing(who.services, who.visitor)


def improved(who):
    return {source for purpose, source in standing(who).open if purpose == "improve"}


def read(who, what):
    with who.services.store.read() as tx:
        return what(tx, who.brand.id, who.visitor.party)


def kept(who):
    return [(one.what, one.source) for one in read(who, tastes.signals)]


def answered(who):
    """What the owner's page counts them as."""
    return read(who, trust.answer).sources


def minimise(shop, on=True):
    with shop.store.write() as tx:
        minimal.put(tx, INDIGO, on)


@pytest.fixture
def sparing(shop):
    """The shop in the minimal-data mode, for as long as a test."""
    minimise(shop)
    yield shop
    minimise(shop, on=False)


# ---- taking back


def test_for_you_off_for_every_source_takes_back_all_that_hangs_on_it(customer, moment):
    """Nothing is counted any more, nobody finds them, and what they told is deleted within the hour."""
    ada = customer().agree("stated", "friends", improve=True)
    agreeing.allow(ada.services, ada.visitor, "research", "stated", on=True)
    ada.say("liked", BELT)
    crowds.refresh(ada.services, INDIGO)
    assert read(ada, crowd.counted)[0].parts
    agreeing.allow_all(ada.services, ada.visitor, "personalise", on=False)
    assert standing(ada).open == frozenset()
    assert not read(ada, crowd.counted)[0].parts
    assert set(read(ada, cutting.pending)) == {"stated", "friends"}
    with pytest.raises(BadInput, match="nobody bears that code"):
        circles.befriend(
            ada.services, customer().agree("friends").visitor, circles.code(ada.services, ada.visitor)
        )
    moment.advance(minutes=61)
    cutting.take_up(ada.services, INDIGO)
    assert kept(ada) == []


def test_one_purpose_off_for_every_source_leaves_the_others(customer):
    ada = customer().agree("stated", "visit", improve=True)
    agreeing.allow_all(ada.services, ada.visitor, "improve", on=False)
    assert standing(ada).open == {("personalise", "stated"), ("personalise", "visit")}
    assert not read(ada, cutting.pending)


def test_switched_off_for_want_of_worth_it_is_gone_in_one_step(customer, monkeypatch):
    """Either all of it happens or nothing; and nothing is said to wait for deletion that is gone."""
    ada = customer().agree("visit")
    ada.say("viewed", BELT, "visit")
    with monkeypatch.context() as broken:
        broken.setattr(tastes, "keep_signals", _fail)
        with pytest.raises(RuntimeError):
            worth.switch_off(ada.services, ada.visitor, "visit")
    assert standing(ada).open == {("personalise", "visit")}
    worth.switch_off(ada.services, ada.visitor, "visit")
    assert (kept(ada), standing(ada).open, dict(read(ada, cutting.pending))) == ([], frozenset(), {})


def test_friends_come_back_when_they_are_sewn_on_within_the_hour_and_not_after(customer, moment):
    ada, eve = customer().agree("friends"), customer().agree("friends")
    circles.befriend(ada.services, ada.visitor, circles.code(eve.services, eve.visitor))
    named = read(ada, tastes.friends)
    ada.withdraw("friends")
    ada.agree("friends")
    assert read(ada, tastes.friends) == named != ()
    ada.withdraw("friends")
    moment.advance(minutes=61)
    cutting.take_up(ada.services, INDIGO)
    assert not read(ada, tastes.friends)


def test_a_source_that_is_agreed_to_is_not_deleted_while_they_pause(customer, moment):
    ada = customer().agree("stated")
    ada.say("liked", BELT)
    with ada.services.store.write() as tx:
        cutting.note(ada.services, tx, INDIGO, ada.visitor.party, "stated")
    agreeing.pause(ada.services, ada.visitor, on=True)
    moment.advance(minutes=61)
    cutting.take_up(ada.services, INDIGO)
    assert kept(ada) == [("liked", "stated")]


# ---- asked for, and only that


def test_one_switch_of_what_all_learn_from_gives_no_other(customer):
    """Consent is for what was asked (GDPR Art. 4(11), 7(2)): no later tap bundles another purpose with it."""
    ada = customer().agree("stated")
    agreeing.allow(ada.services, ada.visitor, "improve", "stated", on=True)
    agreeing.grant(ada.services, ada.visitor, "visit", on=True)
    agreeing.allow(ada.services, ada.visitor, "personalise", "place", on=True)
    agreeing.choose(ada.services, ada.visitor, ["stated", "visit", "ratings"], None)
    assert improved(ada) == {"stated"}


def test_a_level_tapped_on_the_page_gives_nothing_for_everyone_and_keeps_what_was(person):
    person.open("/indigo/taste")
    person.press(value="visit")
    person.press(value="improve visit yes")
    person.press(value="history")
    on = {one.value for one in person.page.buttons if one.name == "set" and one.value.endswith(" no")}
    assert {one for one in on if one.startswith("improve")} == {"improve * no", "improve visit no"}


def test_an_answer_without_it_takes_back_what_was_added_for_everyone(customer):
    ada = customer().agree("stated", "visit", improve=True)
    ada.say("liked", BELT)
    crowds.refresh(ada.services, INDIGO)
    agreeing.choose(ada.services, ada.visitor, ["stated", "visit"], improve=False)
    assert standing(ada).open == {("personalise", "stated"), ("personalise", "visit")}
    assert not read(ada, crowd.counted)[0].parts


@pytest.mark.parametrize("level", ["everything!", ""])
def test_a_level_that_is_none_withdraws_nothing(person, level):
    person.open("/indigo/taste")
    person.press(value="told")
    person.open("/indigo/taste")
    form = {"csrf": person.page.field("csrf"), "level": level}
    assert person.client.post("/indigo/taste/consent", data=form).status_code == 422
    person.open("/indigo/taste")
    assert any(one.value == "personalise stated no" for one in person.page.buttons)


@pytest.mark.parametrize("on", [True, False])
def test_a_purpose_nobody_is_asked_for_is_refused(customer, on):
    ada = customer().agree("stated")
    with pytest.raises(BadInput, match="nobody is asked for “politics”"):
        agreeing.allow_all(ada.services, ada.visitor, "politics", on=on)


def test_what_is_no_source_is_reported_wherever_it_is_named(customer, shop):
    class Heard(list):
        add = list.append

    heard = Heard()
    ada = customer()
    gate = replace(shop.gate, report=heard.append)
    services = replace(shop, gate=gate)
    for act in (
        lambda: agreeing.allow(services, ada.visitor, "personalise", "retina", on=True),
        lambda: agreeing.grant(services, ada.visitor, "retina", on=True),
        lambda: wishes.feel(services, ada.visitor, "retina", "close"),
    ):
        with pytest.raises(UnknownSource):
            act()
    assert [one.context["kind"] for one in heard] == ["consent", "consent", "felt"]


def test_no_form_of_taste_may_be_sent_faster_than_a_hand_taps(person, services):
    person.open("/indigo/taste")
    token = person.page.field("csrf")
    for _ in range(120):
        services.limits.take("tell", INDIGO, "testclient")
    paths = [
        path for one in HANDLERS for path in one.paths if "/taste" in path and "POST" in one.http_methods
    ]
    assert len(paths) > 10
    for path in paths:
        there = path.replace("{brand:str}", "indigo")
        assert person.client.post(there, data={"csrf": token}).status_code == 429, path


# ---- brought along


def file_of(ada):
    return exporting.export(ada.services, ada.visitor)


def bring(who, file, *sources):
    return importing.bring(who.services, who.visitor, file, sources)


def told(customer, moment):
    """Somebody who told something of two sources, a while ago."""
    moment.at = NOON
    ada = customer().agree("stated", "visit")
    ada.say("liked", BELT)
    moment.advance(days=1)
    ada.say("viewed", "socks-boot", "visit")
    moment.advance(days=5)
    return ada


def test_who_agreed_to_something_before_can_still_bring_all_they_have(customer, moment):
    file = file_of(told(customer, moment))
    eve = customer().agree("place", "stated")
    moment.advance(minutes=1)
    assert bring(eve, file, "stated", "visit") == Taken(2, 0)
    assert sorted(kept(eve)) == [("liked", "stated"), ("viewed", "visit")]
    assert eve.guest().taste.evidence.sums.keys() >= {"stated", "visit"}


def test_what_was_brought_in_part_can_be_brought_whole(customer, moment):
    file = file_of(told(customer, moment))
    eve = customer()
    assert bring(eve, file, "visit") == Taken(1, 0)
    moment.advance(minutes=1)
    assert bring(eve, file, "stated", "visit") == Taken(1, 1)


def test_what_they_once_took_back_is_not_brought_round_it(customer, moment):
    file = file_of(told(customer, moment))
    eve = customer().agree("stated")
    eve.withdraw("stated")
    moment.advance(minutes=1)
    assert bring(eve, file, "stated") == Taken(0, 0)
    assert kept(eve) == []


def test_bringing_is_agreeing_like_any_other(customer, moment):
    """Counted by the owner, in spite of the browser's refusal, and findable where it was friends."""
    file = file_of(told(customer, moment))
    eve = customer()
    eve.visitor = replace(eve.visitor, gpc=True)
    eve.agree("visit").withdraw("visit")
    bring(eve, file, "stated", "friends")
    agreeing.obey(eve.services, eve.visitor)
    assert standing(eve).open == {("personalise", "stated"), ("personalise", "friends")}
    assert answered(eve) == ("friends", "stated")
    friend = customer().agree("friends")
    circles.befriend(friend.services, friend.visitor, circles.code(eve.services, eve.visitor))


def test_a_page_from_before_a_withdrawal_brings_nothing(customer, moment):
    file = file_of(told(customer, moment))
    eve = customer().agree("stated")
    page = standing(eve).stamp
    eve.withdraw("stated")
    with pytest.raises(WithdrawnMeanwhile):
        bring(Customer(eve.services, replace(eve.visitor, seen=page)), file, "stated")
    assert kept(eve) == []


def test_a_shop_that_keeps_no_taste_takes_no_source_in_and_says_so(customer, moment, sparing):
    minimise(sparing, on=False)
    ada = told(customer, moment)
    ada.refuse("tee-striped")
    file, eve = file_of(ada), customer()
    minimise(sparing)
    with pytest.raises(BadInput, match="learns nothing of any one customer"):
        bring(eve, file, "stated")
    assert (kept(eve), standing(eve).grants) == ([], ())
    assert bring(eve, file) == Taken(1, 0), "what they never want to see is a request"


def test_while_paused_nothing_is_taken_in_nor_counted_as_if(customer, moment):
    file, eve = file_of(told(customer, moment)), customer()
    agreeing.pause(eve.services, eve.visitor, on=True)
    assert bring(eve, file, "stated") == Taken(0, 0)


def test_an_occasion_that_is_none_here_is_left_out(customer, moment):
    """Nobody's own words enter the journal."""
    ada = customer().agree("stated")
    wishes.serve(ada.services, ada.visitor, occasion="gift")
    ada.say("liked", BELT)
    with ada.services.store.write() as tx:
        (gift,) = tastes.signals(tx, INDIGO, ada.visitor.party)
        free = replace(gift, id="sig_free", occasion="my brother's second wedding " * 99)
        tastes.add_signals(tx, INDIGO, ada.visitor.party, [free])
    eve = customer()
    assert bring(eve, file_of(ada), "stated") == Taken(2, 0)
    assert sorted(one.occasion for one in read(eve, tastes.signals)) == ["", "gift"]
    assert "wedding" not in str([entry.event for entry in read(eve, eve.services.gate.own_all)])


# ---- told by others


def test_a_shop_that_keeps_no_taste_is_agreed_to_by_nobody_at_the_till(sparing):
    told_, _ = touchpoints.note(sparing, INDIGO, Touch("till", "7", BELT, "liked", under="2026-11"))
    with sparing.store.read() as tx:
        assert Grants(sparing.ids).of(tx, INDIGO, told_.party).grants == ()


# ---- after an order


def bought(customer):
    ada = customer()
    ada.put(BELT)
    return ada, ada.buy()


def answers(ada, order):
    (ask, *_) = survey.show(ada.services, ada.visitor, OrderId(order.id)).questions
    return {ask.id: ask.answers[0][0]}


def test_answering_counts_as_agreeing(customer):
    ada, order = bought(lambda: customer().agree("stated"))
    survey.answer(ada.services, ada.visitor, order.id, answers(ada, order))
    assert answered(ada) == ("ratings", "stated")


def test_an_answer_sews_on_what_was_cut(customer):
    ada, order = bought(lambda: customer().agree("stated", "ratings"))
    given = answers(ada, order)
    ada.withdraw("ratings")
    survey.answer(ada.services, ada.visitor, order.id, given)
    assert not read(ada, cutting.pending)


def test_while_they_pause_no_answer_is_kept_and_the_page_says_so(customer):
    ada, order = bought(lambda: customer().agree("stated"))
    given = answers(ada, order)
    agreeing.pause(ada.services, ada.visitor, on=True)
    assert survey.answer(ada.services, ada.visitor, order.id, given).thanks == survey.PAUSED
    assert survey.show(ada.services, ada.visitor, order.id).thanks == survey.PAUSED
    assert ("personalise", "ratings") not in standing(ada).open
    agreeing.pause(ada.services, ada.visitor, on=False)
    assert survey.answer(ada.services, ada.visitor, order.id, given).thanks.startswith("Thank you")


def test_a_shop_that_keeps_no_taste_asks_nothing_after_an_order(customer, sparing):
    minimise(sparing, on=False)
    ada, order = bought(lambda: customer().agree("stated"))
    given = answers(ada, order)
    minimise(sparing)
    assert survey.show(ada.services, ada.visitor, order.id) is None
    with pytest.raises(BadInput, match="learns nothing"):
        survey.answer(ada.services, ada.visitor, order.id, given)


def _fail(*_args, **_more):
    raise RuntimeError
