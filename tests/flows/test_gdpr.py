"""The General Data Protection Regulation, article by article: each has a test that shows it kept.

What is shown elsewhere in depth is shown here once, by its article's number.
"""

import pytest

from guests import Customer
from person import Person
from shopping import bag, buy
from sumisura.kernel import PartyId
from sumisura.taste import repo as tastes
from sumisura.trust.grants import GIVEN, PAUSED, RESUMED, WITHDRAWN, Grants
from sumisura.trust.never import NEVER
from sumisura.trust.pseudonyms import pseudonym
from sumisura.trust.purposes import PURPOSES, Basis
from sumisura.trust.sources import SOURCES
from sumisura.usecases.learning.export import export
from sumisura.usecases.tasting import wishes
from sumisura.usecases.tasting.signals import usable
from sumisura.usecases.tasting.tastes import Fit

BELT = "belt-hemp"


def journal(customer, *kinds):
    with customer.services.store.read() as tx:
        found = [entry.event for entry in tx.ledger.read(customer.brand.id, limit=99_999)]
    return [one for one in found if one.party == customer.visitor.party and one.kind in kinds]


def kept(customer):
    with customer.services.store.read() as tx:
        return tastes.signals(tx, customer.brand.id, customer.visitor.party)


def test_art_7_consent_can_be_proved_and_is_taken_back_as_easily_as_it_was_given(customer):
    """S98. (1) who agreed to what, when, under which words; (3) one act each way; what was not given is not used."""
    ada = customer().agree("stated")
    (given,) = journal(ada, GIVEN)
    assert given.context == {"purpose": "personalise", "source": "stated", "text": given.context["text"]}
    assert given.context["text"]
    ada.withdraw("stated")
    assert len(journal(ada, WITHDRAWN)) == len(journal(ada, GIVEN)) == 1
    assert ada.taste().fit is Fit.EVERYONE


def test_art_7_4_nothing_that_is_bought_hangs_on_a_consent(visit):
    """(4) Consent is freely given: an order needs none. Every route: `test_every_route`."""
    ada = visit()
    bag(ada)
    assert buy(ada)


def test_art_13_who_asks_is_told_purposes_bases_time_rights_and_where_to_complain(person: Person):
    """Every purpose with its basis and time, every source, what is never collected, every right: from the registers."""
    page = person.open("/indigo")
    page = person.follow("What we keep, and why")
    assert person.status == 200
    assert page.text.count("Indigo & Filo")
    for purpose in PURPOSES.values():
        assert purpose.words in page.text
        assert purpose.article.partition(":")[0] in page.text
    for source in SOURCES.values():
        assert source.gives in page.text
    for entry in NEVER.values():
        assert entry.words in page.text
    for article in ("7(3)", 15, 16, 17, 18, 20, 21, 22, 77):
        assert f"GDPR Art. {article}" in page.text
    assert "10 years" in page.text


@pytest.mark.parametrize("brand", ["indigo", "aurea", "bastone", "volta"])
def test_art_13_every_page_leads_to_it(visit, brand):
    person = visit()
    for path in ("", "/bag", "/taste", "/search", "/orders", "/designs", "/privacy"):
        person.open(f"/{brand}{path}")
        assert person.page.links["What we keep, and why"] == f"/{brand}/privacy"


def test_art_14_what_a_merchant_brought_in_is_told_with_its_source(person: Person):
    page = person.open("/indigo/privacy")
    assert "What we did not get from you" in page.text
    assert "GDPR Art. 14" in page.text
    assert "pseudonym" in page.text


def test_art_14_a_history_stands_among_the_sources_of_the_person_it_is_about(customer):
    """And only since they agreed; the merchant's own key for them is nowhere."""
    from sumisura.usecases.bringing_in import touchpoints
    from sumisura.usecases.bringing_in.touchpoints import Touch

    ada = customer()
    key = "customer 4711"
    touchpoints.note(ada.services, ada.brand.id, Touch("till", key, BELT, "bought", under="2026-11"))
    party = pseudonym(ada.services.keyring, ada.brand.id, key)
    her = Customer(ada.services, type(ada.visitor)(ada.brand, party))
    (purchases,) = [one for one in her.taste().sources if one.source.name == "purchases"]
    assert (purchases.granted, purchases.signals) == (True, 1)
    with ada.services.store.read() as tx:
        assert "4711" not in repr(list(tx.ledger.read(ada.brand.id, limit=99_999)))


def test_art_15_what_is_known_and_believed_is_shown_with_its_sources(customer):
    """Access to what was told, and to what is inferred of it. The copy of it all is under *My data*."""
    ada = customer().agree("stated")
    ada.say("liked", BELT)
    view = ada.taste()
    assert {one.source.name: one.signals for one in view.sources}["stated"] == len(kept(ada)) == 1
    assert view.pseudonym == ada.visitor.party
    assert any(one.threads for one in view.facts) or any(card.threads for card in view.top)


def test_art_16_a_correction_wins_over_what_was_inferred_and_moves_the_ranking(customer):
    ada = customer().agree("stated", "visit")
    for _ in range(3):
        ada.say("viewed", BELT, "visit")
    before = ada.ranking()
    wishes.correct(ada.services, ada.visitor, "material=hemp", -1.0)
    after = ada.ranking()
    assert after.index(BELT) > before.index(BELT)


