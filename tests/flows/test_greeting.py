"""A greeting by name only by a code the customer shows: S83."""

import re

import pytest

from sumisura.kernel import BrandId, PartyId

INDIGO = BrandId("indigo")
CODE = re.compile(r"greeting__code num\">([0-9A-Z]{4}-[0-9A-Z]{4})<")


def make(person, name="Ada", brand="indigo", **more):
    person.open(f"/{brand}/taste")
    person.press("Make a code", name=name, **more)
    found = CODE.search(person.page.html)
    return found[1] if found else ""


def enter(clerk, code, brand="indigo"):
    clerk.open(f"/{brand}/office/greet")
    clerk.press("Greet them", code=code)
    return clerk.page.text


def resting(services):
    with services.store.read() as tx:
        return [len(tx.records.page(INDIGO, kind)) for kind in ("greeting", "vault_value")], [
            one.event for one in tx.ledger.read(INDIGO, limit=9_999) if one.event.kind == "greeting.shown"
        ]


def test_a_code_greets_once_and_leaves_nothing_but_that_it_was_read(person, staff, services):
    clerk = staff()
    (_, before), _ = resting(services)
    code = make(person)
    assert resting(services)[0] == [1, before + 1]
    assert "Good day, Ada" in enter(clerk, f" {code.lower().replace('-', ' ')} ")
    assert "showed you their name, and nothing else" in clerk.page.text
    (greetings, values), read = resting(services)
    assert (greetings, values) == (0, before)
    assert len(read) == 1
    assert "Ada" not in str(read[0])
    assert "That code greets nobody" in enter(clerk, code)
    assert clerk.status == 404


def test_a_greeting_is_told_to_whose_name_it_is_and_leads_to_nobody_once_they_are_erased(
    person, staff, services
):
    """S97, GDPR Art. 15 and 17: of the customer's part it says when and what, never who; then under chance."""
    clerk = staff()
    enter(clerk, make(person))
    (read,) = resting(services)[1]
    page = person.open("/indigo/data")
    assert page.text.count("Our people read the name you gave them, by the code you showed, on") == 1
    assert "owner@" not in page.html
    party = PartyId(re.search(r"pty_\w+", page.text)[0])
    assert (read.party, read.source, read.purpose) == (party, "staff", "security")
    person.open("/indigo/data/erase")
    person.press("Erase me", sure="yes")
    assert services.navigation.settle(5)
    with services.store.read() as tx:
        left = [one.event for one in tx.ledger.read(INDIGO, limit=9_999)]
    assert party not in str(left)
    assert [one.kind for one in left].count("greeting.shown") == 1  # our control of our people stays


def test_wrong_and_expired_codes_are_answered_alike_and_kindly(person, staff, clock):
    clerk = staff()
    code = make(person)
    wrong = enter(clerk, "0000-0000")
    clock.advance(minutes=11)
    assert enter(clerk, code).replace(code, "") == wrong
    assert "Ask the customer kindly for a new one." in wrong


def test_a_code_is_of_its_brand_alone(person, staff):
    code = make(person)
    assert "greets nobody" in enter(staff("owner", "bastone"), code, "bastone")
    assert "Good day, Ada" in enter(staff(), code)


def test_a_new_code_ends_the_one_before(person, staff):
    first, second = make(person), make(person, "Countess")
    clerk = staff()
    assert "greets nobody" in enter(clerk, first)
    assert "Good day, Countess" in enter(clerk, second)


def test_what_fits_is_shown_only_where_they_let_it_and_is_a_decision_in_the_log(person, staff, services):
    person.open("/indigo")
    person.press(value="told")
    if any(one.name == "fitted" for one in person.page.buttons):
        person.press(value="yes")
    person.open("/indigo/item?id=belt-hemp")
    person.press("I like it")
    clerk = staff()
    assert "Woven hemp belt" not in enter(clerk, make(person))
    assert "Woven hemp belt" in enter(clerk, make(person, fits="yes"))
    assert services.navigation.settle(5)
    with services.store.read() as tx:
        made = [one.event for one in tx.ledger.read(INDIGO, limit=9_999) if one.event.subject == "greeting"]
    assert [(one.kind, one.context["policy"]) for one in made] == [("decision.made", "taste")]
    assert "stated" in made[0].context["signals"]
    assert "belt-hemp" in made[0].context["shown"]


def test_who_was_greeted_sees_it_and_an_erasure_takes_it_along(person, staff, services):
    """S97; GDPR Art. 15 and 17: that staff read the name is told to whose it was, and leads to nobody afterwards."""
    enter(staff(), make(person))
    (read,) = resting(services)[1]
    page = person.open("/indigo/data")
    assert "Our people read the name you gave them, by the code you showed" in page.text
    assert read.context["by"] not in page.html
    person.open("/indigo/data/erase")
    person.press("Erase me", sure="yes")
    (kept,) = resting(services)[1]
    assert (kept.id, kept.context["by"]) == (read.id, read.context["by"]), "for the control of our own people"
    assert kept.party != read.party
    with services.store.read() as tx:
        assert read.party not in repr([one.event for one in tx.ledger.read(INDIGO, limit=9_999)])


@pytest.mark.parametrize("name", ["", "   ", "x" * 41, "a\x00b"])
def test_no_name_makes_no_code(person, name):
    assert make(person, name) == ""
    assert person.status == 422


def test_codes_cannot_be_tried_in_a_row(person, staff):
    clerk, code = staff(), make(person)
    for _ in range(10):
        enter(clerk, "ZZZZ-ZZZZ")
    enter(clerk, code)
    assert clerk.status == 429


def test_who_makes_things_greets_nobody_and_a_name_reads_as_text(person, staff):
    code = make(person, "<b>Ada</b>")
    enter_as_maker = staff("maker")
    enter_as_maker.open("/indigo/office/greet")
    assert enter_as_maker.status == 403
    owner = staff()
    enter(owner, code)
    assert "Good day, &lt;b&gt;Ada&lt;/b&gt;" in owner.page.html
