"""Every act of the configurator, by plain forms: nothing is lost, nothing is a dead end (S1, S24, S51)."""

import random
import re
from dataclasses import replace

import pytest

from person import minor
from shopping import BRANDS, begin, chosen, place
from sumisura.usecases.bringing_in import publish
from sumisura.usecases.bringing_in.publish import read_folder


def test_a_choice_stands_and_the_price_moves_by_what_was_shown(person):
    begin(person)
    before, button = person.page.price, person.page.button(value="fabric:selvedge-14")
    shown = minor(button.text)
    person.press(value="fabric:selvedge-14")
    assert chosen(person.page)["fabric"] == "selvedge-14"
    assert person.page.price - before == shown


def test_an_option_that_cannot_be_had_says_why_in_the_makers_words_and_can_be_had_anyway(person):
    begin(person)
    person.press(value="wash:raw")
    standing = chosen(person.page)
    refused = next(
        one
        for one in person.page.buttons
        if one.value.startswith("fading:") and one.attributes["data-state"] == "unavailable"
    )
    before = person.page.price
    person.press(value=refused.value)
    assert "Raw denim has never been washed, so nothing has faded yet." in person.page.text
    assert chosen(person.page) == standing, "asking changes nothing"
    assert person.page.price == before
    conflict = re.search(r'id="conflict".*?</section>', person.page.html, re.DOTALL)[0]
    delta = minor(re.search(r'<strong class="num">(.*?)</strong>', conflict)[1])
    named = re.findall(r"<del>(.*?)</del>", conflict)
    assert named, "what has to make way is named"

    person.press("Leave it") if any(b.text == "Leave it" for b in person.page.buttons) else person.follow(
        "Leave it"
    )
    assert chosen(person.page) == standing
    person.press(value=refused.value)
    person.press("Have it anyway")
    variable, value = refused.value.split(":")
    assert chosen(person.page)[variable] == value
    assert person.page.price - before == delta
    assert chosen(person.page).get("wash") != "raw"
    person.press("Undo")
    assert chosen(person.page) == standing
    assert person.page.price == before


def test_everything_can_be_taken_back_and_undone_in_any_order(person):
    begin(person)
    empty, trail = person.page.price, []
    for value in ("fabric:selvedge-12", "hem:cuffed", "rise:high"):
        trail.append((chosen(person.page), person.page.price))
        person.press(value=value)
    person.press(value="hem")  # take it back
    assert "hem" not in chosen(person.page)
    person.press("Undo")
    assert chosen(person.page)["hem"] == "cuffed"
    for stood, price in reversed(trail):
        person.press("Undo")
        assert (chosen(person.page), person.page.price) == (stood, price)
    assert person.page.price == empty
    assert not any(one.text == "Undo" for one in person.page.buttons)


def test_the_rest_is_filled_in_around_what_was_chosen_and_cleared_again(person):
    begin(person)
    person.press(value="fabric:stretch-11")
    person.press("Finish it for me")
    page = person.page
    assert chosen(page)["fabric"] == "stretch-11"
    suggested = [one for one in page.buttons if one.attributes.get("data-state") == "suggested"]
    assert len(suggested) > 5
    assert all("suggested" in one.text for one in suggested)
    person.press("Clear suggestions")
    assert chosen(person.page) == {"fabric": "stretch-11"}


def test_what_cannot_be_made_is_kept_beside_its_reason_and_the_rest_is_saved(person):
    begin(person)
    person.press("Save what I wrote", **{"field.waist": "840", "field.hip": "100", "field.inseam": "8o"})
    assert person.status == 422
    assert person.page.field("field.waist") == "840"
    assert "840 cm is outside what we can make" in person.page.text
    assert "is not a number" in person.page.text
    person.open(place(person))
    assert person.page.field("field.hip") == "100"
    assert person.page.field("field.waist") == ""


