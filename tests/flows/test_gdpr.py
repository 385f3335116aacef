"""The General Data Protection Regulation, article by article: each has a test that walks the pages and shows it kept.

Articles 7, 13 to 18 and 20 to 22 once each as a customer meets them, over HTTP; below, what pages alone cannot show.
"""

import re
from dataclasses import replace

import pytest
from litestar.testing import TestClient

from guests import kept
from person import Person
from shopping import ADDRESS, MEASURES, bag, begin, buy
from sumisura.app import wired
from sumisura.kernel import BrandId, PartyId
from sumisura.taste import repo as tastes
from sumisura.taste.model import ItemId
from sumisura.trust.grants import PAUSED, RESUMED, Grants
from sumisura.trust.never import NEVER
from sumisura.trust.purposes import PURPOSES, Basis
from sumisura.trust.sources import SOURCES
from sumisura.usecases import brands
from sumisura.usecases.bringing_in import touchpoints
from sumisura.usecases.bringing_in.touchpoints import Touch
from sumisura.usecases.learning.export import export
from sumisura.usecases.tasting import agreeing
from sumisura.usecases.tasting.signals import signal, tell, usable
from sumisura.usecases.tasting.tastes import Fit
from sumisura.web.server import build
from sumisura.worker import turn

INDIGO = BrandId("indigo")
BELT = "belt-hemp"
ASKS = "May this shop fit itself to you?"


def agree(person: Person, level: str = "voice", **more: str) -> Person:
    """Pick a ready answer under *Your taste*, and be fitted to at once."""
    person.open("/indigo/taste")
    person.press(value=level, **more)
    if any(one.name == "fitted" for one in person.page.buttons):
        person.press("Fit it to me now")
    return person


def like(person: Person, item: str = BELT) -> Person:
    person.open(f"/indigo/item?id={item}")
    person.press("I like it")
    return person


def copy(person: Person) -> dict:
    """One's data as a file."""
    return person.client.get("/indigo/data/export.json").json()


def order(person: Person) -> tuple:
    """What stands first for somebody: the ranking, and a search by it."""
    return copy(person)["top"], found(person)


def found(person: Person) -> list[str]:
    """A search by their taste, best first."""
    hits = re.findall(r'/indigo/item\?id=([^"]+)"', person.open("/indigo/search?q=black").html)
    assert len(hits) > 1
    return list(dict.fromkeys(hits))


@pytest.fixture
def nobody(visit) -> Person:
    """A visitor who agreed to nothing."""
    return begin(visit())


@pytest.fixture
def elsewhere(moved_in, tmp_path, clock):
    """A browser before another installation of the same catalogue, with keys of its own."""
    with moved_in(tmp_path / "elsewhere") as settings:
        settings.key_file.unlink()
        with wired(settings, clock=clock) as made, TestClient(build(made)) as client:
            yield Person(client)


# ---- article by article


def test_art_7_consent_is_provable_withdrawn_as_easily_as_given_and_nothing_hangs_on_it(person, nobody):
    """(1) who agreed to what, when, under which words; (3) one press each way, and then it is as if never given; (4)."""
    person.open("/indigo/taste")
    person.press(value="personalise stated yes")
    page = person.open("/indigo/taste")
    assert "What you told us, for you since" in page.text
    assert "version 2026-11" in page.text
    (given,) = [one for one in copy(person)["journal"] if one["words"].startswith("you agreed to")]
    assert person.client.get(f"/indigo/audit/{given['id']}?as=json").json()["verified"], "it can be proved"
    like(agree(person, "told"))
    assert order(person) != order(nobody)
    person.open("/indigo/taste")
    person.press(value="none")
    assert order(person) == order(nobody)
    assert buy(bag(nobody)), "an order needs no consent; every route: test_every_route"


def test_art_13_who_is_asked_is_told_by_whom_for_what_on_which_basis_how_long_and_their_rights(person):
    """All of it from the registers, one click from any page, and said at the moment of asking, too."""
    page = person.open("/indigo")
    assert ASKS in page.text
    assert "read how long each is kept" in page.text
    page = person.follow("What we keep, and why")
    assert person.status == 200
    assert "Indigo & Filo" in page.text
    assert page.links["privacy@indigo.example"] == "mailto:privacy@indigo.example", (
        "(1)(a) the controller's contact"
    )
    for purpose in PURPOSES.values():
        assert purpose.words in page.text
        assert purpose.article.partition(":")[0] in page.text
    for source in SOURCES.values():
        assert source.gives in page.text
    for entry in NEVER.values():
        assert entry.words in page.text
    assert "Who gets it" in page.text
    assert "10 years" in page.text
    for article in ("7(3)", 15, 16, 17, 18, 20, 21, 22, 77):
        assert f"GDPR Art. {article}" in page.text
    for right in ("See it", "Have it erased", "Take it with you"):
        assert page.links[right] == "/indigo/data"


