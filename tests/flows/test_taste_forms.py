"""What the forms of taste let in, and where they lead, without a script (S9, S36, S109)."""

import pytest

from sumisura.web import taste

POSTS = sorted(
    path
    for handler in taste.HANDLERS
    for path in handler.paths
    if "POST" in handler.http_methods
)  # fmt: skip


@pytest.mark.parametrize("path", POSTS)
def test_no_form_is_let_in_without_the_pages_own_key(person, path):
    person.open("/indigo")
    there = path.replace("{brand:str}", "indigo").replace("{order:str}", "ord_1")
    assert (
        person.client.post(there, data={"level": "history", "source": "visit", "on": "yes"}).status_code
        == 403
    )
    assert "Nothing is put away." in person.open("/indigo/taste").text
    assert not [one for one in person.page.buttons if one.name == "on" and one.value == "no"]


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/indigo", "//elsewhere.example/indigo", "/bastone", "/indigo/office", "indigo", "/indigo/../bastone"]
)  # fmt: skip
def test_a_form_leads_back_to_a_page_of_ours_alone(person, back):
    person.open("/indigo")
    person.press(value="told", back=back)
    assert (person.at, person.status) == ("/indigo", 200)


def test_what_was_searched_for_is_still_there_after_something_is_put_away(person):
    person.open("/indigo/search?q=belt")
    person.press("Not for me")
    assert person.at.startswith("/indigo/search?q=belt&away=")
    assert "It is put away." in person.page.text
    person.press("Take it back")
    assert person.at == "/indigo/search?q=belt"


def test_agreeing_to_less_withdraws_the_rest(person):
    person.open("/indigo")
    person.press(value="history")
    person.open("/indigo/taste")
    person.press(value="told")
    cut = [one.attributes["id"] for one in person.page.buttons if one.name == "on" and one.value == "no"]
    assert sorted(cut) == ["g-ratings", "g-stated", "g-visit"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/indigo/item", 400),
        ("/indigo/item?id=nothing", 404),
        ("/indigo/proof?item=nothing", 404),
        ("/indigo/taste?day=yesterday", 422),
        ("/indigo/taste?day=1999-01-01", 200),
        ("/indigo/taste?pull=<b>", 200),
        ("/indigo/search?q=%00<script>", 200),
        ("/indigo/search?q=" + "a" * 5000, 200),
    ],
)
def test_an_address_that_makes_no_sense_is_answered_with_sense(person, address, status):
    person.open(address)
    assert person.status == status
    assert "<script>" not in person.page.html


def test_a_level_that_asks_for_improvement_gives_it_and_no_other_does(person):
    person.open("/indigo")
    person.press(value="told")
    person.open("/indigo/taste")
    assert not _improves(person)
    person.press(value="none")
    person.open("/indigo/taste")
    person.press(value="told", improve="yes")
    assert _improves(person)


def test_thanks_are_said_only_for_what_is_kept(person):
    person.open("/indigo")
    person.press(value="told")
    person.open("/indigo/item?id=belt-hemp")
    person.press("I like it")
    assert "It counts from this page on." in person.page.text
    person.open("/indigo/taste")
    assert "to put it right" not in person.page.text
    person.press(value="history")
    person.press("cut : What you told us")
    person.open("/indigo/item?id=belt-hemp")
    person.press("I like it")
    assert "We may not remember that yet." in person.page.text
    assert "It counts" not in person.page.text


def _improves(person):
    return any(
        one.attributes.get("id") == "a-improve" and one.value.endswith("no") for one in person.page.buttons
    )
