"""Bring your rules: a file becomes a configurator, for an hour, of nobody and for anybody who has its link."""

import json
import re
from dataclasses import replace

import pytest
from litestar.testing import TestClient

from person import Page, Person
from shopping import BRANDS
from sumisura import worker
from sumisura.app import wired
from sumisura.kernel import WORKBENCH, BadInput, Brand
from sumisura.settings import Settings
from sumisura.space.repo import CURRENT, DRAFT, REVISION
from sumisura.store.walk import walk
from sumisura.trust.sessions import KIND as SESSION
from sumisura.usecases import brands
from sumisura.usecases.workbench import repo, samples
from sumisura.web.server import build

KINDS = (CURRENT, REVISION, DRAFT, SESSION, repo.KIND, repo.LEASE, "manners", "cart")
LAMP = samples.named("lamp.yaml").data
WIDE = 300


def cnf(size, *clauses):
    lines = [f"c {number} F{number}" for number in range(1, size + 1)]
    lines += [f"p cnf {size} {len(clauses)}", *(f"{' '.join(map(str, clause))} 0" for clause in clauses)]
    return "\n".join(lines).encode()


def send(person: Person, file: str = "", data: bytes = b"", **written) -> Page:
    """Choose a file, or write, and press the button, as a browser without script does."""
    page = person.open("/workbench")
    form = {"csrf": page.field("csrf"), "name": "", "text": "", **written}
    answer = person.client.post(
        "/workbench/bring", data=form, files={"file": (file, data)}, follow_redirects=True
    )
    return person._arrive(answer)


def kept(services):
    """Everything there is of the workbench, by kind."""
    with services.store.read() as tx:
        found = {kind: sum(1 for _ in walk(tx, WORKBENCH, kind)) for kind in KINDS}
    return {kind: number for kind, number in found.items() if number}


@pytest.fixture
def brought(person):
    """Somebody who has brought a lamp, at what was found in it."""
    send(person, "lamp.yaml", LAMP)
    assert person.status == 200
    return person


def test_a_file_becomes_what_is_found_in_it(brought):
    text = brought.page.text
    assert "A reading lamp" in text
    assert "20 variants" in text  # 3 feet × 2 arms, less the clamp's long one, × 2 shades × 2 bulbs
    assert "Exactly twenty." in text
    assert "lamp.yaml: bulb.halogen" in text
    assert "paper-cool" in text
    assert re.search(r"Gone at \d\d:\d\d UTC", text)
    assert re.fullmatch(r"/workbench/[0-9a-f]{32}", brought.at)


def test_it_is_the_configurator_of_every_shop(brought):
    brought.press("Configure it")
    assert brought.page.price == 8900
    brought.press(value="foot:clamp")
    brought.press(value="arm:long")
    assert "A clamp tears out under a long arm." in brought.page.text
    brought.press("Have it anyway")
    assert "Clamp → open again" in brought.page.text.replace("  ", " ")
    brought.press(value="bulb:halogen")
    assert "It cannot be had in any way we can make." in brought.page.text
    brought.press("Finish it for me")
    assert "Nothing can be ordered here" in brought.page.text
    brought.press("Undo")
    assert brought.status == 200


def test_nothing_can_be_ordered(brought, services):
    brought.press("Configure it")
    brought.press("Finish it for me")
    assert not [one for one in brought.page.buttons if "bag" in one.action or "bag" in one.text.lower()]
    csrf = brought.page.field("csrf")
    for path in (f"{brought.at.partition('?')[0]}/bag", "/workbench/goods/bag", "/workbench/checkout/order"):
        assert brought.client.post(path, data={"csrf": csrf}).status_code in {404, 405}, path
    for path in (
        "bag",
        "checkout",
        "orders",
        "taste",
        "data",
        "search",
        "designs",
        "audit",
        "office",
        "held",
    ):
        assert brought.client.get(f"/workbench/{path}").status_code in {404, 405, 410}, path


def test_another_visitor_has_it_by_its_link_and_a_design_by_its_own(brought, visit):
    brought.press("Configure it")
    brought.press(value="foot:floor")
    friend = visit()
    page = friend.open(brought.at.partition("?")[0])
    assert page.button(value="foot:floor").attributes["aria-pressed"] == "true"
    friend.press(value="shade:steel")
    assert brought.open(brought.at).button(value="shade:steel").attributes["aria-pressed"] == "true"
    assert friend.open(f"/workbench/{'0' * 32}").text.count("kept for 60 minutes")
    assert friend.status == 410