def test_art_14_what_a_merchant_brought_in_is_told_with_where_it_is_from(person, services):
    """It counts only with their yes, stands among their sources as what it is, and bears no key of the merchant's."""
    page = person.open("/indigo/privacy")
    assert "What we did not get from you" in page.text
    assert "GDPR Art. 14" in page.text
    agree(person, "history")
    pseudonym = re.search(r"pty_\w+", person.open("/indigo/data").text)[0]
    touchpoints.note(services, INDIGO, Touch("till", pseudonym, BELT, "bought"))
    touchpoints.note(services, INDIGO, Touch("till", "customer 4711", BELT, "bought", under="2026-11"))
    page = person.open("/indigo/data?source=purchases")
    assert page.text.count("You bought Woven hemp belt, at the till") == 1
    assert "GDPR Art. 6(1)(a)" in page.text
    assert "Kept until" in page.text
    with services.store.read() as tx:
        assert "4711" not in repr(list(tx.ledger.read(INDIGO, limit=99_999)))


def test_art_15_the_copy_holds_everything_inferences_and_readers_too_and_the_page_says_the_same(person):
    """(1) purposes, recipients, until when, rights, source, and the logic; (3) a copy."""
    like(agree(person))
    buy(bag(person))
    found = copy(person)
    inferred = {one["words"] for one in found["inferences"] if one["label"] != "stated"}
    assert inferred, "what we believe belongs to the copy"
    page = person.open("/indigo/taste")
    assert all(words in page.text for words in inferred)
    assert all(one["sources"] and one["sure"] for one in found["inferences"])
    signals = {(one["what"], one["item"], one["source"]) for one in found["signals"]}
    assert ("liked", BELT, "stated") in signals
    (bought,) = found["orders"]
    assert ADDRESS["street"] in bought["recipient"]
    assert bought["lines"][0]["words"]["waist"] == MEASURES["field.waist"]
    page = person.open("/indigo/data")
    for reader in found["reads"]["readers"]:
        assert reader["name"] in page.text
        assert reader["article"] in page.text
    for one in found["retained"]:
        assert one["what"] in page.text
    told = found["journal"][0]
    assert {"words", "source", "why", "article", "until"} <= set(told)
    whole = _whole_timeline(person)
    assert all(one["words"][1:] in whole for one in found["journal"])
    proof = person.open(f"/indigo/proof?item={BELT}")
    assert "What you told us" in proof.text, "(1)(h) the logic involved, to the last figure"


def _whole_timeline(person: Person) -> str:
    page, text = person.open("/indigo/data"), ""
    while True:
        text += page.text
        if "Older" not in page.links:
            return text
        page = person.follow("Older")


def test_art_16_what_they_put_right_wins_over_what_was_inferred_and_moves_the_ranking(person):
    like(agree(person))
    before = copy(person)["top"]
    assert before.index(BELT) == 0
    page = person.open("/indigo/taste")
    token = next(one.fields["token"] for one in page.forms if "hemp" in one.fields.get("token", ""))
    form = next(one for one in page.forms if one.fields.get("token") == token)
    answer = person.client.post(form.action, data={**form.fields, "value": "-1"})
    assert answer.status_code == 200
    assert copy(person)["top"] != before
    assert BELT not in copy(person)["top"][:1]
    (fact,) = [one for one in copy(person)["inferences"] if one["token"] == token]
    assert (fact["label"], fact["strength"] < 0) == ("stated", True)


def test_art_17_erased_is_as_if_they_had_never_been_for_them_and_for_all(person, nobody, services, clock):
    """(1)(b): a source withdrawn, and then all of them; what stays by law is said with its article and day."""
    turn(services)
    never = order(nobody)
    like(agree(person, improve="yes"))
    bought = buy(bag(person))
    turn(services)
    assert order(person) != never
    page = person.open("/indigo/data/erase")
    assert "Art. 2220" in page.text
    assert "You are erased" in person.press("Erase me", sure="yes").text
    clock.advance(minutes=2)
    turn(services)
    assert order(nobody) == never, "and what all learned from them is unlearned"
    assert "Nothing is kept of you" in person.open("/indigo/data").text
    assert copy(person)["signals"] == []
    person.open(bought)
    assert person.status == 404
    assert order(begin(person)) == never


