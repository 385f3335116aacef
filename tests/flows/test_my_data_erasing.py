"""Erased is erased: in the database, its log, every file beside it, and in what others are shown (S97, GDPR Art. 17)."""

import json
import os
import re
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import MetaData, select

import shopping
from engines import postgres_url
from resting import backed_up, left, outside
from sumisura.journal.read import entries
from sumisura.kernel import BrandId, OrderState, PartyId, SumisuraError
from sumisura.orders import repo as orders
from sumisura.orders.lifecycle import advance
from sumisura.store.ports import Keys
from sumisura.taste import repo as tastes
from sumisura.taste.crowd import repo as crowd
from sumisura.taste.model import MEANINGS
from sumisura.trust.audit.model import FORGOTTEN
from sumisura.trust.erasure import Forgotten
from sumisura.trust.gate import REFUSED
from sumisura.trust.grants import GIVEN, WITHDRAWN
from sumisura.trust.pseudonyms import pseudonym
from sumisura.trust.sources import SOURCES
from sumisura.usecases import accounts, greeting
from sumisura.usecases.bringing_in import publish, touchpoints
from sumisura.usecases.bringing_in.touchpoints import Touch
from sumisura.usecases.learning import crowds
from sumisura.usecases.my_data import erasing, exporting, importing, orders_kept, telling
from sumisura.usecases.services import Visitor
from sumisura.usecases.shop import settling
from sumisura.usecases.tasting import agreeing, circles, survey, wishes
from sumisura.worker import turn

INDIGO = BrandId("indigo")
ALL = tuple(SOURCES)
WORDS = {
    "name": "Zefirina Canarini",
    "street": "Vicolo Kanarienvogel 77",
    "postcode": "KW-99871",  # five figures alone stand in some random id or other
    "town": "Borgocanarino",
    "email": "zefirina@canarini.example",
}
ENGRAVED = "Kanarienhahn"
SEARCHED = "kanarienfederkleid"
NUMBER = "KUNDE-CANARY-90210"
GIFT = "Fuer Zeisigmund zum Kanarientag"
MARK = "kanarienmarke-4242"
GREETED = ("Kanarinchen", "Zeisigbert")
TWO_MORE_FIELDS = """\
      gift:
        label: Note in the parcel
        personal: true
        max_length: 40
        example: For Ada
      mark:
        label: Mark on the ticket
        max_length: 20
        example: A 1

rules:
"""
"""Of a family: a gift note that is somebody's own words, and a field that is nobody's."""


def party_of(services, person):
    """Whom the browser's cookie stands for."""
    from sumisura.trust.sessions import Door

    token = next(value for name, value in person.client.cookies.items() if name.endswith("visit-indigo"))
    with services.store.read() as tx:
        session = services.sessions.find(tx, INDIGO, token, Door.VISIT)
    return (session.party if session else PartyId("")), token


def visitor_of(services, party):
    from sumisura.usecases import brands

    with services.store.read() as tx:
        return Visitor(brands.load(tx, INDIGO), party)


def everywhere(rests, *words):
    """Where any of these words stands, in any file of the shop's folder, and in any table of its database."""
    return [(name, word) for name, body in left(rests).items() for word in words if stands_in(body, word)]


