"""After an order at most two questions, each skippable; what is answered changes what comes next, and is said (S10, S134)."""

from dataclasses import replace

import pytest

from guests import MEASURES
from sumisura.kernel import BadInput, NotFound, OrderId, OrderState
from sumisura.orders import repo as orders
from sumisura.orders.lifecycle import advance
from sumisura.usecases.shop import bag, configure, finishing, ordered
from sumisura.usecases.tasting import survey, wishes
from sumisura.usecases.tasting.signals import REFUSED


def buys(customer, *choices):
    """An order of one pair of jeans with these choices."""
    design = customer.design()
    for choice in choices:
        configure.choose(customer.services, customer.visitor, design, tuple(choice.split("=")))
    finishing.finish(customer.services, customer.visitor, design)
    configure.write(customer.services, customer.visitor, design, MEASURES)
    bag.add(customer.services, customer.visitor, design)
    return customer.buy()


def goes(customer, order, *states):
    """The maker moves it on."""
    with customer.services.store.write() as tx:
        for state in states:
            found, version = orders.order(tx, customer.brand.id, order.id)
            orders.save(tx, advance(found, state, customer.services.clock.now()), version)


def delivered(customer, order):
    goes(customer, order, OrderState.MAKING, OrderState.SHIPPED, OrderState.DELIVERED)


def show(customer, order):
    return survey.show(customer.services, customer.visitor, order.id)


def answer(customer, order, answers):
    return survey.answer(customer.services, customer.visitor, order.id, answers)


def test_after_an_order_there_are_at_most_two_questions_each_with_its_reason(customer):
    ada = customer()
    order = buys(ada, "fabric=hemp-12", "leg=wide")
    view = show(ada, order)
    assert 1 <= len(view.questions) <= 2
    assert view.questions[0].id == survey.MATTERED
    assert all(one.why for one in view.questions)
    mattered = dict(view.questions[0].answers)
    assert mattered["jeans:fabric=hemp-12"] == "Denim: 12 oz hemp and cotton"
    assert "jeans:leg=wide" in mattered
    assert len(mattered) == survey.MOST
    assert view.thanks == ""


def test_an_answer_changes_the_order_of_proposals_and_says_so(customer):
    """S10, S134: and what it changed is what really changed."""
    ada = customer()
    order = buys(ada, "fabric=hemp-12")
    before = [ada.guest().cloth.items[one].title for one in ada.ranking()]
    view = answer(ada, order, {survey.MATTERED: "jeans:fabric=hemp-12"})
    after = [ada.guest().cloth.items[one].title for one in ada.ranking()]
    assert after != before
    pairs = zip(before[: survey.COMPARED], after, strict=False)
    assert list(view.changed) == [pair for pair in pairs if pair[0] != pair[1]]
    assert view.changed
    assert view.thanks == f"Thank you. Because of your answers, {after[0]} comes first from now on."
    assert view.questions == ()
    hemp = [one.title for one in ada.guest().cloth.proposals if "material=hemp" in one.tokens]
    assert after[0] in hemp
    assert show(ada, order) == view, "it is still said when they come back"


def test_answering_agrees_to_answers_alone_and_can_be_withdrawn(customer):
    ada = customer()
    order = buys(ada, "fabric=hemp-12")
    plain = customer().ranking()
    answer(ada, order, {survey.MATTERED: "jeans:fabric=hemp-12"})
    assert [one.source.name for one in ada.taste().sources if one.granted] == ["ratings"]
    assert ada.ranking() != plain
    ada.withdraw("ratings")
    assert ada.ranking() == plain


def test_the_first_answer_is_kept_although_the_clock_runs_on_while_it_is_taken(customer, services):
    """Agreeing and answering are one act, and what is told before the agreement may not be kept."""
    ada = customer(services=services)
    order = buys(ada, "fabric=hemp-12")
    answer(ada, order, {survey.MATTERED: "jeans:fabric=hemp-12"})
    assert [one.item for one in ada.guest().kept] == ["jeans:fabric=hemp-12"]


def test_an_answer_moves_the_next_design_too(customer):
    ada = customer()
    order = buys(ada, "fabric=hemp-12")
    before = ada.options()["fabric"].index("hemp-12")
    answer(ada, order, {survey.MATTERED: "jeans:fabric=hemp-12"})
    assert ada.options()["fabric"].index("hemp-12") < before


