"""Attempts to collect what nobody agreed to, or what nobody may agree to; each is refused, and the refusal logged.

S26, S37, S69, S83: by every door there is. What is kept afterwards is nothing but that it was tried.
"""

import json
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest

from shopping import begin
from sumisura.files.rows import Rejects, open_table
from sumisura.kernel import PartyId
from sumisura.space.read.errors import BadFamily
from sumisura.taste import repo as tastes
from sumisura.taste.model import Item, ItemId, Kind
from sumisura.trust.admission import Refused
from sumisura.trust.grants import Grants
from sumisura.trust.never import NEVER, NeverKept
from sumisura.trust.pseudonyms import pseudonym
from sumisura.trust.purposes import UndeclaredPurpose
from sumisura.trust.sources import SOURCES, UnknownSource
from sumisura.usecases.bringing_in import catalogues, publish, touchpoints
from sumisura.usecases.bringing_in.consents import Vouched
from sumisura.usecases.bringing_in.presets import BadPresets
from sumisura.usecases.bringing_in.touchpoints import Touch
from sumisura.usecases.noticing import note
from sumisura.usecases.services import Visitor
from sumisura.usecases.tasting.signals import record_many, signal

SECRETS = ("ada lovelace", "female", "catholic", "0.83", "72", "45.71")
"""What the attacks bring along; none of it may be found in the log of refusals."""


def nothing_personal_in(events):
    for event in events:
        assert not any(secret in str(event.context).lower() + event.subject for secret in SECRETS), event


# Before consent.


@pytest.mark.parametrize("source", [name for name in SOURCES if name != "friends"])
def test_collecting_before_consent(services, watcher, here, source):
    """S37: through the gate, of any source; the person sees that it was tried."""
    what = signal(services, "liked", ItemId("belt-hemp"), source)
    with services.store.write() as tx:
        (refused,) = record_many(services, tx, here.id, PartyId("pty_ada"), [what])
        assert tastes.signals(tx, here.id, PartyId("pty_ada")) == ()
    assert refused.why == "no consent"
    assert watcher.counts("pty_ada") == {("no consent", source): 1}
    assert watcher.counts("pty_ben") == {}


def test_collecting_from_somebody_who_withdrew(services, watcher, here):
    grants, ada = Grants(services.ids), PartyId("pty_ada")
    with services.store.write() as tx:
        grants.give(tx, here.id, ada, "personalise", "purchases", "v1")
        grants.withdraw(tx, here.id, ada, "personalise", "purchases")
        record_many(
            services, tx, here.id, ada, [signal(services, "bought", ItemId("belt-hemp"), "purchases")]
        )
    assert watcher.counts(ada) == {("no consent", "purchases"): 1}


def test_a_history_that_nobody_vouches_for(services, watcher, bring):
    outcome, _ = bring(
        "h.csv", f"customer,item,date\nc1,belt-hemp,{services.clock.now():%Y-%m-%d}\n", Vouched()
    )
    assert (outcome.kept, outcome.refused) == (0, {("no consent", "purchases"): 1})
    assert watcher.counts(pseudonym(services.keyring, "indigo", "c1")) == {("no consent", "purchases"): 1}


def test_agreeing_on_a_form_to_a_source_that_does_not_exist(person, watcher):
    """Through HTTP: a hand-made form that switches on what no page offers."""
    person.open("/indigo/taste")
    csrf = person.page.field("csrf")
    for source in ("retina", "voice.tone", "Ada Lovelace"):
        answer = person.client.post("/indigo/taste/grant", data={"csrf": csrf, "source": source, "on": "yes"})
        assert answer.status_code == 422
    counts = watcher.counts()
    assert counts == {("never", "biometrics"): 1, ("never", "emotions"): 1, ("unknown source", ""): 1}
    nothing_personal_in(watcher.events())


@pytest.mark.parametrize("level", ["everything", "devices", "retina", "../none"])
def test_a_level_that_nobody_offers_grants_nothing(person, services, level):
    person.open("/indigo/taste")
    data = {"csrf": person.page.field("csrf"), "level": level, "improve": "yes"}
    person.client.post("/indigo/taste/consent", data=data)
    with services.store.read() as tx:
        assert tx.records.page("indigo", "grants") in ([], ())


# Another purpose.


@pytest.mark.parametrize("purpose", ["politics", "credit-scoring", "insurance", ""])
def test_another_purpose(services, watcher, fact, purpose):
    """S37: kept for it, read for it, or agreed to for it: not without declaring it, which everybody could read."""
    with services.store.write() as tx:
        (refused,) = services.gate.collect(tx, fact(purpose=purpose))
    with pytest.raises(UndeclaredPurpose), services.store.read() as tx:
        services.gate.read(tx, "indigo", purpose)
    with pytest.raises(UndeclaredPurpose), services.store.write() as tx:
        Grants(services.ids).give(tx, "indigo", PartyId("pty_ada"), purpose, "purchases", "v1")
    assert refused.why == "undeclared"
    assert watcher.counts()["undeclared", ""] == 2


