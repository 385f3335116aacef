"""A signal is an event and part of the customer's record in one unit of work, once, on either engine (S9)."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from engines import fresh_database
from sumisura.app import wired
from sumisura.kernel import Brand, BrandId, FixedClock, PartyId
from sumisura.settings import Settings
from sumisura.taste import repo as tastes
from sumisura.taste.model import Item, ItemId, Kind
from sumisura.trust.sources import UnknownSource
from sumisura.usecases import brands
from sumisura.usecases.services import Visitor
from sumisura.usecases.tasting import agreeing, recommend
from sumisura.usecases.tasting.guests import guest
from sumisura.usecases.tasting.signals import signal, tell, usable

POSTGRES = pytest.param("postgres", marks=pytest.mark.xdist_group("postgres"))
SHOP = Brand(BrandId("plates"), "Plates", "EUR")
ITEMS = [
    Item(ItemId(f"{kind}-{colour}"), Kind.GOOD, f"{colour} {kind}", tokens=(f"colour={colour}",), price=900)
    for kind in ("plate", "cup", "bowl", "tray")
    for colour in ("red", "blue", "green")
]


@pytest.fixture(params=["sqlite", POSTGRES])
def anywhere(request, tmp_path):
    """A shop of twelve plates on either engine."""
    database = fresh_database("recording") if request.param == "postgres" else ""
    settings = Settings(data=tmp_path, demo=True, database=database, mass_share=0.0)
    with wired(settings, clock=FixedClock(datetime(2026, 3, 1, 12, tzinfo=UTC))) as made:
        with made.store.write() as tx:
            brands.save(tx, SHOP)
            tastes.save_items(tx, SHOP.id, ITEMS)
        yield made


@pytest.fixture
def bea(anywhere):
    visitor = Visitor(SHOP, PartyId("pty_bea"))
    agreeing.grant_many(anywhere, visitor, ["stated", "visit"], improve=False)
    return visitor


def journal(services, visitor):
    with services.store.read() as tx:
        entries = tx.ledger.read(visitor.brand.id, limit=9_999)
    return [one.event for one in entries if one.event.party == visitor.party]


def told(services, visitor, *, kinds="signal."):
    return [event for event in journal(services, visitor) if event.kind.startswith(kinds)]


def kept(services, visitor):
    with services.store.read() as tx:
        return tastes.signals(tx, visitor.brand.id, visitor.party)


def scores(services, visitor):
    with services.store.read() as tx:
        return guest(services, tx, visitor).taste.scores.tolist()


def test_a_signal_is_in_the_journal_in_the_record_and_in_the_next_answer(anywhere, bea):
    one = signal(anywhere, "liked", ItemId("colour=blue"), "stated")
    assert tell(anywhere, bea, one) == ()
    (event,) = told(anywhere, bea)
    assert (event.id, event.kind, event.subject, event.source, event.purpose) == (
        one.id, "signal.liked", "colour=blue", "stated", "personalise",
    )  # fmt: skip
    assert (event.context["value"], event.context["weight"]) == (1.0, 3.0)
    assert kept(anywhere, bea) == (one,)
    first = recommend.home(anywhere, bea).rows[0].cards[0].item
    assert "colour=blue" in first.tokens


def test_the_same_signal_again_counts_once(anywhere, bea):
    one = signal(anywhere, "liked", ItemId("colour=blue"), "stated")
    tell(anywhere, bea, one)
    before = scores(anywhere, bea)
    for _ in range(3):
        tell(anywhere, bea, one, one)
    assert kept(anywhere, bea) == (one,)
    assert scores(anywhere, bea) == before


def test_some_refused_by_the_gate_leave_the_others(anywhere, bea):
    good = signal(anywhere, "liked", ItemId("colour=blue"), "stated")
    bad = signal(anywhere, "bought", ItemId("cup-red"), "purchases")
    (error,) = tell(anywhere, bea, good, bad)
    assert (error.event, error.why, error.detail) == (bad.id, "no consent", "purchases")
    assert kept(anywhere, bea) == (good,)
    assert [event.id for event in told(anywhere, bea)] == [good.id]
    assert len(told(anywhere, bea, kinds="gate.refused")) == 1


def test_a_wish_needs_no_consent_and_everything_else_does(anywhere):
    stranger = Visitor(SHOP, PartyId("pty_new"))
    no = signal(anywhere, "refused", ItemId("cup-red"), "stated")
    yes = signal(anywhere, "liked", ItemId("cup-red"), "stated")
    (error,) = tell(anywhere, stranger, no, yes)
    assert error.event == yes.id
    (event,) = told(anywhere, stranger)
    assert event.purpose == "wishes"
    with anywhere.store.read() as tx:
        assert usable(anywhere, tx, SHOP.id, stranger.party) == (no,)


def test_nothing_is_half_recorded_where_a_source_is_none(anywhere, bea):
    good = signal(anywhere, "liked", ItemId("colour=blue"), "stated")
    with pytest.raises(UnknownSource):
        tell(anywhere, bea, good, replace(good, id="sig_other", source="retina"))
    assert kept(anywhere, bea) == ()
    assert told(anywhere, bea) == []


def test_many_at_once_of_one_customer_are_all_kept(anywhere, bea):
    made = [signal(anywhere, "viewed", ItemId(item.id), "visit") for item in ITEMS]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda one: tell(anywhere, bea, one), made))
    assert {one.id for one in kept(anywhere, bea)} == {one.id for one in made}
    assert len(told(anywhere, bea)) == len(made)


def test_a_clock_that_ran_ahead_or_behind_neither_hides_nor_doubles(anywhere, bea):
    now = anywhere.clock.now()
    ahead = replace(signal(anywhere, "liked", ItemId("cup-red"), "stated"), at=now + timedelta(days=40))
    behind = replace(signal(anywhere, "liked", ItemId("cup-blue"), "stated"), at=now - timedelta(days=40))
    refused = tell(anywhere, bea, ahead, behind)
    assert [(error.event, error.why) for error in refused] == [(behind.id, "no consent")], (
        "before they agreed"
    )
    assert kept(anywhere, bea) == (ahead,)
    assert recommend.home(anywhere, bea).rows[0].cards


def test_what_was_withdrawn_is_kept_apart_and_not_used(anywhere, bea):
    tell(anywhere, bea, signal(anywhere, "liked", ItemId("colour=blue"), "stated"))
    tell(anywhere, bea, signal(anywhere, "viewed", ItemId("cup-red"), "visit"))
    agreeing.grant(anywhere, bea, "stated", on=False)
    with anywhere.store.read() as tx:
        assert [one.source for one in usable(anywhere, tx, SHOP.id, bea.party)] == ["visit"]
    other = Visitor(SHOP, PartyId("pty_other"))
    agreeing.grant(anywhere, other, "visit", on=True)
    tell(anywhere, other, signal(anywhere, "viewed", ItemId("cup-red"), "visit"))
    assert scores(anywhere, bea) == scores(anywhere, other)
