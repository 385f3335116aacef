"""``sumisura train`` and ``sumisura models``: what came of it, in words (S101)."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from sumisura.app import wired
from sumisura.kernel import Brand, BrandId, FixedClock, PartyId
from sumisura.settings import Settings
from sumisura.taste import repo
from sumisura.taste.learning import implicit_als
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


@pytest.mark.parametrize("chosen", ["option", "setting"])
def test_another_trainer_can_be_chosen_and_the_card_says_so(shop, run, data, chosen):
    """S107."""
    pytest.importorskip("implicit", reason="the extra `implicit` is not installed")
    words, more = (
        (("--factors", "implicit"), {}) if chosen == "option" else ((), {"SUMISURA_FACTORS": "implicit"})
    )
    done = run("train", "--brand", "lucia", "--seed", "3", *words, SUMISURA_DEMO="1", **more)
    assert done.returncode == 0, done.stderr
    assert "a new model is in use: it serves better than the one in use" in done.stdout
    assert "item factors by implicit 0." in done.stdout
    (card,) = (data / "models" / "lucia" / "population").glob("*.md")
    assert "Its item factors were made by implicit 0." in card.read_text()


def test_the_option_goes_before_the_setting_and_ours_is_what_is_used_unless_said(shop, run):
    done = run("train", "--factors", "own", SUMISURA_DEMO="1", SUMISURA_FACTORS="implicit")
    assert "item factors by own iALS" in done.stdout


def test_a_trainer_that_is_not_there_says_what_would_mend_it(shop, run, monkeypatch):
    monkeypatch.setattr(implicit_als, "find_spec", lambda _: None)
    done = run("train", "--factors", "implicit", SUMISURA_DEMO="1")
    assert done.returncode == 2
    assert "pip install sumisura[implicit]" in done.stderr
    assert "(missing_extra)" in done.stderr
    assert "Traceback" not in done.stderr
    wrong = run("train", SUMISURA_DEMO="1", SUMISURA_FACTORS="torch")
    assert "SUMISURA_FACTORS: 'torch' is no trainer. Give own or implicit." in wrong.stderr


def test_a_shop_that_is_not_there_is_named(shop, say):
    done = say("train", "--brand", "nowhere")
    assert done.returncode == 2
    assert 'no shop "nowhere"' in done.stderr


def test_there_is_nothing_before_the_first_model(shop, say):
    done = say("models", "rollback", "--brand", "lucia")
    assert done.returncode == 2
    assert "no earlier model to go back to" in done.stderr
