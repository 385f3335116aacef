"""S101: a model is used only where it is shown to serve better; S8, S25: it learns from those who agreed, and from nobody else."""

import json
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise

import numpy as np
import pytest

from engines import fresh_database
from sumisura.app import wired
from sumisura.kernel import Brand, BrandId, FixedClock, PartyId
from sumisura.settings import Settings
from sumisura.stats.intervals import Estimate
from sumisura.taste import repo
from sumisura.taste.evaluation.worth import worth
from sumisura.taste.learning.fit import fit
from sumisura.taste.model import Item, ItemId, Kind, Signal
from sumisura.trust.grants import Grants
from sumisura.usecases import brands
from sumisura.usecases.learning import fitting_segments, promoting, sales, training
from sumisura.usecases.learning.export import MOST, export
from sumisura.usecases.learning.models import designs_of
from sumisura.usecases.learning.training import FORGETS, Trial, train, verdict
from sumisura.usecases.learning.weighing import weighed
from sumisura.usecases.my_data import erasing
from sumisura.usecases.services import Visitor
from sumisura.usecases.tasting.signals import record_many

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SHOP = Brand(BrandId("lucia"), "Lucia", "EUR")
POSTGRES = pytest.param("postgres", marks=pytest.mark.xdist_group("postgres"))
ITEMS = [
    Item(ItemId(f"good-{row}"), Kind.GOOD, f"Good {row}", tokens=(f"style={row % 4}",), price=100)
    for row in range(60)
]


@pytest.fixture(params=["sqlite", POSTGRES])
def anywhere(request, tmp_path):
    database = fresh_database("training") if request.param == "postgres" else ""
    with wired(Settings(data=tmp_path, demo=True, database=database), clock=FixedClock(NOON)) as made:
        furnish(made)
        yield made


@pytest.fixture
def stocked(services):
    furnish(services)
    return services


def furnish(services):
    with services.store.write() as tx:
        brands.save(tx, SHOP)
        repo.save_items(tx, SHOP.id, ITEMS)


def rng():
    return np.random.default_rng(7)


def agree(services, party, purposes=("personalise", "improve")):
    with services.store.write() as tx:
        for purpose in purposes:
            Grants(services.ids).give(tx, SHOP.id, PartyId(party), purpose, "purchases", "v1")


def buy(services, party, items, *, simulated=False, hours=6):
    """One purchase every few hours from now on."""
    start = services.clock.now()
    signals = [
        Signal(
            f"{party}-{start:%d%H}-{number}",
            start + timedelta(hours=hours * number),
            "purchases",
            ItemId(item),
            "bought",
        )
        for number, item in enumerate(items)
    ]
    with services.store.write() as tx:
        record_many(services, tx, SHOP.id, PartyId(party), signals, simulated=simulated)


def crowd(services, customers=120, each=10, *, simulated=False, prefix="pty"):
    """Customers who each buy within one style."""
    chance = rng()
    for number in range(customers):
        agree(services, f"{prefix}_{number}")
        within = [item.id for row, item in enumerate(ITEMS) if row % 4 == number % 4]
        buy(services, f"{prefix}_{number}", chance.permutation(within).tolist()[:each], simulated=simulated)
    services.clock.advance(hours=6 * each + 1)


def in_use(services):
    with services.store.read() as tx:
        return services.models.current(tx, SHOP.id)


def decisions(services):
    with services.store.read() as tx:
        entries = tx.ledger.read(SHOP.id, limit=99_999)
    made = (one.event for one in entries if one.event.kind == "decision.made")
    return [event for event in made if event.subject == "model/population"]


def test_what_is_learned_is_used_and_its_card_says_what_it_rests_on(anywhere):
    crowd(anywhere, simulated=True)
    card = train(anywhere, SHOP.id, rng())
    assert card.promoted, card.why
    assert in_use(anywhere).version == card.version
    assert (card.customers, card.events, card.simulated) == (120, 1200, 120)
    assert card.gains["over popularity"].low > 0
    assert [one.context["shown"] for one in decisions(anywhere)] == [[card.version]]
    text = anywhere.models.card(SHOP.id, card.version)
    assert "**simulated**" in text
    assert "purchases | 1,200" in text
    path = anywhere.models.path(SHOP.id, "population", card.version).with_suffix(".json")
    assert json.loads(path.read_text())["gains"]["over popularity"]["low"] > 0