def test_after_its_hour_it_is_gone_with_all_that_was_made_of_it(brought, services, clock):
    found = brought.at
    brought.press("Configure it")
    design = brought.at
    send(brought, "two.txt", cnf(2, [1, 2]))
    clock.advance(minutes=59)
    brought.open(found)
    assert brought.status == 200
    clock.advance(minutes=1)
    for path in (found, design):
        brought.open(path)
        assert (brought.status, "Bring the file again." in brought.page.text) == (410, True), path
        assert "Nothing you made was lost" not in brought.page.text
    assert kept(services)[repo.KIND] == 2, "not shown is not yet deleted"
    clock.advance(seconds=30)
    worker.turn(services)
    assert kept(services) == {}
    assert not any(services.workbench.spaces.iterdir())


def test_nothing_is_kept_of_who_brought_it_and_nothing_is_learned(brought, services):
    brought.press("Configure it")
    brought.press(value="foot:floor")
    brought.press("Finish it for me")
    assert services.navigation.settle(5)
    with services.store.read() as tx:
        assert list(tx.ledger.read(WORKBENCH)) == []
        drafts = [json.loads(record.body) for record in walk(tx, WORKBENCH, DRAFT)]
    assert [draft["party"] for draft in drafts] == [""]
    assert kept(services).keys() == {CURRENT, REVISION, DRAFT, repo.KIND, repo.LEASE}
    assert WORKBENCH not in [brand.id for brand in worker.browse.every_brand(services)]
    cookie = next(one for one in brought.client.cookies.jar if one.name.startswith("visit-"))
    assert cookie.expires is None


def test_every_problem_is_shown_in_its_place_and_the_file_is_not_lost(person):
    wrong = LAMP.replace(b"price: 18.00", b"price: dear").replace(b"foot = clamp", b"fot = clamp")
    page = send(person, "lamp.yaml", wrong)
    assert person.status == 422
    for said in ("lamp.yaml:14", "lamp.yaml:36", "2 things have to be mended first", "Did you mean"):
        assert said in page.text, said
    assert (
        '<span class="fault__number">14</span>           disc: {label: Cast disc, price: dear}' in page.html
    )
    text = re.search(r'name="text"[^>]*>(.*?)</textarea>', page.html, re.DOTALL)[1]
    assert "price: dear" in text
    mended = text.replace("price: dear", "price: 18.00").replace("fot", "foot")
    send(person, text=mended, name="lamp.yaml")
    assert "20 variants" in person.page.text


def test_a_pasted_text_says_itself_what_it_is(person):
    send(person, text=cnf(3, [1, 2, 3], [-1, -2]).decode())
    assert "5 variants" in person.page.text


@pytest.mark.parametrize("sample", samples.every(), ids=lambda one: one.file)
def test_each_of_our_own_samples_takes_one_tap(person, sample):
    assert person.open("/workbench").button(value=sample.file)
    send(person, sample=sample.file)
    assert person.status == 200, person.page.text
    person.press("Configure it")
    assert person.status == 200


def test_every_sample_there_is_is_offered():
    assert {path.name for path in (BRANDS.parent / "rules").iterdir()} == samples.ABOUT.keys()


