"""The posterior and its threads, against plain linear algebra."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sumisura.stats.topk import places, top
from sumisura.taste.errors import BadPopulation, OtherPopulation
from sumisura.taste.state import EVERYONE, Taste
from sumisura.taste.sums import ONE, evidence
from tasting import NOW, random_population, random_signals

POPULATION = random_population()
ROWS = np.arange(POPULATION.size)
seeds = st.integers(0, 2**31)


def taste_of(seed=0, count=30, population=POPULATION):
    return Taste.of(population, random_signals(seed, count), NOW)


def brute(population, taste):
    """Λ and η from the signals one by one; each source's η; the net pull on each row."""
    precision, pull = population.precision.copy(), {EVERYONE: population.precision @ population.mean}
    net = {source: np.zeros(population.size) for source in taste.sources}
    for one in taste.evidence.signals:
        x, source = population.vectors[one.row], one.signal.source
        precision += one.weight / ONE * np.outer(x, x)
        pull[source] = pull.get(source, 0) + one.pull / ONE * x
        net[source][one.row] += one.pull / ONE
    return precision, pull, net


@pytest.mark.oracle
@given(seeds, st.integers(0, 40), st.booleans())
def test_scores_threads_and_doubt_are_those_of_the_closed_form(seed, count, related):
    population = random_population(seed % 5, related=related)
    taste = taste_of(seed, count, population)
    precision, pull, net = brute(population, taste)
    inverse = np.linalg.inv(precision)
    first, second = (1 - population.share) / population.scale[0], population.share / population.scale[1]
    for number, source in enumerate(taste.sources):
        expected = population.vectors @ inverse @ pull[source] * first
        if related:
            expected += net[source] @ population.ease.astype(float) * second
        assert taste.parts(ROWS)[number] == pytest.approx(expected, abs=1e-9)
    assert taste.mean == pytest.approx(inverse @ sum(pull.values()), abs=1e-10)
    spread = np.sqrt(np.einsum("nd,de,ne->n", population.vectors, inverse, population.vectors))
    assert taste.unsure(ROWS) == pytest.approx(spread * first)


@given(seeds, st.integers(0, 60))
def test_threads_add_up_to_the_score(seed, count):
    taste = taste_of(seed, count)
    assert np.abs(taste.parts(ROWS).sum(axis=0) - taste.scores).max() < 1e-9


@given(seeds, st.integers(0, 40))
def test_signals_add_up_to_their_thread(seed, count):
    taste = taste_of(seed, count)
    for row in (0, 17):
        for number, source in enumerate(taste.sources[1:], start=1):
            given_ = sum(part for one, part in taste.pulls(row) if one.signal.source == source)
            assert given_ == pytest.approx(taste.parts([row])[number, 0], abs=1e-9)


@given(seeds)
def test_without_a_source_is_bit_for_bit_as_if_it_had_never_been(seed):
    signals = random_signals(seed)
    never = Taste.of(POPULATION, [one for one in signals if one.source != "purchases"], NOW)
    without = Taste.of(POPULATION, signals, NOW).without("purchases")
    assert without.scores.tobytes() == never.scores.tobytes()
    assert without.mean.tobytes() == never.mean.tobytes()


@given(seeds, st.integers(0, 20), st.integers(0, 50))
def test_the_best_are_those_that_all_scores_say(seed, count, k):
    mask = np.random.default_rng(seed).random(POPULATION.size) < 0.6
    expected = top(taste_of(seed, count).scores, k, mask)
    assert taste_of(seed, count).best(k, mask).tolist() == expected.tolist()


def test_the_best_are_exact_where_single_precision_cannot_tell():
    near = np.ones((500, 6)) + np.random.default_rng(3).normal(size=(500, 6)) * 1e-9
    population = random_population(
        n=500, vectors=near, mean=np.ones(6), precision=np.eye(6), related=False, ease=None
    )
    taste = Taste.of(population, [], NOW)
    assert taste.best(10).tolist() == top(Taste.of(population, [], NOW).scores, 10).tolist()
    assert "scores" in taste.__dict__, "it had to look at all"


def test_threads_tell_the_place_without_each_source_and_why():
    taste = taste_of(4)
    mask = np.ones(POPULATION.size, bool)
    mask[3] = False
    rows = [int(taste.best(1, mask)[0]), 3]
    first, masked = taste.threads(rows, mask)
    assert [one.source for one in first] == list(taste.sources)
    assert sum(one.amount for one in first) == pytest.approx(taste.scores[rows[0]], abs=1e-9)
    for one in first[1:]:
        assert one.without == places(taste.without(one.source).scores, rows[:1], mask)[0]
        parts = {each.signal.id: part for each, part in taste.pulls(rows[0])}
        because = [parts[signal.id] * np.sign(one.amount) for signal in one.because]
        assert all(signal.source == one.source for signal in one.because)
        assert because == sorted(because, reverse=True)
        assert min(because, default=1) > 0
        assert taste.because(rows[0], one.source) == one.because
    assert {one.without for one in masked} == {0}
    assert taste.because(0, "devices") == ()


def test_no_history_is_the_prior():
    taste = Taste.of(POPULATION, [], NOW)
    assert taste.mean == pytest.approx(POPULATION.mean)
    assert taste.sources == (EVERYONE,)
    assert taste.threads([0])[0][0].amount == pytest.approx(taste.scores[0])


def test_more_evidence_is_less_doubt():
    assert (taste_of(1, 30).unsure(ROWS) < Taste.of(POPULATION, [], NOW).unsure(ROWS)).all()


def test_draws_spread_as_the_posterior_does():
    population = random_population(related=False, ease=None)
    taste = taste_of(2, 10, population)
    draws = np.array([taste.thompson(np.random.default_rng(seed)) for seed in range(4_000)])
    assert draws.mean(axis=0) == pytest.approx(taste.scores, abs=5 * taste.unsure(ROWS).max() / 60)
    assert draws.std(axis=0) == pytest.approx(taste.unsure(ROWS), rel=0.08)
    assert (taste.thompson(np.random.default_rng(1)) == draws[1]).all()


def test_one_item_is_ranked_too():
    population = random_population(n=1)
    assert taste_of(0, 5, population).best(20).tolist() == [0]


def test_evidence_of_another_population_is_refused():
    with pytest.raises(OtherPopulation):
        Taste(random_population(9), evidence(POPULATION, [], NOW))


def test_a_prior_that_is_none_is_refused():
    with pytest.raises(BadPopulation, match="positive definite"):
        taste_of(0, 0, replace(POPULATION, precision=-np.eye(6))).best(1)
