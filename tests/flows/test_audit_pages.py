"""The audit log over HTTP: every recommendation and every price leads to its proof, and only its owner reads it. Shows S99, S97."""

import base64
import hmac
import json
import re
from hashlib import sha256

import pytest
from sqlalchemy import select, update

from resting import outside
from shopping import bag, buy
from sumisura.journal.append import record
from sumisura.journal.read import entries as journal
from sumisura.kernel import BrandId, Event, EventId
from sumisura.store.sql.tables import events
from sumisura.trust.audit import heads, merkle
from sumisura.trust.audit.model import DECIDED, EXPORTED, FORGOTTEN, KINDS
from sumisura.trust.grants import GIVEN, KEPT, PAUSED, RESUMED, WITHDRAWN
from sumisura.trust.purposes import PURPOSES
from sumisura.trust.sources import SOURCES
from sumisura.usecases import accounts, brands

INDIGO = BrandId("indigo")
LOGGED = re.compile(r"/indigo/audit/(\w+)")


def entries(page):
    return list(dict.fromkeys(LOGGED.findall(page.html)))


def proof(person, id_):
    answer = person.client.get(f"/indigo/audit/{id_}?as=json")
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_home_leads_to_its_decision_and_its_proof_verifies(person):
    home = person.open("/indigo")
    found = entries(home)
    assert found, "a recommendation has a link to its entry"
    page = person.open(f"/indigo/audit/{found[0]}")
    assert person.status == 200
    assert "Verified just now" in page.text


def test_a_proof_is_checked_without_us(person, services):
    """What a stranger needs: the JSON, SHA-256 and our public key. Nothing of ours is called."""
    told = proof(person, entries(person.open("/indigo"))[0])
    leaf = sha256(b"\0" + bytes.fromhex(told["content_digest"]) + bytes.fromhex(told["who_digest"])).digest()
    assert leaf.hex() == told["leaf"]
    path = [bytes.fromhex(step) for step in told["path"]]
    assert merkle.includes(leaf, told["index"], told["size"], path, bytes.fromhex(told["root"]))
    text, _, signature = told["checkpoint"].partition("\n\n")
    assert text.split("\n")[1:3] == [
        str(told["size"]),
        base64.b64encode(bytes.fromhex(told["root"])).decode(),
    ]
    raw = base64.b64decode(signature.split()[2])
    services.keyring.audit.public.verify(raw[4:], f"{text}\n".encode())
    assert "own" not in told


def consented(person):
    """Somebody who agreed to all that the first card asks for."""
    page = person.open("/indigo")
    levels = [button for button in page.buttons if button.name == "level" and button.value != "none"]
    person.press(value=levels[-1].value)
    return person


def test_ones_own_entry_is_told_in_the_words_of_the_shop(person, services):
    """Titles, not ids: of the place, of the sources, of what was shown; and of what was agreed to."""
    home = consented(person).open("/indigo")
    shown = re.search(r'id="row-for-you".*?</section>', home.html, re.DOTALL)
    titles = re.findall(r'class="card__link"[^>]*>([^<]+)<', shown[0])
    page = person.open(f"/indigo/audit/{entries(home)[0]}")
    assert "What comes first in the shop" in page.text
    assert re.findall(r"<strong>([^<]+)</strong><br>", page.html) == titles
    with services.store.read() as tx:
        given = next(one.event for one in journal(tx, INDIGO, limit=9_999) if one.event.kind == GIVEN)
    page = person.open(f"/indigo/audit/{given.id}")
    assert SOURCES[given.context["source"]].title in page.text
    assert PURPOSES[given.context["purpose"]].words in page.text


def test_only_its_owner_reads_what_an_entry_says(visit):
    """S97: a person sees their own decisions in words; others see digests alone."""
    ada, eve = consented(visit()), visit()
    own = entries(ada.open("/indigo"))[0]
    page = ada.open(f"/indigo/audit/{own}")
    assert "Decided by" in page.text
    told = proof(ada, own)["own"]
    party = told["party"]
    canonical = base64.b64decode(told["canonical"])
    digest = hmac.digest(bytes.fromhex(told["content_salt"]), canonical, "sha256").hex()
    assert digest == proof(ada, own)["content_digest"]
    whose = hmac.digest(bytes.fromhex(told["who_salt"]), party.encode(), "sha256").hex()
    assert whose == proof(ada, own)["who_digest"]
    assert json.loads(canonical)[3] == "decision.made"
    seen = eve.open(f"/indigo/audit/{own}")
    assert eve.status == 200
    assert "Decided by" not in seen.text
    assert party not in seen.html
    assert "own" not in proof(eve, own)


def test_grants_and_withdrawals_are_entries(person, services):
    consented(person)
    person.press(value="none")
    with services.store.read() as tx:
        grants = [
            one.event for one in journal(tx, INDIGO, limit=9_999) if one.event.kind.startswith("grant.")
        ]
    assert {event.kind for event in grants} == {"grant.given", "grant.withdrawn"}
    for event in grants:
        assert proof(person, event.id)["own"]["party"] == event.party
    page = person.open(f"/indigo/audit/{grants[-1].id}")
    assert "Something was taken back" in page.text


