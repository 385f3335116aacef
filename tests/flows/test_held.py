"""A profile that its owner holds: it travels in the request, ranks, and is not kept (S39, S87)."""

import json
import time
from dataclasses import replace
from datetime import timedelta
from urllib.parse import unquote

import httpx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guests import NOON, Customer, order_of
from resting import left
from sumisura.kernel import BadInput, Event, EventId, Stale
from sumisura.store.walk import walk
from sumisura.taste import repo
from sumisura.taste.model import ItemId, Manners, Signal
from sumisura.usecases import formats, minimal
from sumisura.usecases.held import moving, profile
from sumisura.usecases.held.profile import Held, HeldElsewhere
from sumisura.usecases.learning import crowds
from sumisura.usecases.my_data import exporting, importing
from sumisura.usecases.shop import configure, finishing
from sumisura.usecases.tasting import agreeing, cards, ranking, wishes
from sumisura.usecases.tasting.guests import guest
from sumisura.usecases.tasting.signals import record_many

ITEMS = (
    "belt-hemp",
    "belt-black",
    "jeans",
    "jeans:fabric=hemp-12",
    "material=hemp",
    "colour=black",
    "nowhere",
)
CANARY = "canary-7f3a"


def holding(ada: Customer, *signals: Signal, **manners) -> Customer:
    """The same person with a profile of these signals in their hand."""
    held = Held(tuple(signals), Manners(**manners), sent=True)
    return Customer(ada.services, replace(ada.visitor, held=held))


def told_of(customer):
    """The first cards with all that is said of them: score, sentence, threads and what each rests on."""
    with customer.services.store.read() as tx:
        who = guest(customer.services, tx, customer.visitor)
        first = cards.cards(customer.services, tx, who, ranking.ranked(who)[:8])
    return [(card.item.id, card.score, card.sentence, card.sure, card.threads) for card in first]


signals = st.builds(
    Signal,
    id=st.uuids().map(lambda one: f"sig_{one.hex}"),
    at=st.integers(0, 200 * 24).map(lambda hours: NOON - timedelta(hours=hours)),
    source=st.sampled_from(("stated", "visit", "designs", "ratings", "purchases")),
    item=st.sampled_from(ITEMS).map(ItemId),
    what=st.sampled_from(("liked", "viewed", "chose", "bought", "returned", "refused")),
    value=st.floats(-1, 1),
    weight=st.floats(0.01, 5),
    occasion=st.sampled_from(("", "gift")),
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    told=st.lists(signals, max_size=12, unique_by=lambda one: one.id), occasion=st.sampled_from(("", "gift"))
)
def test_a_held_profile_ranks_bit_for_bit_as_the_same_signals_kept_here(customer, told, occasion):
    """S87: the same signals, whoever holds them, give the same scores, order, threads and sentences."""
    kept, away = customer(), holding(customer(), *told, occasion=occasion)
    with kept.services.store.write() as tx:
        brand, party = kept.visitor.brand.id, kept.visitor.party
        grants = wishes.Grants(kept.services.ids)
        wanted = [("personalise", name) for name in sorted(away.visitor.held.sources)]
        grants.give_all(tx, brand, party, wanted, "v", since=NOON - timedelta(days=900))
        assert not record_many(kept.services, tx, brand, party, told)
        repo.save_manners(tx, brand, party, Manners(occasion=occasion), 0)

    here, there = kept.guest(), away.guest()

    assert here.personal
    assert there.personal
    assert here.taste.scores.tobytes() == there.taste.scores.tobytes()
    assert np.array_equal(here.mask, there.mask)
    assert kept.ranking() == away.ranking()
    assert told_of(kept) == told_of(away)


def test_a_travelling_document_reads_back_as_it_was_written(customer):
    one = Signal("sig_1", NOON, "stated", ItemId("belt-hemp"), "liked", 0.5, 2.0, "gift")

    found = profile.read(profile.write([one], Manners(occasion="gift", search=False)))

    assert found.signals == (one,)
    assert found.manners == Manners(occasion="gift", search=False)


