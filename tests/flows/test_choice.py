"""Choice: one tap each way, the browser's own refusal, and what is withdrawn while a page is open (S37, S98; GDPR Art. 7)."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from sumisura.kernel import BrandId
from sumisura.trust import texts
from sumisura.trust.grants import Grants

INDIGO = BrandId("indigo")


def told(services, kind):
    with services.store.read() as tx:
        entries = tx.ledger.read(INDIGO, limit=9_999)
    return [one.event for one in entries if one.event.kind == kind]


def standing(services):
    (party,) = {one.party for one in told(services, "grant.given")}
    with services.store.read() as tx:
        return Grants(services.ids).of(tx, INDIGO, party)


def on(person):
    """The switches of the table that are on."""
    person.open("/indigo/taste")
    found = (one.value.split() for one in person.page.buttons if one.name == "set")
    return {(purpose, source) for purpose, source, to in found if to == "no" and source != "*"}


def pressed(person):
    person.open("/indigo/taste")
    return [
        one.value for one in person.page.buttons
        if one.name == "level" and one.attributes.get("aria-pressed") == "true"
    ]  # fmt: skip


def refusing(visit):
    person = visit()
    person.client.headers["Sec-GPC"] = "1"
    return person


def beside(visit, person):
    """The same visit on another device or in another window."""
    other = visit()
    other.client.cookies.update(person.client.cookies)
    return other


def test_every_level_is_one_tap_and_nothing_takes_back_all_there_is(person, services):
    person.open("/indigo/taste")
    sizes = []
    for name in ("visit", "told", "history", "around", "voice"):
        person.press(value=name)
        assert pressed(person) == [name]
        sizes.append(len(on(person)))
    assert sizes == [1, 3, 6, 8, 10]
    person.press(value="improve visit yes")
    person.press(value="research designs yes")
    person.press(value="survey ratings yes")
    assert pressed(person) == ["voice"]
    person.press(value="none")
    assert on(person) == set()
    assert standing(services).open == frozenset()


def test_every_switch_is_one_tap_each_way_and_looks_the_same(person):
    person.open("/indigo/taste")
    person.press(value="voice")
    for pair in sorted(texts.TEXTS["2026-11"].pairs()):
        before = on(person)
        yes, no = (f"{pair[0]} {pair[1]} {word}" for word in ("yes", "no"))
        first, second = (no, yes) if pair in before else (yes, no)
        one = person.page.button(value=first)
        person.press(value=first)
        assert on(person) ^ before >= {pair}
        other = person.page.button(value=second)
        assert {**one.attributes, "value": "", "aria-checked": ""} == {
            **other.attributes, "value": "", "aria-checked": "",
        }  # fmt: skip
        person.press(value=second)
        assert pair in on(person) or pair not in before


def test_switches_that_match_no_level_leave_none_pressed(person):
    person.open("/indigo/taste")
    person.press(value="told")
    person.press(value="personalise friends yes")
    assert pressed(person) == []


def test_a_switch_nobody_is_asked_for_is_refused_with_its_mend(person):
    person.open("/indigo/taste")
    person.press(value="personalise visit yes", set="survey friends yes")
    form = next(one for one in person.page.forms if "/allow" in one.action) if person.page.forms else None
    person.open("/indigo/taste")
    form = next(one for one in person.page.forms if one.action.endswith("/allow"))
    for wrong in ("survey friends yes", "politics visit yes", "personalise retina yes", ""):
        answer = person.client.post(form.action, data={**form.fields, "set": wrong})
        assert answer.status_code == 422, wrong
    assert on(person) == {("personalise", "visit")}


def test_the_words_of_each_grant_stand_on_the_page(person):
    person.open("/indigo/taste")
    person.press(value="visit")
    person.open("/indigo/taste")
    assert "This visit, for you since" in person.page.text
    assert "version 2026-11" in person.page.text
    words = "What you look at and try while you are here. Kept for 30 days. The sources you choose are used to show"
    assert words in person.page.text


def test_a_browser_that_refuses_is_not_asked_and_is_told_so_in_a_line(visit):
    person = refusing(visit)
    person.open("/indigo")
    assert "May this shop fit itself to you?" not in person.page.text
    assert "Your browser asks us not to profile you; we do not." in person.page.text
    answer = person.client.get("/indigo")
    assert "Sec-GPC" in answer.headers["vary"]
    assert person.client.get("/.well-known/gpc.json").json()["gpc"] is True


def test_what_was_agreed_to_before_is_taken_back_when_the_browser_refuses(person, services):
    person.open("/indigo")
    person.press(value="told", improve="yes")
    person.client.headers["Sec-GPC"] = "1"
    assert on(person) == set()
    assert {one.context["why"] for one in told(services, "grant.withdrawn")} == {"gpc"}
    person.client.headers.pop("Sec-GPC")
    assert on(person) == set(), "it is for the person to say yes again"


def test_what_is_agreed_to_in_spite_of_the_browser_stands_and_says_so(visit, services):
    person = refusing(visit)
    person.open("/indigo/taste")
    person.press(value="told")
    assert pressed(person) == ["told"]
    assert {one.despite for one in standing(services).grants} == {"gpc"}
    assert "in spite of your browser’s refusal" in person.page.text
    person.open("/indigo")
    assert pressed(person) == ["told"]


@pytest.mark.parametrize("header", [("DNT", "1"), ("Sec-GPC", "0"), ("Sec-GPC", "true")])
def test_no_other_header_refuses_for_anybody(person, header):
    person.client.headers[header[0]] = header[1]
    person.open("/indigo")
    assert "May this shop fit itself to you?" in person.page.text


def test_a_form_from_before_a_withdrawal_keeps_nothing_and_the_page_says_so(person, visit, services):
    person.open("/indigo")
    person.press(value="told")
    person.open("/indigo/item?id=belt-hemp")
    other = beside(visit, person)
    other.open("/indigo/taste")
    other.press(value="none")
    before = len(told(services, "signal.liked"))
    person.press("I like it")
    assert person.status == 409
    assert "“What you told us” was withdrawn after this page was opened" in person.page.text
    assert len(told(services, "signal.liked")) == before
    person.open("/indigo/item?id=belt-hemp")
    assert "I like it" not in person.page.text or person.press("Not for me").text


def test_a_switch_from_before_a_withdrawal_does_not_give_it_again(person, visit, services):
    person.open("/indigo/taste")
    person.press(value="history")
    person.open("/indigo/taste")
    other = beside(visit, person)
    other.open("/indigo/taste")
    other.press(value="personalise visit no")
    person.press(value="improve visit yes")
    assert person.status == 409
    person.open("/indigo/taste")
    assert ("personalise", "visit") not in on(person)
    person.press(value="personalise visit yes")
    assert ("personalise", "visit") in on(person), "a fresh page takes a fresh yes"


def test_less_is_less_even_where_more_was_withdrawn_meanwhile(person, visit):
    person.open("/indigo/taste")
    person.press(value="history")
    person.open("/indigo/taste")
    other = beside(visit, person)
    other.open("/indigo/taste")
    other.press(value="personalise visit no")
    person.press(value="told")
    assert person.status == 409
    assert on(person) == {("personalise", "stated"), ("personalise", "ratings")}


def test_a_piece_asked_for_by_htmx_says_it_where_one_pressed(person, visit):
    person.open("/indigo")
    person.press(value="told")
    person.open("/indigo/item?id=belt-hemp")
    form = next(one for one in person.page.forms if one.action.endswith("/tell"))
    other = beside(visit, person)
    other.open("/indigo/taste")
    other.press(value="personalise stated no")
    answer = person.client.post(
        form.action, data={**form.fields, "what": "liked"}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 409
    assert "was%20withdrawn%20after" in answer.headers["x-problem"]
    wish = person.client.post(
        form.action, data={**form.fields, "what": "refused"}, headers={"HX-Request": "true"}
    )
    assert wish.status_code == 200, "a refusal is a request, and holds whatever was withdrawn"


def test_words_that_changed_are_put_side_by_side_once(person, monkeypatch, services, clock):
    person.open("/indigo/taste")
    person.press(value="told")
    first = texts.TEXTS["2026-11"]
    visit_ = replace(first.sources["visit"], gives="What your eyes rest on.", meaning=2)
    day = datetime.now(UTC).date()
    second = replace(first, version="2027-03", since=day, sources={**first.sources, "visit": visit_})
    monkeypatch.setitem(texts.TEXTS, "2026-11", replace(first, since=date(2026, 1, 1)))
    monkeypatch.setitem(texts.TEXTS, "2027-03", second)
    person.open("/indigo/taste")
    assert "Our words changed. Do you still agree?" in person.page.text
    assert re.search(
        "You agreed to What you look at.*It would now read What your eyes rest on", person.page.text
    )
    person.press("Keep to what I agreed to")
    person.open("/indigo/taste")
    assert "Our words changed" not in person.page.text
    assert {one.text for one in standing(services).grants if one.during.end is None} == {"2026-11"}
    person.press(value="none")
    person.press(value="visit")
    assert {one.text for one in standing(services).grants if one.during.end is None} == {"2027-03"}
