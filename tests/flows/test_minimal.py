"""The minimal-data mode, and what relevance asks of customers (S38, S41, S100)."""

import re

import numpy as np
import pytest
from sqlalchemy import select

from guests import Customer
from resting import outside
from sumisura.kernel import BadInput, BrandId, PartyId
from sumisura.stats.intervals import Estimate
from sumisura.store.codec import encode
from sumisura.store.ports import NOBODY
from sumisura.store.sql.tables import record_keys, records
from sumisura.store.walk import walk
from sumisura.taste import repo
from sumisura.taste.evaluation.frontier import Offer, Point
from sumisura.taste.learning.segments import segmented
from sumisura.taste.model import ItemId, Signal
from sumisura.trust.sessions import Door
from sumisura.usecases import brands, minimal
from sumisura.usecases.learning import promoting
from sumisura.usecases.learning.models import SEGMENTS
from sumisura.usecases.learning.weighing import KIND, Weighed
from sumisura.usecases.services import Visitor
from sumisura.worker import turn

BRAND = BrandId("indigo")


def cell(value, width=0.01):
    return Estimate(value, value - width, value + width, 200)


def night(services, simulated=0):
    """What a night left behind: three ways to serve, and segments."""
    ways = (("nothing", (), 0.0, 0.10), ("this visit", ("visit",), 0.25, 0.14), ("", ("purchases",), 0.3, 0.12),
            ("my history", ("visit", "purchases"), 0.55, 0.2), ("segments", (), 0.1, 0.13))  # fmt: skip
    points = tuple(
        Point(
            Offer(name, frozenset(sources), asks),
            cell(finds),
            cell(finds - 0.1),
            cell(finds / 2),
            efficient=asks != 0.3,
        )
        for name, sources, asks, finds in ways
    )
    found = Weighed(services.clock.now(), 200, simulated, {}, points, cell(250.0, 40), cell(900.0, 90))
    with services.store.write() as tx:
        tx.records.put(BRAND, KIND, "", encode(found), version=0)


