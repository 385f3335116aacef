"""The audit log on both engines: what it proves, what it forgets, and that nobody can touch it unseen. Shows S99."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sumisura.kernel import BadInput, BrandId, Event, EventId, FixedClock, Ids, NotFound, PartyId, Rng, Stale
from sumisura.store.codec import Unreadable, decode, encode
from sumisura.store.postgres import PostgresStore
from sumisura.trust.audit import Audit, heads, merkle
from sumisura.trust.audit.model import FORGOTTEN, WIDTH, LogDamaged, Salts, State
from sumisura.trust.audit.salts import Pages, salt_at
from sumisura.trust.audit.tiles import Tile
from sumisura.trust.audit.verify import verify
from sumisura.trust.keys import Keyring

ONE, OTHER = BrandId("indigo"), BrandId("rosso")
TYPES = {"audit-tile": Tile, "audit-salts": Salts, "audit-head": str, "audit-log": State}
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class House:
    """A log on a store, with hands that reach into its database."""

    def __init__(self, store, database):
        self.store, self.database = store, database
        self.clock = FixedClock(NOON)
        self.ids = Ids(self.clock, Rng(5))
        self.audit = Audit(Keyring.fresh(Rng(1)), self.ids, Rng(9))

    def event(self, kind="decision.made", party="pty_ada", brand=ONE, **context):
        context = context or {"shown": ["belt"], "propensities": [0.25]}
        id_ = EventId(self.ids.new("evt"))
        subject = party if kind.startswith("grant") else "home"
        return Event(id_, brand, kind, self.clock.now(), PartyId(party), subject, "visit", "visit", context)

    def happen(self, *events):
        with self.store.write() as tx:
            tx.ledger.append(events)
        return events

    def seal(self, brand=ONE):
        while self.audit.seal(self.store, brand):
            pass

    def filled(self, count):
        """So many sealed decisions and grants, with other things that happened between them."""
        kinds = ("decision.made", "grant.given", "decision.made", "grant.withdrawn")
        logged = []
        for number in range(count):
            self.clock.advance(seconds=1)
            logged.append(self.event(kinds[number % 4], f"pty_{number % 5}", number=number))
            self.happen(logged[-1], self.event("home.seen"))
            if number % 7 == 0:
                self.seal()
        self.seal()
        return logged

    def prove(self, event):
        with self.store.read() as tx:
            return self.audit.prove(tx, event.brand, event.id)

    def head(self, brand=ONE):
        with self.store.read() as tx:
            return self.audit.head(tx, brand)

    def check(self, brand=ONE, **how):
        with self.store.read() as tx:
            return verify(self.audit, tx, brand, **how)

    def kinds(self, **how):
        return {one.kind for one in self.check(**how).findings}

    def sql(self, statement, *values):
        """Do as somebody would who has the database and not the keys."""
        if isinstance(self.store, PostgresStore):
            with psycopg.connect(self.database, autocommit=True) as session:
                found = session.execute(statement.replace("%", "%%").replace("?", "%s"), values)
                return found.fetchall() if found.description else []
        session = sqlite3.connect(self.database, isolation_level=None)
        try:
            return session.execute(statement, values).fetchall()
        finally:
            session.close()

    def erase(self, *events):
        marks = ", ".join("?" * len(events))
        self.sql(f"DELETE FROM events WHERE id IN ({marks})", *(event.id for event in events))  # noqa: S608 - marks


@pytest.fixture
def house(store, tmp_path, request):
    on_postgres = isinstance(store, PostgresStore)
    return House(
        store, request.getfixturevalue("postgres_database") if on_postgres else tmp_path / "shop.sqlite"
    )


def test_every_entry_is_proved_under_the_head_anyone_may_keep(house):
    logged = house.filled(20)
    head = house.head()
    assert head.size == 20
    for index, event in enumerate(logged):
        proof = house.prove(event)
        assert proof.verified
        assert (proof.entry.index, proof.entry.event, proof.head) == (index, event, head)
        assert merkle.includes(proof.leaf, index, 20, proof.path, head.root)
    assert house.check().sound


def test_only_decisions_and_grants_are_logged(house):
    (seen,) = house.happen(house.event("home.seen"))
    house.seal()
    assert house.head() is None
    with pytest.raises(NotFound):
        house.prove(seen)
    with pytest.raises(NotFound):
        house.prove(house.event())


def test_what_is_not_sealed_yet_says_so(house):
    house.filled(3)
    (late,) = house.happen(house.event())
    assert house.prove(late) is None
    house.seal()
    assert house.prove(late).verified


def test_brands_have_logs_of_their_own(house):
    house.happen(house.event(), house.event(brand=OTHER), house.event(brand=OTHER))
    house.seal(ONE)
    house.seal(OTHER)
    assert (house.head(ONE).size, house.head(OTHER).size) == (1, 2)
    assert house.check(OTHER).sound


def test_the_log_holds_nothing_personal(house):
    """No party, no item, no reason: digests alone, and each under a salt of its own."""
    house.happen(house.event(party="pty_secret", shown=["secret-belt"]), house.event(party="pty_secret"))
    house.seal()
    for (body,) in house.sql("SELECT body FROM records WHERE brand = 'indigo'"):
        assert b"secret" not in bytes(body)
    one, two = (event for event in house.happen(house.event(shown=["x"]), house.event(shown=["x"])))
    house.seal()
    assert house.prove(one).entry.who != house.prove(two).entry.who


def test_any_two_heads_are_consistent(house):
    logged, known = [], [(0, merkle.EMPTY)]
    for _ in range(12):
        logged += house.happen(*(house.event() for _ in range(3)))
        house.seal()
        known.append((house.head().size, house.head().root))
    size, root = known[-1]
    for earlier, before in known:
        with house.store.read() as tx:
            path = house.audit.grown_from(tx, ONE, earlier)
        assert merkle.consistent(earlier, size, path, (before, root))


def test_the_tree_spans_tiles(house):
    """300 and 66,000 leaves reach the second and the third level of tiles."""
    events = [house.event(number=number) for number in range(WIDTH + 44)]
    house.happen(*events)
    house.seal()
    assert all(house.prove(events[at]).verified for at in (0, 1, WIDTH - 1, WIDTH, WIDTH + 43))
    report = house.check()
    assert report.sound, report.findings
    assert report.size == WIDTH + 44


def test_sealing_twice_at_once_keeps_one(house, monkeypatch):
    house.filled(4)
    house.happen(house.event())
    other = Audit(house.audit.keyring, house.ids, Rng(77))
    grow = Audit._grow

    def meanwhile(self, *how):
        if self is house.audit:
            other.seal(house.store, ONE)
        return grow(self, *how)

    monkeypatch.setattr(Audit, "_grow", meanwhile)
    with pytest.raises(Stale):
        house.audit.seal(house.store, ONE)
    assert house.check().sound
    assert house.head().size == 5


def test_what_is_forgotten_while_it_is_being_sealed_is_not_sealed(house, monkeypatch):
    """Erasure and sealing at one moment: whoever comes second looks again."""
    (gone,) = house.happen(house.event())
    grow = Audit._grow

    def meanwhile(self, *how):
        with house.store.write() as tx:
            self.forgotten(tx, ONE, [gone.id], "erasure")
        house.erase(gone)
        return grow(self, *how)

    monkeypatch.setattr(Audit, "_grow", meanwhile)
    with pytest.raises(Stale):
        house.audit.seal(house.store, ONE)
    monkeypatch.undo()
    house.seal()
    assert house.head() is None
    assert house.check().sound


def test_an_erased_person_leaves_the_log_sound(house):
    logged = house.filled(30)
    before = house.head()
    gone = [logged[at] for at in (3, 4, 5, 11, 29)]
    with house.store.write() as tx:
        house.audit.forgotten(tx, ONE, [event.id for event in gone], "erasure")
    house.erase(*gone)
    house.seal()
    report = house.check(against=before.note)
    assert report.sound, report.findings
    assert (report.size, report.forgotten) == (31, 5)
    assert house.prove(logged[6]).verified
    with pytest.raises(NotFound):
        house.prove(gone[0])


def test_the_salts_of_the_forgotten_are_gone(house):
    logged = house.filled(5)
    salts = house.prove(logged[2]).entry.salts
    with house.store.write() as tx:
        house.audit.forgotten(tx, ONE, [logged[2].id], "erasure")
    house.erase(logged[2])
    for (body,) in house.sql("SELECT body FROM records WHERE kind = 'audit-salts'"):
        page = decode(bytes(body), dict)
        for salt in salts:
            assert salt not in str(page)
    with house.store.read() as tx:
        page = Pages(tx, ONE).page(0)
        assert (salt_at(page.content, 2), salt_at(page.who, 2)) == (b"", b"")
        assert salt_at(page.content, 1)


def test_a_whole_page_that_is_forgotten_leaves_no_salts(house):
    events = house.happen(*(house.event(number=number) for number in range(WIDTH + 3)))
    house.seal()
    with house.store.write() as tx:
        house.audit.forgotten(tx, ONE, [event.id for event in events[:WIDTH]], "retention visit")
    house.erase(*events[:WIDTH])
    house.seal()
    assert len(house.sql("SELECT id FROM records WHERE kind = 'audit-salts'")) == 1
    report = house.check()
    assert report.sound, report.findings
    assert report.forgotten == WIDTH


def test_a_fresh_pseudonym_keeps_what_happened_and_hides_whose_it_was(house):
    """What the law retains still proves what happened; nobody can test whom it was about."""
    logged = house.filled(8)
    kept = logged[1]
    assert kept.subject == kept.party
    before = house.prove(kept)
    fresh = PartyId("pty_fresh")
    with house.store.write() as tx:
        house.audit.pseudonymised(tx, ONE, [kept.id])
    rewritten = replace(kept, party=fresh, subject=fresh)
    house.sql("UPDATE events SET body = ? WHERE id = ?", encode(rewritten), kept.id)
    after = house.prove(rewritten)
    assert after.verified
    assert (after.leaf, after.entry.content, after.entry.who) == (
        before.leaf,
        before.entry.content,
        before.entry.who,
    )
    assert after.entry.salts[1] == ""
    assert house.check().sound
    house.sql(
        "UPDATE events SET body = ? WHERE id = ?", encode(replace(rewritten, kind="grant.withdrawn")), kept.id
    )
    assert house.kinds() == {"altered"}


def test_pseudonymising_after_the_rewriting_is_refused(house):
    kept = house.filled(4)[0]
    house.sql(
        "UPDATE events SET body = ? WHERE id = ?", encode(replace(kept, party=PartyId("pty_x"))), kept.id
    )
    with pytest.raises(LogDamaged), house.store.write() as tx:
        house.audit.pseudonymised(tx, ONE, [kept.id])


def test_forgetting_what_is_not_there_is_refused(house):
    house.filled(2)
    with pytest.raises(NotFound), house.store.write() as tx:
        house.audit.forgotten(tx, ONE, [EventId("evt_none")], "erasure")


# What somebody can do who has the database and not the keys. Each is seen, with the place of the first harm.


def test_an_altered_event_is_seen_whatever_is_altered(house):
    logged = house.filled(12)
    changes = [
        {"kind": "grant.given"}, {"at": NOON}, {"party": PartyId("pty_9")}, {"subject": "else"}, {"version": 2},
        {"source": "friends"}, {"purpose": "order"}, {"context": {"number": 7}}, {"context": {}},
        {"id": EventId("evt_else")}, {"brand": OTHER},
    ]  # fmt: skip
    for change in changes:
        altered = replace(logged[6], **change)
        house.sql("UPDATE events SET body = ? WHERE id = ?", encode(altered), logged[6].id)
        found = [one for one in house.check().findings if one.index == 6]
        assert found, change
        house.sql("UPDATE events SET body = ? WHERE id = ?", encode(logged[6]), logged[6].id)
    assert house.check().sound


def test_any_byte_of_an_event_that_changes_what_it_says_is_seen(house):
    """Every byte of a body is flipped, one after the other."""
    logged = house.filled(5)
    body = encode(logged[2])
    for at in range(len(body)):
        flipped = body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]
        house.sql("UPDATE events SET body = ? WHERE id = ?", flipped, logged[2].id)
        first = [(one.kind, one.index) for one in house.check().findings[:1]]
        assert first in ([("altered", 2)], [("dropped", 2)]) or _same(Event, body, flipped), flipped
    house.sql("UPDATE events SET body = ? WHERE id = ?", body, logged[2].id)
    assert house.check().sound


def test_any_byte_of_the_logs_own_records_is_seen(house):
    """Bytes all over the tiles, salts, heads and the record of the log's size are flipped, one after the other."""
    house.filled(9)
    rows = house.sql("SELECT kind, id, body FROM records WHERE brand = 'indigo' AND kind LIKE 'audit-%'")
    assert {kind for kind, _, _ in rows} == {"audit-tile", "audit-salts", "audit-head", "audit-log"}
    for kind, id_, raw in rows:
        body = bytes(raw)
        for at in range(0, len(body), max(1, len(body) // 60)):
            flipped = body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]
            house.sql("UPDATE records SET body = ? WHERE kind = ? AND id = ?", flipped, kind, id_)
            seen = not house.check().sound or _same(TYPES[kind], body, flipped)
            assert seen, (kind, at, body[max(0, at - 20) : at + 20])
        house.sql("UPDATE records SET body = ? WHERE kind = ? AND id = ?", body, kind, id_)
    assert house.check().sound


def _same(type_, body, flipped):
    """Whether two bodies say the same: base64 has bits, and JSON has names, that are not read."""
    try:
        return decode(body, type_) == decode(flipped, type_)
    except Unreadable:
        return False


def test_a_dropped_event_is_seen(house):
    logged = house.filled(12)
    house.erase(logged[4])
    found = house.check().findings
    assert [(one.kind, one.index) for one in found] == [("dropped", 4)]


def test_swapped_events_are_seen(house):
    logged = house.filled(12)
    one, two = logged[2], logged[9]
    house.sql("UPDATE events SET body = ? WHERE id = ?", encode(two), one.id)
    house.sql("UPDATE events SET body = ? WHERE id = ?", encode(one), two.id)
    assert [(one.kind, one.index) for one in house.check().findings] == [("altered", 2), ("altered", 9)]


def test_events_at_each_others_place_are_seen(house):
    logged = house.filled(12)
    places = dict(house.sql("SELECT id, position FROM events"))
    one, two = logged[2].id, logged[9].id
    for position, id_ in ((-1, one), (places[one], two), (places[two], one)):
        house.sql("UPDATE events SET position = ? WHERE id = ?", position, id_)
    assert [(one.kind, one.index) for one in house.check().findings] == [("altered", 2), ("altered", 9)]


def test_an_inserted_event_is_seen(house):
    house.filled(12)
    (late,) = house.happen(house.event())
    bodies = house.sql("SELECT position, body FROM events ORDER BY position")
    place = next((position for position, body in bodies if b"home.seen" in bytes(body)), None)
    house.sql("DELETE FROM events WHERE position = ?", place)
    house.sql("UPDATE events SET position = ? WHERE id = ?", place, late.id)
    assert [(one.kind, one.index) for one in house.check().findings] == [("inserted", 1)]


def test_a_forged_forgetting_is_seen(house):
    """Who deletes an event and writes down that it was forgotten lacks the key that vouches for it."""
    logged = house.filled(12)
    house.erase(logged[4])
    forged = house.event(FORGOTTEN, "", leaves=[[4, 4]], why="erasure", seal="0" * 64)
    house.happen(forged)
    house.seal()
    assert house.kinds() == {"dropped"}


def test_a_forgetting_that_was_widened_is_seen(house):
    logged = house.filled(12)
    with house.store.write() as tx:
        house.audit.forgotten(tx, ONE, [logged[4].id], "erasure")
    house.erase(logged[4], logged[5])
    house.seal()
    assert [(one.kind, one.index) for one in house.check().findings] == [("dropped", 5)]


def test_a_log_cut_back_is_seen_by_its_own_heads_and_by_a_witness(house):
    """An older database, restored: the database alone cannot tell; whoever kept a head can."""
    house.filled(10)
    old = house.sql("SELECT kind, id, version, body FROM records WHERE kind LIKE 'audit-%'")
    journal = {id_ for (id_,) in house.sql("SELECT id FROM events")}
    house.clock.advance(hours=2)
    house.happen(house.event(), house.event())
    house.seal()
    witness = house.head().note
    assert house.check(against=witness).sound
    newer = house.sql("SELECT kind, id, version, body FROM records WHERE kind LIKE 'audit-%'")
    for kind, id_, version, body in old:
        house.sql(
            "UPDATE records SET body = ?, version = ? WHERE kind = ? AND id = ?", body, version, kind, id_
        )
    assert house.kinds() == {"cut"}  # its later head is still there
    for kind, id_, *_ in newer:
        if (kind, id_) not in {(kind, id_) for kind, id_, *_ in old}:
            house.sql("DELETE FROM records WHERE kind = ? AND id = ?", kind, id_)
    for (id_,) in house.sql("SELECT id FROM events"):
        if id_ not in journal:
            house.sql("DELETE FROM events WHERE id = ?", id_)
    assert house.check().sound
    assert house.kinds(against=witness) == {"cut"}


def test_a_history_rewritten_by_who_holds_the_key_is_seen_by_a_witness(house):
    """All of it made again, and signed: only a head that was kept elsewhere says that it was another one."""
    logged = house.filled(10)
    witness = house.head().note
    house.sql("DELETE FROM records WHERE kind LIKE 'audit-%'")
    better = replace(logged[3], context={"number": 1000})
    house.sql("UPDATE events SET body = ? WHERE id = ?", encode(better), better.id)
    house.seal()
    assert house.check().sound
    assert house.kinds(against=witness) == {"altered"}


def test_a_head_signed_by_another_key_is_refused(house):
    house.filled(4)
    stranger = heads.sign(ONE, 4, house.head().root, NOON, Keyring.fresh(Rng(2)).audit)
    with pytest.raises(BadInput):
        house.check(against=stranger.note)
    house.sql("UPDATE records SET body = ? WHERE kind = 'audit-head'", encode(stranger.note))
    assert house.kinds() == {"forged"}


def test_a_head_of_another_brand_is_refused(house):
    house.happen(house.event(), house.event(brand=OTHER))
    house.seal(ONE)
    house.seal(OTHER)
    with pytest.raises(BadInput):
        house.check(against=house.head(OTHER).note)
    assert house.check(against=house.head(ONE).note.replace("\n", "\r\n")).sound


def test_an_altered_node_that_proofs_read_is_seen(house):
    house.happen(*(house.event(number=number) for number in range(WIDTH + 1)))
    house.seal()
    ((body,),) = house.sql("SELECT body FROM records WHERE kind = 'audit-tile' AND id LIKE '1-%'")
    tile = decode(bytes(body), Tile)
    for changed in (replace(tile, hashes=bytes(32)), replace(tile, places=(tile.places[0] + 1,)), Tile()):
        house.sql("UPDATE records SET body = ? WHERE kind = 'audit-tile' AND id LIKE '1-%'", encode(changed))
        assert house.kinds() == {"altered"}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_is_done_lawfully_verifies_and_whatever_else_is_seen(house, data):
    """Random histories: sealing, forgetting and pseudonyms leave it sound; then one event is altered or dropped."""
    house.sql("DELETE FROM records")
    house.sql("DELETE FROM events")
    alive = []
    for _ in range(data.draw(st.integers(1, 12))):
        match data.draw(st.sampled_from(["happen", "happen", "seal", "forget", "veil"])):
            case "happen":
                alive += house.happen(*(house.event() for _ in range(data.draw(st.integers(1, 4)))))
            case "seal":
                house.seal()
            case "forget" if alive:
                gone = alive.pop(data.draw(st.integers(0, len(alive) - 1)))
                with house.store.write() as tx:
                    house.audit.forgotten(tx, ONE, [gone.id], "erasure")
                house.erase(gone)
            case "veil" if alive:
                at = data.draw(st.integers(0, len(alive) - 1))
                fresh = PartyId(house.ids.new("pty"))
                with house.store.write() as tx:
                    house.audit.pseudonymised(tx, ONE, [alive[at].id])
                alive[at] = replace(alive[at], party=fresh)
                house.sql("UPDATE events SET body = ? WHERE id = ?", encode(alive[at]), alive[at].id)
            case _:
                pass
    house.seal()
    assert house.check().sound, house.check().findings
    if alive:
        victim = data.draw(st.sampled_from(alive))
        assert house.prove(victim).verified
        if data.draw(st.booleans()):
            house.erase(victim)
            assert house.kinds() == {"dropped"}
        else:
            changed = encode(replace(victim, context={"shown": ["else"]}))
            house.sql("UPDATE events SET body = ? WHERE id = ?", changed, victim.id)
            assert house.kinds() == {"altered"}