def test_only_who_agreed_to_be_learned_from_is_learned_from(stocked):
    crowd(stocked, 5)
    agree(stocked, "pty_quiet", ["personalise"])
    buy(stocked, "pty_quiet", ["good-1"])
    with stocked.store.write() as tx:
        Grants(stocked.ids).withdraw(tx, SHOP.id, PartyId("pty_0"), "improve", "purchases")
    found = export(stocked, SHOP.id)
    assert sorted(found.signals) == [f"pty_{number}" for number in range(1, 5)]
    assert found.events == 40


def test_who_takes_it_back_is_not_in_the_next_fit(stocked):
    crowd(stocked, 40)
    agree(stocked, "pty_late")
    buy(stocked, "pty_late", ["good-59"])
    with stocked.store.write() as tx:
        Grants(stocked.ids).withdraw(tx, SHOP.id, PartyId("pty_late"), "improve", "purchases")
    one = fit(ITEMS, export(stocked, SHOP.id).signals, NOON, rng())
    other = export(stocked, SHOP.id)
    other.signals.pop("pty_late", None)
    assert fit(ITEMS, other.signals, NOON, rng()).version == one.version


def test_too_little_is_said_and_nothing_is_used(stocked):
    crowd(stocked, 3)
    card = train(stocked, SHOP.id, rng())
    assert not card.promoted
    assert "too little" in card.why
    assert in_use(stocked) is None
    assert decisions(stocked) == []


def test_the_same_again_does_not_replace_what_is_in_use(stocked):
    crowd(stocked)
    first = train(stocked, SHOP.id, rng())
    second = train(stocked, SHOP.id, rng())
    assert not second.promoted
    assert in_use(stocked).version == first.version


def test_nobody_is_measured_on_what_the_model_in_use_has_seen(stocked):
    crowd(stocked)
    train(stocked, SHOP.id, rng())
    learned = in_use(stocked).trained_at
    crowd(stocked, prefix="new")
    card = train(stocked, SHOP.id, rng())
    assert card.cut >= learned
    assert "over the model in use" in card.gains


def test_a_model_that_knows_nothing_is_replaced_by_one_that_does(stocked):
    bare = fit(ITEMS[:2], {}, NOON - timedelta(days=1), rng())
    stocked.models.save(SHOP.id, bare.version, bare.to_bytes())
    promoting.promote(stocked, SHOP.id, bare.version, "to begin with")
    crowd(stocked)
    card = train(stocked, SHOP.id, rng())
    assert card.promoted, card.why
    assert card.gains["over the model in use"].low > 0
    back = promoting.roll_back(stocked, SHOP.id)
    assert in_use(stocked).version == back.version == bare.version
    assert decisions(stocked)[-1].context["candidates"] == [card.version, bare.version]


def test_a_lost_file_is_mended_by_the_next_fit(stocked):
    crowd(stocked)
    first = train(stocked, SHOP.id, rng())
    path = stocked.models.path(SHOP.id, "population", first.version)
    path.write_bytes(b"")
    stocked.models._kept.forget((SHOP.id, "population", first.version))
    assert in_use(stocked) is None
    assert train(stocked, SHOP.id, rng()).promoted
    assert in_use(stocked) is not None


def served_as(low, high):
    """A trial whose gain over the model in use lies there."""

    class Told(Trial):
        def gains(self):
            middle = (low + high) / 2
            return {
                "over the model in use": Estimate(middle, low, high, 50),
                "over popularity": Estimate(middle, low, high, 50),
            }

    return Told(NOON, [], None, None, None)


FRESH, OLD = NOON - timedelta(days=1), NOON - FORGETS


