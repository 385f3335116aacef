"""Taken along and brought: signed, checked, asked about first, counted once (S87, S97, S130, GDPR Art. 15 and 20)."""

import json
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import shopping
from guests import NOON, Customer
from sumisura.app import wired
from sumisura.kernel import BadInput, BrandId, PartyId, Rng
from sumisura.taste import repo as tastes
from sumisura.trust.sources import SOURCES
from sumisura.trust.texts import TEXTS
from sumisura.usecases import brands
from sumisura.usecases.my_data import exporting, importing, sealing, showing
from sumisura.usecases.my_data.importing import FromTheFuture, Taken
from sumisura.usecases.my_data.sealing import Altered
from sumisura.usecases.services import Visitor

INDIGO = BrandId("indigo")
OWN = tuple(name for name in SOURCES if name not in {"friends", "place"})
ITEMS = ("belt-hemp", "socks-boot", "jeans", "jeans/summer-wide", "material=hemp", "colour=black")
TOLD = st.lists(
    st.tuples(
        st.sampled_from(("liked", "viewed", "chose", "bought", "returned", "rated", "refused", "passed")),
        st.sampled_from(ITEMS),
        st.sampled_from(OWN),
        st.integers(0, 28),
    ),
    max_size=12,
)


@pytest.fixture(scope="module")
def elsewhere(moved_in, tmp_path_factory, noon) -> Iterator:
    """Another installation: the same catalogue, keys of its own."""
    with moved_in(tmp_path_factory.mktemp("elsewhere") / "data", mass_share=0.0) as settings:
        settings.key_file.unlink()
        with wired(settings, clock=noon, rng=Rng(7)) as made:
            yield made


@pytest.fixture
def there(elsewhere):
    """Somebody new at the other installation."""

    def come(brand="indigo"):
        with elsewhere.store.read() as tx:
            found = brands.load(tx, BrandId(brand))
        return Customer(elsewhere, Visitor(found, PartyId(elsewhere.ids.new("pty"))))

    return come


def taken_along(ada):
    return exporting.export(ada.services, ada.visitor)


def bring(one, file, *sources):
    return importing.bring(one.services, one.visitor, file, sources or OWN)


def lived(one, moment, told):
    for what, item, source, days in sorted(told, key=lambda each: -each[3]):
        moment.at = NOON
        moment.advance(days=28 - days)
        one.refuse(item) if what == "refused" else one.say(what, item, source)
    moment.at = NOON
    moment.advance(days=28)


# ---- the property


@given(told=TOLD)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_imported_in_a_fresh_installation_it_gives_the_same_top_ten(customer, there, moment, told):
    """S87, GDPR Art. 20: over random histories; in all of the ranking, not only its top."""
    moment.at = NOON
    ada = customer().agree(*OWN)
    lived(ada, moment, told)
    eve = there()
    bring(eve, taken_along(ada))
    assert eve.ranking() == ada.ranking()
    assert eve.ranking()[:10] == json.loads(taken_along(ada))["top"]
    assert eve.guest().taste.scores.tolist() == ada.guest().taste.scores.tolist()


# ---- what is in it


def test_it_holds_all_that_is_kept_with_what_is_inferred(services, person, clock):
    """GDPR Art. 15: access shows inferences; Art. 20: in a documented form a machine reads."""
    shopping.bag(person)
    shopping.buy(person)
    answer = person.client.get("/indigo/data/export.json")
    assert answer.headers["content-disposition"] == 'attachment; filename="my-data-indigo.json"'
    found = answer.json()
    assert (found["format"], found["version"], found["brand"]) == ("sumisura.my-data", 1, "indigo")
    assert set(found["digests"]) == {
        *("signals", "grants", "inferences", "top", "manners", "friends"),
        *("designs", "orders", "journal", "reads", "retained"),
        *("answers", "visit", "bag", "counted", "surveys"),
    }
    (order,) = found["orders"]
    assert "Via Roma 1" in order["recipient"]
    assert order["lines"][0]["words"]["waist"] == "84"
    assert found["retained"]
    assert all(one["article"].startswith("GDPR") for one in found["journal"])
    assert "maker@" not in answer.text


def test_grants_come_with_the_version_of_their_text(customer):
    ada = customer().agree("stated", "visit")
    ada.say("liked", "material=hemp")
    found = json.loads(taken_along(ada))
    assert {(one["purpose"], one["source"], one["text"]) for one in found["grants"]} == {
        ("personalise", name, list(TEXTS)[-1]) for name in ("stated", "visit")
    }
    assert found["inferences"]


# ---- brought


def test_brought_twice_it_counts_once_also_by_way_of_another_file(customer, there, moment):
    ada = customer().agree("stated")
    ada.say("liked", "belt-hemp")
    ada.say("liked", "material=hemp")
    file, eve = taken_along(ada), there()
    assert bring(eve, file) == Taken(2, 0)
    before = eve.guest().taste.scores.tolist()
    assert bring(eve, file) == Taken(0, 2)
    assert bring(eve, taken_along(eve)) == Taken(0, 2)
    assert bring(ada, file) == Taken(0, 2)
    assert eve.guest().taste.scores.tolist() == before