def test_no_click_loses_a_word_even_where_a_word_is_wrong(person):
    begin(person)
    person.press(value="fabric:selvedge-14", **{"field.waist": "84", "field.hip": "9"})
    assert person.page.field("field.waist") == "84"
    assert person.page.field("field.hip") == "9"
    assert "outside what we can make" in person.page.text
    person.open(place(person))
    assert chosen(person.page) == {"fabric": "selvedge-14"}
    assert person.page.field("field.waist") == "84"


def test_the_link_opens_the_design_anywhere_but_shows_private_words_to_nobody_else(person, visit):
    begin(person)
    person.press(value="fabric:selvedge-14", **{"field.waist": "84.5"})
    link = place(person)
    friend = visit()
    friend.open(link)
    assert chosen(friend.page) == {"fabric": "selvedge-14"}
    assert "84.5" not in friend.page.html
    assert "only they can read it" in friend.page.text


def test_what_never_was_an_option_is_refused_kindly(person):
    begin(person)
    for option in ("fabric:unobtainium", "nothing:at-all", "fabric", ":", "fabric:"):
        answer = person.client.post(
            place(person) + "/choose", data={"csrf": person.page.field("csrf"), "option": option}
        )
        assert answer.status_code in {404, 422}, (option, answer.status_code)
        assert "<h1" in answer.text


@pytest.mark.parametrize("brand", ["aurea", "bastone", "indigo", "volta"])
def test_random_people_click_anything_and_the_price_moves_as_shown(person, brand):
    """S77: in every family, whatever state it is in, the shown difference is the difference."""
    rng = random.Random(brand)  # noqa: S311 - a test's chance repeats
    begin(person, brand)
    for step in range(12 if brand != "volta" else 5):
        if step == 6 and any(one.text.startswith("Finish it") for one in person.page.buttons):
            person.press("Finish it for me")
        options = [one for one in person.page.buttons if one.name == "option" and ":" in one.value]
        wanted = rng.choice(options)
        before, shown = person.page.price, None
        if wanted.attributes["data-state"] == "open":
            shown = (
                minor(wanted.text.split("€")[0][-3:] + "€" + wanted.text.split("€")[1])
                if "€" in wanted.text
                else 0
            )
        person.press(value=wanted.value)
        if wanted.attributes["data-state"] == "unavailable":
            conflict = re.search(r'id="conflict".*?</section>', person.page.html, re.DOTALL)[0]
            if "Have it anyway" not in conflict:
                continue
            shown = minor(re.search(r'<strong class="num">(.*?)</strong>', conflict)[1])
            person.press("Have it anyway")
        if shown is not None:
            assert person.page.price - before == shown, wanted.text
        variable, value = wanted.value.split(":")
        assert chosen(person.page)[variable] == value


def test_a_family_revised_meanwhile_lets_a_draft_go_on_in_its_own_revision(person, services):
    begin(person)
    person.press(value="fabric:selvedge-14")
    link, price = place(person), person.page.price
    folder = read_folder(BRANDS / "indigo")
    jeans = folder.families[0]
    fabric = jeans.variable("fabric")
    without = replace(fabric, values=tuple(one for one in fabric.values if one.name != "selvedge-14"))
    revised = replace(
        jeans,
        base_price=jeans.base_price + 5000,
        variables=tuple(without if one.name == "fabric" else one for one in jeans.variables),
        rules=tuple(one for one in jeans.rules if "selvedge-14" not in repr(one)),
        surcharges=tuple(one for one in jeans.surcharges if "selvedge-14" not in repr(one)),
    )
    prices = replace(folder.prices, books=())
    publish.publish(services, replace(folder, families=[revised], prices=prices, presets=()))
    person.open(link)
    assert chosen(person.page) == {"fabric": "selvedge-14"}
    assert person.page.price == price
    person.press("Finish it for me")
    assert "Put in the bag" in person.page.text
    begin(person)
    assert not any(one.value == "fabric:selvedge-14" for one in person.page.buttons)