BROKEN = {
    "not JSON": ("{", "not JSON"),
    "a number": ("7", "not a “sumisura.profile”"),
    "another format": ('{"format":"x"}', "not a “sumisura.profile”"),
    "a future version": ('{"format":"sumisura.profile","version":2,"signals":[]}', "of version 2"),
    "no signals": ('{"format":"sumisura.profile","version":1}', "signals"),
    "a region that is none": (
        '{"format":"sumisura.profile","version":1,"signals":[],"manners":{"cell":"my street 7"}}',
        "no region",
    ),
}
WRONG = {
    "an unknown source": ({"source": "retina"}, "signals[0].source"),
    "an unknown deed": ({"what": "blinked"}, "signals[0].what"),
    "too much": ({"value": 7.0}, "value 7"),
    "no weight": ({"weight": 0.0}, "weight 0"),
    "too heavy": ({"weight": 1e12}, "weight 1e+12"),
    "no zone": ({"at": "2026-01-01T00:00:00"}, "no zone"),
    "a long name": ({"item": "x" * 300}, "too long"),
    "a word for a number": ({"value": "much"}, "$.signals[0].value"),
}
GOOD = {"id": "s", "at": "2026-01-01T00:00:00Z", "source": "stated", "item": "belt-hemp", "what": "liked"}


def document(*signals, **more) -> str:
    return json.dumps({"format": formats.PROFILE, "version": 1, "signals": list(signals), **more})


@pytest.mark.parametrize(("text", "said"), BROKEN.values(), ids=BROKEN)
def test_what_is_no_profile_is_refused_with_its_reason(person, text, said):
    answer = person.client.post("/indigo/held/ranking", content=text)

    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert said in answer.json()["detail"]


@pytest.mark.parametrize(("change", "said"), WRONG.values(), ids=WRONG)
def test_a_signal_that_cannot_be_used_is_named(person, change, said):
    answer = person.client.post("/indigo/held/ranking", content=document(GOOD | change))

    assert answer.status_code == 422, answer.text
    assert said in answer.json()["detail"]


def test_nan_too_many_and_too_large_are_refused(person):
    for text, said in (
        (document(GOOD).replace('"liked"', '"liked", "value": NaN'), "NaN is no number"),
        (document(*[GOOD] * 1001), "1,001 signals"),
        (document(GOOD | {"item": "x" * profile.LARGEST}), "larger than"),
    ):
        answer = person.client.post("/indigo/held/ranking", content=text)
        assert answer.status_code == 422
        assert said in answer.json()["detail"]


def test_another_program_gets_a_ranking_with_its_reasons(person):
    """S87: the profile is used elsewhere by its owner's own hand."""
    answer = person.client.post("/indigo/held/ranking", content=document(GOOD))

    first = answer.json()["ranking"][0]
    assert first["item"] == "belt-hemp"
    assert first["threads"][0]["source"] in {"stated", "everyone"}
    assert "you told us that you like Woven hemp belt" in str(first["threads"])
    assert "set-cookie" not in answer.headers


def test_who_holds_their_profile_sees_it_everywhere_and_leaves_nothing(customer):
    ada, like = customer(), Signal("sig_l", NOON, "stated", ItemId("belt-hemp"), "liked", 1.0, 3.0)
    own = holding(ada, like)

    assert own.seen()[0] == "belt-hemp"
    assert own.found("belt")[0] == "belt-hemp"
    assert own.proof("belt-hemp").place == 1
    assert own.home().rows[0].rests_on == "1 signal of yours"
    plain, fitted = ada.options(), own.options()
    assert fitted["fabric"].index("hemp-12") < plain["fabric"].index("hemp-12")
    own.refuse("belt-hemp")
    assert "belt-hemp" not in own.seen()
    told = [(one.what, one.item) for one in own.visitor.held.told]
    assert ("refused", "belt-hemp") in told
    again = holding(ada, *own.visitor.held.known)
    again.refuse("belt-hemp")
    assert again.visitor.held.told == [], "a button pressed twice counts once"
    with ada.services.store.read() as tx:
        assert repo.signals(tx, ada.brand.id, ada.visitor.party) == ()
        assert tx.records.get(ada.brand.id, "arm", ada.visitor.party) is None


def test_a_choice_in_a_design_is_handed_to_the_device(customer):
    own = holding(customer())
    design = own.design()
    view = configure.choose(own.services, own.visitor, design, ("fabric", "hemp-12"))
    finishing.finish(own.services, own.visitor, design)

    assert order_of(view)
    assert ("chose", "jeans:fabric=hemp-12") in [(one.what, one.item) for one in own.visitor.held.told]


