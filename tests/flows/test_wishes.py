"""What a customer wishes holds: "not for me" at once and for ever, what they stated over what was inferred, any day's taste."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guests import NOON, Customer, ids
from sumisura.journal.read import entries
from sumisura.kernel import BadInput, NotFound, PartyId
from sumisura.taste.serving.looks import LOOK
from sumisura.trust.sources import SOURCES, UnknownSource
from sumisura.usecases.services import Visitor
from sumisura.usecases.tasting import agreeing, wishes
from sumisura.usecases.tasting.signals import signal, tell
from sumisura.usecases.tasting.tastes import Fit

HEMP, SILK = "material=hemp", "material=silk"
BELT = "belt-hemp"
ALL = tuple(SOURCES)


def bearing(customer, name):
    """The proposals that bear a quality, or are the thing itself, or presets of that family."""
    return {str(one.id) for one in customer.guest().cloth.proposals if name in (str(one.id), *one.tokens)}


def nowhere(customer, names, **more):
    for shown in customer.every_list(**more):
        assert names.isdisjoint(shown), names & set(shown)


# ---- not for me (S109)


@pytest.mark.parametrize("name", [BELT, "jeans/summer-wide", HEMP, "colour=black", "occasion=weekend"])
@pytest.mark.parametrize("agreed", [(), ("stated",), ALL])
def test_what_is_not_for_them_is_gone_at_once_everywhere_and_for_ever(customer, moment, name, agreed):
    """S109: an item and a quality alike; with every consent, with one, and without any."""
    ada = customer()
    if agreed:
        ada.agree(*agreed)
        ada.say("liked", name)
    gone = bearing(ada, name)
    assert gone
    assert any(not gone.isdisjoint(shown) for shown in ada.every_list())
    ada.refuse(name)
    nowhere(ada, gone)
    moment.advance(days=366)
    nowhere(ada, gone)
    ada.withdraw(*agreed)
    assert ada.home().fit is Fit.EVERYONE
    nowhere(ada, gone)
    wishes.decline(ada.services, ada.visitor)
    nowhere(ada, gone)


def test_nobody_elses_shop_is_touched_by_a_refusal(customer):
    ada, eve = customer(), customer()
    before = eve.home()
    ada.refuse(before.rows[0].cards[0].item.id)
    assert eve.home() == before


def test_a_refusal_is_taken_back_as_if_it_had_never_been(customer):
    ada = customer().agree("stated")
    before = ada.ranking(), ada.found("weekend"), ada.guest().taste.scores
    ada.refuse(BELT)
    assert [name for name, _ in ada.taste().refused] == [BELT]
    assert ada.taste().refused[0][1] == "Woven hemp belt"
    wishes.tell(ada.services, ada.visitor, BELT, "unrefuse")
    assert (ada.ranking(), ada.found("weekend")) == before[:2]
    assert np.array_equal(ada.guest().taste.scores, before[2])
    assert ada.taste().refused == []
    wishes.take_back(ada.services, ada.visitor, "never-refused")
    assert (ada.ranking(), ada.found("weekend")) == before[:2]


def test_a_refusal_taken_back_and_said_again_holds(customer, moment):
    ada = customer()
    for _ in range(3):
        ada.refuse(BELT)
        nowhere(ada, {BELT})
        moment.advance(seconds=1)
        wishes.take_back(ada.services, ada.visitor, BELT)
        assert BELT in ada.found("belt")
        moment.advance(seconds=1)
    ada.refuse(BELT)
    nowhere(ada, {BELT})


def test_neither_buying_it_nor_liking_what_is_like_it_lifts_a_refusal(customer):
    ada = customer().agree(*ALL)
    ada.refuse(BELT)
    ada.say("bought", BELT, "purchases")
    ada.say("liked", HEMP)
    ada.say("liked", BELT)
    nowhere(ada, {BELT})


def test_a_thousand_signals_crowd_out_no_refusal(customer, moment):
    ada = customer().agree(*ALL)
    ada.refuse(BELT)
    moment.advance(seconds=1)
    tell(
        ada.services,
        ada.visitor,
        *(signal(ada.services, "viewed", "socks-boot", "visit") for _ in range(1100)),
    )
    nowhere(ada, {BELT})


def test_a_refusal_holds_at_the_taste_of_an_earlier_day_too(customer, moment):
    ada = customer().agree()
    ada.say("liked", HEMP)
    moment.advance(days=3)
    ada.refuse(BELT)
    wishes.rewind(ada.services, ada.visitor, NOON.date())
    nowhere(ada, {BELT})
    assert BELT not in ids(ada.taste(NOON.date()).top)


def test_the_offer_to_complete_the_look_is_silenced_by_one_refusal(customer):
    ada = customer()
    assert ada.look("jeans/evening")
    ada.refuse(LOOK)
    assert ada.look("jeans/evening") == []
    assert ada.look("belt-black") == []
    wishes.take_back(ada.services, ada.visitor, LOOK)
    assert ada.look("jeans/evening")


def test_all_put_away_leaves_an_empty_home_that_still_stands(customer):
    for ada in (customer(), customer().agree("stated")):
        for one in ada.guest().cloth.proposals:
            ada.refuse(one.id)
        assert all(shown == [] for shown in ada.every_list())
        assert ada.home().ask is None
        assert ada.proof(BELT).place == 0


NAMES = st.sampled_from([
    "jeans", "jeans/evening", "jeans/undyed", BELT, "belt-black", "tote-selvedge", "soap-denim", "tee-ecru", HEMP,
    "colour=dark", "style=rugged", "occasion=work", "material=cotton", "wash=rinse",
])  # fmt: skip
ACTS = st.lists(
    st.tuples(st.sampled_from(["refuse", "refuse", "refuse", "unrefuse", "liked", "viewed"]), NAMES),
    max_size=12,
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS, agreed=st.sets(st.sampled_from(["stated", "visit", "friends"])))
def test_whatever_was_refused_and_not_taken_back_is_in_no_list(customer, acts, agreed):
    """S109 as a property: any order of refusals, likings and second thoughts, under any consents."""
    ada = customer()
    if agreed:
        ada.agree(*sorted(agreed))
    standing = set()
    for act, name in acts:
        wishes.tell(ada.services, ada.visitor, name, "refused" if act == "refuse" else act)
        standing = standing | {name} if act == "refuse" else standing
        standing = standing - {name} if act == "unrefuse" else standing
    families = {f"jeans/{one}" for one in PRESETS} if "jeans" in standing else set()
    gone = set().union(families, *(bearing(ada, name) for name in standing))
    nowhere(ada, gone, pieces=("jeans/evening",), words=("black", "weekend"))
    kept = {str(one.id) for one in ada.guest().cloth.proposals} - gone
    assert set(ada.ranking()) == kept, "and nothing else is missing"


PRESETS = (
    "evening", "first-raw", "office", "third-summer", "summer-wide", "undyed", "again", "workbench",
)  # fmt: skip


def test_what_nobody_can_say_is_refused(customer):
    ada = customer()
    for what in ("bought", "rated", "", "unrefused"):
        with pytest.raises(BadInput):
            wishes.tell(ada.services, ada.visitor, BELT, what)
    assert ada.taste().refused == []


# ---- sources


def test_a_source_is_switched_on_and_off_and_says_since_when_and_how_much(customer):
    """S9: taking it back is as easy as giving it, and holds from the next page."""
    ada = customer()
    assert not any(one.granted for one in ada.taste().sources)
    agreeing.grant(ada.services, ada.visitor, "stated", on=True)
    ada.say("liked", HEMP)
    (stated,) = [one for one in ada.taste().sources if one.granted]
    assert (stated.source.name, stated.signals) == ("stated", 1)
    assert stated.since == ada.services.clock.now()
    agreeing.grant(ada.services, ada.visitor, "stated", on=False)
    assert not any(one.granted for one in ada.taste().sources)
    assert ada.taste().facts == []
    assert ada.taste().fit is Fit.EVERYONE


@pytest.mark.parametrize("name", ["retina", "", "everyone"])
def test_what_is_no_source_cannot_be_agreed_to(customer, name):
    ada = customer()
    with pytest.raises(UnknownSource):
        agreeing.grant(ada.services, ada.visitor, name, on=True)
    with pytest.raises(UnknownSource):
        ada.agree("stated", name)
    assert not any(one.granted for one in ada.taste().sources), "all or none"


def test_a_signal_told_before_the_consent_is_never_used(customer, moment):
    ada = customer()
    ada.say("liked", HEMP)
    moment.advance(seconds=1)
    ada.agree("stated")
    assert ada.taste().facts == []
    assert ada.ranking() == customer().agree("stated").ranking()


def test_a_signal_is_forgotten_when_its_source_keeps_it_no_longer(customer, moment):
    ada = customer().agree("visit")
    before = ada.ranking()
    ada.say("viewed", BELT, "visit")
    moment.advance(days=30)
    assert ada.ranking() != before
    moment.advance(days=1)
    assert ada.ranking() == before


def test_no_thank_you_is_remembered_and_nothing_is_asked_again(customer):
    ada = customer()
    assert ada.home().asks_consent
    wishes.decline(ada.services, ada.visitor)
    assert not ada.home().asks_consent
    assert ada.home().fit is Fit.EVERYONE
    ada.agree("stated")
    ada.withdraw("stated")
    assert ada.home().rows == customer().home().rows


def test_what_all_learn_from_is_asked_apart(customer):
    ada = customer().agree("stated")
    assert not ada.taste().improve
    agreeing.allow_all(ada.services, ada.visitor, "improve", on=True)
    assert ada.taste().improve
    agreeing.grant(ada.services, ada.visitor, "visit", on=True)
    ada.withdraw("stated")
    assert not ada.taste().improve, "nobody asked it of the source that came after"
    agreeing.allow(ada.services, ada.visitor, "improve", "visit", on=True)
    assert ada.taste().improve
    agreeing.allow_all(ada.services, ada.visitor, "improve", on=False)
    assert not ada.taste().improve
    assert [one.source.name for one in ada.taste().sources if one.granted] == ["visit"]


@pytest.mark.parametrize("wish", [{"colour": "red"}, {"asked": {}}, {"shown": {}}, {"as_of": None}])
def test_only_what_is_a_wish_can_be_wished(customer, wish):
    ada = customer()
    with pytest.raises(BadInput, match="no wish"):
        wishes.serve(ada.services, ada.visitor, **wish)


# ---- what is believed of them: S21 and S89


def fact(customer, token):
    return next((one for one in customer.taste().facts if one.token == token), None)


def test_what_was_said_is_stated_what_was_done_observed_and_the_rest_tentative(customer):
    """S89: every fact has its label."""
    ada = customer().agree("stated", "designs")
    ada.say("liked", HEMP)
    for _ in range(4):
        ada.say("designed", "jeans:dye=black", "designs")
    assert (fact(ada, HEMP).label, fact(ada, HEMP).sure) == ("stated", "you told us")
    assert fact(ada, "colour=black").label == "observed"
    inferred = [one for one in ada.taste().facts if one.label == "inferred"]
    assert inferred
    assert all(one.sure and one.sure != "you told us" for one in inferred)
    assert all("may be" in one.words for one in inferred)


def test_what_was_stated_beats_what_was_inferred_however_much_of_it(customer):
    """S89, S25: they buy leather and say that they do not like it: the word holds."""
    ada = customer().agree(*ALL)
    leather = "material=leather"
    for _ in range(6):
        ada.say("bought", "belt-bridle", "purchases")
        ada.say("bought", "wallet-leather", "purchases")
    assert fact(ada, leather).strength > 0.5
    assert fact(ada, leather).label == "observed"
    bought = ada.ranking()
    wishes.correct(ada.services, ada.visitor, leather, -1.0)
    now = fact(ada, leather)
    assert (now.label, now.strength, now.words) == (
        "stated",
        -1.0,
        "You told us that you do not like leather.",
    )
    assert ada.ranking().index("wallet-leather") > bought.index("wallet-leather")


def test_a_correction_moves_the_ranking_and_a_confirmation_confirms(customer, moment):
    """S21: what we got wrong can be put right, at once."""
    ada = customer().agree("stated", "purchases")
    for _ in range(3):
        ada.say("bought", "shirt-silk", "purchases")
    assert fact(ada, SILK).label == "observed"
    wishes.correct(ada.services, ada.visitor, SILK, 1.0)
    assert (fact(ada, SILK).label, fact(ada, SILK).strength) == ("stated", 1.0)
    confirmed = ada.ranking()
    assert confirmed[0] == "shirt-silk"
    for _ in range(3):
        moment.advance(seconds=1)
        wishes.correct(ada.services, ada.visitor, SILK, -1.0)
    assert fact(ada, SILK).strength == -1.0
    assert ada.ranking().index("shirt-silk") > 0


@pytest.mark.parametrize("about", ["colour=none-such", "", "I am Ada, 12 Fore Street"])
def test_what_is_neither_an_item_nor_a_quality_is_not_written_down(customer, about):
    """Nobody's own words enter a journal that only grows, and a refusal, which needs no consent, is kept for ever."""
    ada = customer().agree("stated")
    for act in (
        lambda: wishes.tell(ada.services, ada.visitor, about, "refused"),
        lambda: wishes.tell(ada.services, ada.visitor, about, "liked"),
        lambda: wishes.correct(ada.services, ada.visitor, about, 1.0),
    ):
        with pytest.raises(NotFound):
            act()
    wishes.tell(ada.services, ada.visitor, about, "unrefuse")
    with ada.services.store.read() as tx:
        assert not [
            one for one in entries(tx, ada.brand.id, after=0, limit=10_000) if one.event.subject == about
        ]
    assert not ada.guest().kept


