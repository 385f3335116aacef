"""A number in a rule: written, refused with the nearest that fits, mended, ordered and made to the millimetre."""

import pytest

from shopping import buy, place
from sumisura.kernel import BrandId
from sumisura.space.read import read_family
from sumisura.usecases import brands
from sumisura.usecases.bringing_in.publish import publish_family

WINDOW = """\
family: window
title: A window
currency: EUR
price: 200.00
choices:
  width: {minimum: 400, maximum: 2400, unit: mm, default: 800}
  height: {minimum: 400, maximum: 2400, unit: mm, default: 1200}
  frame: {default: strong, values: {slim: , strong: 60}}
rules:
  sag: {reason: Larger glass sags., must: width * height <= 2.5 m2}
  bend: {reason: A slim frame bends., must: frame = slim implies width * height <= 2 m2}
surcharges:
  wide: {reason: A wide one, when: {width: from 1200}, price: 80}
"""


@pytest.fixture
def window(services, person, tmp_path):
    """A person at a new window."""
    path = tmp_path / "window.yaml"
    path.write_text(WINDOW)
    with services.store.read() as tx:
        brand = brands.load(tx, BrandId("indigo"))
    publish_family(services, brand, read_family(path))
    person.open("/indigo")
    forms = person.page.forms
    person.page.buttons = [one for one in person.page.buttons if "window" in forms[one.form].action]
    person.press(person.page.buttons[0].text)
    return person


def test_a_number_is_written_refused_mended_and_ordered(window, services):
    """S1, S30, S77."""
    at = place(window)
    window.press("Save what I wrote", **{"field.height": "1300"})
    window.press("Save what I wrote", **{"field.width": "2000"})
    assert "Width: Larger glass sags. At most 1923 mm with this height." in window.page.text
    window.press("Save what I wrote", **{"field.width": "1923"})
    assert "sags" not in window.page.text
    window.press(value="frame:slim")
    assert "A slim frame bends. At most 1040 mm with this frame and width." in window.page.text
    window.press("Put in the bag")
    assert window.at.startswith(at), "nothing is sealed against a rule"
    window.press("Save what I wrote", **{"field.height": "1040"})
    window.press("Put in the bag")
    assert window.at == "/indigo/bag", window.page.text[:400]
    assert "1923 mm" in window.page.text
    assert "280" in window.page.text
    buy(window)
    assert "1923 mm" in window.page.text


def test_a_band_is_a_choice_like_any_other_and_asks_for_its_number(window):
    window.press("Finish it for me")
    assert 'value="800"' in window.page.html
    assert 'value="1200"' in window.page.html
    window.press(value="width:1200-2400")
    window.press("Put in the bag")
    assert "not finished yet: Width" in window.page.text
