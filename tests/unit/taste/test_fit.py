"""A brand's own population: from no event at all to many."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from sumisura.taste.dataset import Histories
from sumisura.taste.evaluation.splits import fold_in
from sumisura.taste.learning.blend import SAFE, Trial, folds
from sumisura.taste.learning.choosing import choose
from sumisura.taste.learning.factors import Settings
from sumisura.taste.learning.fit import PLAIN, fit, learn
from sumisura.taste.learning.learned import fame
from sumisura.taste.learning.many import scores
from sumisura.taste.learning.strengths import DEFAULTS, Told, fitted, weighed
from sumisura.taste.learning.tuning import MOST, tuned
from sumisura.taste.model import Item, ItemId, Kind, Signal
from sumisura.taste.population import Strength
from sumisura.taste.state import Taste
from sumisura.taste.sums import evidence
from sumisura.trust.sources import SOURCES
from tasting import NOW

COLOURS, CUTS = ("red", "green", "blue", "black"), ("slim", "wide", "long")
ITEMS = [
    Item(ItemId(f"{colour}-{cut}"), Kind.GOOD, colour, tokens=(f"colour={colour}", f"cut={cut}"))
    for colour in COLOURS
    for cut in CUTS
]


def signal(item, number=0, source="purchases", value=1.0):
    return Signal(f"s{number}", NOW - timedelta(days=number % 50), source, ItemId(item), "bought", value)


def crowd(parties, events=4, seed=0):
    """Customers who mostly buy one colour."""
    rng = np.random.default_rng(seed)
    return {
        f"p{party}": [
            signal(
                f"{COLOURS[party % 4] if rng.random() < 0.8 else rng.choice(COLOURS)}-{rng.choice(CUTS)}", n
            )
            for n in range(events)
        ]
        for party in range(parties)
    }


def fitted_on(told, items=ITEMS, seed=1):
    rng = np.random.default_rng(seed)
    return fit(items, told, NOW, rng, choose(items, told, NOW, rng))


@pytest.mark.parametrize("parties", [0, 1, 5, 30, 160])
def test_one_stated_quality_moves_every_item_that_has_it(parties):
    population = fitted_on(crowd(parties))
    before, after = (
        Taste.of(population, told, NOW).scores
        for told in ([], [signal("colour=red", source="stated"), signal("colour=red", 1, "stated")])
    )
    gain = dict(zip(population.items, after - before, strict=True))
    red = [gain[item.id] for item in ITEMS if "colour=red" in item.tokens]
    others = [gain[item.id] for item in ITEMS if "colour=red" not in item.tokens]
    assert min(red) > max(others)
    assert population.rests_on == (parties, 4 * parties)


def test_a_refusal_sinks_what_is_like_it():
    taste = Taste.of(fitted_on({}), [signal("red-slim", source="returns", value=-1.0)], NOW)
    order = [taste.population.items[row] for row in taste.best(taste.population.size)]
    assert order.index("red-slim") > order.index("red-wide") > order.index("blue-long")


def test_with_nothing_known_of_one_what_many_like_comes_first():
    likes = {f"p{party}": [signal("blue-wide" if party % 3 else "red-slim")] for party in range(30)}
    population = fitted_on(likes)
    taste = Taste.of(population, [], NOW)
    goods = np.isin(population.items, [item.id for item in ITEMS])
    assert population.items[taste.best(1, goods)[0]] == "blue-wide"
    assert population.items[0] == "blue-wide", "rows go by popularity"


def test_the_same_seed_gives_the_same_bits_and_the_order_of_customers_none():
    told = crowd(12)
    once, again = fitted_on(told), fitted_on(told)
    assert once.to_bytes() == again.to_bytes()
    assert once.version.startswith("fit-")
    assert fitted_on(crowd(13)).version != once.version


def test_items_without_tokens_and_one_item_alone():
    bare = [replace(item, tokens=()) for item in ITEMS]
    population = fitted_on(crowd(40), bare)
    assert np.isfinite(Taste.of(population, crowd(1)["p0"], NOW).scores).all()
    alone = fitted_on({"p0": [signal("red-slim")]}, ITEMS[:1])
    assert alone.items[Taste.of(alone, [], NOW).best(1)[0]] in {"red-slim", "colour=red", "cut=slim"}


def test_signals_about_what_is_gone_do_no_harm():
    told = {"p0": [signal("gone"), signal("red-slim", 1, value=float("nan"))]}
    assert fitted_on(told).rests_on == (0, 0)


def test_scores_of_many_are_those_of_each():
    population = fitted_on(crowd(160))
    told = list(crowd(5, seed=9).values())
    found = [evidence(population, signals, NOW) for signals in told]
    many = scores(population, Histories.from_sums([one.total for one in found], population.size))
    for row, one in zip(many, found, strict=True):
        assert row == pytest.approx(Taste(population, one).scores, abs=1e-5)


def blocks(customers=240, items=24, seed=0):
    """Customers of two kinds, each of whom likes one half of the items, some of which all like."""
    rng = np.random.default_rng(seed)
    chance = np.where((np.arange(items) % 2)[None] == (np.arange(customers) % 2)[:, None], 0.5, 0.05)
    chance[:, :4] += 0.3
    rows, columns = np.nonzero(rng.random((customers, items)) < chance)
    return Histories.of(rows, columns, (customers, items))


def test_held_out_customers_choose_the_blend():
    seen = blocks()
    rng = np.random.default_rng(0)
    found = learn(seen, np.zeros((24, 0)), rng, Settings())
    assert found.vectors.shape == (24, 64)
    tune = fold_in(blocks(120, seed=1), rng)
    few = folds(tune, rng)
    trial = Trial(few, [one.known for one in few], found, seen.counts)
    turned = []
    knobs = trial.chosen(lambda done, of: turned.append((done, of)))
    assert turned[-1] == (8, 8)
    taken = replace(knobs, scale=(1.0, 1.0))
    assert trial.worth(taken).mean() >= trial.worth(SAFE).mean()
    assert trial.worth(taken).mean() > 0, (
        "two kinds of customers are told apart better than by any simple ranker"
    )
    settings = tuned(seen, tune, np.random.default_rng(2))
    assert settings.ridge in {0.001, 0.003, 0.01, 0.03}
    assert len(seen.columns) < MOST


def test_what_nobody_is_served_worse_by_stays_where_chance_alone_decides():
    rng = np.random.default_rng(4)
    liked = rng.random((400, 24)) < np.linspace(0.5, 0.02, 24)
    seen = Histories.of(*np.nonzero(liked[:280]), (280, 24))
    found = learn(seen, np.zeros((24, 0)), rng, Settings())
    few = folds(fold_in(Histories.of(*np.nonzero(liked[280:]), (120, 24)), rng), rng)
    trial = Trial(few, [one.known for one in few], found, seen.counts)
    knobs = trial.chosen()
    assert knobs == replace(SAFE, scale=knobs.scale)


def test_fame_is_a_part_of_the_prior_that_nothing_one_tells_moves():
    found = learn(blocks(), np.zeros((24, 0)), np.random.default_rng(0), Settings(dimension=8))
    vectors, prior = found.begun(0.5, 0.1, 4.0)
    assert vectors.shape == (24, 9)
    assert prior.mean[-1] == pytest.approx(1.0)
    plain, without = found.begun(0.5, 0.1, 0.0)
    assert plain is found.vectors
    assert without.mean == pytest.approx(prior.mean[:-1])
    assert (vectors[:, -1] / fame(blocks().counts, np.ones(24, np.bool_))).std() == pytest.approx(
        0.0, abs=1e-9
    )


def test_the_usual_recipe_stays_where_there_are_too_few_to_choose_by():
    assert choose(ITEMS, crowd(20), NOW, np.random.default_rng(1)) == PLAIN


def test_how_much_a_source_weighs_is_fitted_where_many_gave_it(monkeypatch):
    monkeypatch.setattr("sumisura.taste.learning.choosing.SURE", 1.0)
    rng = np.random.default_rng(2)
    told = {
        party: [
            *(replace(one, id=f"{one.id}b") for one in signals),
            *(signal(f"{rng.choice(COLOURS)}-{rng.choice(CUTS)}", 60 + n, "ratings") for n in range(6)),
        ]
        for party, signals in crowd(900, events=3).items()
    }
    few = choose(ITEMS, crowd(160), NOW, np.random.default_rng(1)).strengths
    assert few == DEFAULTS
    found = choose(ITEMS, told, NOW, np.random.default_rng(1)).strengths
    assert found["stated"] == DEFAULTS["stated"], "what is stated comes first"
    before = DEFAULTS["purchases"].precision / DEFAULTS["ratings"].precision
    assert found["purchases"].precision / found["ratings"].precision > before, (
        "ratings drawn by lot say nothing"
    )


def test_settings_stay_where_there_is_too_much_to_try(monkeypatch):
    monkeypatch.setattr("sumisura.taste.learning.tuning.MOST", 10)
    seen = blocks()
    assert tuned(seen, fold_in(seen, np.random.default_rng(1)), np.random.default_rng(2)) == Settings()


def test_every_source_has_a_strength_and_what_is_stated_is_strongest():
    assert set(DEFAULTS) == set(SOURCES)
    assert max(DEFAULTS, key=lambda source: DEFAULTS[source].precision) == "stated"


def test_strengths_follow_what_ranks_held_out_events_best():
    start = {"own": Strength(1.0, 30.0), "friends": Strength(1.0, 30.0)}

    def quality(strengths):
        own, friends = strengths["own"], strengths["friends"]
        return -abs(np.log(own.half_life / 7)) - abs(own.lasting - 0.1) - friends.precision

    found = fitted(start, quality, timed=True)
    assert found["own"] == Strength(1.0, 7.0, 0.1)
    assert found["friends"].precision == 0.0
    assert fitted(start, quality, timed=False)["own"].half_life == 30.0


def test_sources_add_up_by_strength_and_age():
    one = Told(np.array([0, 0]), np.array([1, 1]), np.array([0.0, 10.0]), np.ones(2), np.array([1.0, -1.0]))
    found = weighed({"own": one}, {"own": Strength(2.0, 10.0)}, (1, 3))
    assert found.weight.tolist() == [3.0]
    assert found.pull.tolist() == [1.0]
