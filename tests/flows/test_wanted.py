"""What was wanted and not offered, from those alone who let it be studied, and never of fewer than five (S72, S98)."""

import pytest

from guests import Customer
from sumisura.insight.wanted import LEAST
from sumisura.kernel import Brand, Forbidden, PartyId, Role, VaultRef
from sumisura.space import repo
from sumisura.space.draft import design_of
from sumisura.trust.members import Member
from sumisura.usecases.maker import wanting
from sumisura.usecases.my_data import erasing
from sumisura.usecases.shop import configure, needing
from sumisura.usecases.shop.wishing import Told
from sumisura.usecases.tasting import agreeing


def member(brand: Brand, role: Role = Role.OPERATOR) -> Member:
    return Member(PartyId("pty_clerk"), brand.id, frozenset({role}), VaultRef("vlt_1"), "")


def study(who: Customer, *, on: bool = True) -> Customer:
    agreeing.allow(who.services, who.visitor, "research", "designs", on=on)
    return who


def want(who: Customer, stands: tuple[str, str], wanted: tuple[str, str]) -> str:
    """Begin jeans with one choice, and ask for one that does not go with it."""
    design = configure.start(who.services, who.visitor, "jeans")
    configure.choose(who.services, who.visitor, design, stands)
    view = configure.choose(who.services, who.visitor, design, wanted)
    assert view.conflict is not None
    return design


def rows(who: Customer):
    page = wanting.page(who.services, who.brand, member(who.brand))
    return {row.missed.option[1:]: row for row in page.real}, page.hidden


def test_five_people_who_agreed_make_a_row_and_four_do_not(customer, moment):
    hemp, skinny = ("fabric", "hemp-12"), ("leg", "skinny")
    some = [study(customer()) for _ in range(LEAST - 1)]
    for who in some:
        want(who, hemp, skinny)
        want(who, hemp, skinny)
    want(customer(), hemp, skinny)  # agreed to nothing, and counts for nothing
    shown, hidden = rows(some[0])
    assert skinny not in shown
    assert hidden == 1
    last = study(customer())
    moment.advance(minutes=1)
    design = want(last, hemp, skinny)
    row = rows(last)[0][skinny]
    assert (row.missed.people, row.missed.rule, row.missed.met) == (LEAST, "skinny-needs-stretch", LEAST)
    assert (row.option, row.choice, row.offered) == ("Skinny", "Leg", True)
    assert row.reason.startswith("A skinny leg without stretch")
    assert row.missed.last == moment.now()
    with last.services.store.read() as tx:
        draft, _ = repo.draft(tx, last.brand.id, design)
        space = last.services.shelf.take(tx, last.brand.id, draft.family).space
    leg = space.family.variable("leg")
    each = design_of(space, draft).price - min(one.price for one in leg.values) + leg.value("skinny").price
    assert (row.total.amount, row.middle.amount) == (LEAST * each, each)

    agreeing.allow(last.services, last.visitor, "research", "designs", on=False)
    assert skinny not in rows(last)[0], "a withdrawal holds at the next look"
    study(last)
    again = rows(last)[0]
    study(customer())
    erasing.erase(some[0].services, some[0].visitor)
    assert skinny not in rows(last)[0], "and so does an erasure"
    assert again.keys() <= {skinny}


def test_a_pause_hides_what_one_asked_for(customer, moment):
    ecru, black = ("dye", "ecru"), ("wash", "bleach")
    some = [study(customer()) for _ in range(LEAST)]
    for who in some:
        want(who, ecru, black)
    assert black in rows(some[0])[0]
    agreeing.pause(some[0].services, some[0].visitor, on=True)
    assert black not in rows(some[0])[0]
    agreeing.pause(some[0].services, some[0].visitor, on=False)
    assert black in rows(some[0])[0]


def test_simulated_people_are_never_added_to_real_ones(shop, customer, moment):
    raw, fading = ("wash", "raw"), ("fading", "light")
    for number in range(LEAST):
        who = customer()
        who.visitor = type(who.visitor)(who.brand, PartyId(f"pty_sim{number:029d}"))
        want(study(who), raw, fading)
    page = wanting.page(shop, who.brand, member(who.brand))
    assert fading not in {row.missed.option[1:] for row in page.real}
    assert fading in {row.missed.option[1:] for row in page.simulated}


def test_what_a_page_rests_on_names_nobody(shop, customer, moment):
    who = study(customer())
    want(who, ("fabric", "hemp-12"), ("leg", "skinny"))
    wanting.page(shop, who.brand, member(who.brand))
    with shop.store.read() as tx:
        kept = tx.records.page(who.brand.id, wanting.KIND, limit=500)
    assert kept
    assert all(who.visitor.party not in one.id and one.body == b"null" for one in kept)


def test_a_maker_may_not_see_it(shop, customer):
    brand = customer().brand
    with pytest.raises(Forbidden):
        wanting.page(shop, brand, member(brand, Role.MAKER))


def need(who: Customer, **told: object) -> None:
    """Tell needs that nothing is all of."""
    assert needing.show(who.services, who.visitor, "jeans", Told(**told)).nearest


def needs(who: Customer):
    page = wanting.page(who.services, who.brand, member(who.brand))
    return {(one.family, one.about, one.said): one.people for one in page.needs}, page.hidden_needs


def test_needs_that_nothing_met_are_counted_by_the_same_rule(customer, moment):
    price, hemp, leather = ("jeans", "price <=", ""), ("jeans", "tag", "material=hemp"), "material=leather"
    some = [study(customer()) for _ in range(LEAST - 1)]
    for number, who in enumerate(some):
        need(who, price=str(10 + number), tags=(hemp[2],))
        need(who, price="9", tags=(hemp[2],))
    need(customer(), price="11", tags=(hemp[2],))  # agreed to nothing, and counts for nothing
    assert needs(some[0]) == ({}, 2)
    last = study(customer())
    need(last, price="12", tags=(hemp[2], leather))
    assert needs(last) == ({price: LEAST, hemp: LEAST}, 1), (
        "figures differ from person to person and are not told"
    )
    agreeing.allow(last.services, last.visitor, "research", "designs", on=False)
    assert needs(last) == ({}, 2), "a withdrawal holds at the next look"
    study(last)
    erasing.erase(some[0].services, some[0].visitor)
    assert price not in needs(last)[0], "and so does an erasure"


def test_needs_of_simulated_people_stand_apart(shop, customer):
    for number in range(LEAST):
        who = customer()
        who.visitor = type(who.visitor)(who.brand, PartyId(f"pty_sim{100 + number:029d}"))
        need(study(who), price="7")
    page = wanting.page(shop, who.brand, member(who.brand))
    assert "price <=" not in {one.about for one in page.needs}
    assert ("price <=", LEAST) in {(one.about, one.people) for one in page.simulated_needs}