def test_a_correction_without_consent_is_not_kept(customer):
    ada = customer()
    (refused,) = wishes.correct(ada.services, ada.visitor, SILK, 1.0)
    assert refused.why == "no consent"
    assert ada.ranking() == customer().ranking()


def test_nothing_is_believed_of_whom_nothing_was_agreed(customer):
    ada = customer()
    ada.refuse(BELT)
    view = ada.taste()
    assert view.facts == []
    assert [name for name, _ in view.refused] == [BELT]
    assert all(card.threads == () for card in view.top)


# ---- any day (S27)


def test_the_taste_of_a_day_is_used_again_bit_by_bit_and_todays_comes_back(customer, moment):
    ada = customer().agree()
    ada.say("liked", HEMP)
    moment.at = NOON.replace(hour=22, minute=59, second=59, microsecond=999_999)  # the end of it in Schio
    then = ada.guest().taste.scores, ada.ranking(), ada.found("weekend"), ada.options()
    moment.at = NOON + timedelta(days=2)
    for _ in range(3):
        ada.say("liked", SILK)
    now = ada.ranking(), ada.found("weekend"), ada.options()
    assert now[0] != then[1]
    assert [day for day, _ in ada.taste().days] == [NOON.date(), moment.at.date()]
    assert [number for _, number in ada.taste().days] == [1, 3]

    assert ids(ada.taste(NOON.date()).top) == then[1][:8], "looked at without being used"
    assert (ada.ranking(), ada.found("weekend"), ada.options()) == now
    wishes.rewind(ada.services, ada.visitor, NOON.date())
    assert np.array_equal(ada.guest().taste.scores, then[0])
    assert (ada.ranking(), ada.found("weekend"), ada.options()) == then[1:]
    assert fact(ada, SILK) is None or fact(ada, SILK).label != "stated"
    wishes.rewind(ada.services, ada.visitor, None)
    assert (ada.ranking(), ada.found("weekend"), ada.options()) == now


def test_before_the_first_day_there_was_nothing(customer, moment):
    ada = customer().agree()
    before = ada.ranking()
    ada.say("liked", HEMP)
    moment.advance(days=1)
    wishes.rewind(ada.services, ada.visitor, (NOON - timedelta(days=9)).date())
    assert ada.ranking() == before
    assert ada.taste().facts == []


def test_a_withdrawal_holds_on_every_day_of_the_past(customer, moment):
    ada = customer().agree("stated", "visit")
    before = ada.ranking()
    ada.say("liked", HEMP)
    moment.advance(days=1)
    ada.withdraw("stated")
    wishes.rewind(ada.services, ada.visitor, NOON.date())
    assert ada.ranking() == before


def test_one_persons_taste_is_not_anothers_nor_another_brands(customer):
    """S9: one taste a customer and brand."""
    ada = customer().agree()
    ada.say("liked", HEMP)
    there = Customer(ada.services, Visitor(customer("bastone").brand, PartyId(ada.visitor.party)))
    assert there.taste().facts == []
    assert there.home().fit is Fit.EVERYONE
    assert replace(there.home(), manners=ada.home().manners).rows == customer("bastone").home().rows
