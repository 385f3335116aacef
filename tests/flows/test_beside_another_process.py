"""What is done in one process counts for the next request of another (S110)."""

import json
import shutil
import time
from datetime import timedelta
from pathlib import Path

import httpx

from crowded import INDIGO, customers
from guests import Customer
from programs import admitted
from serving import until
from shopping import BRANDS
from sumisura.space import repo as families
from sumisura.trust.limits import RATES
from sumisura.usecases import brands
from sumisura.usecases.bringing_in import publish
from sumisura.usecases.learning import nights, promoting
from sumisura.usecases.my_data import erasing
from sumisura.usecases.noticing import DECIDED
from sumisura.usecases.services import Visitor
from sumisura.worker import turn


def bring_in(services, folder, file, old, new):
    """Publish a brand again with other words in one of its files."""
    path = folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    publish.publish(services, publish.read_folder(folder))


def test_what_is_done_in_one_process_counts_for_the_next_request_of_another(
    services, beside, visit, staff, tmp_path, port
):
    folder = Path(shutil.copytree(BRANDS / "bastone", tmp_path / "bastone"))

    # a revision of the brand and of a family
    assert "The Bastone" in beside.open("/bastone").text
    bring_in(services, folder, "burger.yaml", "title: The Bastone", "title: The Bastoncino")
    assert "The Bastoncino" in beside.open("/bastone").text

    # a price
    beside.press("Make yours")
    before = beside.page.price
    bring_in(services, folder, "burger.yaml", "price: 9.50", "price: 19.50")
    beside.open("/bastone")
    beside.press("Make yours")
    assert beside.page.price == before + 1000

    # a source that was agreed to, and is taken back
    beside.open("/indigo")
    beside.press("Make yours")
    ada = seen_by(services).agree("stated")
    ada.say("liked", "belt-hemp")
    fitted = beside.open("/indigo").text
    ada.withdraw("stated")
    plain = beside.open("/indigo").text
    assert "you told us that you like Woven hemp belt" in fitted
    assert "you told us" not in plain

    # a session of the office
    clerk = staff("owner", "bastone")
    beside.client.cookies.update(dict(clerk.client.cookies))
    beside.open("/bastone/office/orders")
    assert beside.at == "/bastone/office/orders"
    clerk.press("Sign out")
    beside.open("/bastone/office/orders")
    assert beside.at.startswith("/bastone/office/sign-in")


def seen_by(services):
    """Whom the browser at the other process is: the one of whom a design is kept."""
    with services.store.read() as tx:
        brand = brands.load(tx, INDIGO)
        party = json.loads(tx.records.page(INDIGO, families.DRAFT, limit=1)[0].body)["party"]
    return Customer(services, Visitor(brand, party))


def decided(services, party):
    """The versions of the models behind what they were shown, in order."""
    with services.store.read() as tx:
        events = [one.event for one in tx.ledger.read(INDIGO, limit=99_999)]
    return [one.context["version"] for one in events if one.kind == DECIDED and one.party == party]


def test_a_model_put_to_use_in_one_process_is_behind_the_next_page_of_another(services, beside):
    """And one gone back to, too."""
    beside.open("/indigo")
    beside.press("Make yours")
    ada = seen_by(services).agree("visit", "stated")

    def version():
        seen = len(decided(services, ada.visitor.party))
        beside.open("/indigo")
        until(lambda: len(decided(services, ada.visitor.party)) > seen)  # it is kept in batches
        return decided(services, ada.visitor.party)[-1]

    plain = version()
    customers(services, 60)
    turn(services)
    card = nights.night(services, INDIGO)
    assert card.promoted, card.why
    assert version() == card.version != plain
    with services.store.read() as tx:
        services.models.save(INDIGO, "by-hand", services.models.current(tx, INDIGO).to_bytes())
    promoting.promote(services, INDIGO, "by-hand", "to try", policy=promoting.BY_HAND)
    promoting.roll_back(services, INDIGO)
    assert version() == card.version


def test_who_was_erased_in_one_process_is_gone_from_the_next_page_of_another(services, beside):
    beside.open("/indigo")
    beside.press("Make yours")
    design = beside.at
    ada = seen_by(services).agree("stated")
    ada.say("liked", "belt-hemp")
    assert "you told us that you like Woven hemp belt" in beside.open("/indigo").text
    assert beside.open(design).price
    erasing.erase(services, ada.visitor)
    beside.open(design)
    assert beside.status == 404
    assert "you told us" not in beside.open("/indigo").text
    time.sleep(0.5)  # a batch of what the other process had noted before is written; the worker takes it away
    erasing.sweep(services, INDIGO, settled=timedelta())
    with services.store.read() as tx:
        assert tx.ledger.of_party(INDIGO, ada.visitor.party) == []
        assert not tx.records.page(INDIGO, families.DRAFT, limit=1)


def test_rates_are_counted_together(services, beside, visit):
    """Five sign-in tries with one account, by turns, and then neither lets another through; and so with a key."""
    here, said = visit(), []
    for clerk in (here, beside):
        clerk.open("/indigo/office/sign-in")
    for clerk in (here, beside, here, beside, here, beside, here):
        clerk.press("Sign in", email="owner@indigo.example", password="wrong")
        said.append(clerk.status)
    assert said == [401] * 5 + [429] * 2

    with httpx.Client(base_url=beside.client.base_url.join("/api")) as client:
        program = admitted(services, client)
        assert program.get("/families").status_code == 200
        services.clock.advance(seconds=3)  # so that nothing is filled again until the other is asked
        for _ in range(RATES["api"].burst):
            services.limits.take("api", INDIGO, program.id)
        assert program.get("/families").status_code == 429
