"""What was used lies within what was granted, over random grants; and what reads the journal is trust alone. Shows S98, S99."""

import re
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sumisura.kernel import BrandId, Decision, EventId, FixedClock, Ids, PartyId, Rng
from sumisura.trust.grants import Grants
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
    """The oracle walks the history instant by instant; the code looks at spans."""
    clock = FixedClock(NOON)
    grants = Grants(Ids(clock, Rng(1)))
    brand = BrandId(f"brand_{next(NUMBERS)}")
    names = list(SOURCES)[:4]
    on: set[str] = set()
    history = [(NOON, frozenset(on))]
    with store.write() as tx:
        for _ in range(data.draw(st.integers(0, 12))):
            clock.advance(seconds=data.draw(st.integers(1, 3)))
            source, purpose = (
                data.draw(st.sampled_from(names)),
                data.draw(st.sampled_from(["personalise", "improve"])),
            )
            give = data.draw(st.booleans())
            if give:
                grants.give(tx, brand, ADA, purpose, source, "v1")
            else:
                grants.withdraw(tx, brand, ADA, purpose, source)
            if purpose == "personalise":
                (on.add if give else on.discard)(source)
            history.append((clock.now(), frozenset(on)))
        consents = grants.of(tx, brand, ADA)
    clock.advance(seconds=1)
    began = NOON + timedelta(seconds=data.draw(st.integers(0, int((clock.now() - NOON).total_seconds()))))
    signals = data.draw(st.sets(st.sampled_from(names)))
    ever = set()
    for (at, held), (until, _) in zip(history, [*history[1:], (None, None)], strict=True):
        if until is None or until > began:
            ever |= held if at <= clock.now() else set()
    assert beyond(decision(brand, began, *signals), consents, clock.now()) == signals - ever


def used(share, reported, rng=None):
    clock = FixedClock(NOON)
    return Use(Ids(clock, Rng(1)), rng or Rng(3), reported.append, share)


def test_where_every_decision_is_checked_a_breach_is_an_error_and_an_event(store, brand):
    reported = []
    with pytest.raises(Overused) as caught:
        used(1.0, reported).check(store, decision(brand, NOON, "visit", "friends"))
    assert caught.value.sources == {"visit", "friends"}
    (event,) = reported
    assert (event.kind, event.purpose, event.context["sources"]) == (
        OVERUSED,
        "security",
        ["friends", "visit"],
    )


def test_elsewhere_it_is_sampled_and_told_to_who_asked(store, brand):
    reported = []
    use = used(0.25, reported)
    found = [bool(use.check(store, decision(brand, NOON, "visit"))) for _ in range(400)]
    assert 60 < sum(found) < 140
    assert len(reported) == sum(found)
    assert not used(0.0, reported).check(store, decision(brand, NOON, "visit"))


def test_who_agreed_is_not_in_breach_and_nobody_is_who_used_nothing(store, brand, ids):
    with store.write() as tx:
        Grants(ids).give(tx, brand, ADA, "personalise", "visit", "v1")
    use = used(1.0, [])
    assert use.check(store, decision(brand, ids.clock.now(), "visit")) == frozenset()
    assert use.check(store, decision(brand, NOON)) == frozenset()


def test_nothing_but_the_journals_own_reader_reads_the_ledger():
    """The import contract keeps others from ``journal.read``; this keeps them from going past it."""
    found = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if re.search(r"ledger\s*\.\s*(read|find)\b|getattr\([^)]*ledger", path.read_text())
    }
    assert found == {"journal/read/cursor.py"}
