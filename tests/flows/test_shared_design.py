"""A design's link shows it to a friend, who changes a copy: what its maker made stays as it is (S14, ASVS 4.2.1)."""

import pytest
from litestar.testing import TestClient

from programs import admitted
from shopping import begin, chosen, place
from sumisura.api import build
from sumisura.kernel import BrandId, DesignId, Forbidden, PartyId
from sumisura.space.repo import DRAFT
from sumisura.usecases.services import Visitor
from sumisura.usecases.shop import browse, configure, finishing

INDIGO = BrandId("indigo")
CANARY = "Zanzarelle"


@pytest.fixture
def link(person):
    """A design of Ada's, with words of hers in it."""
    begin(person)
    person.press(value="fabric:selvedge-14", **{"field.waist": "84.5"})
    person.press(value="inscription:named", **{"field.name": CANARY})
    return place(person)


def rests(services, link):
    with services.store.read() as tx:
        return tx.records.get(INDIGO, DRAFT, link.rsplit("/", 1)[1]).body


@pytest.mark.parametrize("button", ["fabric:hemp-12", "Finish it for me"])
def test_what_a_friend_changes_is_their_own(person, visit, services, link, button):
    before = rests(services, link)
    friend = visit()
    friend.open(link)
    assert "what you change becomes your own" in friend.page.text
    friend.press(**({"value": button} if ":" in button else {"text": button}))
    assert place(friend) != link
    assert "what you change becomes your own" not in friend.page.text
    assert chosen(friend.page)["inscription"] == "named", "it goes on from where it stood"
    assert CANARY not in friend.page.html
    assert rests(services, link) == before
    copy = place(friend)
    friend.press(value="thread:copper")
    assert place(friend) == copy, "one copy, not one for each click"
    person.open(link)
    assert chosen(person.page)["fabric"] == "selvedge-14"
    assert "becomes your own" not in person.page.text


@pytest.mark.parametrize(
    "deed", ["choose", "anyway", "retract", "finish", "unfinish", "undo", "fields", "bag"]
)
def test_no_deed_moves_what_another_began(person, visit, services, link, deed):
    before = rests(services, link)
    friend = begin(visit())
    form = {
        "csrf": friend.page.field("csrf"),
        "option": "fabric:hemp-12",
        "variable": "fabric",
        "field.waist": "90",
    }
    answer = friend.client.post(f"{link}/{deed}", data=form)
    assert answer.status_code in {200, 422}
    assert rests(services, link) == before


def test_a_friends_script_is_sent_to_their_copy_with_what_they_typed(visit, services, link):
    friend = visit()
    friend.open(link)
    answer = friend.client.post(
        f"{link}/choose",
        data={"csrf": friend.page.field("csrf"), "option": "fabric:hemp-12", "field.waist": "91"},
        headers={"HX-Request": "true"},
    )
    there = answer.headers["HX-Redirect"]
    assert there.split("?")[0] != link
    friend.open(there)
    assert chosen(friend.page)["fabric"] == "hemp-12"
    assert friend.page.field("field.waist") == "91"


def test_a_program_gets_a_copy_for_another_customer(services):
    with TestClient(build(services)) as client:
        program = admitted(services, client)
        ada, eve = program.customer(), program.customer()
        made = program.post(f"{ada}/designs", {"family": "jeans"}).json()["id"]
        seen = program.get(f"{eve}/designs/{made}")
        assert seen.status_code == 200
        choice = {"variable": "fabric", "value": "hemp-12"}
        moved = program.post(f"{eve}/designs/{made}/choices", choice).json()
        assert moved["id"] != made
        assert [one["id"] for one in program.get(f"{eve}/designs").json()["items"]] == [moved["id"]]
        assert [one["id"] for one in program.get(f"{ada}/designs").json()["items"]] == [made]
        again = program.get(f"{ada}/designs/{made}").json()
        assert again["choices"] != moved["choices"]


def test_no_use_case_lets_it_happen(services, link):
    """Whatever door forgets to ask for a copy is refused."""
    eve = Visitor(browse.brand(services, "indigo"), PartyId("pty_eve"))
    design = DesignId(link.rsplit("/", 1)[1])
    acts = (
        lambda: configure.choose(services, eve, design, ("fabric", "hemp-12")),
        lambda: configure.retract(services, eve, design, "fabric"),
        lambda: configure.undo(services, eve, design),
        lambda: configure.unfinish(services, eve, design),
        lambda: configure.write(services, eve, design, {"waist": "90"}),
        lambda: finishing.finish(services, eve, design),
    )
    for act in acts:
        with pytest.raises(Forbidden, match="somebody else began"):
            act()