def test_a_design_is_shown_as_the_held_profile_has_it(person):
    """The configurator's page and its proof, asked for as the device does."""
    person.open("/indigo")
    person.press("Make yours")
    csrf = next(iter(person.page.tokens))
    person.client.cookies.set("held-indigo", "yes")
    told = GOOD | {"item": "jeans:fabric=hemp-12"}

    pages = [
        person.client.post(
            "/indigo/held/view", data={"csrf": csrf, "held": document(told), "at": f"{person.at}{more}"}
        )
        for more in ("", "?why=rise:high", "/proof?choice=fabric")
    ]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert "in your order" in pages[0].text


def test_nothing_can_be_agreed_to_while_the_profile_is_elsewhere(customer):
    with pytest.raises(HeldElsewhere):
        holding(customer()).agree("stated")


def test_moving_forgets_here_what_the_device_shows_and_counts_back(customer):
    """What is here goes only once the copy is there; the crowd loses every vote of theirs."""
    ada = customer().agree("stated", "visit", improve=True)
    ada.say("liked", "belt-hemp")
    crowds.refresh(ada.services, ada.brand.id)
    with ada.services.store.read() as tx:
        counted = crowds.load(ada.services, tx, ada.brand.id).parties
    text = moving.export(ada.services, ada.visitor)
    ada.say("liked", "belt-black")
    with pytest.raises(Stale):
        moving.move(ada.services, ada.visitor, profile.read(text))
    assert len(ada.guest().kept) == 2

    held = profile.read(moving.export(ada.services, ada.visitor))
    before = ada.ranking()
    moving.move(ada.services, ada.visitor, held)

    crowds.refresh(ada.services, ada.brand.id)
    with ada.services.store.read() as tx:
        assert repo.signals(tx, ada.brand.id, ada.visitor.party) == ()
        assert crowds.load(ada.services, tx, ada.brand.id).parties == counted - 1
    assert ada.guest().sources == frozenset()
    away = Customer(ada.services, replace(ada.visitor, held=held))
    assert away.ranking() == before

    moving.give_back(ada.services, ada.visitor, held)
    assert ada.ranking() == before
    assert ada.guest().sources == {"stated"}


def journal(ada: Customer) -> list[Event]:
    with ada.services.store.read() as tx:
        entries = tx.ledger.read(ada.brand.id, limit=100_000)
    return [one.event for one in entries if one.event.party == ada.visitor.party]


def test_moving_leaves_nothing_of_the_taste_in_the_journal(customer):
    """What was told, done, put away and taken back, and what was shown for it; that it was agreed to stays as proof."""
    ada = customer().agree("stated", "visit")
    ada.say("liked", "belt-hemp")
    ada.refuse("belt-black")
    ada.refuse("cap-denim")
    wishes.take_back(ada.services, ada.visitor, "cap-denim")
    ada.home()
    until(lambda: [one for one in journal(ada) if one.context.get("signals")])
    before = {one.kind for one in journal(ada)}
    assert {"signal.liked", "signal.refused", "wish.taken_back", "decision.made"} <= before

    moving.move(ada.services, ada.visitor, profile.read(moving.export(ada.services, ada.visitor)))

    left = journal(ada)
    assert not [
        one for one in left if one.kind.startswith(("signal.", "wish.")) or one.context.get("signals")
    ]
    assert {one.kind for one in left if one.purpose == "consent"} == {"grant.given", "grant.withdrawn"}


def test_looking_at_a_design_leaves_no_event(customer):
    own = holding(
        customer(), Signal("sig_l", NOON, "stated", ItemId("jeans:fabric=hemp-12"), "liked", 1.0, 3.0)
    )
    written(own)  # what the tests before this one did in the same shop
    before = len(all_events(own))

    configure.show(own.services, own.visitor, own.design())
    written(own)

    assert {one.kind for one in all_events(own)[before:]} == {"test.last"}


def all_events(ada: Customer) -> list[Event]:
    with ada.services.store.read() as tx:
        return [one.event for one in tx.ledger.read(ada.brand.id, limit=100_000)]


