"""My data: what is kept, why and until when; forgotten one by one, or all at once, from the page (S9, S97, S98)."""

import ast
import re
from pathlib import Path

import pytest

import shopping
from guests import kept
from sumisura.insight import trust
from sumisura.kernel import BadInput, BrandId, EventId, PartyId
from sumisura.taste import repo as tastes
from sumisura.taste.crowd import repo as crowd
from sumisura.trust.gate import REFUSED
from sumisura.trust.grants import GIVEN, WITHDRAWN
from sumisura.usecases.learning import crowds
from sumisura.usecases.my_data import cutting, pulling, showing, telling

INDIGO = BrandId("indigo")

NO_PAGES = (
    "yesterday",
    "2026-01-01~5",
    f"2026-01-01T00:00:00+00:00~{2**63}",
    "2026-01-01T00:00:00+00:00~-1",
    "~",
)


def words(view):
    return [one.words for one in view.timeline.entries]


# ---- the timeline (S9, GDPR Art. 15)


def test_every_signal_stands_on_one_timeline_latest_first_with_its_purpose_and_end(customer, moment):
    """S9; GDPR Art. 13 and 15: what, where from, why, under which law, until when."""
    ada = customer().agree("stated", "visit")
    ada.say("liked", "belt-hemp")
    moment.advance(hours=1)
    ada.refuse("socks-boot")
    view = showing.show(ada.services, ada.visitor)
    said = words(view)
    assert said[0] == "you told us that you do not want Boot socks, two pairs"
    assert "you told us that you like Woven hemp belt" in said
    assert "you agreed to “This visit”, to be fitted to you" in said
    dates = [one.at for one in view.timeline.entries]
    assert dates == sorted(dates, reverse=True)
    for one in view.timeline.entries:
        assert one.article.startswith("GDPR")
        assert one.until > one.at
    like = next(one for one in view.timeline.entries if "hemp belt" in one.words)
    assert (like.source.name, like.forgettable, (like.until - like.at).days) == ("stated", True, 730)
    agreed = next(one for one in view.timeline.entries if "agreed" in one.words)
    assert (agreed.source, agreed.forgettable) == (None, False)


def test_one_source_can_be_seen_alone_and_pages_join(customer, moment):
    ada = customer().agree("stated", "visit")
    for _ in range(40):
        moment.advance(minutes=1)
        ada.say("viewed", "belt-hemp", "visit")
    ada.say("liked", "belt-hemp")
    assert len(words(showing.show(ada.services, ada.visitor, source="stated"))) == 1
    seen, before = [], ""
    while True:
        view = showing.show(ada.services, ada.visitor, source="visit", before=before)
        seen += [one.id for one in view.timeline.entries]
        before = view.timeline.older
        if not before:
            break
    assert len(seen) == len(set(seen)) == 40
    assert len(words(showing.show(ada.services, ada.visitor, source=showing.SHOP))) == 2
    for bad in ({"source": "retina"}, *({"before": one} for one in NO_PAGES)):
        with pytest.raises(BadInput):
            showing.show(ada.services, ada.visitor, **bad)


def test_nobody_sees_anothers(customer):
    ada, eve = customer().agree(), customer()
    ada.say("liked", "belt-hemp")
    view = showing.show(eve.services, eve.visitor)
    assert (view.known, view.timeline.entries) == (False, [])
    nobody = showing.show(eve.services, type(eve.visitor)(eve.brand, PartyId("")))
    assert not nobody.known


def kinds():
    """Every name in the source that looks like a kind of event."""
    source = Path(telling.__file__).parents[2]
    for path in source.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
    yield from (f"felt.{how}" for how in (trust.FINE, trust.CLOSE))


def test_every_kind_of_event_has_words_of_its_own():
    """None is told by its bare name: whatever begins as a kind that has words, has some itself."""
    families = {kind.partition(".")[0] for kind in telling.KINDS} | {"grant"}
    others = {"option.tried", "design.undone", "design.unfinished", *(f"order.{one}" for one in ("html",))}
    found = {
        one
        for one in kinds()
        if re.fullmatch(r"[a-z]+\.[a-z_]+", one)
        and one.partition(".")[0] in families
        and not one.endswith((".html", ".css", ".js", ".json", ".py"))
    }
    assert len(found) > 30
    told = {*telling.KINDS, GIVEN, WITHDRAWN, REFUSED}
    assert found - told - others == set()