def test_a_consent_for_politics_brought_in_with_a_history(services, watcher, bring):
    row = f"customer,item,date\nc1,belt-hemp,{services.clock.now():%Y-%m-%d}\n"
    with pytest.raises(UndeclaredPurpose):
        bring("h.csv", row, Vouched("v1", services.clock.now() - timedelta(days=9), purposes=("politics",)))
    assert watcher.counts() == {("undeclared", ""): 1}
    assert "signal.bought" not in {event.kind for event in watcher.journal()}


def test_a_reader_for_another_purpose_finds_nothing_of_a_purchase(services, here):
    """Declared, and yet another purpose: what was kept to make an order is not read to ask or to improve without a yes."""
    with services.store.write() as tx:
        services.gate.collect(tx, _order(services, here))
    for purpose in ("personalise", "improve", "survey", "research", "visit", "wishes", "consent", "security"):
        with services.store.read() as tx:
            seen = services.gate.read(tx, here.id, purpose).entries
        assert "order.placed" not in {one.event.kind for one in seen}, purpose


def _order(services, here):
    from sumisura.kernel import Event, EventId

    id_, now = EventId(services.ids.new("evt")), services.clock.now()
    return Event(id_, here.id, "order.placed", now, PartyId("pty_ada"), "ord_1", "purchases", "order")


# What is never collected, by every door.

CARRIED = {
    "biometrics": {"face": "0.83", "iris_code": "x"},
    "emotions": {"voice_tone": "tense"},
    "staff": {"agent_score": 0.83},
    "special": {"person": {"religion": "catholic"}},
    "demographics": {"deep": [{"Gender": "female"}]},
    "whereabouts": {"latitude": 45.71},
    "others": {"address_book": ["Ada Lovelace"]},
}


@pytest.mark.parametrize("name", CARRIED)
def test_a_plugin_hands_it_to_the_gate(services, watcher, fact, name):
    """Even from somebody who agreed to everything: nobody can agree to this here."""
    with services.store.write() as tx:
        every = [("personalise", source) for source in SOURCES]
        Grants(services.ids).give_all(tx, "indigo", PartyId("pty_ada"), every, "v1")
        for source in ("visit", "devices", "conversation"):
            (refused,) = services.gate.collect(
                tx, fact(source=source, purpose="personalise", **CARRIED[name])
            )
            assert (refused.why, refused.detail) == ("never", name)
    assert watcher.counts("pty_ada") == {("never", name): 3}
    nothing_personal_in(watcher.events())


@pytest.mark.parametrize("name", CARRIED)
def test_a_page_notes_it_about_a_visit(services, watcher, here, name):
    visitor = Visitor(here, PartyId("pty_ada"))
    with pytest.raises(Refused, match="never"):
        note(services, visitor, "page.seen", "belt-hemp", **CARRIED[name])
    assert watcher.counts("pty_ada") == {("never", name): 1}


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("voice.tone", "emotions"),
        ("staff.performance", "staff"),
        ("face.matched", "biometrics"),
        ("gaze", "emotions"),
    ],
)
def test_a_workers_voice_is_heard_on_a_call(services, watcher, fact, kind, name):
    """S26: about a member of staff, for no matter which purpose that needs no consent."""
    for purpose in ("visit", "order", "accounts", "security"):
        with services.store.write() as tx:
            (refused,) = services.gate.collect(tx, fact(kind, purpose=purpose, party="pty_clerk", level=0.83))
        assert (refused.why, refused.detail) == ("never", name)
    assert watcher.counts("pty_clerk") == {("never", name): 4}


@pytest.mark.parametrize(
    "reading", ["heart_rate=72", "face=0.83", "gaze=left", "skin conductance=0.83", "gender=x"]
)
def test_a_device_reads_a_body(services, watcher, here, reading):
    """S26: as a reading of the source that was agreed to."""
    ada = PartyId("pty_ada")
    with services.store.write() as tx:
        Grants(services.ids).give(tx, here.id, ada, "personalise", "devices", "v1")
        (refused,) = record_many(
            services, tx, here.id, ada, [signal(services, "measured", ItemId(reading), "devices")]
        )
    assert refused.why == "never"
    assert sum(watcher.counts(ada).values()) == 1
    nothing_personal_in(watcher.events(ada))


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"what": "voice.tone"}, "emotions"),
        ({"source": "retina"}, "biometrics"),
        ({"item": "gender=female"}, "demographics"),
        ({"item": "religion=catholic", "what": "said"}, "special"),
        ({"what": "friend"}, "others"),
    ],
)
@pytest.mark.parametrize("at", touchpoints.TOUCHES)
def test_somebody_notes_it_at_the_till_on_the_phone_or_from_a_letter(services, watcher, at, wrong, name):
    touch = Touch(
        at, **{"customer": "Ada Lovelace", "item": "belt-hemp", "what": "liked", "under": "v1"} | wrong
    )
    with pytest.raises(NeverKept) as found:
        touchpoints.note(services, "indigo", touch)
    assert found.value.entry is NEVER[name]
    ada = pseudonym(services.keyring, "indigo", "Ada Lovelace")
    assert watcher.counts(ada) == {("never", name): 1}
    nothing_personal_in(watcher.events())