HOSTILE = {
    "empty.yaml": b"",
    "bomb.yaml": b"a: &a [x,x,x,x,x,x,x,x,x]\n"
    + b"".join(b"%c: &%c [%s]\n" % (98 + n, 98 + n, b",".join([b"*%c" % (97 + n)] * 9)) for n in range(9)),
    "deep.yaml": b"[" * 100_000,
    "laughs.xml": b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><instance>&b;</instance>',
    "outside.xml": b'<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><instance>&a;</instance>',
    "huge.dimacs": b"p cnf 999999999 1\n1 0\n",
    "zeros.csv": b"\0" * 5000,
    "photo.jpg": b"\xff\xd8\xff\xe0" * 100,
    "<script>alert(1)</script>.yaml": b"family: <script>alert(1)</script>\n",
    "../../../etc/cron.d/x.yaml": b"family: x\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_kindly_and_leaves_nothing(person, services, name):
    page = send(person, name, HOSTILE[name])
    assert person.status == 422
    assert "to be mended first" in page.text
    assert "<script>alert" not in page.html
    assert "root:" not in page.html
    assert kept(services) == {}


def test_what_is_no_text_is_not_put_in_the_box(person):
    page = send(person, "picture.uvl", bytes(range(256)))
    assert "not written in UTF-8" in page.text
    assert "Your file is where it was" in page.text
    assert "\ufffd" not in page.html


def test_a_file_that_is_too_large_is_named_so(person, services):
    page = send(person, "big.csv", b"a,b\n" * (services.workbench.allows.bytes // 4 + 1))
    assert (person.status, "larger than 8,000,000 bytes" in page.text) == (422, True)


def test_who_brings_too_many_waits(person):
    for _ in range(12):
        send(person, text="x")
    send(person, text="x")
    assert (person.status, "Too many files brought" in person.page.text) == (429, True)


@pytest.fixture
def narrow(services):
    """Makes a person at a workbench that allows little."""
    opened = []

    def come(**allows):
        bench = replace(services.workbench, allows=replace(services.workbench.allows, **allows))
        shelf = replace(services.shelf, workbench=bench)
        client = TestClient(build(replace(services, workbench=bench, shelf=shelf)), base_url="http://t.local")
        opened.append(client.__enter__())
        return Person(client)

    yield come
    for client in opened:
        client.__exit__(None, None, None)


def test_a_family_that_does_not_compile_still_works_and_says_so(narrow):
    person = narrow(way="search")
    send(person, "lamp.yaml", LAMP)
    assert "part of it is searched: it works, slower" in person.page.text
    assert "bulb.halogen" in person.page.text
    person.press("Configure it")
    person.press(value="foot:clamp")
    person.press(value="arm:long")
    assert "A clamp tears out under a long arm." in person.page.text


def test_a_full_workbench_says_so(narrow):
    person = narrow(most=1)
    send(person, "lamp.yaml", LAMP)
    page = send(person, "lamp.yaml", LAMP)
    assert (person.status, "The workbench is full." in page.text) == (503, True)


def test_rules_that_leave_nothing_are_named(person):
    page = send(person, "none.dimacs", cnf(2, [1], [-1], [2]))
    assert "Its rules leave nothing at all." in page.text
    assert "none.dimacs:4" in page.text
    assert not [one for one in page.buttons if one.text == "Configure it"]


def test_hundreds_of_choices_come_a_step_at_a_time_and_can_be_searched(person):
    """S59: bounded choices a screen."""
    send(person, "wide.dimacs", cnf(WIDE, *([-n, n + 1] for n in range(1, WIDE, 3)), [-WIDE]))
    page = person.press("Configure it")
    assert len(page.html) < 100_000
    options = [one for one in page.buttons if one.name == "option"]
    assert len(options) == 80
    assert "Find among 300 choices" in page.text
    at = person.at
    page = person.open(f"{at}?find=F29")
    assert {one.value.split(":")[0] for one in page.buttons if one.name == "option"} == {
        "F29", *(f"F29{n}" for n in range(10))
    }  # fmt: skip
    page = person.press(value="F295:yes")
    assert "find=F29" in person.at
    assert page.button(value="F295:yes").attributes["aria-pressed"] == "true"
    page = person.open(f"{at}?step=all.8")
    assert page.button(value="F296:no").attributes["data-state"] == "unavailable"
    person.press(value="F296:no")
    assert "F295 needs F296." in person.page.text
    person.press("Have it anyway")
    assert person.page.button(value="F296:no").attributes["aria-pressed"] == "true"
    assert "F295" in person.page.text
    assert len(person.page.html) < 100_000


def test_what_is_personal_or_drawn_stays_at_home(person):
    jeans = (BRANDS / "indigo" / "jeans.yaml").read_bytes()
    page = send(person, "jeans.yaml", jeans)
    assert "nothing personal is asked for here" in page.text.lower()
    assert "its drawing stays at home" in page.text.lower()
    page = person.press("Configure it")
    assert "field.waist" not in page.html


def test_no_brand_can_be_called_workbench(services):
    with services.store.write() as tx, pytest.raises(BadInput, match="another name"):
        brands.save(tx, Brand(WORKBENCH, "Ours", "EUR"))


def test_without_a_setting_there_is_none(tmp_path, database):
    with wired(Settings(data=tmp_path, database=database)) as services, TestClient(build(services)) as client:
        assert client.get("/workbench").status_code == 404
        assert "Bring your rules" not in client.get("/").text
