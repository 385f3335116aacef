"""From home to a paid order without a line of script (S1, S51, S77, S79)."""

import pytest

ADDRESS = {
    "name": "Ada Byron",
    "street": "Via Roma 1",
    "postcode": "36015",
    "town": "Schio",
    "email": "ada@example.org",
    "understood": "yes",
}
MEASURES = {"field.waist": "84", "field.inseam": "82", "field.hip": "100"}


def design(person, family="indigo"):
    person.open(f"/{family}")
    person.press("Make yours")
    assert "/designs/" in person.at
    return person


def test_a_person_goes_from_home_to_a_paid_order(person):
    design(person)
    assert "can be made from here" in person.page.text
    person.press("Finish it for me", **MEASURES)
    written = dict.fromkeys((), "x")
    fields = [name for form in person.page.forms for name in form.fields if name.startswith("field.")]
    person.press("Put in the bag", **{name: MEASURES.get(name, "") for name in fields}, **written)
    assert person.at == "/indigo/bag", person.page.text[:600]
    person.follow("Go on to order")
    assert "right to withdraw" in person.page.text
    person.press("Buy for", **ADDRESS)
    assert person.at.startswith("/indigo/orders/ord_"), person.page.text[:600]
    assert "It is yours to be made" in person.page.text
    assert "Ada Byron" in person.page.text


@pytest.mark.parametrize("brand", ["aurea", "bastone", "indigo", "volta"])
def test_every_home_opens_and_every_family_can_be_finished(person, brand):
    design(person, brand)
    if any(button.text.startswith("Finish it for me") for button in person.page.buttons):
        person.press("Finish it for me")
    assert person.status == 200
    assert person.page.button("Put in the bag")