def in_files(folder, *words, but=""):
    """Where any of these words stands, in any file of the folder but of one below it."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and but not in path.relative_to(folder).parts:
            body = path.read_bytes()
            found += [(path.name, word) for word in words if stands_in(body, word)]
    return found


def stands_in(body, word):
    return word.encode() in body or word.encode("utf-16-le") in body


def lived(services, person, staff, friend=None):
    """A full life in the shop: agrees, tells, searches, designs, orders, is delivered to, answers, names a friend."""
    person.open("/indigo")
    person.press("Make yours")
    party, token = party_of(services, person)
    visitor = visitor_of(services, party)
    agreeing.grant_many(services, visitor, ALL, True)
    person.open(f"/indigo/search?q={SEARCHED}")
    wishes.tell(services, visitor, "belt-hemp", "liked")
    wishes.tell(services, visitor, "socks-boot", "refused")
    wishes.serve(services, visitor, cell="IT-34")
    touchpoints.note(services, INDIGO, Touch("till", party, "material=hemp", "liked"))
    circles.code(services, visitor)
    if friend:
        with services.store.write() as tx:
            tastes.name_friends(tx, INDIGO, party, [friend])
            tastes.name_friends(tx, INDIGO, friend, [party])
    return party, token, visitor


def ordered(person, **more):
    fields = {"name": ENGRAVED, **more}
    shopping.bag(
        person, "indigo", "inscription:named", **{f"field.{name}": text for name, text in fields.items()}
    )
    return shopping.buy(person, **WORDS).split("/")[-1].partition("?")[0]


def deliver(services, order_id, *states):
    for state in states:
        with services.store.write() as tx:
            found, version = orders.order(tx, INDIGO, order_id)
            orders.save(tx, advance(found, state, services.clock.now()), version)


def settle(services):
    """Let the worker do what it does, an hour and a bit later."""
    assert services.navigation.settle(5)
    services.clock.advance(minutes=90)
    turn(services)
    services.store.scrub()


def with_more_fields(services, folder):
    """The shop's jeans, with a gift note and a mark of no one's to write."""
    copied = shutil.copytree(shopping.BRANDS / INDIGO, folder / INDIGO)
    jeans = copied / "jeans.yaml"
    jeans.write_text(jeans.read_text().replace("\nrules:\n", f"{TWO_MORE_FIELDS}", 1))
    publish.publish(services, publish.read_folder(copied))


def brought(services, visitor, other):
    """A file of somebody else's, who is erased since, taken in as one's own; whose file it was."""
    stranger, _ = party_of(services, _arrived(other))
    theirs = visitor_of(services, stranger)
    agreeing.grant_many(services, theirs, ALL, False)
    wishes.tell(services, theirs, "tee-striped", "liked")
    file = exporting.export(services, theirs)
    erasing.erase(services, theirs)
    taken = importing.bring(services, visitor, file, ALL)
    assert taken.signals == 1
    return stranger


def greeted(services, visitor, staff):
    """Once by name at the counter, and with a code that was never shown."""
    told, waits = GREETED
    code = greeting.issue(services, visitor, told, fits=True).code
    clerk = staff()
    clerk.open("/indigo/office/greet")
    assert told in clerk.press("Greet them", code=code).text
    return code, greeting.issue(services, visitor, waits, fits=False).code


def test_nothing_of_an_erased_person_is_in_any_byte(
    services, rests, visit, person, staff, tmp_path, caplog, capfd
):
    """S97, GDPR Art. 17: canaries planted wherever a person can leave something, looked for in every file."""
    with_more_fields(services, tmp_path)
    friend, _ = party_of(services, _arrived(visit()))
    party, token, visitor = lived(services, person, staff, friend)
    shopping.begin(person)
    person.press("Save what I wrote", **{"field.mark": MARK})  # in a design that is never ordered
    order = ordered(person, gift=GIFT, mark=MARK)
    code = circles.code(services, visitor)
    clerk = staff("maker")
    clerk.open(f"/indigo/office/orders/{order}")
    for planted in (WORDS["street"], ENGRAVED, GIFT, MARK):
        assert planted in clerk.page.text
    deliver(services, order, OrderState.MAKING, OrderState.SHIPPED, OrderState.DELIVERED)
    person.open(f"/indigo/orders/{order}")
    survey.answer(services, visitor, order, {survey.LIKED: "5"})
    touchpoints.note(services, INDIGO, Touch("till", NUMBER, "material=hemp", "liked", under="2026-11"))
    stranger = brought(services, visitor, visit())
    wishes.feel(services, visitor, "visit", "close")
    codes = greeted(services, visitor, staff)
    crowds.refresh(services, INDIGO)
    accounts.seal(services, INDIGO)
    services.clock.advance(minutes=2)
    own = [*WORDS.values(), ENGRAVED, SEARCHED, GIFT, MARK, *GREETED, NUMBER, token, code, *codes]
    canaries = {*own, *(one.replace("-", "") for one in (code, *codes)), stranger}
    planted = {word for _, word in everywhere(rests, party, MARK)}
    assert planted == {party, MARK}  # they would be seen

    done = erasing.erase(services, visitor)
    assert (done.orders, done.making, done.values > 0) == (1, 0, True)
    settle(services)
    assert services.navigation.settle(5)
    services.store.scrub()
    assert everywhere(rests, party, *canaries) == []
    said = caplog.text + "".join(capfd.readouterr())
    assert not [word for word in (party, *canaries) if word in said]

    with services.store.read() as tx:
        kept, _ = orders.order(tx, INDIGO, order)
        journal = [entry.event for entry in entries(tx, INDIGO, limit=10_000)]
        assert tastes.friends(tx, INDIGO, friend) == ()
        assert tx.records.get(INDIGO, survey.KIND, order) is None
    assert kept.party != party
    assert not any(line.token or line.personal or line.fields for line in kept.lines)
    till = pseudonym(services.keyring, INDIGO, NUMBER)
    assert {one.purpose for one in journal if one.party not in {"", friend, till}} <= {
        "order",
        "consent",
        "security",
    }
    assert len({one.party for one in journal if one.subject == order}) == 1  # the order's own
    assert {one.party for one in journal if one.purpose == "consent"}.isdisjoint({kept.party})
    with pytest.raises(Forgotten):
        touchpoints.note(services, INDIGO, Touch("till", party, "material=hemp", "liked"))


def test_after_an_erasure_the_audit_log_is_sound_and_says_that_it_was_lawful(services, person, staff):
    """S97, S99: what is forgotten is provably forgotten by us, and nothing else in the log changed."""
    _, _, visitor = lived(services, person, staff)
    ordered(person)
    home = person.open("/indigo")
    entry = re.search(r"/indigo/audit/(\w+)", home.html)[1]
    assert "Verified just now" in person.open(f"/indigo/audit/{entry}").text
    accounts.seal(services, INDIGO)
    before = accounts.check(services, visitor.brand)
    assert (before.sound, before.forgotten) == (True, 0)
    erasing.erase(services, visitor)
    settle(services)
    after = accounts.check(services, visitor.brand)
    assert (after.sound, after.findings) == (True, ())
    assert after.forgotten > 0
    assert after.size > before.size
    with services.store.read() as tx:
        said = [one.event.context for one in entries(tx, INDIGO, limit=10_000) if one.event.kind == FORGOTTEN]
    assert {one["why"] for one in said} == {"erased"}
    person.open(f"/indigo/audit/{entry}")
    assert person.status == 404, "the entry's words went with its event"


@pytest.mark.parametrize("engine", ["postgres"], indirect=True)
def test_on_postgres_nothing_is_left_in_the_servers_files_once_they_are_written_anew(
    services, rests, person, staff
):
    """As docs/my-data.md says: `VACUUM FULL` and a checkpoint; the server's own log (`pg_wal`) is its owner's to rotate."""
    party, token, visitor = lived(services, person, staff)
    order = ordered(person)
    with psycopg.connect(postgres_url(), autocommit=True) as session:
        folder = Path(session.execute("SHOW data_directory").fetchone()[0])
    if not os.access(folder, os.R_OK):
        pytest.skip(f"the server keeps its files from us: {folder}")
    _sampled(rests)
    _written_anew(rests)
    canaries = [party, token, order, *WORDS.values(), ENGRAVED, SEARCHED]
    assert {word for _, word in in_files(folder / "base", *canaries)} == {party, order}
    deliver(services, order, OrderState.MAKING, OrderState.SHIPPED, OrderState.DELIVERED)
    erasing.erase(services, visitor)
    settle(services)
    assert services.navigation.settle(5)
    _written_anew(rests)
    found = in_files(folder, party, token, *WORDS.values(), ENGRAVED, SEARCHED, but="pg_wal")
    assert found == []


def _sampled(rests):
    """As autovacuum does on its own: what the planner samples of a column lies in `pg_statistic`, names of parties too."""
    with psycopg.connect(rests.database, autocommit=True) as session:
        session.execute("ANALYZE")


def _written_anew(rests):
    with psycopg.connect(rests.database, autocommit=True) as session:
        session.execute("VACUUM FULL")
        session.execute("CHECKPOINT")


def naming(rests, party):
    """Every kind of record that names somebody, in its id, its body or its keys; and every kind of event."""
    with outside(rests) as database:
        kept = MetaData()
        kept.reflect(database)
        rows = {name: database.execute(select(table)).all() for name, table in kept.tables.items()}
        found = {one.kind for one in rows["records"] if party in one.id or party.encode() in one.body}
    return found, {name for name, lines in rows.items() if party in str(lines)}


def test_every_kind_of_record_that_names_somebody_is_forgotten(services, rests, visit, person, staff):
    """A full life through every door: then each record and event of the database is looked at, before and after.

    A kind that is new here must be forgotten by an erasure, and given back by the export.
    """
    friend, _ = party_of(services, _arrived(visit()))
    party, _, visitor = lived(services, person, staff, friend)
    done_with = ordered(person)
    deliver(services, done_with, OrderState.MAKING, OrderState.SHIPPED, OrderState.DELIVERED)
    person.open(f"/indigo/orders/{done_with}")
    survey.answer(services, visitor, done_with, {survey.LIKED: "5"})
    ordered(person)  # is still to be made
    person.open("/indigo")
    person.press("Make yours")
    shopping.bag(person, "indigo", "inscription:named", **{"field.name": ENGRAVED})  # and stays in the bag
    for path in (
        "/indigo",
        "/indigo/item?id=belt-hemp",
        "/indigo/taste",
        "/indigo/data",
        "/indigo/search?q=jeans",
    ):
        person.open(path)
        assert person.status == 200
    wishes.feel(services, visitor, "visit", "close")
    wishes.take_back(services, visitor, "socks-boot")
    agreeing.pause(services, visitor, on=True)
    agreeing.pause(services, visitor, on=False)
    agreeing.grant(services, visitor, "stated", on=False)
    importing.bring(services, visitor, exporting.export(services, visitor), ["visit"])
    greeting.issue(services, visitor, GREETED[0], fits=True)
    crowds.refresh(services, INDIGO)
    turn(services)
    assert services.navigation.settle(5)

    kinds, _ = naming(rests, party)
    assert kinds >= {*erasing.BY_PARTY, *erasing.NAMED}
    assert kinds <= set(exporting.GIVES_BACK)
    file = json.loads(exporting.export(services, visitor))
    empty = [section for section in {*exporting.GIVES_BACK.values()} if not file[section]]
    assert empty == []
    with services.store.read() as tx:
        mine = {one.event.kind for one in services.gate.own_all(tx, INDIGO, party)}
    plain = {*telling.KINDS, GIVEN, WITHDRAWN, REFUSED, *(f"signal.{what}" for what in MEANINGS)}
    assert mine - plain == set()
    assert len(mine) > 15

    erasing.erase(services, visitor)
    settle(services)
    assert naming(rests, party) == (set(), set())


def _arrived(person):
    person.open("/indigo")
    person.press("Make yours")
    return person


def test_the_crowd_is_as_if_they_had_never_been(services, visit, person, staff):
    """S98: integer sums are taken back to the last vote."""
    other, _ = party_of(services, _arrived(visit()))
    eve = visitor_of(services, other)
    agreeing.grant_many(services, eve, ALL, True)
    wishes.tell(services, eve, "belt-hemp", "liked")
    crowds.refresh(services, INDIGO)

    def sums():
        kinds = (crowd.HOT, crowd.POPULAR, crowd.PLACE)
        with services.store.read() as tx:
            return {
                (kind, one.id): one.body for kind in kinds for one in tx.records.page(INDIGO, kind, limit=500)
            }

    before = sums()
    _, _, visitor = lived(services, person, staff)
    crowds.refresh(services, INDIGO)
    assert sums() != before
    erasing.erase(services, visitor)
    crowds.refresh(services, INDIGO)
    assert sums() == before


def test_an_order_still_being_made_keeps_what_it_needs_until_it_has_arrived(services, rests, person, staff):
    party, _, visitor = lived(services, person, staff)
    order = ordered(person)
    done = erasing.erase(services, visitor)
    assert done.making == 1
    settle(services)
    clerk = staff("maker")
    clerk.open(f"/indigo/office/orders/{order}")
    assert WORDS["street"] in clerk.page.text
    assert ENGRAVED in clerk.page.text
    deliver(services, order, OrderState.MAKING, OrderState.SHIPPED)
    assert orders_kept.take_up(services, INDIGO) == 0
    deliver(services, order, OrderState.DELIVERED)
    assert orders_kept.take_up(services, INDIGO) == 1
    assert orders_kept.take_up(services, INDIGO) == 0
    clerk.open(f"/indigo/office/orders/{order}")
    assert clerk.status == 200
    assert WORDS["street"] not in clerk.page.text
    assert ENGRAVED not in clerk.page.text
    services.store.scrub()
    assert everywhere(rests, party, *WORDS.values(), ENGRAVED) == []


def test_an_order_goes_when_the_law_no_longer_wants_it(services, person, staff):
    _, _, visitor = lived(services, person, staff)
    order = ordered(person)
    deliver(services, order, OrderState.MAKING, OrderState.SHIPPED, OrderState.DELIVERED)
    erasing.erase(services, visitor)
    services.clock.advance(days=3652)
    assert orders_kept.take_up(services, INDIGO) == 0
    services.clock.advance(days=2)
    assert orders_kept.take_up(services, INDIGO) == 1
    with services.store.read() as tx:
        assert orders.orders(tx, INDIGO) == []


def test_two_orders_of_one_person_cannot_be_told_to_be_theirs(services, person, staff):
    _, _, visitor = lived(services, person, staff)
    first = ordered(person)
    second = ordered(person)
    erasing.erase(services, visitor)
    with services.store.read() as tx:
        kept = [orders.order(tx, INDIGO, one)[0] for one in (first, second)]
    assert kept[0].party != kept[1].party


def test_who_comes_back_is_somebody_new_even_with_the_same_customer_number(services):
    """An erased person who returns: their customer number leads to a fresh pseudonym, once more each time."""
    seen = []
    for _ in range(3):
        told, refused = touchpoints.note(
            services, INDIGO, Touch("till", NUMBER, "material=hemp", "liked", under="2026-11")
        )
        assert not refused
        seen.append(told.party)
        with services.store.read() as tx:
            assert len(tastes.signals(tx, INDIGO, told.party)) == 1
        erasing.erase(services, visitor_of(services, told.party))
        services.clock.advance(seconds=5)
    assert len(set(seen)) == 3
    with services.store.read() as tx:
        assert all(tastes.signals(tx, INDIGO, one) == () for one in seen)


def test_the_same_browser_goes_on_as_somebody_new(services, person, staff):
    party, _, visitor = lived(services, person, staff)
    order = ordered(person)
    erasing.erase(services, visitor)
    person.open("/indigo/orders")
    assert order not in person.page.html
    person.open(f"/indigo/orders/{order}")
    assert person.status == 404
    _arrived(person)
    assert party_of(services, person)[0] not in {party, ""}


def test_what_arrives_late_is_swept(services, person, staff):
    """A batch of navigation that was on its way when they were erased."""
    from sumisura.usecases.noticing import note

    party, _, visitor = lived(services, person, staff)
    erasing.erase(services, visitor)
    note(services, visitor, "item.seen", "belt-hemp")
    services.clock.advance(seconds=30)
    assert erasing.sweep(services, INDIGO) == 0
    assert services.navigation.settle(5)
    services.clock.advance(seconds=31)
    assert erasing.sweep(services, INDIGO) == 1
    assert erasing.sweep(services, INDIGO) == 0
    with services.store.read() as tx:
        assert list(services.gate.own(tx, INDIGO, party)) == []


def test_a_restored_backup_forgets_again_whom_the_register_names(
    services, rests, person, visit, staff, tmp_path
):
    """Backups by their register: the file beside the database is newer than any backup of it."""
    party, _, visitor = lived(services, person, staff)
    other, _ = party_of(services, _arrived(visit()))
    order = ordered(person)
    services.clock.advance(seconds=5)
    backup = backed_up(rests, tmp_path)
    erasing.erase(services, visitor)
    lines = services.erasures.read()
    assert [line.brand for line in lines] == [INDIGO]
    assert party not in services.erasures.file.read_text()

    restored = replace(services, store=backup)
    with restored.store.read() as tx:
        assert tastes.signals(tx, INDIGO, party)
    assert erasing.replay(restored, INDIGO, lines) == 1
    assert erasing.replay(restored, INDIGO, lines) <= 1  # its own sweep record is all that is left to find
    services.clock.advance(minutes=2)
    erasing.sweep(restored, INDIGO)
    assert erasing.replay(restored, INDIGO, lines) == 0
    with restored.store.read() as tx:
        assert tastes.signals(tx, INDIGO, party) == ()
        assert orders.order(tx, INDIGO, order)[0].party not in {party, other}
        assert tx.records.find(INDIGO, "session", "party", other)
    restored.store.close()


def test_erasing_again_or_nobody_changes_nothing(services, person, staff):
    _, _, visitor = lived(services, person, staff)
    erasing.erase(services, visitor)
    assert erasing.erase(services, visitor) == erasing.Erased()
    assert erasing.erase(services, replace(visitor, party=PartyId(""))) == erasing.Erased()
    assert len(services.erasures.read()) == 1


def test_who_has_nothing_is_not_written_down_and_nobody_erases_in_a_row(services, person):
    """No flood of erasures of nobody fills the register, which is for ever."""
    for _ in range(3):
        person.open("/indigo/data/erase")
        person.press("Erase me", sure="yes")
        assert "You are erased" in person.page.text
    assert services.erasures.read() == []
    person.open("/indigo/data/erase")
    person.press("Erase me", sure="yes")
    assert person.status == 429


def test_a_refusal_never_names_who_was_erased(services):
    """What is turned away at the till of an erased customer's number concerns who they are by now."""
    told, _ = touchpoints.note(
        services, INDIGO, Touch("till", NUMBER, "material=hemp", "liked", under="2026-11")
    )
    erasing.erase(services, visitor_of(services, told.party))
    with pytest.raises(SumisuraError):
        touchpoints.note(services, INDIGO, Touch("till", NUMBER, "material=hemp", "liked", source="face"))
    assert services.navigation.settle(5)
    with services.store.read() as tx:
        said = [one.event for one in entries(tx, INDIGO, limit=10_000) if one.event.kind == REFUSED]
        now = services.erasures.party(tx, INDIGO, NUMBER)
    assert now != told.party
    assert [one.party for one in said] == [now]


