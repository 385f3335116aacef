"""What people do in the example shops, in the fewest words."""

import re
from pathlib import Path

from person import Person
from sumisura.kernel import Role
from sumisura.usecases.bringing_in import publish
from sumisura.usecases.office.sign_in import add_staff

BRANDS = Path(__file__).parents[1] / "examples" / "brands"
PASSWORD = "a password of the tests"
ADDRESS = {
    "name": "Ada Byron",
    "street": "Via Roma 1",
    "postcode": "36015",
    "town": "Schio",
    "email": "ada@example.org",
    "understood": "yes",
}
STAFF = (
    ("indigo", Role.OWNER),
    ("indigo", Role.OPERATOR),
    ("indigo", Role.MAKER),
    ("bastone", Role.OWNER),
)
MEASURES = {"field.waist": "84", "field.hip": "100", "field.inseam": "82"}


def furnish(services):
    """Bring in the example brands and their staff."""
    for path in sorted(BRANDS.iterdir()):
        publish.publish(services, publish.read_folder(path))
    for brand, role in STAFF:
        add_staff(services, brand, f"{role}@{brand}.example", PASSWORD, role)


def begin(person: Person, brand: str = "indigo") -> Person:
    """Open the brand's home and a design of its first family."""
    person.open(f"/{brand}")
    person.press("Make yours")
    assert person.status == 200
    return person


def chosen(page) -> dict[str, str]:
    """Variable → value that is pressed."""
    pressed = [one.value for one in page.buttons if one.attributes.get("aria-pressed") == "true"]
    return dict(value.split(":") for value in pressed)


def place(person: Person) -> str:
    """The address of the design somebody is at."""
    return re.match(r"/\w+/designs/dsn_\w+", person.at)[0]


def bag(person: Person, brand: str = "indigo", *choices: str, **written: str) -> Person:
    """Choose these in a new design, have the rest filled in, and put it in the bag."""
    begin(person, brand)
    for choice in choices:
        person.press(value=choice)
    if any(one.text == "Finish it for me" for one in person.page.buttons):
        person.press("Finish it for me")
    person.press("Put in the bag", **({**MEASURES, **written} if brand == "indigo" else written))
    assert person.at == f"/{brand}/bag", person.page.text[:500]
    return person


def buy(person: Person, **written: str) -> str:
    """Order what is in the bag; where the order is."""
    brand = person.at.split("/")[1]
    person.open(f"/{brand}/checkout")
    person.press("Buy for", **{**ADDRESS, **written})
    assert person.at.startswith(f"/{brand}/orders/ord_"), person.page.text[:500]
    return person.at
