"""``sumisura train`` and ``sumisura models``: what came of it, in words (S101)."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from sumisura.app import wired
from sumisura.kernel import Brand, BrandId, FixedClock, PartyId
from sumisura.settings import Settings
from sumisura.taste import repo
from sumisura.taste.learning.fit import fit
from sumisura.taste.model import Item, ItemId, Kind, Signal
from sumisura.trust.grants import Grants
from sumisura.usecases import brands
from sumisura.usecases.learning import promoting
from sumisura.usecases.tasting.signals import record_many

SHOP = Brand(BrandId("lucia"), "Lucia's [rings]", "EUR")
THEN = datetime.now(UTC) - timedelta(days=20)
GOODS = [
    Item(ItemId(f"good-{row}"), Kind.GOOD, f"Good {row}", tokens=(f"style={row % 3}",)) for row in range(30)
]


@pytest.fixture
def shop(data):
    """A shop with forty customers who agreed, and an older model that knows nobody."""
    with wired(Settings(data=data, demo=True), clock=FixedClock(THEN)) as services:
        with services.store.write() as tx:
            brands.save(tx, SHOP)
            repo.save_items(tx, SHOP.id, GOODS)
        bare = fit(GOODS[:2], {}, THEN, np.random.default_rng(0))
        services.models.save(SHOP.id, bare.version, bare.to_bytes())
        promoting.promote(services, SHOP.id, bare.version, "to begin with")
        for number in range(60):
            buy(services, PartyId(f"pty_{number}"), number)
    return bare.version


def buy(services, party, number):
    signals = [
        Signal(
            f"sig-{number}-{step}",
            THEN + timedelta(hours=6 * (step + 1)),
            "purchases",
            ItemId(f"good-{(number % 3 + 3 * (number + step)) % 30}"),
            "bought",
        )
        for step in range(8)
    ]
    with services.store.write() as tx:
        for purpose in ("personalise", "improve"):
            Grants(services.ids).give(tx, SHOP.id, party, purpose, "purchases", "v1")
        record_many(services, tx, SHOP.id, party, signals, simulated=True)


@pytest.fixture
def say(run):
    """Runs a command on a demo's data."""
    return lambda *words: run(*words, SUMISURA_DEMO="1")


def test_training_says_what_came_of_it_and_one_can_go_back(shop, say):
    done = say("train", "--brand", "lucia", "--seed", "3")
    assert done.returncode == 0, done.stderr
    assert "Lucia's [rings]: a new model is in use: it serves better than the one in use" in done.stdout
    assert "480 events of 60 customers, 60 of them simulated" in done.stdout
    listed = say("models", "list").stdout.splitlines()
    assert [("in use" in line) for line in listed] == [False, True]
    assert shop in listed[0]
    back = say("models", "rollback", "--brand", "lucia")
    assert f"{shop} is in use, rolled back from fit-" in back.stdout
    assert shop in say("models", "list").stdout.splitlines()[-1]


def test_a_shop_that_is_not_there_is_named(shop, say):
    done = say("train", "--brand", "nowhere")
    assert done.returncode == 2
    assert 'no shop "nowhere"' in done.stderr


def test_there_is_nothing_before_the_first_model(shop, say):
    done = say("models", "rollback", "--brand", "lucia")
    assert done.returncode == 2
    assert "no earlier model to go back to" in done.stderr