def written(ada: Customer) -> None:
    """Wait until the batched writer has written what it was given: an event put in line now comes last."""
    last = replace(all_events(ada)[0], id=EventId(ada.services.ids.new("evt")), kind="test.last")
    ada.services.navigation.add(last)
    until(lambda: last.id in {one.id for one in all_events(ada)})


def until(found) -> None:
    """Wait for the batched writer."""
    for _ in range(50):
        if found():
            return
        time.sleep(0.1)
    raise AssertionError("it was never written")


@pytest.fixture
def no_taste(customer):
    """The shop in the minimal-data mode."""
    ada = customer()
    for on in (True, False):
        with ada.services.store.write() as tx:
            minimal.put(tx, ada.brand.id, on)
        if on:
            yield


def test_a_browser_that_refuses_profiles_may_hold_one_and_give_it_back(customer):
    """GPC is a word to the shop; to hold a profile, and to give it back, are its owner's own acts (S98)."""
    ada = customer()
    ada.visitor = replace(ada.visitor, gpc=True)
    own = holding(ada, Signal("sig_l", NOON, "stated", ItemId("belt-hemp"), "liked", 1.0, 3.0))
    assert own.guest().personal

    moving.give_back(ada.services, ada.visitor, own.visitor.held)
    agreeing.obey(ada.services, ada.visitor)

    assert ada.guest().sources == {"stated"}


def test_a_shop_that_keeps_no_taste_is_fitted_by_a_held_profile_and_takes_none_back(customer, no_taste):
    ada = customer()
    own = holding(ada, Signal("sig_l", NOON, "stated", ItemId("belt-hemp"), "liked", 1.0, 3.0))

    assert own.guest().personal
    assert own.seen()[0] == "belt-hemp"
    with pytest.raises(BadInput, match="learns nothing"):
        moving.give_back(ada.services, ada.visitor, own.visitor.held)
    assert ada.guest().kept == ()


def test_who_asked_to_use_nothing_is_fitted_by_what_they_send(customer):
    """A pause is of what is kept here: what its owner sends along, they want used. Given back, the pause holds."""
    ada = customer().agree("stated")
    ada.say("liked", "belt-hemp")
    agreeing.pause(ada.services, ada.visitor, on=True)
    held = profile.read(moving.export(ada.services, ada.visitor))

    moving.move(ada.services, ada.visitor, held)
    own = Customer(ada.services, replace(ada.visitor, held=held))

    assert own.guest().personal
    with pytest.raises(HeldElsewhere):
        agreeing.pause(own.services, own.visitor, on=False)
    moving.give_back(ada.services, ada.visitor, held)
    assert ada.guest().sources == frozenset()
    agreeing.pause(ada.services, ada.visitor, on=False)
    assert ada.guest().sources == {"stated"}


def test_the_two_files_are_one_family(customer):
    """What “Take it along” made serves as a held profile, and a held profile is brought as that file is (S97)."""
    ada = customer().agree("stated")
    ada.say("liked", "belt-hemp")
    ada.refuse("belt-black")
    before = ada.ranking()

    taken = profile.read(exporting.export(ada.services, ada.visitor))
    away = Customer(ada.services, replace(ada.visitor, held=taken))
    file = moving.export(ada.services, ada.visitor).encode()
    bob = customer()
    looked = importing.look(bob.services, bob.visitor, file)
    importing.bring(bob.services, bob.visitor, file, ["stated"])

    assert taken.signals == profile.read(file).signals
    assert away.ranking() == before
    assert (looked.ours, looked.elsewhere, looked.refusals) == (False, "", 1)
    assert bob.ranking() == before


