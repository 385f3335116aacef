"""The words agreed to: none changes without a new version, and what changed holds as it was until one answers (S98)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from sumisura.kernel import BrandId, Event, EventId, PartyId
from sumisura.trust import texts
from sumisura.trust.grants import Consents, Grants, fold
from sumisura.trust.purposes import PURPOSES
from sumisura.trust.sources import SOURCES

SHOP, ADA = BrandId("lucia"), PartyId("pty_ada")
BEFORE, AFTER = datetime(2026, 12, 1, tzinfo=UTC), datetime(2027, 4, 1, tzinfo=UTC)


def changed(**sources):
    first = texts.TEXTS["2026-11"]
    now = {name: replace(first.sources[name], **change) for name, change in sources.items()}
    return replace(first, version="2027-03", since=date(2027, 3, 1), sources={**first.sources, **now})


@pytest.fixture
def register(monkeypatch):
    """Brings another version of the words into force in March 2027."""

    def bring(**sources):
        monkeypatch.setitem(texts.TEXTS, "2027-03", changed(**sources))

    return bring


def event(at, source="place"):
    return Event(EventId("e"), SHOP, "signal.viewed", at, ADA, "x", source, "personalise")


def agreed(at=BEFORE, source="place", text="2026-11"):
    given = Event(
        EventId("g"), SHOP, "grant.given", at, ADA, ADA, "consent", "consent",
        {"purpose": "personalise", "source": source, "text": text},
    )  # fmt: skip
    return fold([given])


def test_no_words_change_without_a_new_version():
    assert {version: one.digest for version, one in texts.TEXTS.items()} == dict(texts.DIGESTS)
    altered = replace(texts.TEXTS["2026-11"], since=date(2026, 11, 2))
    assert altered.digest != texts.DIGESTS["2026-11"]
    assert changed(place={"gives": "The region you are in."}).digest not in texts.DIGESTS.values()
    assert [one.since for one in texts.TEXTS.values()] == sorted(one.since for one in texts.TEXTS.values())


def test_the_latest_words_are_those_of_the_registers_of_sources_and_purposes():
    latest = list(texts.TEXTS.values())[-1]
    assert {name: (one.title, one.gives, one.keep_days) for name, one in latest.sources.items()} == {
        name: (one.title, one.gives, one.keep_days) for name, one in SOURCES.items()
    }
    assert {name: one.words for name, one in latest.uses.items()} == {
        name: one.words for name, one in PURPOSES.items() if one.needs_consent
    }


def test_under_old_words_only_what_they_said_is_used(register):
    register(place={"gives": "The street you are in.", "meaning": 2})
    consents = agreed()
    early, late = BEFORE + timedelta(days=80), AFTER
    assert consents.cover(event(early), "personalise", early)
    assert not consents.cover(event(late), "personalise", late), "the street was never agreed to"
    assert consents.cover(event(datetime(2027, 2, 1, tzinfo=UTC)), "personalise", AFTER), "the region was"
    assert agreed(AFTER, text="2027-03").cover(event(AFTER), "personalise", AFTER)


def test_words_that_are_only_put_otherwise_ask_nobody_and_stop_nothing(register):
    register(place={"gives": "Your region, to about 50 kilometres."})
    consents = agreed()
    assert consents.cover(event(AFTER), "personalise", AFTER)
    assert texts.changes(consents.grants, AFTER) == []


def test_longer_keeping_is_not_used_until_it_is_agreed_to(register):
    register(visit={"keep_days": 365})
    consents = agreed(source="visit")
    at = datetime(2027, 3, 2, tzinfo=UTC)
    assert consents.cover(event(at, "visit"), "personalise", at + timedelta(days=30))
    assert not consents.cover(event(at, "visit"), "personalise", at + timedelta(days=31))
    (change,) = texts.changes(consents.grants, AFTER)
    assert (change.before.source.keep_days, change.after.source.keep_days) == (30, 365)
    assert "Kept for 30 days" in change.before.words
    assert "Kept for 365 days" in change.after.words


def test_shorter_keeping_asks_nobody(register):
    register(visit={"keep_days": 7})
    assert texts.changes(agreed(source="visit").grants, AFTER) == []


def test_words_shown_elsewhere_hold_as_the_merchant_vouches(register):
    register(place={"meaning": 2})
    assert agreed(text="till-2024").cover(event(AFTER), "personalise", AFTER)


def test_a_stamp_says_what_was_open_and_is_no_longer():
    open_, closed = agreed(), Consents()
    assert closed.since(open_.stamp) == {("personalise", "place")}
    assert open_.since(open_.stamp) == open_.since("") == open_.since("xyz") == frozenset()


def test_a_stamp_means_the_same_after_the_shop_asks_for_more(monkeypatch):
    stamp, first = agreed().stamp, texts.TEXTS["2026-11"]
    more = {"aura": replace(first.sources["place"], title="Your aura"), **first.sources}
    uses = {name: replace(one, sources=("aura", *one.sources)) for name, one in first.uses.items()}
    monkeypatch.setitem(texts.TEXTS, "2027-03", replace(first, version="2027-03", sources=more, uses=uses))
    assert agreed().stamp != stamp, "a bit more"
    assert agreed().since(stamp) == frozenset()
    assert Consents().since(stamp) == {("personalise", "place")}
    assert Consents().since("2031-01:1f") == frozenset(), "words this shop never showed"


def test_who_keeps_to_the_old_words_is_asked_no_more(store, ids, brand):
    grants = Grants(ids)
    with store.write() as tx:
        grants.give(tx, brand, ADA, "personalise", "place", "2026-11")
        kept = grants.keep_old(tx, brand, ADA, "2027-03")
        assert kept.answered == "2027-03"
        assert kept.open == {("personalise", "place")}
        assert grants.of(tx, brand, ADA) == kept
        again = grants.give(tx, brand, ADA, "personalise", "visit", "2026-11")
        assert again.answered == "2027-03", "what was answered stays answered"
