"""A question is asked only where it is allowed and would change something; answered it does, skipped it falls silent (S21)."""

from dataclasses import replace

import pytest

from guests import ids
from sumisura.kernel import BadInput
from sumisura.taste import repo
from sumisura.taste.serving import questions
from sumisura.usecases.tasting import asking, wishes


def answered(customer, ask, said=None):
    asking.answer(customer.services, customer.visitor, ask.id, ask.answers[0][0] if said is None else said)


def test_only_who_agreed_to_tell_is_asked(customer, shop):
    assert customer().home().ask is None
    assert customer().agree("visit", "purchases").home().ask is None
    compared = customer(services=replace(shop, mass_share=1.0)).agree("stated")
    assert compared.home().ask is None, "it would change nothing there"
    asked = customer().agree("stated").home().ask
    assert asked.words.endswith("?")
    assert "skip" in asked.why
    assert asked.why.startswith("Asked because we cannot tell")  # the reason (S41)
    assert "your answer changes what comes first for you" in asked.why  # the benefit
    assert len(asked.answers) == 2


def test_questions_can_be_switched_off(customer):
    ada = customer().agree("stated")
    wishes.serve(ada.services, ada.visitor, questions=False)
    assert ada.home().ask is None
    wishes.serve(ada.services, ada.visitor, questions=True)
    assert ada.home().ask is not None


def test_looking_at_a_question_is_not_answering_it(customer):
    ada = customer().agree("stated")
    assert ada.home().ask == ada.home().ask
    assert ada.guest().manners.asked == {}


@pytest.mark.parametrize("which", [0, 1])
def test_an_answer_changes_what_comes_first(customer, which):
    ada = customer().agree("stated")
    ask = ada.home().ask
    preferred, passed = (ask.answers[at][0] for at in (which, 1 - which))
    before = ada.ranking()
    answered(ada, ask, preferred)
    after = ada.ranking()
    assert after != before
    assert after.index(preferred) < after.index(passed)
    assert after.index(preferred) < 3
    assert preferred in ids(ada.home().rows[0].cards)
    assert ada.home().rows[0].cards[0].threads[0].name == "stated"


def test_one_question_a_visit_and_never_the_same_again(customer, moment):
    ada = customer().agree("stated")
    seen = set()
    for _ in range(3):
        ask = ada.home().ask
        assert ask.id not in seen
        seen |= {ask.id, ">".join(reversed(ask.id.split(">")))}
        answered(ada, ask)
        assert ada.home().ask is None, "asked once in this visit"
        moment.advance(hours=7)
    assert ada.home().ask is None, "three in a month"
    moment.advance(days=31)
    ask = ada.home().ask
    assert ask is None or ask.id not in seen


def test_skipped_twice_we_fall_silent_for_a_year(customer, moment):
    ada = customer().agree("stated")
    asked = []
    for _ in range(2):
        asked.append(ada.home().ask.id)
        answered(ada, ada.home().ask, "")
        moment.advance(days=31)
    assert ada.home().ask is None
    moment.advance(days=300)
    assert ada.home().ask is None
    moment.advance(days=40)
    assert ada.home().ask.id not in asked[1:]
    assert ada.taste().facts == [], "skipping tells nothing"


def test_an_answer_between_breaks_the_row_of_skips(customer, moment):
    ada = customer().agree("stated")
    for said in ("", None, ""):
        answered(ada, ada.home().ask, said)
        moment.advance(days=31)
    assert ada.guest().manners.skipped == 1
    assert ada.home().ask is not None


def test_who_told_enough_is_not_asked_what_would_change_nothing(customer):
    """The chance that is promised is never below the least for which one asks."""
    ada = customer().agree("stated")
    for _ in range(40):
        for item in ("socks-boot", "belt-hemp", "tee-ecru"):
            ada.say("liked", item)
    who = ada.guest()
    order = [who.taste.population.row[id_] for id_ in ada.ranking()[: asking.LOOKED_AT]]
    ask = ada.home().ask
    if ask is not None:
        about = [who.taste.population.row[name] for name in ask.id.split(">")]
        vectors = who.taste.population.vectors
        feature = vectors[about[0]] - vectors[about[1]] if len(about) > 1 else vectors[about[0]]
        worth = questions.worth(
            who.taste.scores[order], questions.moved(who.taste, order, feature[None, :]), questions.TOP
        )
        assert worth.chance[0] >= questions.LEAST
    first = customer().agree("stated").home().ask
    assert ask is None or ask.id != first.id


@pytest.mark.parametrize(
    "question", ["", "nothing", "belt-hemp>nothing", ">", "belt-hemp>", "belt-hemp>>tee-ecru"]
)
def test_a_question_that_nobody_asks_is_refused(customer, question):
    ada = customer().agree("stated")
    with pytest.raises(BadInput, match="no longer asked"):
        asking.answer(ada.services, ada.visitor, question, "")
    assert ada.guest().manners.asked == {}


@pytest.mark.parametrize(
    ("question", "said"),
    [("belt-hemp>tee-ecru", "yes"), ("material=hemp", "perhaps"), ("belt-hemp>tee-ecru", "socks-boot")],
)
def test_an_answer_that_is_none_is_refused_and_nothing_is_kept(customer, question, said):
    ada = customer().agree("stated")
    before = ada.ranking()
    with pytest.raises(BadInput, match="no answer"):
        asking.answer(ada.services, ada.visitor, question, said)
    assert ada.ranking() == before
    assert ada.guest().manners.asked == {}


def test_the_same_answer_sent_twice_is_asked_once_and_never_without_consent_kept(customer):
    ada = customer().agree("stated")
    ask = ada.home().ask
    answered(ada, ask)
    ada.withdraw("stated")
    before = ada.ranking()
    answered(ada, ask)
    assert ada.ranking() == before
    with ada.services.store.read() as tx:
        kept = repo.signals(tx, ada.brand.id, ada.visitor.party)
    assert len(kept) == 2, "preferred and passed, from before the withdrawal"
