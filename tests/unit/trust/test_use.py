"""What was used lies within what was granted, over random grants; and what reads the journal is trust alone. Shows S98, S99."""

import re
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sumisura.kernel import BrandId, Decision, EventId, FixedClock, Ids, PartyId, Rng
from sumisura.trust.grants import Consents, Grants
from sumisura.trust.sources import SOURCES
from sumisura.trust.use import OVERUSED, Overused, Use, beyond

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ADA = PartyId("pty_ada")
NUMBERS = count()
SOURCE = Path(__file__).parents[3] / "src" / "sumisura"


def decision(brand, at, *signals):
    id_ = EventId("evt_1")
    return Decision(id_, brand, at, ADA, "home", "taste", "v1", ("a",), ("a",), (1.0,), signals=signals)


@given(st.data())
def test_beyond_is_what_no_grant_covers_whatever_was_given_and_taken_back(store, data):
    """The oracle keeps a set by hand, told of every step; the code reads the consents as they rest."""
    clock = FixedClock(NOON)
    grants = Grants(Ids(clock, Rng(1)))
    brand = BrandId(f"brand_{next(NUMBERS)}")
    names = list(SOURCES)[:4]
    on: set[str] = set()
    paused = False
    with store.write() as tx:
        for _ in range(data.draw(st.integers(0, 12))):
            clock.advance(seconds=data.draw(st.integers(-2, 3)))
            source = data.draw(st.sampled_from(names))
            purpose = data.draw(st.sampled_from(["personalise", "improve"]))
            match data.draw(st.sampled_from(["give", "withdraw", "pause"])):
                case "give":
                    grants.give(tx, brand, ADA, purpose, source, "v1")
                    on |= {source} if purpose == "personalise" else set()
                case "withdraw":
                    grants.withdraw(tx, brand, ADA, purpose, source)
                    on -= {source} if purpose == "personalise" else set()
                case _:
                    paused = not paused
                    grants.pause(tx, brand, ADA, on=paused)
        consents = grants.of(tx, brand, ADA)
    signals = data.draw(st.sets(st.sampled_from(names)))
    assert beyond(decision(brand, NOON, *signals), consents) == signals - (set() if paused else on)


def used(share, reported, rng=None):
    clock = FixedClock(NOON)
    return Use(Ids(clock, Rng(1)), rng or Rng(3), reported.append, share)


def test_where_every_decision_is_checked_a_breach_is_an_error_and_an_event(brand):
    reported = []
    with pytest.raises(Overused) as caught:
        used(1.0, reported).breached(Consents(), [decision(brand, NOON, "visit", "friends")])
    assert caught.value.sources == {"visit", "friends"}
    (event,) = reported
    assert (event.kind, event.purpose, event.context["sources"]) == (
        OVERUSED,
        "security",
        ["friends", "visit"],
    )


def test_every_breach_of_an_answer_is_told_by_one_look(brand):
    """Several decisions of one page are drawn into the sample together, and each breach is told."""
    reported = []
    use = used(0.25, reported)
    both = [decision(brand, NOON, "visit"), decision(brand, NOON, "place"), decision(brand, NOON)]
    found = [use.breached(Consents(), both) for _ in range(400)]
    assert 60 < sum(found) < 140
    assert len(reported) == 2 * sum(found)
    assert not used(0.0, reported).breached(Consents(), both)


def test_who_agreed_is_not_in_breach_and_nobody_is_who_used_nothing(store, brand, ids):
    with store.write() as tx:
        consents = Grants(ids).give(tx, brand, ADA, "personalise", "visit", "v1")
    use = used(1.0, [])
    made = [decision(brand, ids.clock.now(), "visit")]
    assert not use.breached(consents, made)
    assert not use.breached(Consents(), [decision(brand, NOON)])
    assert use.holds(store, made)
    assert use.holds(store, [decision(brand, NOON)])


@pytest.mark.parametrize("meanwhile", ["withdraw", "pause", "forget"])
def test_what_is_taken_back_meanwhile_is_no_breach_but_holds_no_longer(store, brand, ids, meanwhile):
    """An answer is held against the consents that it was made from; what came after only stops it."""
    grants, reported = Grants(ids), []
    with store.write() as tx:
        then = grants.give(tx, brand, ADA, "personalise", "visit", "v1")
    with store.write() as tx:
        match meanwhile:
            case "withdraw":
                grants.withdraw(tx, brand, ADA, "personalise", "visit")
            case "pause":
                grants.pause(tx, brand, ADA, on=True)
            case _:
                grants.forget(tx, brand, ADA)
    use = used(1.0, reported)
    made = [decision(brand, ids.clock.now(), "visit")]
    assert not use.breached(then, made)
    assert not use.holds(store, made)
    assert reported == []


def test_nothing_but_the_journals_own_reader_reads_the_ledger():
    """The import contract keeps others from ``journal.read``; this keeps them from going past it."""
    found = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if re.search(r"ledger\s*\.\s*(read|find)\b|getattr\([^)]*ledger", path.read_text())
    }
    # the store that is measured, and the unit of work that gathers, hand on what the one inside them has
    assert found == {"journal/read/cursor.py", "telemetry/store.py", "store/gathered.py"}