def test_art_18_while_paused_nothing_is_used_added_or_deleted_and_afterwards_all_is_as_it_was(person, nobody):
    like(agree(person))
    before, signals = order(person), copy(person)["signals"]
    _post(person, "/taste/manners", pause="yes")
    assert "You asked us to use nothing until you say so." in person.open("/indigo/taste").text
    assert order(person) == order(nobody)
    assert ASKS not in person.open("/indigo").text, "and nobody asks meanwhile"
    _post(person, "/tell", item="socks-boot", what="liked")
    assert copy(person)["signals"] == signals
    person.open("/indigo/taste")
    person.press("Use it again")
    assert order(person) == before
    assert copy(person)["signals"] == signals


def test_art_20_taken_along_and_brought_elsewhere_it_gives_the_same_top_ten(person, elsewhere):
    """(1) structured, commonly used, machine-readable: JSON, signed; (2) to another controller, by themselves."""
    like(agree(person))
    like(person, "socks-boot")
    file = person.client.get("/indigo/data/export.json").content
    assert copy(elsewhere)["top"] != copy(person)["top"]
    page = elsewhere.open("/indigo/data/import")
    form = next(one for one in page.forms if one.action.endswith("/import/look"))
    sent = {"file": ("mine.json", file, "application/json")}
    elsewhere._arrive(elsewhere.client.post(form.action, data={"csrf": form.fields["csrf"]}, files=sent))
    assert elsewhere.status == 200, elsewhere.page.text
    ticks = dict.fromkeys(re.findall(r'name="(take-\w+)"', elsewhere.page.html), "yes")
    elsewhere.press("Take it in", **ticks)
    assert "yours here now" in elsewhere.page.text
    if "Fit it to me now" in elsewhere.open("/indigo/taste").text:
        elsewhere.press("Fit it to me now")
    assert copy(elsewhere)["top"] == copy(person)["top"]


def test_art_21_who_objects_is_served_as_everyone_counted_by_nobody_and_not_asked_again(
    person, nobody, services
):
    like(agree(person, improve="yes"))
    training = r"The nightly training of the models [^.]*\. [^.]*(?:\.[^.]*)*?Nothing of yours is open to it"
    page = person.open("/indigo/data").text
    (party,) = {re.search(r"pty_\w+", page)[0]}
    assert party in export(services, INDIGO).signals
    person.open("/indigo/taste")
    person.press(value="improve * no")
    assert party not in export(services, INDIGO).signals
    assert re.search(training, person.open("/indigo/data").text)
    assert order(person) != order(nobody), "to be counted is one thing, to be served another"
    person.open("/indigo/taste")
    person.press(value="none")
    assert order(person) == order(nobody)
    for path in ("", "/search?q=belt", f"/item?id={BELT}", "/bag"):
        assert ASKS not in person.open(f"/indigo{path}").text


def test_art_22_no_price_and_no_choice_hangs_on_a_profile_and_the_page_says_so(person, nobody):
    """A profile decides what stands first, and nothing else: what can be had, and for how much, is the same for all."""
    assert "prices and choices are the same" in nobody.open("/indigo").text
    assert "No order, price or right hangs on a profile." in nobody.open("/indigo/privacy").text
    like(agree(person))
    assert order(person) != order(nobody)
    mine, theirs = (_offered(one) for one in (person, nobody))
    assert len(mine) > 10
    assert mine == theirs


def _offered(person: Person) -> dict[str, object]:
    """Everything that can be had, with its price; options as a set, since their order may be one's own."""
    offered: dict[str, object] = {}
    for item in sorted({*found(person), BELT, "socks-boot"}):
        offered[item] = re.findall(r'item__price">(€[\d.,]+)', person.open(f"/indigo/item?id={item}").html)
    assert offered[BELT]
    assert offered["socks-boot"]
    begin(person)
    options = [one for one in person.page.buttons if one.name == "option"]
    offered |= {
        one.value: re.findall(r"included|[+\N{MINUS SIGN}-] €[\d.,]+|$", one.text)[0] for one in options
    }
    assert any(offered[one.value] not in {"", "included"} for one in options)
    offered["start"] = person.page.price
    person.press(value="fabric:hemp-12")
    offered["hemp"] = person.page.price
    return offered


