"""A revision is drafted, compared, published, followed by open designs, and rolled back (S44)."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from shopping import BRANDS, bag, begin, buy, chosen, place
from sumisura.kernel import BrandId, Span
from sumisura.pricing import repo as prices
from sumisura.pricing.model import PriceBook
from sumisura.space import repo
from sumisura.space.history import KIND, history
from sumisura.space.read import read_family
from sumisura.usecases import brands
from sumisura.usecases.bringing_in.offering import By
from sumisura.usecases.maker import publishing

INDIGO = BrandId("indigo")
JEANS = BRANDS / "indigo" / "jeans.yaml"
AT = "/indigo/office/families/jeans"


@pytest.fixture
def plain(tmp_path):
    """The jeans without recycled denim."""
    text = JEANS.read_text().replace("      - [recycled-12, bleach]\n", "")
    start, end = text.index("          recycled-12:\n"), text.index("      dye:\n")
    text = text[:start] + text[end:]
    path = tmp_path / "jeans.yaml"
    path.write_text(text)
    for picture in JEANS.parent.glob("*.svg"):
        (tmp_path / picture.name).write_bytes(picture.read_bytes())
    return path


def drafted(services, family):
    with services.store.read() as tx:
        shop = brands.load(tx, INDIGO)
    publishing.keep_draft(services, shop, family, By(note="no more recycled cloth"))
    return shop


def current(services):
    with services.store.read() as tx:
        return repo.current(tx, INDIGO, "jeans")


def recycled(person):
    begin(person)
    person.press(value="fabric:recycled-12")
    person.press(value="rise:high")
    return place(person)


def test_open_designs_follow_and_their_owner_is_told_once(services, person, staff, plain):
    design = recycled(person)
    first, family = current(services), read_family(plain)
    shop = drafted(services, family)
    clerk = staff("owner")
    clerk.open(f"{AT}/revisions")
    assert "draft" in clerk.page.text
    assert "no more recycled cloth" in clerk.page.text
    clerk.press("Publish")
    assert current(services) == family.digest
    assert "1 open design could not keep everything" in clerk.page.text
    assert "12 oz recycled" in clerk.page.text
    assert "has not been here yet" in clerk.page.text

    person.open(design)
    assert "The maker changed Jeans, cut for one" in person.page.text
    assert "12 oz recycled" in person.page.text
    assert chosen(person.page)["rise"] == "high"
    assert "recycled-12" not in person.page.html
    person.press(value="rise:mid")
    person.open(design)
    assert "The maker changed" not in person.page.text
    clerk.open(f"{AT}/revisions")
    assert "has gone on since" in clerk.page.text

    with services.store.read() as tx:
        deeds = [(one.digest, one.deed.value, one.note) for one in history(tx, INDIGO, "jeans")]
    assert deeds == [
        (first, "published", ""),
        (family.digest, "drafted", "no more recycled cloth"),
        (family.digest, "published", "no more recycled cloth"),
    ]
    events = [one.event for one in _journal(services) if one.event.kind.startswith("family.")]
    assert [one.kind for one in events][-2:] == ["family.drafted", "family.published"]
    assert events[-1].context["by"].startswith("owner ")
    assert shop.id == INDIGO


def _journal(services):
    with services.store.read() as tx:
        return list(tx.ledger.read(INDIGO, limit=10_000))


def test_rolling_back_gives_back_what_its_owner_never_missed(services, person, staff, plain):
    design, first = recycled(person), current(services)
    before = chosen(person.page)
    family = read_family(plain)
    shop = drafted(services, family)
    publishing.publish(services, shop, "jeans", family.digest[:12], By())
    clerk = staff("operator")
    clerk.open(f"{AT}/revisions")
    clerk.press("Roll back", note="customers wanted it")
    assert current(services) == first
    assert "Every open design kept everything" in clerk.page.text
    assert "customers wanted it" in clerk.page.text
    person.open(design)
    assert "The maker changed" not in person.page.text
    assert chosen(person.page) == before
    clerk.open(f"{AT}/revisions")
    assert "There is no earlier revision to go back to" in clerk.page.text


def test_orders_and_bags_keep_their_revision(services, person, plain):
    bag(person, "indigo", "fabric:recycled-12")
    family = read_family(plain)
    shop = drafted(services, family)
    publishing.publish(services, shop, "jeans", family.digest, By())
    order = buy(person)
    person.open(order)
    assert "12 oz recycled" in person.page.text


def test_two_revisions_side_by_side(services, staff, plain):
    first, family = current(services), read_family(plain)
    drafted(services, family)
    clerk = staff("operator")
    clerk.open(f"{AT}/compare?old={first[:12]}&new={family.digest[:12]}")
    assert "0 designs became possible" in clerk.page.text
    assert "fabric.recycled-12" in clerk.page.text
    clerk.open(f"{AT}/compare?old={first[:12]}&new=none")
    assert clerk.status == 404


def test_a_file_is_kept_as_a_draft(services, staff, plain):
    clerk = staff("owner")
    clerk.open(f"{AT}/revisions")
    token, first = clerk.page.field("csrf"), current(services)

    def send(body, name="jeans.yaml"):
        return clerk.client.post(
            f"{AT}/draft", data={"csrf": token, "note": "trying"}, files={"file": (name, body)}
        )

    assert send(plain.read_bytes()).status_code == 200
    family = read_family(plain)
    assert publishing.revision(services, INDIGO, "jeans", family.digest) == family
    assert current(services) == first
    assert send(b"family: rings\n").status_code == 422
    wrong = send(b"family: [").text
    assert "The file was not kept" in wrong
    assert "jeans.yaml" in wrong
    assert 'value="trying"' in wrong, "and what was written beside it is"
    other = plain.read_bytes().replace(b"family: jeans", b"family: skirts")
    assert "the file is of" in send(other).text
    with services.store.read() as tx:
        assert len(history(tx, INDIGO, "jeans")) == 2


def test_one_can_go_back_to_what_was_on_offer_before_there_was_a_history(services, plain):
    first, family = current(services), read_family(plain)
    with services.store.write() as tx:
        tx.records.delete(INDIGO, KIND, "jeans")
    shop = drafted(services, family)
    publishing.publish(services, shop, "jeans", family.digest, By())
    assert publishing.roll_back(services, shop, "jeans", By()).family.digest == first


def test_designs_keep_the_revisions_own_name_under_a_price_book(services, person, plain):
    """A space under a price book has a digest of its own; a design is never kept under that."""
    design, family = recycled(person), read_family(plain)
    shop = drafted(services, family)
    always = PriceBook("always", "jeans", Span(datetime(2026, 1, 1, tzinfo=UTC)), base=1)
    with services.store.write() as tx:
        prices.save(tx, INDIGO, replace(prices.load(tx, INDIGO), books=(always,)))
    publishing.publish(services, shop, "jeans", family.digest, By())
    person.open(design)
    assert person.status == 200
    assert "The maker changed" in person.page.text