def learned(services):
    """Segments of a shop where some like what is black and some what is not."""
    with services.store.read() as tx:
        brand = brands.load(tx, BRAND)
        who = Customer(services, Visitor(brand, PartyId("")))
    goods = [str(one.id) for one in who.guest().cloth.proposals]
    rng, at = np.random.default_rng(1), services.clock.now()
    told = {}
    for number in range(120):
        half = goods[: len(goods) // 2] if number % 2 else goods[len(goods) // 2 :]
        items = rng.choice(half, size=8, replace=False)
        told[f"p{number}"] = [
            Signal(f"{number}-{item}", at, "visit", ItemId(str(item)), "viewed") for item in items[:3]
        ] + [Signal(f"{number}-{item}b", at, "purchases", ItemId(str(item)), "bought") for item in items[3:]]
    found = segmented(told, rng, most=2)
    assert found
    services.models.save(BRAND, found.version, found.to_bytes(), name=SEGMENTS)
    promoting.promote(services, BRAND, found.version, "for a test", name=SEGMENTS)
    return goods, found


def visitor(services, person) -> Customer:
    token = next(value for name, value in person.client.cookies.items() if name.endswith(f"visit-{BRAND}"))
    with services.store.read() as tx:
        party = services.sessions.find(tx, BRAND, token, Door.VISIT).party
        return Customer(services, Visitor(brands.load(tx, BRAND), party))


def newcomer(services, name) -> Customer:
    with services.store.read() as tx:
        return Customer(services, Visitor(brands.load(tx, BRAND), PartyId(name)))


def about(rests, party):
    """The kinds of all records, of whatever part, that bear this person's pseudonym anywhere."""
    with outside(rests) as database:
        rows = database.execute(select(records.c.kind, records.c.id, records.c.body)).all()
        keyed = database.execute(select(record_keys.c.kind).where(record_keys.c.value == party)).all()
    told = {kind for kind, id_, body in rows if party in id_ or party.encode() in body}
    return told | {kind for (kind,) in keyed}


def test_the_owner_sees_what_relevance_asks(staff, services):
    """S100: chart, sentence, intervals, the worst served, and how fresh it is."""
    night(services, simulated=150)
    page = staff("operator").open("/indigo/office/frontier")
    assert "My history finds most, and nothing that asks less comes near it." in page.text
    assert "Tenth served worst" in page.text
    assert "0.200 0.190 to 0.210" in re.sub(r"\s+", " ", page.text)
    assert "150 of them simulated" in re.sub(r"\s+", " ", page.text)
    assert 'class="frontier"' in page.html
    assert "An owner can switch it" in page.text


def test_before_the_first_night_the_page_says_so(staff):
    page = staff("owner").open("/indigo/office/frontier")
    assert "Nothing was weighed yet" in page.text


def test_a_maker_does_not_see_it_and_an_operator_does_not_switch(staff, services):
    assert staff("maker").open("/indigo/office/frontier").text
    maker = staff("maker")
    maker.open("/indigo/office/frontier")
    assert maker.status == 403
    operator = staff("operator")
    page = operator.open("/indigo/office/frontier")
    answer = operator.client.post("/indigo/office/minimal", data={"csrf": min(page.tokens), "on": "yes"})
    assert answer.status_code == 403
    with services.store.read() as tx:
        assert not minimal.on(tx, BRAND)


def test_what_is_given_up_is_seen_before_switching_and_the_decision_is_kept(staff, services):
    """S38: relevance and takings, with intervals, before; a decision with its author, after."""
    night(services)
    owner = staff("owner")
    page = owner.open("/indigo/office/frontier")
    assert "0.130 (0.120 to 0.140) instead of 0.200 (0.190 to 0.210): −0.070." in page.text
    assert "would stand farther down" in page.text
    page = owner.press("Keep no taste of anyone")
    assert "Keep again what people agree to" in page.text
    with services.store.read() as tx:
        events = [entry.event for entry in tx.ledger.read(BRAND, limit=9999)]
    (decision,) = [one for one in events if one.subject == "brand/data"]
    assert decision.context["shown"] == ["minimal data"]
    assert decision.purpose == "security"
    owner.press("Keep again what people agree to")
    with services.store.read() as tx:
        assert not minimal.on(tx, BRAND)


def test_nothing_of_a_person_is_left_after_a_visit(person, services, rests):
    """S38: home, search, an item, "I like it", a design: what is kept is the visit, with one number in it."""
    learned(services)
    with services.store.write() as tx:
        minimal.put(tx, BRAND, value=True)
    page = person.open("/indigo")
    assert "May this shop" not in page.text
    person.open("/indigo/search?q=black")
    person.open("/indigo")
    person.press("Not for me")
    ada = visitor(services, person)
    goods = [str(one.id) for one in ada.guest().cloth.proposals]
    for good in goods[:3]:
        person.open(f"/indigo/item?id={good}")
    ada.say("liked", goods[0])
    design = ada.design()
    assert design
    assert about(rests, ada.visitor.party) <= {"session", "signals", "draft"}
    with services.store.read() as tx:
        assert [one.what for one in repo.signals(tx, BRAND, ada.visitor.party)] == ["refused"]
        assert services.sessions.segment(tx, BRAND, ada.visitor.party) >= 0
        kept = [entry.event for entry in tx.ledger.read(BRAND, limit=9999)]
    mine = {
        one.kind for one in kept if one.party == ada.visitor.party and one.purpose not in {"visit", "order"}
    }
    assert mine <= {"signal.refused"}


def test_the_visit_is_ranked_by_those_who_choose_alike(shop, customer, services):
    """One integer moves what comes first, and another one moves it elsewhere; without a visit it is what is popular."""
    goods, found = learned(services)
    with services.store.write() as tx:
        minimal.put(tx, BRAND, value=True)
        brand = brands.load(tx, BRAND)
        opened = services.sessions.visit(tx, BRAND, "")
    ada = Customer(services, Visitor(brand, opened.session.party))
    popular = ada.ranking()
    orders = []
    for number in range(len(found.sizes)):
        with services.store.write() as tx:
            services.sessions.assign(tx, BRAND, ada.visitor.party, number)
        orders.append(ada.ranking())
        assert not ada.guest().personal
        assert sorted(orders[-1]) == sorted(popular)
    assert orders[0] != orders[1]
    assert ada.home().rows[0].title == "What people choose who choose as you do"
    half = set(goods[: len(goods) // 2])
    first = [len(half & set(order[: len(goods) // 3])) for order in orders]
    assert max(first) > 2 * min(first)


def test_there_is_nothing_to_agree_to(services, person, rests):
    """Purposes beyond visit and wishes are not collected: agreeing is refused, kindly."""
    with services.store.write() as tx:
        minimal.put(tx, BRAND, value=True)
    page = person.open("/indigo/taste")
    assert "This shop keeps no taste of anyone" in page.text
    person.press("sew on")
    assert person.status == 422
    person.open("/indigo")
    person.press("Not for me")
    ada = visitor(services, person)
    with pytest.raises(BadInput, match="learns nothing of any one customer"):
        ada.agree("visit")
    assert "grants" not in about(rests, ada.visitor.party)


def test_what_was_told_before_goes_and_refusals_stay(services, person):
    """Switching on deletes tastes page by page, and obeys what people never want to see."""
    person.open("/indigo")
    person.press("Not for me")
    ada = visitor(services, person)
    refused = ada.guest().kept[0].item
    ada.agree("stated")
    ada.say("liked", "material=hemp")
    with services.store.write() as tx:
        minimal.begin(services, tx, BRAND)
    assert minimal.take_up(services, BRAND) > 0
    assert ada.guest().taste.evidence.sums == {}
    assert not ada.guest().personal
    assert refused not in ada.ranking()
    with services.store.read() as tx:
        assert [one.what for one in repo.signals(tx, BRAND, ada.visitor.party)] == ["refused"]
        assert len(list(walk(tx, NOBODY, "brand"))) > 0


def test_deleting_what_was_told_survives_being_cut_off_and_finds_what_arrives_late(
    services, staff, monkeypatch
):
    """The switch decides; the worker deletes, page by page, goes on where it was cut off, and looks once more at the end."""
    told = [newcomer(services, f"pty_{name}").agree("stated") for name in ("ada", "bo", "cleo")]
    for one in told:
        one.say("liked", "material=hemp")

    def kept():
        with services.store.read() as tx:
            return sum(len(repo.signals(tx, BRAND, one.visitor.party)) for one in told)

    owner, pages, one_page = staff("owner"), [], repo.forget_tastes
    owner.open("/indigo/office/frontier")
    owner.press("Keep no taste of anyone")

    def cut_off(tx, brand, *, before=""):
        if len(pages) == 1:
            raise KeyboardInterrupt
        pages.append(before)
        return one_page(tx, brand, before=before, limit=1)

    monkeypatch.setattr(repo, "forget_tastes", cut_off)
    with pytest.raises(KeyboardInterrupt):
        turn(services)
    assert kept() == 2
    monkeypatch.setattr(repo, "forget_tastes", one_page)
    turn(services)
    assert kept() == 0
    with services.store.write() as tx:  # a request that began before the switch
        repo.add_signals(
            tx,
            BRAND,
            told[0].visitor.party,
            [Signal("late", services.clock.now(), "stated", ItemId("x"), "liked")],
        )
    services.clock.advance(minutes=1)
    turn(services)
    assert kept() == 0
    with services.store.read() as tx:
        assert tx.records.get(BRAND, minimal.FORGETTING, "") is None


def test_who_switches_back_keeps_what_is_told_from_then_on(services, staff):
    owner = staff("owner")
    owner.open("/indigo/office/frontier")
    owner.press("Keep no taste of anyone")
    owner.press("Keep again what people agree to")
    ada = newcomer(services, "pty_ada").agree("stated")
    ada.say("liked", "material=hemp")
    services.clock.advance(minutes=5)
    turn(services)
    assert [one.what for one in ada.guest().kept] == ["liked"]


def test_who_agreed_to_nothing_is_served_no_worse_than_by_what_is_popular(shop, customer):
    """The non-profiling mode ranks by popularity itself, so that no measure can tell them apart."""
    ada = customer()
    who = ada.guest()
    rows = np.flatnonzero(who.mask)
    order = rows[np.argsort(-who.popularity[rows], kind="stable")]
    assert ada.ranking() == [who.cloth.rows[row].id for row in order.tolist()][:200]