# ---- forgetting one thing (S98, GDPR Art. 17)


def test_one_signal_forgotten_counts_nowhere_from_the_next_request_on(customer, moment):
    """S98: in taste as if it had never been, and in what is counted of all, to the last vote."""

    def sums(one):
        kinds = (crowd.HOT, crowd.POPULAR)
        with one.services.store.read() as tx:
            return {(k, r.id): r.body for k in kinds for r in tx.records.page(INDIGO, k, limit=500)}

    ada = customer().agree("stated", improve=True)
    ada.say("liked", "socks-boot")
    crowds.refresh(ada.services, INDIGO)
    moment.advance(seconds=1)

    def scores():
        return ada.guest().taste.scores.tolist()

    before = scores(), sums(ada), ada.ranking()
    ada.say("liked", "belt-hemp")
    crowds.refresh(ada.services, INDIGO)
    assert (scores(), sums(ada)) != before[:2]
    entry = showing.show(ada.services, ada.visitor).timeline.entries[0]
    showing.forget_one(ada.services, ada.visitor, EventId(entry.id))
    assert (scores(), sums(ada), ada.ranking()) == before
    showing.forget_one(ada.services, ada.visitor, EventId(entry.id))  # pressed twice
    assert entry.id not in [one.id for one in showing.show(ada.services, ada.visitor).timeline.entries]


def shown(one):
    """Decisions in the journal of somebody, with the sources they used."""
    assert one.services.navigation.settle(5)
    with one.services.store.read() as tx:
        mine = [each.event for each in one.services.gate.own_all(tx, INDIGO, one.visitor.party)]
    return [tuple(each.context["signals"]) for each in mine if each.kind == "decision.made"]


def test_what_was_shown_because_of_it_goes_with_it(customer, moment):
    """GDPR Art. 17: a decision's reasons repeat what it used, so they go with the signal and with the source."""
    ada = customer().agree("stated", "visit")
    ada.home()
    ada.say("viewed", "socks-boot", "visit")
    ada.home()
    moment.advance(minutes=1)
    ada.say("liked", "belt-hemp")
    ada.home()
    before = shown(ada)
    assert ("stated", "visit") in before
    assert ("visit",) in before
    like = next(
        one for one in showing.show(ada.services, ada.visitor).timeline.entries if "like" in one.words
    )
    showing.forget_one(ada.services, ada.visitor, EventId(like.id))
    after = shown(ada)
    assert ("stated", "visit") not in after
    assert ("visit",) in after
    assert () in after
    with ada.services.store.write() as tx:
        cutting.drop(ada.services, tx, INDIGO, ada.visitor.party, {"visit"})
    assert set(shown(ada)) == {()}


def test_what_the_law_keeps_and_what_is_anothers_cannot_be_forgotten(customer):
    ada, eve = customer().agree(), customer().agree()
    eve.say("liked", "belt-hemp")
    agreed = showing.show(ada.services, ada.visitor).timeline.entries[-1]
    with pytest.raises(BadInput, match="law"):
        showing.forget_one(ada.services, ada.visitor, EventId(agreed.id))
    hers = showing.show(eve.services, eve.visitor).timeline.entries[0]
    showing.forget_one(ada.services, ada.visitor, EventId(hers.id))
    with eve.services.store.read() as tx:
        assert len(tastes.signals(tx, INDIGO, eve.visitor.party)) == 1


# ---- who read what, and why (S97)


def test_readers_are_listed_with_what_is_open_to_them(customer):
    ada = customer().agree("stated")
    ada.say("liked", "belt-hemp")
    found = {one.name: one for one in showing.show(ada.services, ada.visitor).readers}
    assert found["Your own suggestions"].could == 1
    assert found["The nightly training of the models"].could == 0
    assert found["The nightly weighing of what each source is worth"].could == 0
    (seals,) = [one for name, one in found.items() if name.startswith("The audit log")]
    assert seals.could == 2  # that they agreed, and what they told
    assert found["The count of what was turned away"].could == 0
    eve = customer().agree("stated", improve=True)
    eve.say("liked", "belt-hemp")
    counter = "The counter of what is popular, hot and local"
    crowds.refresh(eve.services, INDIGO)
    (reader,) = [one for one in showing.show(eve.services, eve.visitor).readers if one.name == counter]
    assert (reader.could, reader.last is not None) == (1, True)


