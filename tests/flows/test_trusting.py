"""The owner sees whether people trust the shop, and never a single one of them (S42, S94, S95, S97)."""

from datetime import date, timedelta

import pytest

from guests import kept
from sumisura.insight import tally
from sumisura.kernel import BrandId, OrderState, PartyId
from sumisura.usecases.office import trusting
from sumisura.usecases.tasting import wishes
from sumisura.worker import turn

INDIGO = BrandId("indigo")


def counted(services, name=""):
    with services.store.read() as tx:
        found = tally.totals(tx, INDIGO)
    return {key: number for key, number in found.items() if key.startswith(name) and number}


def test_each_person_counts_once_as_they_stand_now(visit, services):
    people = [visit() for _ in range(6)]
    for one in people:
        one.open("/indigo/taste")
        one.press(value="told")
    for one in people[:2]:
        one.press(value="history")
    people[5].press(value="none")
    assert counted(services, "people") == {"people": 6}
    assert counted(services, "level") == {"level/told": 3, "level/history": 2, "level/none": 1}
    assert counted(services, "source")["source/visit"] == 5
    (withdrawn,) = counted(services, "withdrawn").values()
    assert withdrawn == 3


def test_of_fewer_than_five_nothing_is_shown(visit, staff):
    for _ in range(4):
        one = visit()
        one.open("/indigo/taste")
        one.press(value="visit")
    owner = staff()
    owner.open("/indigo/office/trust")
    assert "Fewer than five people answered so far." in owner.page.text
    assert "This visit" not in owner.page.text
    fifth = visit()
    fifth.open("/indigo")
    fifth.press(value="none")
    owner.open("/indigo/office/trust")
    assert "This rests on 5 people" in owner.page.text
    assert "This visit – fewer than 5 people" in owner.page.text, "four of five say who the fifth is"


def test_whoever_may_not_see_figures_does_not(staff):
    maker = staff("maker")
    maker.open("/indigo/office/trust")
    assert maker.status == 403


def test_too_close_ends_such_guesses_and_proposes_the_thread(customer, shop):
    someone = customer()
    someone.agree("stated", "visit")
    wishes.feel(shop, someone.visitor, "visit", "close")
    with shop.store.read() as tx:
        before = tally.totals(tx, someone.brand.id)["felt/visit/close"]
    wishes.feel(shop, someone.visitor, "visit", "close")
    wishes.feel(shop, someone.visitor, "visit", "fine")
    with shop.store.read() as tx:
        after = tally.totals(tx, someone.brand.id)
    assert after.get("felt/visit/close", 0) == before - 1
    assert after["felt/visit/fine"] >= 1


def fan(customer):
    customer.agree("stated", "visit", "designs")
    for item in ("belt-hemp", "braces-wool"):
        customer.say("liked", item)
    return customer


def test_a_guess_from_what_felt_too_close_is_made_no_more(customer, shop, moment):
    # What chance puts on the home leaves something to guess for most of them, not for each.
    fans = (fan(customer()) for _ in range(20))
    someone, ahead = next((one, guess) for one in fans if (guess := one.home().ahead))
    wishes.feel(shop, someone.visitor, ahead.mainly, "close")
    later = someone.home().ahead
    assert later is None or later.mainly != ahead.mainly


def test_the_page_thanks_and_proposes_to_pull_the_thread(person):
    person.open("/indigo?felt=visit")
    assert "We no longer guess from “This visit”." in person.page.text
    assert "/indigo/taste?pull=visit#loom" in person.page.html
    assert "no longer guess" not in person.open("/indigo?felt=<script>").text


def test_what_the_gate_refused_is_counted_by_why(customer, shop):
    someone = customer()
    assert someone.say("liked", "belt-hemp"), "refused: they agreed to nothing"
    turn(shop, None)
    first = tally_of(shop, "refused/no consent")
    assert first >= 1
    turn(shop, None)
    assert tally_of(shop, "refused/no consent") == first


def test_what_is_never_collected_is_counted_by_what_it_was_and_how_often(services, staff):
    """One report of a file stands for all of its rows."""
    services.gate.refuse(INDIGO, PartyId(""), "signals.import", "never", "biometrics", times=7)
    services.gate.refuse(INDIGO, PartyId(""), "signals.import", "never", "demographics")
    owner = staff()
    owner.open("/indigo/office/trust")
    kept(services, "indigo", "gate.refused", 2)
    turn(services)
    assert tally_of(services, "refused/never/biometrics") == 7
    page = owner.open("/indigo/office/trust")
    assert "7 Faces, irises, fingerprints, voiceprints (never collected)" in page.text
    assert "1 Age, gender, income, nationality (never collected)" in page.text


def tally_of(services, name):
    with services.store.read() as tx:
        return tally.totals(tx, INDIGO)[name]


def test_homes_are_checked_for_what_was_put_away_and_taken_back(customer, shop):
    someone = customer().agree("stated", "visit")
    someone.refuse(someone.seen()[0])
    someone.withdraw("visit")
    before = tally_of(shop, "promise/never-again/kept"), tally_of(shop, "promise/withdrawal/kept")
    someone.home()
    after = tally_of(shop, "promise/never-again/kept"), tally_of(shop, "promise/withdrawal/kept")
    assert (after[0] - before[0], after[1] - before[1]) == (1, 1)


@pytest.mark.parametrize(("days", "kept"), [(0, "kept"), (-1, "broken")])
def test_a_delivery_is_kept_when_it_came_on_its_day(customer, shop, moment, days, kept):
    from dataclasses import replace

    someone = customer()
    someone.put("belt-hemp")
    order = someone.buy()
    when = moment.now()
    line = order.lines[0]
    promised = someone.brand.local(when).date() + timedelta(days=days)
    assert isinstance(promised, date)
    order = replace(
        order,
        lines=(replace(line, quote=replace(line.quote, promised=promised)),),
        history=(*order.history, (OrderState.DELIVERED, when)),
    )
    name = f"promise/delivery/{kept}"
    before = tally_of(shop, name)
    with shop.store.write() as tx:
        trusting.delivered(tx, someone.brand, order)
    assert tally_of(shop, name) == before + 1