@pytest.mark.parametrize(
    ("low", "high", "learned", "promoted"),
    [
        (0.01, 0.02, FRESH, True),
        (-0.01, 0.02, FRESH, False),
        (-0.02, -0.01, FRESH, False),
        (-0.01, 0.02, OLD, True),
        (-0.02, -0.01, OLD, True),
        (-0.01, 0.02, None, True),
        (0.01, 0.02, None, True),
        (-0.02, -0.01, None, False),
    ],
)
def test_the_lower_bound_decides_and_what_must_be_forgotten(low, high, learned, promoted):
    incumbent = fit(ITEMS, {}, learned, rng()) if learned else None
    assert verdict(served_as(low, high), incumbent, NOON)[0] is promoted


def test_what_cannot_be_measured_is_not_used_unless_something_must_be_forgotten():
    assert not verdict(None, None, NOON)[0]
    assert not verdict(None, fit(ITEMS, {}, FRESH, rng()), NOON)[0]
    assert verdict(None, fit(ITEMS, {}, OLD, rng()), NOON)[0]


def test_one_customer_gives_no_more_than_the_latest(stocked):
    agree(stocked, "pty_loud")
    for _ in range(5):
        buy(stocked, "pty_loud", ["good-1"] * 600, hours=0.01)
        stocked.clock.advance(hours=7)
    told = export(stocked, SHOP.id).signals["pty_loud"]
    assert len(told) == MOST
    assert all(one.at <= other.at for one, other in pairwise(told))
    assert told[-1].at > NOON + timedelta(hours=28)


def test_progress_is_told(stocked):
    crowd(stocked)
    told = []
    train(stocked, SHOP.id, rng(), lambda *said: told.append(said))
    assert {what for what, _, _ in told} >= {"Reading the journal", "Replaying", "Fitting the model"}
    assert ("Replaying", told[-2][2], told[-2][2]) in told or any(done == of > 0 for _, done, of in told)


def test_each_familys_designs_are_learned_from_its_sales_and_once(services, ada):
    with services.store.write() as tx:
        sales.add(tx, ada.brand.id, "rings", {"metal": "gold"}, times=8)
        sales.add(tx, ada.brand.id, "rings", {"metal": "silver"}, times=2)
    assert training.fit_designs(services, ada.brand.id, rng()) == {"rings": 10}
    training.fit_designs(services, ada.brand.id, rng())
    with services.store.read() as tx:
        model = services.models.designs(tx, ada.brand.id, "rings")
        assert len(services.models.history(tx, ada.brand.id, name=designs_of("rings"))) == 1
    assert model.history.sales == 10
    assert np.exp(model.options([-1]))[list(model.history.columns).index(("metal", "gold"))] > 0.6


def test_a_family_that_sold_nothing_has_no_model(services, ada):
    assert training.fit_designs(services, ada.brand.id, rng()) == {}
    with services.store.read() as tx:
        assert services.models.designs(tx, ada.brand.id, "rings") is None


def take_back(services, party, purpose="improve"):
    with services.store.write() as tx:
        Grants(services.ids).withdraw(tx, SHOP.id, PartyId(party), purpose, "purchases")


def pause(services, party):
    with services.store.write() as tx:
        Grants(services.ids).pause(tx, SHOP.id, PartyId(party), on=True)


def erase(services, party):
    erasing.erase(services, Visitor(SHOP, PartyId(party)))


LEAVING = {
    "learning taken back": take_back,
    "source taken back": partial(take_back, purpose="personalise"),
    "paused": pause,
    "erased": erase,
}


@pytest.fixture(params=LEAVING)
def leaves(request):
    """What somebody may do while the models are trained, so that theirs must not be in what is used."""
    return LEAVING[request.param]