def test_art_17_1b_what_is_withdrawn_is_as_if_it_had_never_been(customer):
    """Withdrawal of the consent a signal rests on: it is no longer used, by anyone. Erasure itself is under *My data*."""
    ada, nobody = customer().agree("stated", improve=True), customer()
    ada.say("liked", BELT)
    ada.withdraw("stated")
    assert ada.ranking() == nobody.ranking()
    assert ada.visitor.party not in export(ada.services, ada.brand.id).signals


def test_art_18_while_paused_nothing_is_used_or_added_and_nothing_is_deleted(customer):
    """Restriction: the shop is as it is for everyone; when it ends, everything is as it was."""
    ada, nobody = customer().agree("stated", "visit", improve=True), customer()
    ada.say("liked", BELT)
    ada.refuse("tee-striped")
    before, signals = ada.ranking(), kept(ada)
    wishes.pause(ada.services, ada.visitor, on=True)
    wishes.pause(ada.services, ada.visitor, on=True)
    assert ada.guest().taste.scores.tolist() == nobody.guest().taste.scores.tolist()
    assert "tee-striped" not in ada.ranking(), "an instruction of theirs is still obeyed"
    assert ada.taste().fit is Fit.EVERYONE
    assert not ada.home().asks_consent, "and nobody asks them again meanwhile"
    assert [refused.why for refused in ada.say("liked", "cap-selvedge")] == ["paused"]
    assert kept(ada) == signals
    assert ada.visitor.party not in export(ada.services, ada.brand.id).signals
    with ada.services.store.read() as tx:
        told = usable(ada.services, tx, ada.brand.id, ada.visitor.party)
    assert [one.what for one in told] == ["refused"]
    assert {one.source.name for one in ada.taste().sources if one.granted} == {"stated", "visit"}
    wishes.pause(ada.services, ada.visitor, on=False)
    assert ada.ranking() == before
    assert len(journal(ada, PAUSED)) == len(journal(ada, RESUMED)) == 1


def test_art_18_a_source_can_be_cut_while_paused(customer):
    ada = customer().agree("stated", "visit", improve=True)
    wishes.pause(ada.services, ada.visitor, on=True)
    wishes.improve(ada.services, ada.visitor, on=False)
    ada.withdraw("stated", "visit")
    wishes.pause(ada.services, ada.visitor, on=False)
    assert not ada.taste().improve
    assert ada.taste().fit is Fit.EVERYONE


def test_art_18_by_the_page(person: Person):
    person.open("/indigo/taste")
    page = person.page
    (switch,) = [one for one in page.buttons if one.name == "pause"]
    assert switch.value == "yes"
    data = {"csrf": page.field("csrf"), "pause": "yes", "back": "/indigo/taste"}
    person.client.post("/indigo/taste/manners", data=data)
    page = person.open("/indigo/taste")
    assert "You asked us to use nothing until you say so." in page.text
    person.press("Use it again")
    assert "You asked us to use nothing" not in person.page.text


def test_art_21_who_objects_to_profiling_is_served_as_everyone_and_not_asked_again(customer):
    """Also to being counted: what was theirs leaves what is learned from all."""
    ada, nobody = customer().agree("stated", improve=True), customer()
    ada.say("liked", BELT)
    wishes.improve(ada.services, ada.visitor, on=False)
    assert ada.visitor.party not in export(ada.services, ada.brand.id).signals
    ada.withdraw("stated")
    wishes.decline(ada.services, ada.visitor)
    assert not ada.home().asks_consent
    assert ada.ranking() == nobody.ranking()


def test_art_22_no_price_and_no_choice_hangs_on_a_profile(customer):
    """A profile chooses what stands first; it decides on nobody: the same designs, at the same price, for all."""
    ada, nobody = customer().agree("stated", "visit"), customer()
    ada.say("liked", BELT)
    assert sorted(ada.ranking()) == sorted(nobody.ranking())
    mine, theirs = ada.options(), nobody.options()
    assert {name: sorted(values) for name, values in mine.items()} == {
        name: sorted(values) for name, values in theirs.items()
    }
    prices = [{card.item.id: card.item.price for card in one.home().rows[0].cards} for one in (ada, nobody)]
    assert all(prices[0][item] == prices[1][item] for item in prices[0].keys() & prices[1].keys())


def test_art_22_4_no_special_category_is_ever_what_a_profile_rests_on(customer):
    """Even from somebody who would agree."""
    from sumisura.taste.model import ItemId
    from sumisura.usecases.tasting.signals import signal, tell

    ada = customer().agree(*SOURCES)
    for reading in ("health=good", "religion=none", "ethnicity=x"):
        (refused,) = tell(ada.services, ada.visitor, signal(ada.services, "said", ItemId(reading), "stated"))
        assert (refused.why, refused.detail) == ("never", "special")
    assert kept(ada) == ()


def test_art_6_every_purpose_has_one_lawful_basis():
    assert {one.basis for one in PURPOSES.values()} == set(Basis)


def test_a_party_that_never_was_has_no_pause(customer):
    """Pausing before the first deed is kept, and holds for what they agree to later."""
    ada = customer()
    wishes.pause(ada.services, ada.visitor, on=True)
    ada.agree("stated")
    assert ada.say("liked", BELT)[0].why == "paused"
    with ada.services.store.read() as tx:
        assert Grants(ada.services.ids).of(tx, ada.brand.id, PartyId(ada.visitor.party)).paused