def test_the_first_answer_counts_and_the_form_sent_again_changes_nothing(customer):
    ada = customer()
    order = buys(ada, "fabric=hemp-12", "leg=wide")
    view = answer(ada, order, {survey.MATTERED: "jeans:fabric=hemp-12"})
    scores = ada.guest().taste.scores.tolist()
    for again in ({survey.MATTERED: "jeans:fabric=hemp-12"}, {survey.MATTERED: "jeans:leg=wide"}, {}):
        assert answer(ada, order, again) == view
    assert ada.guest().taste.scores.tolist() == scores


def test_skipped_it_is_not_asked_again_and_nothing_was_agreed_to(customer):
    ada = customer()
    order = buys(ada)
    before = ada.ranking()
    view = answer(ada, order, {survey.MATTERED: "", survey.NEXT: ""})
    assert view.thanks == survey.SKIPPED
    assert not view.changed
    assert not any(one.granted for one in ada.taste().sources)
    assert ada.ranking() == before
    assert show(ada, order).questions == ()


def test_the_choice_of_what_to_see_more_of_brings_it_forward(customer):
    ada = customer().agree("stated")
    order = buys(ada)
    ask = next(one for one in show(ada, order).questions if one.id == survey.NEXT)
    value, title = ask.answers[1]
    better, _, worse = value.partition(">")
    assert title == ada.guest().cloth.items[better].title
    answer(ada, order, {survey.NEXT: value})
    ranking = ada.ranking()
    assert ranking.index(better) < ranking.index(worse)


def test_once_it_is_with_them_they_are_asked_how_they_like_it(customer):
    happy, sad = customer(), customer()
    ranks = {}
    for person, stars in ((happy, "5"), (sad, "1")):
        order = buys(person, "fabric=hemp-12")
        delivered(person, order)
        ask = show(person, order).questions[0]
        assert ask.id == survey.LIKED
        assert [value for value, _ in ask.answers] == ["5", "4", "3", "2", "1"]
        answer(person, order, {survey.LIKED: stars})
        taste = person.guest().taste
        ranks[person is happy] = taste.scores[taste.population.row["jeans:fabric=hemp-12"]]
    assert ranks[True] > ranks[False]


def test_a_good_is_asked_about_once_it_is_there(customer):
    ada = customer()
    ada.put("belt-hemp")
    order = ada.buy()
    delivered(ada, order)
    view = show(ada, order)
    assert view.questions[0].id == survey.LIKED
    answer(ada, order, {survey.LIKED: "5"})
    assert ada.ranking()[0] == "belt-hemp"


@pytest.mark.parametrize(
    "answers",
    [
        {survey.MATTERED: "jeans:fabric=stretch-11"},
        {survey.MATTERED: "anything"},
        {survey.NEXT: "belt-hemp>belt-hemp"},
        {survey.MATTERED: "5"},
    ],
)
def test_an_answer_to_what_was_not_asked_is_refused_whole(customer, answers):
    ada = customer()
    order = buys(ada, "fabric=hemp-12")
    asked = show(ada, order)
    if survey.NEXT in answers and survey.NEXT not in [one.id for one in asked.questions]:
        ada.agree("stated")
        asked = show(ada, order)
    with pytest.raises(BadInput, match="not among the answers"):
        answer(ada, order, {survey.MATTERED: "jeans:fabric=hemp-12", **answers})
    assert show(ada, order) == asked


def test_anothers_order_is_not_found(customer):
    ada, eve = customer(), customer()
    order = buys(ada)
    for act in (lambda: show(eve, order), lambda: answer(eve, order, {survey.MATTERED: "x"})):
        with pytest.raises(NotFound):
            act()
    nobody = customer()
    nobody.visitor = replace(nobody.visitor, party="")
    with pytest.raises(NotFound):
        show(nobody, order)
    with pytest.raises(NotFound):
        survey.show(ada.services, ada.visitor, OrderId("ord_none"))
    there = customer("bastone")
    there.visitor = replace(there.visitor, party=ada.visitor.party)
    with pytest.raises(NotFound):
        show(there, order)


def test_a_cancelled_order_is_not_asked_about(customer):
    ada = customer()
    order = buys(ada)
    ordered.cancel(ada.services, ada.visitor, order.id)
    assert show(ada, order) is None
    with pytest.raises(BadInput, match="nothing is asked"):
        answer(ada, order, {survey.MATTERED: "jeans:fabric=organic-13"})
    assert not any(one.granted for one in ada.taste().sources), "nothing was asked, so nothing was agreed to"


def test_a_refusal_outlives_the_best_of_answers(customer):
    ada = customer()
    wishes.tell(ada.services, ada.visitor, "belt-hemp", REFUSED)
    order = buys(ada, "fabric=hemp-12")
    answer(ada, order, {survey.MATTERED: "jeans:fabric=hemp-12"})
    assert "belt-hemp" not in ada.ranking()