def test_who_leaves_after_the_export_is_in_no_model_that_is_used(anywhere, monkeypatch, leaves):
    crowd(anywhere)
    fitting, fitted = training.fit, []

    def fit_meanwhile(items, signals, *rest):
        model = fitting(items, signals, *rest)
        if "pty_3" in signals and len(signals) == 120:  # the last fit, over everybody: Ada is quicker than it
            fitted.append(model.version)
            leaves(anywhere, "pty_3")
        return model

    monkeypatch.setattr(training, "fit", fit_meanwhile)
    card = train(anywhere, SHOP.id, rng())
    assert card.promoted, card.why
    assert fitted
    assert in_use(anywhere).version not in fitted
    assert in_use(anywhere).rests_on.parties == card.customers == 119
    assert [one.context["shown"] for one in decisions(anywhere)] == [[in_use(anywhere).version]]


def test_who_leaves_while_segments_are_fitted_is_in_none_that_is_used(stocked, monkeypatch, leaves):
    """Nothing of theirs is used; the next night learns the segments without them."""
    crowd(stocked)
    fitting, told = fitting_segments.segmented, []

    def fit_meanwhile(signals, *rest):
        told.append(set(signals))
        found = fitting(signals, *rest)
        if len(told) == 1:
            leaves(stocked, "pty_3")
        return found

    monkeypatch.setattr(fitting_segments, "segmented", fit_meanwhile)
    train(stocked, SHOP.id, rng())
    with stocked.store.read() as tx:
        assert stocked.models.segments(tx, SHOP.id) is None
    train(stocked, SHOP.id, rng())
    assert "pty_3" in told[0]
    assert "pty_3" not in told[1]
    with stocked.store.read() as tx:
        assert stocked.models.segments(tx, SHOP.id) is not None


@pytest.mark.parametrize("leaving", [pause, erase])
def test_who_pauses_or_is_erased_while_the_journal_is_read_is_not_exported(stocked, monkeypatch, leaving):
    crowd(stocked, 5)
    monkeypatch.setattr("sumisura.usecases.learning.export.PAGE", 20)
    left = []

    def leave(looked):
        if not left:  # the first page was read, and all of pty_0 in it
            left.append(leaving(stocked, "pty_0"))

    found = export(stocked, SHOP.id, leave)
    assert left
    assert sorted(found.signals) == [f"pty_{number}" for number in range(1, 5)]


def test_a_pause_that_is_over_loses_nobody(stocked, monkeypatch):
    crowd(stocked)
    pause(stocked, "pty_3")
    assert "pty_3" not in export(stocked, SHOP.id).signals
    with stocked.store.write() as tx:
        Grants(stocked.ids).pause(tx, SHOP.id, PartyId("pty_3"), on=False)
    assert "pty_3" in export(stocked, SHOP.id).signals


def test_every_night_weighs_what_sources_add_also_with_a_model_in_use(stocked):
    """S90: the first night, and the next one on which hardly anybody new came."""
    crowd(stocked, simulated=True)
    for _ in range(2):
        stocked.clock.advance(hours=24)
        card = train(stocked, SHOP.id, rng())
        with stocked.store.read() as tx:
            found = weighed(tx, SHOP.id)
        assert found.at == stocked.clock.now()
        assert found.customers == found.simulated == 120
        assert found.people["purchases"].customers == 120
        adds = worth([], found.people["purchases"])
        assert adds.known
        assert adds.value > 0
        assert found.points
    assert not card.promoted, "the model in use stayed"


def test_a_model_that_people_keep_leaving_is_not_used(stocked, monkeypatch):
    crowd(stocked)
    fitting, left = training.fit, iter(range(100))

    def fit_meanwhile(items, signals, *rest):
        take_back(stocked, f"pty_{next(left)}")
        return fitting(items, signals, *rest)

    monkeypatch.setattr(training, "fit", fit_meanwhile)
    card = train(stocked, SHOP.id, rng())
    assert not card.promoted
    assert "taken back all the while" in card.why
    assert in_use(stocked) is None


def test_what_is_withdrawn_while_the_journal_is_read_is_not_exported(stocked, monkeypatch):
    crowd(stocked, 5)
    monkeypatch.setattr("sumisura.usecases.learning.export.PAGE", 20)
    found = export(stocked, SHOP.id, lambda looked: take_back(stocked, "pty_0") if looked > 10 else None)
    assert "pty_0" not in found.signals
    assert "pty_1" in found.signals
