"""``brand.yaml``: every manner of a brand, checked against the list it comes from."""

from pathlib import Path

import pytest

from sumisura.kernel import Brand
from sumisura.space.read import BadBrand, read_brand

GOOD = """\
brand: mugs
title: Mugs
currency: EUR
accent: "#2f5da8"
locale: de-AT
time_zone: Europe/Vienna
home: AT
destinations: [AT, DE]
"""


def read(folder: Path, text: str) -> Brand:
    path = folder / "brand.yaml"
    path.write_text(text)
    return read_brand(path)


def test_a_brand_is_read_as_written(tmp_path: Path) -> None:
    brand = read(tmp_path, GOOD)
    assert (brand.id, brand.locale, brand.time_zone, brand.destinations) == (
        "mugs",
        "de-AT",
        "Europe/Vienna",
        ("AT", "DE"),
    )


@pytest.mark.parametrize("contact", ["", "privacy@mugs.example", "Mugs, Ring 1, 1010 Wien"])
def test_where_people_write_to_is_a_post_or_an_e_mail_address_or_not_given(
    tmp_path: Path, contact: str
) -> None:
    assert read(tmp_path, f"{GOOD}contact: {contact}\n").contact == contact
    assert read(tmp_path, GOOD).contact == ""


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("brand: mugs\n", "", "brand.yaml:1: brand is missing"),
        ("mugs", "My Mugs", "cannot stand in an address"),
        ("title: Mugs\n", "", "title is missing"),
        ("EUR", "ERU", 'brand.yaml:3: "ERU" is not a currency'),
        ("#2f5da8", "blue", "is not a colour"),
        ("#2f5da8", "#ffe680", "too pale to read"),
        ("de-AT", "klingon", "is not a language"),
        ("Europe/Vienna", "Europe/Wien", "is not a time zone"),
        ("Europe/Vienna", "../../etc/passwd", "is not a time zone"),
        ("home: AT", "home: Austria", "is not a country"),
        ("[AT, DE]", "[DE]", "AT, where you are, is missing"),
        ("[AT, DE]", "[AT, DX]", '"DX" is not a country'),
        ("home: AT", "home: AT\ncontact: privacy@mugs", "is no e-mail address"),
        ("home: AT", f"home: AT\ncontact: {'x' * 201}", "too long to write to"),
        ("home: AT", "hom: AT", 'Did you mean "home"?'),
    ],
)
def test_wrong_brands_name_line_and_mend(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(BadBrand) as caught:
        read(tmp_path, GOOD.replace(old, new))
    assert says in str(caught.value)