def _post(person: Person, path: str, **data: str) -> None:
    csrf = person.open("/indigo/taste").field("csrf")
    data = {"csrf": csrf, "back": "/indigo/taste", **data}
    assert person.client.post(f"/indigo{path}", data=data).status_code == 200


# ---- what pages alone cannot show


@pytest.mark.parametrize("brand", ["indigo", "aurea", "bastone", "volta"])
def test_art_13_every_page_leads_to_it(visit, brand):
    person = visit()
    for path in ("", "/bag", "/taste", "/search", "/orders", "/designs", "/privacy", "/data", "/audit"):
        person.open(f"/{brand}{path}")
        assert person.page.links["What we keep, and why"] == f"/{brand}/privacy"


def test_art_13_where_no_contact_is_given_the_page_says_so_and_the_office_warns(services, person, staff):
    """(1)(a). Nothing else hangs on it: every right is exercised on the pages."""
    owner = staff()
    warning = "Nobody is told where to write to about their data"
    assert warning not in owner.open("/indigo/office/families").text
    with services.store.write() as tx:
        brands.save(tx, replace(brands.load(tx, INDIGO), contact=""))
    assert "Indigo & Filo has not said yet" in person.open("/indigo/privacy").text
    assert warning in owner.open("/indigo/office/families").text


def test_art_18_all_that_is_learned_from_others_leaves_them_out_while_paused(customer):
    """Restriction to the last use: no fold, no export, no question; refusals are still obeyed."""
    ada, nobody = customer().agree("stated", "visit", improve=True), customer()
    ada.say("liked", BELT)
    ada.refuse("tee-striped")
    before = ada.ranking()
    agreeing.pause(ada.services, ada.visitor, on=True)
    agreeing.pause(ada.services, ada.visitor, on=True)
    assert ada.guest().taste.scores.tolist() == nobody.guest().taste.scores.tolist()
    assert "tee-striped" not in ada.ranking(), "an instruction of theirs is still obeyed"
    assert [refused.why for refused in ada.say("liked", "socks-boot")] == ["paused"]
    assert ada.visitor.party not in export(ada.services, ada.brand.id).signals
    with ada.services.store.read() as tx:
        told = usable(ada.services, tx, ada.brand.id, ada.visitor.party)
    assert [one.what for one in told] == ["refused"]
    assert {one.source.name for one in ada.taste().sources if one.granted} == {"stated", "visit"}
    agreeing.pause(ada.services, ada.visitor, on=False)
    assert ada.ranking() == before
    for kind in (PAUSED, RESUMED):
        assert [one.party for one in kept(ada.services, ada.brand.id, kind)].count(ada.visitor.party) == 1


def test_art_18_a_source_can_be_cut_while_paused(customer):
    ada = customer().agree("stated", "visit", improve=True)
    agreeing.pause(ada.services, ada.visitor, on=True)
    agreeing.allow_all(ada.services, ada.visitor, "improve", on=False)
    ada.withdraw("stated", "visit")
    agreeing.pause(ada.services, ada.visitor, on=False)
    assert not ada.taste().improve
    assert ada.taste().fit is Fit.EVERYONE


def test_art_18_who_pauses_before_their_first_deed_is_paused_for_what_they_agree_to_later(customer):
    ada = customer()
    agreeing.pause(ada.services, ada.visitor, on=True)
    ada.agree("stated")
    assert ada.say("liked", BELT)[0].why == "paused"
    with ada.services.store.read() as tx:
        assert Grants(ada.services.ids).of(tx, ada.brand.id, PartyId(ada.visitor.party)).paused


def test_art_22_4_no_special_category_is_ever_what_a_profile_rests_on(customer):
    """Even from somebody who would agree."""
    ada = customer().agree(*SOURCES)
    for reading in ("health=good", "religion=none", "ethnicity=x"):
        (refused,) = tell(ada.services, ada.visitor, signal(ada.services, "said", ItemId(reading), "stated"))
        assert (refused.why, refused.detail) == ("never", "special")
    with ada.services.store.read() as tx:
        assert tastes.signals(tx, ada.brand.id, ada.visitor.party) == ()


def test_art_6_every_purpose_has_one_lawful_basis():
    assert {one.basis for one in PURPOSES.values()} == set(Basis)
