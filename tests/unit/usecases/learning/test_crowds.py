"""S102, S103: what is hot, popular and local follows the journal exactly, and is taken back exactly."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engines import fresh_database
from sumisura.app import wired
from sumisura.kernel import Brand, BrandId, FixedClock, PartyId
from sumisura.settings import Settings
from sumisura.store.codec import decode
from sumisura.taste import repo as tastes
from sumisura.taste.crowd import repo
from sumisura.taste.crowd.counted import CAPACITY, Counted, Sum, Told
from sumisura.taste.model import ItemId, Manners, Signal
from sumisura.trust.grants import Grants
from sumisura.usecases.brands import save
from sumisura.usecases.learning import crowds
from sumisura.usecases.tasting.signals import record_many

BRAND = BrandId("lucia")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SOURCES = ("visit", "purchases")
POSTGRES = pytest.param("postgres", marks=pytest.mark.xdist_group("postgres"))


@pytest.fixture(params=["sqlite", POSTGRES])
def anywhere(request, tmp_path):
    """Either engine."""
    database = fresh_database("crowds") if request.param == "postgres" else ""
    with wired(Settings(data=tmp_path, demo=True, database=database), clock=FixedClock(NOON)) as made:
        yield made


def agree(services, party, *sources, purposes=("personalise", "improve")):
    with services.store.write() as tx:
        for source in sources:
            for purpose in purposes:
                Grants(services.ids).give(tx, BRAND, PartyId(party), purpose, source, "v1")


def tell(services, party, *told, simulated=False):
    """Each (what, item, source), now."""
    signals = [
        Signal(services.ids.new("sig"), services.clock.now(), source, ItemId(item), what)
        for what, item, source in told
    ]
    with services.store.write() as tx:
        return record_many(services, tx, BRAND, PartyId(party), signals, simulated=simulated)


def crowd(services):
    with services.store.read() as tx:
        return crowds.load(services, tx, BRAND)


def sums(services):
    """All that rests, apart from who gave it."""
    with services.store.read() as tx:
        kinds = (repo.HOT, repo.POPULAR, repo.PLACE)
        kept = {(kind, one.id): one.body for kind in kinds for one in tx.records.page(BRAND, kind, limit=999)}
        head = crowds.load(services, tx, BRAND)
    return kept, (head.parties, head.events, head.simulated)


def many(services, count, item, *, prefix="pty"):
    for number in range(count):
        agree(services, f"{prefix}_{number}", "visit", "purchases")
        tell(services, f"{prefix}_{number}", ("bought", item, "purchases"))


def test_what_many_choose_is_popular_and_each_party_counts_once(anywhere):
    many(anywhere, 6, "rings")
    tell(anywhere, "pty_0", *[("bought", "rings", "purchases")] * 3, ("viewed", "belt", "visit"))
    crowds.refresh(anywhere, BRAND)
    found = crowd(anywhere)
    assert dict(zip(found.items, found.popular.tolist(), strict=True)) == {"rings": 6, "belt": 0}
    assert (found.parties, found.events, found.simulated) == (6, 10, 0)
    assert found.as_of == anywhere.clock.now()


def test_nothing_new_is_nothing_to_do(anywhere):
    many(anywhere, 2, "rings")
    assert crowds.refresh(anywhere, BRAND) > 0
    before = crowd(anywhere)
    assert crowds.refresh(anywhere, BRAND) == 0
    assert crowd(anywhere) is before


def test_who_did_not_agree_to_be_counted_is_not(anywhere):
    agree(anywhere, "pty_quiet", "purchases", purposes=("personalise",))
    tell(anywhere, "pty_quiet", ("bought", "rings", "purchases"))
    crowds.refresh(anywhere, BRAND)
    assert crowd(anywhere).parties == 0


def test_a_withdrawal_leaves_exactly_what_would_be_there_without_it(anywhere):
    many(anywhere, 7, "rings")
    crowds.refresh(anywhere, BRAND)
    before = sums(anywhere)
    agree(anywhere, "pty_late", "visit", "purchases")
    tell(anywhere, "pty_late", ("bought", "rings", "purchases"), ("chose", "belt", "purchases"))
    crowds.refresh(anywhere, BRAND)
    assert sums(anywhere) != before
    with anywhere.store.write() as tx:
        Grants(anywhere.ids).withdraw(tx, BRAND, PartyId("pty_late"), "improve", "purchases")
        crowds.withdraw(anywhere, tx, BRAND, PartyId("pty_late"), "purchases")
    assert sums(anywhere) == before
    crowds.refresh(anywhere, BRAND)
    assert sums(anywhere) == before


def test_what_is_recorded_and_withdrawn_before_it_was_counted_never_counts(anywhere):
    agree(anywhere, "pty_0", "purchases")
    tell(anywhere, "pty_0", ("bought", "rings", "purchases"))
    with anywhere.store.write() as tx:
        Grants(anywhere.ids).withdraw(tx, BRAND, PartyId("pty_0"), "improve", "purchases")
        crowds.withdraw(anywhere, tx, BRAND, PartyId("pty_0"), "purchases")
    crowds.refresh(anywhere, BRAND)
    assert crowd(anywhere).parties == 0


def test_one_party_with_thousands_of_events_does_not_move_what_is_hot(services):
    many(services, 60, "rings")
    many(services, 60, "belt", prefix="other")
    services.clock.advance(days=30)
    agree(services, "pty_loud", "visit", "purchases")
    for _ in range(20):
        tell(services, "pty_loud", *[("bought", "belt", "purchases")] * 250)
        services.clock.advance(hours=6)
    many(services, 30, "rings", prefix="new")
    crowds.refresh(services, BRAND)
    found = crowd(services)
    surge = dict(zip(found.items, found.surge, strict=True))
    assert surge["belt"] < 1.0
    assert surge["rings"] > surge["belt"]
    assert found.events == 120 + 5000 + 30
    assert dict(zip(found.items, found.popular.tolist(), strict=True))["belt"] == 61


def test_many_at_once_are_hot_and_cool_down(services):
    many(services, 40, "rings")
    many(services, 40, "belt", prefix="other")
    services.clock.advance(days=20)
    many(services, 120, "belt", prefix="new")
    crowds.refresh(services, BRAND)
    assert crowd(services).hottest(5) == ["belt"]
    services.clock.advance(days=20)
    assert crowd(services).hottest(5) == []


def test_new_items_do_not_move_what_was_counted(services):
    many(services, 5, "rings")
    crowds.refresh(services, BRAND)
    before = sums(services)[0]
    agree(services, "pty_new", "visit")
    tell(services, "pty_new", ("viewed", "anvil", "visit"))
    crowds.refresh(services, BRAND)
    after = sums(services)[0]
    assert after[repo.POPULAR, ""] == before[repo.POPULAR, ""]
    assert crowd(services).items == ("rings", "anvil")


def live_at(services, party, cell):
    with services.store.write() as tx:
        _, version = tastes.manners(tx, BRAND, PartyId(party))
        tastes.save_manners(tx, BRAND, PartyId(party), replace(Manners(), cell=cell), version)


def test_a_place_counts_only_with_those_who_agreed_to_say_it(services):
    for number in range(12):
        party = f"pty_{number}"
        live_at(services, party, "IT-34")
        agree(services, party, "purchases", *(["place"] if number < 10 else []))
        tell(services, party, ("bought", "rings", "purchases"))
    crowds.refresh(services, BRAND)
    assert crowd(services).near("IT-34").parties == 10
    with services.store.write() as tx:
        crowds.withdraw(services, tx, BRAND, PartyId("pty_0"), "place")
    assert crowd(services).near("IT-34").parties == 9
    assert crowd(services).popular.tolist() == [12]


def test_an_address_instead_of_a_place_counts_nowhere(services):
    live_at(services, "pty_0", "Via Roma 1")
    agree(services, "pty_0", "purchases", "place")
    tell(services, "pty_0", ("bought", "rings", "purchases"))
    crowds.refresh(services, BRAND)
    assert crowd(services).places.tallies == {}


def test_dislike_qualities_and_nonsense_are_not_counted(services):
    agree(services, "pty_0", "visit", "returns", "stated", "ratings")
    now = services.clock.now()
    odd = [
        Signal("s1", now, "returns", ItemId("rings"), "returned", -1.0),
        Signal("s2", now, "stated", ItemId("colour=indigo"), "liked"),
        Signal("s3", now, "ratings", ItemId("rings"), "rated", -0.5),
        Signal("s4", now, "stated", ItemId("rings"), "refused", -1.0),
    ]
    with services.store.write() as tx:
        record_many(services, tx, BRAND, PartyId("pty_0"), odd)
    crowds.refresh(services, BRAND)
    assert crowd(services).parties == 0


def test_a_clock_that_ran_ahead_counts_as_now(services):
    agree(services, "pty_0", "purchases")
    ahead = Signal("s1", services.clock.now() + timedelta(days=400), "purchases", ItemId("rings"), "bought")
    with services.store.write() as tx:
        record_many(services, tx, BRAND, PartyId("pty_0"), [ahead])
    crowds.refresh(services, BRAND)
    with services.store.read() as tx:
        kept, _ = repo.counted(tx, BRAND, PartyId("pty_0"))
    assert kept.parts["purchases"].touches == ((crowds.HEAT.index(services.clock.now()), 0),)


def test_one_entry_forgotten_during_a_pause_takes_only_its_own_votes(services):
    """A pause takes nothing out of what all learn from (GDPR Art. 18), and counting anew does not either."""
    many(services, 5, "belt")
    agree(services, "pty_ada", "purchases")
    tell(services, "pty_ada", ("bought", "rings", "purchases"), ("bought", "belt", "purchases"))
    crowds.refresh(services, BRAND)
    with services.store.write() as tx:
        Grants(services.ids).pause(tx, BRAND, PartyId("pty_ada"), on=True)
        mine = [entry.event for entry in services.gate.own_all(tx, BRAND, PartyId("pty_ada"))]
        (gone,) = (one.id for one in mine if one.subject == "rings")
        services.erasures.forget(tx, BRAND, [gone], "one by one")
        crowds.recount(services, tx, BRAND, PartyId("pty_ada"), "purchases")
    found = crowd(services)
    popular = dict(zip(found.items, found.popular.tolist(), strict=True))
    assert popular["belt"] == 6
    assert popular.get("rings", 0) == 0


def test_who_is_forgotten_leaves_nothing(services):
    many(services, 4, "rings")
    crowds.refresh(services, BRAND)
    before = sums(services)
    agree(services, "pty_x", "visit", "purchases")
    tell(services, "pty_x", ("bought", "belt", "purchases"), simulated=True)
    crowds.refresh(services, BRAND)
    assert crowd(services).simulated == 1
    with services.store.write() as tx:
        crowds.forget(services, tx, BRAND, PartyId("pty_x"))
        assert tx.records.get(BRAND, repo.PARTY, "pty_x") is None
    assert sums(services) == before


def _counted(party, signals, leaver, row):
    """What was counted of a party, reckoned at once."""
    kept = [one for one in signals if party != leaver or one.source != SOURCES[0]]
    return Counted().told(Told(one.source, row[one.item], crowds.HEAT.index(one.at), True) for one in kept)


def _hot(services):
    with services.store.read() as tx:
        return {
            (int(one.id), row): amount
            for one in tx.records.page(BRAND, repo.HOT, limit=999)
            for sums in [decode(one.body, repo._Packed).sums()]
            for row, amount in zip(sums.keys.tolist(), sums.amounts.tolist(), strict=True)
        }


def _recent(wanted, services):
    oldest = crowds.HEAT.index(services.clock.now()) - crowds.HEAT.usual
    keys = [divmod(key, CAPACITY) for key in wanted.hot.keys.tolist()]
    return {
        key: amount for key, amount in zip(keys, wanted.hot.amounts.tolist(), strict=True) if key[0] > oldest
    }


def test_a_consent_that_ended_unnoticed_is_found_at_night(services):
    many(services, 5, "rings")
    crowds.refresh(services, BRAND)
    before = sums(services)
    for party, purpose in (("pty_x", "improve"), ("pty_y", "personalise")):
        agree(services, party, "visit", "purchases")
        tell(services, party, ("bought", "belt", "purchases"))
        crowds.refresh(services, BRAND)
        with services.store.write() as tx:
            Grants(services.ids).withdraw(tx, BRAND, PartyId(party), purpose, "purchases")
    assert sums(services) != before
    assert crowds.review(services, BRAND) == 2
    assert sums(services) == before
    assert crowds.review(services, BRAND) == 0


def test_what_gave_nothing_for_as_long_as_it_is_kept_is_forgotten(services):
    agree(services, "pty_0", "visit", "purchases")
    tell(services, "pty_0", ("viewed", "belt", "visit"), ("bought", "rings", "purchases"))
    crowds.refresh(services, BRAND)
    services.clock.advance(days=29)
    assert crowds.review(services, BRAND) == 0
    services.clock.advance(days=2)
    assert crowds.review(services, BRAND) == 1
    assert (crowd(services).events, crowd(services).popular.max()) == (1, 1)


TOLD = st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(0, 1), st.integers(0, 400))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TOLD, min_size=1, max_size=40), st.integers(0, 5), st.integers(1, 9))
def test_however_the_pages_fall_the_sums_are_those_of_all_at_once(tmp_path_factory, told, leaver, page):
    """The oracle: what parties add up to when each is counted in one go, the withdrawn source left out."""
    with wired(
        Settings(data=tmp_path_factory.mktemp("crowd"), demo=True), clock=FixedClock(NOON)
    ) as services:
        with services.store.write() as tx:
            save(tx, Brand(BRAND, "Lucia", "EUR"))
        for party in range(6):
            agree(services, f"pty_{party}", *SOURCES)
        services.clock.advance(days=101)
        kept = {}
        for number, (party, item, source, hours) in enumerate(told):
            at = NOON + timedelta(hours=6 * hours)
            one = Signal(f"sig_{number}", at, SOURCES[source], ItemId(f"item-{item}"), "chose")
            with services.store.write() as tx:
                record_many(services, tx, BRAND, PartyId(f"pty_{party}"), [one])
            kept.setdefault(party, []).append(one)
            if number % page == 0:
                crowds.refresh(services, BRAND)
        crowds.refresh(services, BRAND)
        with services.store.write() as tx:
            crowds.withdraw(services, tx, BRAND, PartyId(f"pty_{leaver}"), SOURCES[0])
            row = repo.rows(tx, BRAND, ())
        wanted = Sum.of([_counted(party, signals, leaver, row) for party, signals in kept.items()])
        found, hot = crowd(services), _hot(services)
    assert found.popular.tolist() == wanted.popular.at(np.arange(len(row))).tolist()
    assert (found.parties, found.events) == (wanted.parties, wanted.events)
    assert hot == _recent(wanted, services)
