"""From home to a paid order without a line of script (S1, S51, S77, S79)."""

import pytest

from shopping import ADDRESS, MEASURES, begin


def test_a_person_goes_from_home_to_a_paid_order(person):
    begin(person)
    assert "can be made from here" in person.page.text
    person.press("Finish it for me", **MEASURES)
    price = person.page.price
    person.press("Put in the bag", **MEASURES)
    assert person.at == "/indigo/bag", person.page.text[:600]
    person.follow("Go on to order")
    assert "right to withdraw" in person.page.text
    bought = next(one for one in person.page.buttons if one.text.startswith("Buy for"))
    assert bought.text == f"Buy for €{price // 100}"
    person.press("Buy for", **ADDRESS)
    assert person.at.startswith("/indigo/orders/ord_"), person.page.text[:600]
    assert "It is yours to be made" in person.page.text
    assert "Ada Byron" in person.page.text


@pytest.mark.parametrize("brand", ["aurea", "bastone", "indigo", "volta"])
def test_every_home_opens_and_every_family_can_be_finished(person, brand):
    begin(person, brand)
    if any(button.text.startswith("Finish it for me") for button in person.page.buttons):
        person.press("Finish it for me")
    assert person.status == 200
    assert person.page.button("Put in the bag")