def rows(services):
    day = f"{services.clock.now():%Y-%m-%dT%H:%M:%SZ}"
    plain = {"customer": "Ada Lovelace", "item": "belt-hemp", "at": day, "what": "liked", "source": "stated"}
    return [
        plain,
        plain | {"what": "voice.tone"},
        plain | {"source": "retina"},
        plain | {"item": "gender=female"},
        plain | {"item": "gender=female", "what": "said", "source": ""},
        plain | {"what": "friend_liked", "source": ""},
        plain | {"source": "friends"},
    ]


def csv_of(found):
    return "\n".join([",".join(found[0]), *(",".join(row.values()) for row in found)]) + "\n"


def parquet_of(found):
    with TemporaryDirectory() as folder, duckdb.connect() as db:
        Path(folder, "h.jsonl").write_text(lines_of(found))
        db.execute(f"copy (from read_json('{folder}/h.jsonl')) to '{folder}/h.parquet'")
        return Path(folder, "h.parquet").read_bytes()


def lines_of(found):
    return "\n".join(json.dumps(row) for row in found)


def cloud_events_of(found):
    def event(number, row):
        data = {"customer": row["customer"], "channel": row["source"]}
        more = {"type": row["what"], "subject": row["item"], "time": row["at"], "data": data}
        return {"specversion": "1.0", "id": f"e{number}", "source": "https://shop.example", **more}

    return json.dumps([event(number, row) for number, row in enumerate(found)])


FORMS = {
    "h.csv": csv_of, "h.parquet": parquet_of, "h.jsonl": lines_of, "h.json": cloud_events_of,
}  # fmt: skip


@pytest.mark.parametrize("file", FORMS)
def test_a_history_carries_it(services, watcher, bring, file):
    """In every form a history may have: the good row is kept, the others are named, counted, and told to the person."""
    given = {"data.channel": "source"} if file == "h.json" else {}
    outcome, rejects = bring(file, FORMS[file](rows(services)), given=given)
    assert outcome.kept == 1
    expected = {("never", "emotions"): 1, ("never", "biometrics"): 1, ("never", "demographics"): 2}
    assert outcome.refused == expected | {("never", "others"): 2}
    assert rejects.count == 6
    ada = pseudonym(services.keyring, "indigo", "Ada Lovelace")
    assert watcher.counts(ada) == outcome.refused
    nothing_personal_in(watcher.events())


def test_a_history_makes_a_quality_of_a_gender(services, watcher, bring):
    found = f"customer,item,at,sex\nc1,gone,{services.clock.now():%Y-%m-%d},female\n"
    with pytest.raises(NeverKept, match="--map"):
        bring("h.csv", found, given={"sex": "token"})
    assert watcher.counts() == {("never", "demographics"): 1}


def test_columns_that_nobody_asked_for_leave_no_trace(services, watcher, bring):
    """S69: what is not mapped is never looked at, let alone kept."""
    columns = "customer,item,at,gender,religion,iban,heart_rate"
    outcome, _ = bring(
        "h.csv", f"{columns}\nc1,belt-hemp,{services.clock.now():%Y-%m-%d},female,catholic,IT60,72\n"
    )
    assert outcome.kept == 1
    told = str(
        [(event.subject, event.context) for event in watcher.journal() if event.kind == "signal.bought"]
    )
    assert not any(word in told for word in ("female", "catholic", "IT60", "72"))


# Segments by demographics, through what goods are like.


def test_a_list_of_goods_has_columns_that_sort_people(services, watcher, here, tmp_path):
    path = tmp_path / "goods.csv"
    path.write_text(
        "id,title,gender,Age group,Zielgruppe,cask_age,face\nw-1,Dram,female,adult,25-34,12 years,steel\n"
    )
    with Rejects(path) as rejects:
        stocked = catalogues.bring_in(services, here, open_table(path), rejects)
    assert list(stocked.left_out) == ["gender", "Age group", "Zielgruppe"]
    with services.store.read() as tx:
        assert tastes.item(tx, here.id, ItemId("w-1")).tokens == ("cask_age=12-years", "face=steel")
    assert watcher.counts() == {("never", "demographics"): 3}