def test_an_address_opened_by_staff_is_told_to_whose_it_is_and_names_nobody(services, person, staff):
    """S97: once for a page that is opened again; a list of orders opens nothing."""
    shopping.bag(person)
    order = shopping.buy(person).split("/")[-1].partition("?")[0]
    assert "never opened by anybody" in person.open("/indigo/data").text
    clerk = staff("maker")
    clerk.open("/indigo/office/orders")
    assert "never opened by anybody" in person.open("/indigo/data").text
    for _ in range(2):
        clerk.open(f"/indigo/office/orders/{order}")
    page = person.open("/indigo/data")
    assert page.text.count("Our workshop opened them to begin order") == 1
    assert "maker@" not in page.html
    assert not re.search(r"pty_\w+", page.text.replace(party(page), ""))
    operator = staff("operator")
    operator.open(f"/indigo/office/orders/{order}")
    assert person.open("/indigo/data").text.count("Our workshop opened them") in {1, 2}


def party(page):
    return re.search(r"pty_\w+", page.text)[0]


# ---- the pages


def test_the_page_says_what_is_not_collected_and_what_was_turned_away(services, person):
    page = person.open("/indigo/data")
    assert "Nothing is kept of you" in page.text
    for never in ("Your face", "Your age and your gender", "What you do on other sites"):
        assert never in page.text
    assert "It would be: What friends who agreed to it like." in page.text
    assert "Nothing had to be turned away" in page.text


def test_what_was_turned_away_is_told_in_words_and_every_attempt_counts(services, customer, person):
    """S97: the person sees what was tried with them, by its title, as often as it was tried."""
    ada = customer(services=services)
    for why, detail, times in (
        ("never", "biometrics", 7),
        ("no consent", "returns", 1),
        ("no consent", "returns", 2),
    ):
        services.gate.refuse(INDIGO, ada.visitor.party, "signals.import", why, detail, times=times)
    kept(services, "indigo", "gate.refused", 3)
    view = showing.show(ada.services, ada.visitor)
    assert view.refused == [
        ("Faces, irises, fingerprints, voiceprints (never collected)", 7),
        ("Returns (not agreed to)", 3),
    ]
    assert "turned away: Returns (not agreed to)" in words(view)
    assert view.stays == [], "that something was refused is not kept after an erasure"


def test_a_person_erases_everything_from_the_page(services, person):
    """GDPR Art. 17: said beforehand what goes and what stays, until when, under which article; then done."""
    shopping.bag(person)
    order = shopping.buy(person).split("/")[-1].partition("?")[0]
    page = person.open("/indigo/data/erase")
    for said in ("What goes", "What stays", "Art. 2220", "the address, and your words in it"):
        assert said in page.text
    person.press("Erase me")  # without the tick
    assert person.status == 422
    person.open("/indigo/data/erase")
    page = person.press("Erase me", sure="yes")
    assert "You are erased" in page.text
    assert person.open(f"/indigo/orders/{order}")
    assert person.status == 404
    assert "Nothing is kept of you" in person.open("/indigo/data").text


def test_a_person_forgets_one_entry_from_the_page(services, person):
    shopping.begin(person)
    person.open("/indigo/item?id=belt-hemp")
    person.press(value="refused")
    page = person.open("/indigo/data")
    assert "You told us that you do not want Woven hemp belt" in page.text
    page = person.press("forget : you told us that you do not want")
    assert "do not want Woven hemp belt" not in page.text


# ---- pull a thread


def test_pulled_is_what_comes_when_it_is_cut(customer):
    """S98: before and after, side by side, before deciding; and then it is exactly so."""
    ada = customer().agree("stated", "visit")
    for item in ("belt-hemp", "material=hemp"):
        ada.say("liked", item)
    ada.say("viewed", "socks-boot", "visit")
    seen = pulling.pull(ada.services, ada.visitor, "stated")
    assert [one.id for one in seen.before] == ada.ranking()[:8]
    assert seen.moved > 0
    for one in seen.before:
        assert one.other in {0, *(each.place for each in seen.after if each.id == one.id)}
    ada.withdraw("stated")
    assert [one.id for one in seen.after] == ada.ranking()[:8]
    for gone in ("stated", "", "retina"):
        assert pulling.pull(ada.services, ada.visitor, gone) is None