def test_what_is_paid_back_after_an_erasure_is_the_orders_alone(services, person, staff):
    """Neither a refund asked for before, nor what arrives of the order later, stands under whose it was."""
    party, _, visitor = lived(services, person, staff)
    id_ = ordered(person)
    deliver(services, id_, OrderState.CANCELLED)
    with services.store.read() as tx:
        before, _ = orders.order(tx, INDIGO, id_)
    late = settling.fact(services, before, "order.cancelled")
    erasing.erase(services, visitor)
    assert settling.pay_back(services, before)
    services.navigation.add(late)
    assert services.navigation.settle(5)
    services.clock.advance(minutes=2)
    assert erasing.sweep(services, INDIGO) == 1
    with services.store.read() as tx:
        now = orders.order(tx, INDIGO, id_)[0].party
        told = [one.event for one in entries(tx, INDIGO, limit=10_000) if one.event.subject == id_]
    assert now != party
    assert {one.party for one in told} == {now}
    assert {"order.refunded", "order.cancelled"} <= {one.kind for one in told}


@pytest.mark.parametrize("body", [b"{}", b"", None])
def test_a_harmed_word_keeps_nobody_from_being_erased(services, rests, person, staff, body):
    """What cannot be opened is dropped and said; the rest of the order, and the erasure, go on."""
    party, _, visitor = lived(services, person, staff)
    id_ = ordered(person)
    with services.store.write() as tx:
        ref = orders.order(tx, INDIGO, id_)[0].recipient
        found = tx.records.get(INDIGO, "vault_value", ref)
        if body is None:
            tx.records.delete(INDIGO, "vault_value", ref)
        else:
            keys = Keys(index={"party": party})
            tx.records.put(INDIGO, "vault_value", ref, body, version=found.version, keys=keys)
    assert erasing.erase(services, visitor).making == 1
    with services.store.read() as tx:
        kept, _ = orders.order(tx, INDIGO, id_)
        assert kept.recipient == orders_kept.NOWHERE
        assert [services.vault.get(tx, INDIGO, ref) for line in kept.lines for ref in line.personal.values()]
    settle(services)
    assert everywhere(rests, party) == []