def test_nothing_of_a_held_profile_is_found_anywhere(rests, services, person, capfd):
    """S39: every file under the data folder, and every log line, after every way to send a profile."""
    text = document(
        GOOD | {"id": f"sig_{CANARY}", "item": f"{CANARY}-item", "occasion": f"{CANARY}-for"},
        GOOD | {"id": f"sig_{CANARY}-2", "item": f"colour={CANARY}", "what": "refused"},
        GOOD,
    )
    person.open("/indigo")
    csrf = next(iter(person.page.tokens))
    for at in (
        "/indigo",
        "/indigo/search?q=belt",
        "/indigo/item?id=belt-hemp",
        "/indigo/proof?item=belt-hemp",
        "/indigo/taste",
    ):
        answer = person.client.post("/indigo/held/view", data={"csrf": csrf, "held": text, "at": at})
        assert answer.status_code == 200, answer.text
    assert (
        person.client.post("/indigo/held/shop", data={"csrf": csrf, "profile": text, "q": "belt"}).status_code
        == 200
    )
    assert person.client.post("/indigo/held/ranking", content=text).status_code == 200
    broken = text.replace('"liked"', '"blinked"')
    assert person.client.post("/indigo/held/ranking", content=broken).status_code == 422
    told = person.client.post(
        "/indigo/tell",
        data={"csrf": csrf, "held": text, "item": "belt-hemp", "what": "refused"},
        headers={"X-Held-To": "yes"},
    )
    assert json.loads(unquote(told.headers["x-held-notes"]))["signals"][0]["item"] == "belt-hemp"
    assert services.navigation.settle(5)

    read = left(rests)
    assert any(b"belt-hemp" in body for body in read.values())
    assert [name for name, body in read.items() if CANARY.encode() in body] == []
    logged = capfd.readouterr()
    assert CANARY not in logged.out + logged.err
    with services.store.read() as tx:
        events = [entry.event for entry in tx.ledger.read("indigo", limit=100_000)]
        assert not list(walk(tx, "indigo", "signals"))
    made = [event for event in events if event.kind == "decision.made" and "held" in str(event.context)]
    assert made
    assert {event.party for event in made} == {""}
    assert "belt-hemp" not in str([event.context for event in made])
    assert not [event for event in events if event.kind == "signal.refused"]


def test_the_page_without_script_ranks_once_and_says_what_is_wrong(person):
    person.open("/indigo/held")
    person.press("Show me this shop", profile=document(GOOD), q="belt")

    assert person.status == 200
    assert person.page.text.index("Woven hemp belt") < person.page.text.index("Nothing of it was kept") + 400
    person.press("Show me this shop", profile="{")
    assert person.status == 422
    assert "it is not JSON" in person.page.text


def test_a_form_from_elsewhere_is_not_served(person):
    answer: httpx.Response = person.client.post(
        "/indigo/held/view", data={"held": document(GOOD), "at": "/indigo"}
    )

    assert answer.status_code == 403


def report(asked, token="t", truth=0, **more):  # noqa: S107 - drawn at random by a device
    bits = "".join("1" if at == truth else "0" for at in range(len(asked["qualities"])))
    return json.dumps({"week": asked["week"], "list": asked["list"], "token": token, "bits": bits} | more)


def test_the_server_learns_only_noisy_sums(person, services, staff):
    """S39: a report adds to sums, once a device and week; nobody has a row, and few reports show nothing."""
    asked = person.client.get("/indigo/held/reports").json()
    for number in range(99):
        services.limits._words[:] = 0
        answer = person.client.post("/indigo/held/report", content=report(asked, f"device-{number}"))
        assert answer.status_code == 200, answer.text
    owner = staff()
    owner.open("/indigo/office/aggregates")
    assert "Too few reports" in owner.page.text
    assert person.client.post("/indigo/held/report", content=report(asked, "device-7")).status_code == 409
    assert person.client.post("/indigo/held/report", content=report(asked, "device-99")).status_code == 200

    owner.open("/indigo/office/aggregates")

    assert "Of 100 reports" in owner.page.text
    with services.store.read() as tx:
        (kept,) = walk(tx, "indigo", "noisy-sums")
        assert b"device" not in kept.body
        assert not [one for one in walk(tx, "indigo", "noisy-token") if "device" in one.id]


def test_tokens_of_a_week_are_forgotten_in_the_next(person, services, clock):
    for days in (0, 7):
        clock.advance(days=days)
        asked = person.client.get("/indigo/held/reports").json()
        assert person.client.post("/indigo/held/report", content=report(asked)).status_code == 200

    with services.store.read() as tx:
        assert len(list(walk(tx, "indigo", "noisy-token"))) == 1


@pytest.mark.parametrize(
    "change", [{"week": "2020-W01"}, {"list": "x"}, {"bits": "01"}, {"token": ""}, {"bits": 7}]
)
def test_a_report_that_fits_nothing_is_refused(person, change):
    asked = person.client.get("/indigo/held/reports").json()
    answer = person.client.post("/indigo/held/report", content=report(asked, **change))

    assert answer.status_code == 422
    assert answer.json()["detail"]
