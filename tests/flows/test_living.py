"""Simulated customers walk through the shop as real ones do, once, and are never taken for real ones."""

from datetime import timedelta

import numpy as np
import pytest

from sumisura.insight import repo as insight
from sumisura.insight.model import SIMULATED
from sumisura.kernel import BrandId
from sumisura.space import repo as families
from sumisura.taste import repo as tastes
from sumisura.taste.evaluation.worth import LEAST
from sumisura.trust.grants import Grants
from sumisura.trust.sources import SOURCES
from sumisura.usecases.demo import living
from sumisura.usecases.learning import sales, weighing
from sumisura.usecases.my_data import worth
from sumisura.usecases.tasting.signals import agreed

BRAND, MANY = BrandId("indigo"), 150
MET = {f"signal.{what}" for what in ("viewed", "liked", "refused", "bought")}


def journal(services):
    events, after = [], 0
    with services.store.read() as tx:
        while page := tx.ledger.read(BRAND, after=after):
            events += [entry.event for entry in page]
            after = page[-1].position
    return events


def _days(services, signal):
    return (services.clock.now() - signal.at).days


def _kept_for(signal):
    return SOURCES[signal.source].keep_days


@pytest.fixture
def before(services):
    return len(journal(services))


@pytest.fixture
def lived(services, before):
    assert living.seed(services, BRAND, MANY) == MANY
    return journal(services)[before:]


def test_what_they_did_is_told_by_them_as_simulated_and_nothing_was_refused(lived):
    assert all(event.party.startswith(SIMULATED) for event in lived)
    signals = [event for event in lived if event.kind.startswith("signal.")]
    assert len(signals) > 3 * MANY
    assert all(event.context["simulated"] is True for event in signals)
    assert {event.kind for event in lived} >= {
        "signal.bought",
        "signal.liked",
        "signal.refused",
        "grant.given",
    }
    assert not [event for event in lived if event.kind == "gate.refused"]


def test_their_own_record_holds_what_the_journal_holds_and_all_of_it_may_be_used(services, lived):
    told = {}
    for event in lived:
        if event.kind.startswith("signal."):
            told.setdefault(event.party, set()).add(event.id)
    with services.store.read() as tx:
        for party, ids in told.items():
            kept = tastes.signals(tx, BRAND, party)
            assert {signal.id for signal in kept} == ids
            consents = Grants(services.ids).of(tx, BRAND, party)
            fresh = [one for one in kept if one.what == "refused" or _days(services, one) <= _kept_for(one)]
            assert list(agreed(kept, consents, services)) == fresh


def test_some_agree_to_nothing_and_tell_nothing_but_what_they_refuse(lived):
    granting = {event.party for event in lived if event.kind == "grant.given"}
    silent = [event for event in lived if event.party not in granting]
    assert 0.7 * MANY < len(granting) < MANY
    assert {event.kind for event in silent} <= {"signal.refused"}


def test_a_second_time_nobody_comes(services, lived):
    before = len(journal(services))
    assert living.seed(services, BRAND, MANY) == 0
    assert len(journal(services)) == before


def test_cut_off_between_past_and_comparison_it_goes_on_and_counts_nothing_twice(services, before):
    def cut():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        living.seed(services, BRAND, MANY, learn=cut)
    half = journal(services)[before:]
    assert living.seed(services, BRAND, MANY) == MANY
    whole = journal(services)[before:]
    assert len({event.id for event in whole}) == len(whole) > len(half)
    with services.store.read() as tx:
        space = services.shelf.take(tx, BRAND, families.current(tx, BRAND, "jeans")).space
        assert 0.25 * MANY < sales.history(tx, BRAND, "jeans", space.columns).sales < 0.55 * MANY


def test_every_design_that_was_sold_can_be_made(services, lived):
    with services.store.read() as tx:
        space = services.shelf.take(tx, BRAND, families.current(tx, BRAND, "jeans")).space
        history = sales.history(tx, BRAND, "jeans", space.columns)
    names = [variable.name for variable in space.family.variables]
    values = [variable.values for variable in space.family.variables]
    for row in history.rows.tolist():
        choices = {name: own[at].name for name, own, at in zip(names, values, row, strict=True)}
        assert dict(space.start().choose_all(choices).choices) == choices


def test_the_arms_count_them_apart_from_real_visitors(services, lived):
    with services.store.read() as tx:
        days = insight.totals(tx, BRAND)
    granting = {event.party for event in lived if event.kind == "grant.given"}
    assert all(day.simulated for day in days)
    assert sum(day.totals.visitors for day in days) == len(granting)
    earliest = services.clock.now() - timedelta(days=living.AGAIN[0][0])
    told = sum(event.kind == "signal.bought" and event.at > earliest for event in lived)
    orders = sum(day.totals.orders for day in days)
    assert 0 < told < orders  # who does not tell what they bought has bought it all the same


def test_nobody_is_shown_again_what_they_refused(services, lived):
    earliest = services.clock.now() - timedelta(days=living.AGAIN[0][0])
    refused = {
        (event.party, event.subject)
        for event in lived
        if event.kind == "signal.refused" and event.at < earliest
    }
    met_again = {(event.party, event.subject) for event in lived if event.kind in MET and event.at > earliest}
    assert refused
    assert met_again
    assert not refused & met_again


def test_what_they_lived_tells_what_each_source_they_used_is_worth(services, customer):
    """S90: with enough of them, each source has an interval on the page of somebody who has shared nothing yet."""
    living.seed(services, BRAND, 350)
    found = weighing.weigh_again(services, BRAND, np.random.default_rng(7), customers=150)
    assert found.simulated == found.customers >= 100
    used = {"stated", "visit", "designs", "purchases"}
    assert used <= found.people.keys()
    view = worth.view(services, customer().visitor)
    assert view.simulated == found.simulated
    known = {one.source.name: one for one in view.sources if one.adds.known}
    assert used <= known.keys()
    assert all(
        one.adds.low <= one.adds.value <= one.adds.high and one.people >= LEAST for one in known.values()
    )