def test_search_item_and_proof_lead_to_their_decisions(person):
    consented(person)
    for path in ("/indigo/search?q=hemp", "/indigo/item?id=jeans"):
        found = entries(person.open(path))
        assert found, path
        assert proof(person, found[0])["verified"]
    home = person.open("/indigo")
    person.open(f"/indigo/proof?item=jeans&entry={entries(home)[0]}")
    assert entries(person.page) == [entries(home)[0]]


def test_an_entry_in_an_address_is_a_name_and_nothing_else(person):
    page = person.open('/indigo/proof?item=jeans&entry="><b>')
    assert "<b>" not in page.html
    assert entries(page) == []


def test_an_unknown_entry_is_not_found(person):
    page = person.open("/indigo/audit/evt_nothing")
    assert person.status == 404
    assert "There is no entry in the audit log" in page.text


def test_the_log_says_how_it_stands_and_is_empty_before_anything(person, services):
    assert "Nothing is in it yet" in person.open("/indigo/audit").text
    assert person.client.get("/indigo/audit?as=json").json()["size"] == 0
    person.open("/indigo")
    proof(person, entries(person.page)[0])
    page = person.open("/indigo/audit")
    told = person.client.get("/indigo/audit", headers={"accept": "application/json"}).json()
    assert told["checkpoint"] in page.html.replace("&#43;", "+")
    head = heads.parse(told["checkpoint"], INDIGO, services.keyring.audit)
    assert head.size == told["size"] > 0


def test_a_harmed_entry_says_so_on_its_page(person, services, rests):
    """Somebody with the database alters a decision: its page does not verify, and says it."""
    found = entries(person.open("/indigo"))[0]
    assert proof(person, found)["verified"]
    this = events.c.id == found
    with outside(rests) as database:
        body = database.execute(select(events.c.body).where(this)).scalar_one()
        harmed = body.replace(b"popularity", b"politics")
        database.execute(update(events).where(this).values(body=harmed))
    assert not proof(person, found)["verified"]
    assert "This does not verify" in person.open(f"/indigo/audit/{found}").text
    with services.store.read() as tx:
        shop = brands.load(tx, INDIGO)
    assert [one.kind for one in accounts.check(services, shop).findings] == ["altered"]


def test_a_price_in_the_bag_and_of_an_order_leads_to_its_decision(person):
    """Each line of the bag, and each order, leads to the price's own entry: its book, its lines, nothing of the customer."""
    bag(person)
    found = entries(person.page)
    assert len(found) == 1
    page = person.open(f"/indigo/audit/{found[0]}")
    assert "price-book" in page.text
    assert "Verified just now" in page.text
    assert "Signals of yours none" in page.text
    bag(person)
    buy(person)
    found = entries(person.page)
    assert len(found) == 1
    assert "price-book" in person.open(f"/indigo/audit/{found[0]}").text


SAID = {
    DECIDED: {
        "policy": "taste",
        "version": "v1",
        "candidates": ["jeans"],
        "shown": ["jeans"],
        "propensities": [1.0],
        "reasons": {},
        "signals": [],
    },
    GIVEN: {"purpose": "personalise", "source": "visit", "text": "2026-11"},
    WITHDRAWN: {"purpose": "personalise", "source": "visit"},
    KEPT: {"text": "2026-12"},
    PAUSED: {},
    RESUMED: {},
    EXPORTED: {"rows": 1200, "left_out": {"no consent": 3}, "sha256": "00ff", "kinds": []},
    FORGOTTEN: {"leaves": [[0, 0]], "why": "erased"},
}
"""What an event of each logged kind says."""


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_an_entry_of_every_kind_has_a_page_for_its_owner(person, services, kind):
    """A kind that is logged and has no words here would be a page that cannot be shown."""
    consented(person)
    with services.store.write() as tx:
        party = next(one.event.party for one in journal(tx, INDIGO, limit=9_999) if one.event.kind == GIVEN)
        id_ = EventId(services.ids.new("evt"))
        now = services.clock.now()
        record(tx, Event(id_, INDIGO, kind, now, party, party, "consent", "consent", SAID[kind]))
    page = person.open(f"/indigo/audit/{id_}")
    assert person.status == 200
    assert "Verified just now" in page.text
    assert "An entry in the log" not in page.text, "it is theirs: what it is stands in words"


def test_a_finished_design_leads_to_its_decision(person):
    """Who let us finish it sees what it rests on: the sources used, and an entry that verifies."""
    consented(person)
    person.open("/indigo")
    person.press("Make yours")
    person.press("Finish it for me")
    (found,) = entries(person.page)
    page = person.open(f"/indigo/audit/{found}")
    assert "Verified just now" in page.text
    assert "taste-designs" in page.text or "brand-default" in page.text