def test_only_what_is_agreed_to_at_that_moment_is_read(customer, there):
    ada = customer().agree("stated", "visit")
    ada.say("liked", "belt-hemp")
    ada.say("viewed", "socks-boot", "visit")
    ada.refuse("jeans/summer-wide")
    eve = there()
    seen = importing.look(eve.services, eve.visitor, taken_along(ada))
    assert [(one.name, many) for one, many in seen.sources] == [("stated", 1), ("visit", 1)]
    assert (seen.refusals, seen.ours) == (1, False)
    assert not showing.show(eve.services, eve.visitor).known  # looking writes nothing
    assert importing.bring(eve.services, eve.visitor, taken_along(ada), ["visit"]) == Taken(2, 0)
    with eve.services.store.read() as tx:
        kept = {(one.what, one.source) for one in tastes.signals(tx, INDIGO, eve.visitor.party)}
    assert kept == {("viewed", "visit"), ("refused", "stated")}
    assert eve.guest().sources == {"visit"}


def test_what_another_installation_sealed_is_its_owners_word_and_says_so(customer, there):
    ada = customer().agree("stated")
    ada.say("liked", "belt-hemp")
    file = taken_along(ada)
    eve, here = there(), customer()
    bring(eve, file, "stated")
    bring(here, file, "stated")
    for one, said in ((eve, "nobody vouches for it"), (here, "brought along from here")):
        view = showing.show(one.services, one.visitor, source="stated")
        assert said in view.timeline.entries[0].words
    assert importing.look(here.services, here.visitor, file).ours


@pytest.mark.parametrize("where", ["signals", "signature", "digests", "brand"])
def test_a_file_nested_without_end_is_altered_and_breaks_nothing(customer, where):
    ada = customer().agree()
    file = json.loads(taken_along(ada))
    deep = []
    for _ in range(100_000):
        deep = [deep]
    file[where] = {"signals": deep} if where == "digests" else {"key": deep} if where == "signature" else deep
    with pytest.raises(Altered):
        sealing.unseal(ada.services.keyring, file)


@pytest.mark.parametrize(
    ("section", "change"),
    [
        ("signals", lambda file: file["signals"][0].update(value=-1.0)),
        ("signals", lambda file: file["signals"].pop()),
        ("orders", lambda file: file.update(orders=[1])),
        ("retained", lambda file: file.pop("retained")),
        ("extra", lambda file: file.update(extra=1)),
        ("its seal", lambda file: file.update(exported_at="2020-01-01T00:00:00+00:00")),
        ("its seal", lambda file: file["digests"].update(signals="0" * 64)),
        ("its seal", lambda file: file["signature"].update(value="AAAA")),
        ("its seal", lambda file: file["signature"]["key"].update(x="AAAA")),
        ("its seal", lambda file: file["digests"].pop("orders")),
    ],
)
def test_an_altered_file_is_refused_with_what_is_wrong_and_nothing_is_lost(customer, there, section, change):
    ada = customer().agree("stated")
    ada.say("liked", "belt-hemp")
    file = json.loads(taken_along(ada))
    change(file)
    eve = there()
    with pytest.raises(Altered, match=section):
        bring(eve, json.dumps(file).encode())
    assert not showing.show(eve.services, eve.visitor).known


def test_a_file_laid_out_anew_is_the_same_file(customer, there):
    ada = customer().agree("stated")
    ada.say("liked", "belt-hemp")
    file = json.dumps(json.loads(taken_along(ada)), sort_keys=True).encode()
    assert bring(there(), file) == Taken(1, 0)


def test_a_file_from_a_future_version_is_refused_naming_versions(customer, there):
    file = json.loads(taken_along(customer().agree("stated")))
    file["version"] = 2
    with pytest.raises(FromTheFuture, match="form 2; this shop reads forms up to 1"):
        bring(there(), json.dumps(file).encode())


@pytest.mark.parametrize(
    "file",
    [b"", b"{}", b"[]", b"\xff", b'{"format":"sumisura.my-data"}', b"[" * 5000, b" " * (2**22 + 1), b"NaN"],
)
def test_what_is_no_such_file_is_refused(there, file):
    with pytest.raises(BadInput):
        bring(there(), file)


def test_signals_that_cannot_be_taken_in_are_counted_by_reason(customer, there, moment):
    """Another brand's file (S87): what this shop has is taken in, the rest is named."""
    ada = customer().agree("stated")
    ada.say("liked", "material=hemp")
    ada.say("liked", "belt-hemp")
    eve = there("bastone")
    seen = importing.look(eve.services, eve.visitor, taken_along(ada))
    assert dict(seen.left_out)["about something we do not have"] >= 1


def test_a_person_takes_it_along_and_brings_it_on_the_pages(services, visit):
    ada, eve = visit(), visit()
    shopping.begin(ada)
    ada.open("/indigo/item?id=belt-hemp")
    ada.press(value="refused")
    file = ada.client.get("/indigo/data/export.json").content
    page = eve.open("/indigo/data/import")
    (form,) = [one for one in page.forms if one.action.endswith("/import/look")]
    answer = eve.client.post(
        form.action,
        data={"csrf": form.fields["csrf"]},
        files={"file": ("mine.json", file, "application/json")},
    )
    eve._arrive(answer)
    assert "as we sealed it" in eve.page.text
    assert "1 thing you never want to see" in eve.page.text
    page = eve.press("Take it in")
    assert "1 signal is yours here now." in page.text
    assert "You told us that you do not want Woven hemp belt" in eve.open("/indigo/data").text
