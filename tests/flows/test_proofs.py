"""S36, S89: every order, suggestion, greeting and price opens to the sum it is, with what would be without each source."""

import re

import numpy as np
import pytest

from denim import current, finish
from sumisura.kernel import NotFound
from sumisura.usecases.shop import configure, proofs
from sumisura.usecases.tasting import greeting


def taught(customer):
    ada = customer().agree("stated", "visit")
    ada.say("liked", "material=hemp")
    ada.say("viewed", "jeans:fabric=recycled-12", "visit")
    return ada


def proof(customer, design, choice=""):
    return proofs.proof(customer.services, customer.visitor, design, choice)


@pytest.mark.usefixtures("sold")
def test_every_option_of_every_choice_opens_to_its_sum(customer):
    ada = taught(customer)
    design = ada.design()
    configure.choose(ada.services, ada.visitor, design, ("leg", "wide"))
    view = configure.show(ada.services, ada.visitor, design)
    for group in view.groups:
        for variable in group.variables:
            found = proof(ada, design, variable.name).choice
            assert [one.value for one in found.sums] == [one.label for one in variable.options]
            for one in found.sums:
                assert abs(one.log_odds - one.everyone - sum(part.amount for part in one.parts)) < 1e-9
                assert 0 <= one.chance <= 1
            assert found.sized or [one.label for one in found.places] == [
                one.label for one in variable.options
            ]
            for one in found.places:
                assert abs(one.total - one.everyone - sum(thread.amount for thread in one.threads)) < 1e-9
                assert one.sentence.endswith(".")
            totals = [one.total for one in found.places if one.chance is None]
            assert totals == sorted(totals, reverse=True)
            if marked := [option for option in variable.options if option.why]:
                said = {one.value: one.sentence for one in found.sums if one.sentence}
                assert said[marked[0].label] == variable.reason


@pytest.mark.usefixtures("sold")
def test_what_is_filled_in_opens_to_its_sums_and_to_what_would_be_without_a_source(customer):
    """The counterfactual is what one who never gave that source is filled in with."""
    ada = taught(customer)
    view = finish(ada, ("leg", "wide"))
    fill = proof(ada, view.design).fill
    assert fill.ours
    assert fill.buildable
    assert len(fill.sums) == len(view.choices) - 1
    assert fill.agreed == pytest.approx(sum(one.chance for one in fill.sums))
    assert fill.agreed >= fill.brands
    assert all(abs(one.residual) < 1e-9 and one.sentence for one in fill.sums)
    told = {source.name: changes for source, changes in fill.without}
    assert set(told) == {"stated", "visit"}
    family = current(ada.services).family
    now = {one.label: one.value(view.choices[one.name]).label for one in family.variables}
    ada.withdraw("stated")
    other = finish(ada, ("leg", "wide")).choices
    left = {one.label: one.value(other[one.name]).label for one in family.variables}
    changed = {name: (now[name], left[name]) for name in now if now[name] != left[name]}
    assert {one.label: (one.before, one.after) for one in told["stated"]} == changed


@pytest.mark.usefixtures("sold")
def test_the_price_opens_to_the_same_lines_and_its_sum(customer):
    for ada in (taught(customer), customer()):
        view = finish(ada, ("leg", "wide"))
        quote = proof(ada, view.design).quote
        assert [(line.reason, line.amount) for line in quote.lines] == [
            (line.reason, line.amount) for line in view.quote.lines
        ]
        assert sum(line.amount.amount for line in quote.lines) == quote.total.amount == view.price.amount


@pytest.mark.usefixtures("sold")
def test_nothing_of_anybody_is_in_what_everyone_sees(customer):
    bob = customer()
    view = finish(bob, ("leg", "wide"))
    found = proof(bob, view.design, "fabric")
    assert (found.order, found.choice, found.fill) == ("brand", None, None)
    with pytest.raises(NotFound):
        proof(bob, view.design, "no-such-choice")


@pytest.mark.usefixtures("sold")
def test_a_design_that_starts_complete_says_whose_choice_it_is(customer):
    eve = customer("bastone")
    design = eve.design("burger")
    view = configure.show(eve.services, eve.visitor, design)
    assert view.family.starts_complete
    assert "maker's own choice" in view.default
    (first, *_) = [one for group in view.groups for one in group.variables if len(one.options) > 1]
    other = next(one.name for one in first.options if one.state == "available")
    assert not configure.choose(eve.services, eve.visitor, design, (first.name, other)).default


def test_the_greeting_opens_to_its_sum_and_to_what_would_be_without_a_source(customer):
    """The home without a source is the home of one who never gave it."""
    ada = taught(customer)
    ada.say("viewed", "scarf-wool", "visit")
    home = ada.home()
    found = greeting.proof(ada.services, ada.visitor)
    assert found.sentence == home.greeting
    assert [title for _, title, _, _ in found.pieces] == [card.item.title for card in home.rows[0].cards]
    assert abs(found.residual) < 1e-9
    assert sum(thread.amount for thread in found.threads) == pytest.approx(
        sum(card.score for card in home.rows[0].cards), abs=1e-9
    )
    assert {one.source.name for one in found.left} == {"stated", "visit"}
    (left,) = [one for one in found.left if one.source.name == "stated"]
    ada.withdraw("stated")
    after = ada.home()
    assert left.sentence == after.greeting
    kept = {card.item.title for card in after.rows[0].cards}
    assert left.gone == [title for _, title, _, _ in found.pieces if title not in kept]
    nobody = greeting.proof(ada.services, customer().visitor)
    assert (nobody.sentence, list(nobody.threads), list(nobody.left)) == ("", [], [])


def test_over_http_a_proof_is_open_to_read_and_adds_up_on_the_page(person):
    """With no script: agree, like, design, open the proof of a choice, and add its lines up as they are printed."""
    person.open("/indigo")
    person.press(value="history")
    if any(one.name == "fitted" for one in person.page.buttons):
        person.press("Fit it to me now")
    person.open("/indigo/item?id=belt-hemp")
    person.press(value="liked")
    person.open("/indigo/proof")
    assert "come first" in person.page.text
    person.open("/indigo")
    person.press("Make yours")
    design = person.at
    person.press(value="leg:wide")
    assert "Why this order" in person.page.text
    page = person.open(f"{design}/proof?choice=fabric")
    assert person.status == 200
    tables = re.findall(r"<table class=\"sum\">.*?</table>", page.html, re.DOTALL)
    assert tables
    for table in tables:
        numbers = [
            float(one.replace("\N{MINUS SIGN}", "-"))
            for one in re.findall(r"<td class=\"end\">([+\N{MINUS SIGN}]?\d+\.\d+)</td><td", table)
        ]
        *parts, total = numbers
        assert np.isclose(sum(parts), total, atol=1e-5)
    person.open(design)
    person.press("Finish it for me")
    page = person.open(f"{design}/proof")
    assert "all of it together can be made" in page.text
    assert "Total" in page.text
    assert person.open(f"{design}/proof?choice=nonsense")
    assert person.status == 404