def test_nobody_else_loses_anything(services, person, visit, staff):
    other = _arrived(visit())
    eve = visitor_of(services, party_of(services, other)[0])
    agreeing.grant_many(services, eve, ALL, True)
    wishes.tell(services, eve, "belt-hemp", "liked")
    hers = ordered(other)
    _, _, visitor = lived(services, person, staff)
    ordered(person)

    def standing():
        view = wishes.taste(services, eve, None)
        return [one.token for one in view.facts], [one.item.id for one in view.top], view.sources, view.days

    before = standing()
    erasing.erase(services, visitor)
    assert standing() == before
    other.open(f"/indigo/orders/{hers}")
    assert WORDS["street"] in other.page.text


def test_a_source_that_was_cut_is_deleted_within_the_hour_unless_sewn_back(services, person, staff):
    """S98, GDPR Art. 7(3) and 17(1)(b): in the worker's next turn, not when it next tidies."""
    party, _, visitor = lived(services, person, staff)

    def kept():
        with services.store.read() as tx:
            signals = [one.what for one in tastes.signals(tx, INDIGO, party) if one.source == "stated"]
            events = [one.event for one in services.gate.own_all(tx, INDIGO, party)]
        return signals, sum(one.source == "stated" and one.purpose == "personalise" for one in events)

    before = kept()
    assert before[0].count("liked") == before[1] == 2
    agreeing.grant(services, visitor, "stated", on=False)
    assert kept() == before
    agreeing.grant(services, visitor, "stated", on=True)  # the hand had slipped
    services.clock.advance(minutes=61)
    turn(services)
    assert kept() == before
    agreeing.grant(services, visitor, "stated", on=False)
    services.clock.advance(minutes=59)
    turn(services)
    assert kept() == before
    services.clock.advance(minutes=2)
    turn(services)
    assert kept() == (["refused"], 0)
    services.clock.advance(minutes=timedelta(days=1).total_seconds() / 60)
    turn(services)
    assert kept() == (["refused"], 0)