def test_a_product_feed_names_gender_and_age_group(services, watcher, here, tmp_path):
    """Google's specification asks for both; ours leaves both out, and says so."""
    path = tmp_path / "feed.tsv"
    path.write_text("id\ttitle\tgtin\tcolor\tgender\tage_group\nf-1\tBelt\t1\tBlue\tfemale\tadult\n")
    with Rejects(path) as rejects:
        stocked = catalogues.bring_in(services, here, open_table(path), rejects)
    assert list(stocked.left_out) == ["gender", "age_group"]
    with services.store.read() as tx:
        assert tastes.item(tx, here.id, ItemId("f-1")).tokens == ("colour=blue",)
    assert watcher.counts() == {("never", "demographics"): 2}


FAMILY = "family: jeans\ntitle: Jeans\ncurrency: EUR\nchoices:\n  {}\n"


@pytest.mark.parametrize(
    "choice",
    [
        "gender: {values: [female, male]}",
        "cut: {values: {slim: {tags: [gender=female]}}}",
        "cut: {values: {slim: {tags: [ethnicity=x]}}}",
        "cut: {values: {slim: {attributes: {age: 12 years}}}}",
        "cut: {values: {slim: {look: {target_group: young}}}}",
    ],
)
def test_a_family_file_sorts_people(tmp_path, choice):
    """The file is refused with line and mend before anything is written."""
    from sumisura.space.read import read_family

    path = tmp_path / "jeans.yaml"
    path.write_text(FAMILY.format(choice))
    with pytest.raises(BadFamily) as found:
        read_family(path)
    (problem,) = found.value.problems
    assert problem.where == "jeans.yaml:5"
    assert problem.mend.startswith("Leave it out")


def test_what_is_asked_to_make_a_thing_may_be_asked(tmp_path):
    """A life jacket needs an age; a field is not learned from, and rests in the vault."""
    from sumisura.space.read import read_family

    path = tmp_path / "jeans.yaml"
    path.write_text(
        FAMILY.format("cut: {values: [slim]}")
        + "fields:\n  age: {kind: number, maximum: 99, personal: true}\n"
    )
    assert read_family(path).fields[0].personal


def test_a_preset_is_for_a_gender(tmp_path):
    from sumisura.space.read import read_family
    from sumisura.usecases.bringing_in.presets import read_presets

    family = tmp_path / "jeans.yaml"
    family.write_text(FAMILY.format("cut: {values: [slim]}"))
    presets = tmp_path / "presets.yaml"
    presets.write_text(
        "presets:\n  her:\n    family: jeans\n    tags: [gender=female]\n    choices: {cut: slim}\n"
    )
    with pytest.raises(BadPresets, match=r"presets\.yaml:4"):
        read_presets(presets, [read_family(family)])


def test_a_plugin_offers_goods_that_sort_people(services, watcher, here):
    """Past every reader: the last door refuses it as well, and nothing of the brand is written."""
    good = Item(ItemId("w-1"), Kind.GOOD, "Dram", tokens=("colour=amber", "gender=female"))
    with services.store.read() as tx:
        before = tastes.items_revision(tx, here.id)
    with pytest.raises(NeverKept), services.store.write() as tx:
        tastes.save_items(tx, here.id, [good])
    folder = publish.Folder(here, [], publish.read_folder(publish_path()).prices, goods=[good])
    with pytest.raises(NeverKept):
        publish.publish(services, folder)
    with services.store.read() as tx:
        assert tastes.items_revision(tx, here.id) == before
    assert watcher.counts() == {("never", "demographics"): 1}


def publish_path():
    from shopping import BRANDS

    return BRANDS / "indigo"


def test_a_form_says_something_of_a_gender(person, watcher):
    """Through HTTP: only what the shop has can be told of, so nobody's own words enter the journal."""
    begin(person)
    csrf = person.page.field("csrf")
    for item in ("gender=female", "religion=catholic"):
        data = {"csrf": csrf, "item": item, "what": "liked"}
        assert person.client.post("/indigo/tell", data=data).status_code == 404
    assert not any(word in str(watcher.journal()) for word in ("female", "catholic"))


def test_an_unknown_source_in_the_record_itself(services, watcher, here):
    one = signal(services, "liked", ItemId("belt-hemp"), "stated")
    from dataclasses import replace

    with pytest.raises(UnknownSource), services.store.write() as tx:
        record_many(services, tx, here.id, PartyId("pty_ada"), [replace(one, source="iris scan")])
    assert watcher.counts("pty_ada") == {("never", "biometrics"): 1}
