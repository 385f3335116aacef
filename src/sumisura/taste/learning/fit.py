"""Fits a population from what customers agreed to show, and from what items are like: from no event to millions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

import numpy as np
import numpy.typing as npt

from sumisura.taste.dataset import Histories, content
from sumisura.taste.evaluation.splits import Fold, fold_in
from sumisura.taste.learning.blend import Knobs, Trial, folds
from sumisura.taste.learning.content import Content, described
from sumisura.taste.learning.ease import Ease
from sumisura.taste.learning.factors import Factors, Settings, Step, factorise, random_start
from sumisura.taste.learning.prior import Prior, Spread, prior, spread
from sumisura.taste.learning.strengths import DEFAULTS
from sumisura.taste.model import Item, Signal
from sumisura.taste.population import Population, RestsOn, Singles, Strength
from sumisura.taste.sums import evidence

Floats = npt.NDArray[np.float64]

MOST_RELATED = 4_000
"""Items with item-item weights, the most popular: their inversion grows with the cube, their table with the square."""

ENOUGH = 100
"""Customers with two events or more from which on a tenth is held out to choose the blend."""

FEW = Knobs(unseen=0.25, spread=1.0, share=0.0)
"""The blend where there are too few to choose it by."""

LEAST_CUSTOMERS = 20
"""Customers from which on item-item weights are learned at all."""

TUNED_ON = 300
SURE = 1e-6
"""What keeps a prior's precision positive definite."""

OWN = 0.5
"""How much of what was told of an item counts for itself in the item-item term."""
FREE = 16
"""Dimensions that content leaves to what only behaviour can tell, where there is behaviour."""


@dataclass(frozen=True)
class Learned:
    """What a fit found, before it has names.

    Args:
        vectors: (rows, d) items, then tokens.
        tastes: how customers' tastes are spread.
        background: α₀.
        weights: item-item weights of the first items, or None.
        goods: how many rows are items.
        ridge: λ of a taste in iALS, before anything is seen of a customer.
    """

    vectors: Floats
    tastes: Spread
    background: float
    weights: Singles | None
    goods: int
    ridge: float

    def prior(self, unseen: float, share: float) -> Prior:
        """The prior with these multiples."""
        goods = self.vectors[: self.goods]
        return prior(self.tastes, goods, self.background, unseen, share, SURE)

    @property
    def alone(self) -> Prior:
        """The prior of item factors alone: iALS folding in."""
        goods = self.vectors[: self.goods]
        return prior(self.tastes, goods, self.background, 1.0, 0.0, max(self.ridge, SURE))


def fit(
    items: Sequence[Item],
    signals_by_party: Mapping[str, Iterable[Signal]],
    now: datetime,
    rng: np.random.Generator,
    strengths: Mapping[str, Strength] = DEFAULTS,
) -> Population:
    """Fit a brand's population.

    With no signal at all it knows items by their tokens alone, and every customer's own signals already move it;
    with few, popularity and the directions of taste come in; with many, item factors leave their tokens, and
    item-item weights join, as far as held-out customers say that they help.

    Args:
        items: what can be proposed.
        signals_by_party: what each customer agreed to have learned from.
        now: what signals' age is measured from.
        rng: draws starting points and who is held out; the same seed gives the same bits.
        strengths: how much each source weighs.
    """
    bare = _bare(items, strengths, now)
    told = [evidence(bare, signals, now) for signals in signals_by_party.values()]
    seen = Histories.from_sums((one.total for one in told), bare.size)
    goods = len(items)
    order = np.argsort(-seen.counts[:goods], kind="stable")
    names = np.concatenate([order, np.arange(goods, bare.size)])
    places = np.argsort(names)
    histories = Histories.of(
        seen.rows, places[seen.columns], (seen.size, seen.width), weight=seen.weight, pull=seen.pull
    )
    _, table = content([bare.items[row] for row in order], {item.id: item.tokens for item in items})
    found, knobs = learned(histories, table, rng)
    rests_on = RestsOn(int((seen.lengths > 0).sum()), sum(len(one.signals) for one in told))
    return population(
        tuple(bare.items[row] for row in names), found, knobs, histories, now, strengths, rests_on
    )


def learned(
    histories: Histories,
    table: Floats,
    rng: np.random.Generator,
    settings: Settings | None = None,
    tune: Fold | None = None,
    step: Step = lambda _done, _all: None,
) -> tuple[Learned, Knobs]:
    """Fit the arrays, and choose the blend.

    Args:
        histories: customers × (items + tokens); items by popularity, most first.
        table: (items, tokens) as in `Content`; no columns where nothing is known of the items.
        rng: see `fit`.
        settings: of the factorisation; None for what suits the amount of content and of evidence.
        tune: customers that are not in ``histories`` to choose the blend on; None holds some of them out, and
            fits again with all.
        step: told how far the factorisation is.
    """
    given = settings or _settings(histories, table)
    if tune is not None:
        found = learn(histories, table, rng, given, step)
        return found, _chosen(found, tune, histories.counts, rng)
    able = np.flatnonzero(histories.lengths > 1)
    if len(able) < ENOUGH:
        return learn(histories, table, rng, given, step), FEW
    held = np.sort(rng.permutation(able)[: min(len(able) // 10, TUNED_ON)])
    rest = np.setdiff1d(np.arange(histories.size), held)
    _, knobs = learned(histories.take(rest), table, rng, given, fold_in(histories.take(held), rng), step)
    return learn(histories, table, rng, given, step), knobs


def population(
    names: tuple[str, ...],
    found: Learned,
    knobs: Knobs,
    histories: Histories,
    now: datetime,
    strengths: Mapping[str, Strength],
    rests_on: RestsOn,
) -> Population:
    """Give what was learned its names; the version follows from all of it."""
    chosen = found.prior(knobs.unseen, knobs.spread)
    fitted = Population(
        version="",
        items=names,
        vectors=found.vectors,
        mean=chosen.mean,
        precision=chosen.precision,
        trained_at=now,
        strengths=dict(strengths),
        ease=_with_own(found.weights) if knobs.share else None,
        share=knobs.share,
        scale=knobs.scale,
        counts=histories.counts.astype(np.int64),
        rests_on=rests_on,
    )
    return replace(fitted, version=f"fit-{sha256(fitted.to_bytes()).hexdigest()[:16]}")


def _with_own(weights: Singles | None) -> Singles | None:
    """Item-item weights for a shop, which proposes again what a customer knows: what they told of it counts, too.

    Zero diagonals keep an item from explaining itself while weights are learned; in a ranking that leaves out
    what is known they make no difference. Where known items stay in, those just liked would fall behind.
    """
    if weights is None:
        return None
    own = weights.copy()
    np.fill_diagonal(own, OWN)
    return own


def _bare(items: Sequence[Item], strengths: Mapping[str, Strength], now: datetime) -> Population:
    """Rows and strengths, to sum evidence by before anything is learned."""
    ids = [str(item.id) for item in items]
    tokens, _ = content(ids, {item.id: item.tokens for item in items})
    rows = (*ids, *tokens)
    return Population("", rows, np.zeros((len(rows), 1)), np.zeros(1), np.eye(1), now, strengths)


def _settings(histories: Histories, table: Floats) -> Settings:
    if not table.shape[1]:
        return Settings()
    room = 64 if len(histories.columns) > 10 * len(table) else min(table.shape[1], 64)
    return Settings(dimension=max(room, 1), floor=(1.0, 5.0))


def learn(
    histories: Histories, table: Floats, rng: np.random.Generator, settings: Settings, step: Step
) -> Learned:
    """Fit the arrays without choosing the blend; arguments as for `learned`."""
    known, start = _start(histories, table, rng, settings)
    factors = (
        factorise(histories, start, settings, known, step)
        if histories.size
        else Factors(np.empty((0, settings.dimension)), start, 0.0)
    )
    active = histories.lengths > 0
    before = 1.0 if table.shape[1] else float(factors.customers.var(axis=0).mean()) or 1.0
    return Learned(
        factors.items,
        spread(factors.customers[active], before),
        factors.background,
        _related(histories, len(table)),
        len(table),
        settings.ridge * factors.background * len(table),
    )


def _start(
    histories: Histories, table: Floats, rng: np.random.Generator, settings: Settings
) -> tuple[Content | None, Floats]:
    goods, tokens = table.shape
    small = random_start(goods, settings.dimension, rng)
    if not tokens:
        return None, small
    behaviour = len(histories.columns) > 0
    room = settings.dimension - FREE if behaviour and settings.dimension > FREE else settings.dimension
    known = described(table, max(room, 1))
    wide = Content(table, np.pad(known.start, ((0, 0), (0, settings.dimension - known.start.shape[1]))))
    start = wide.vectors
    if behaviour:
        start[:goods] += small
    return wide, start


def _related(histories: Histories, goods: int) -> Singles | None:
    if np.count_nonzero(histories.lengths) < LEAST_CUSTOMERS:
        return None
    most = min(goods, MOST_RELATED)
    inside = histories.keep(histories.columns < most)
    return Ease.fit(replace(inside, width=most)).weights()


def _chosen(found: Learned, tune: Fold, counts: npt.NDArray[np.int64], rng: np.random.Generator) -> Knobs:
    goods = found.goods
    at_hand = Fold(_of_goods(tune.known, goods), _of_goods(tune.held, goods), tune.names)
    able = np.flatnonzero((at_hand.known.lengths > 0) & (at_hand.held.lengths > 0))
    some = at_hand.take(np.sort(rng.permutation(able)[:TUNED_ON]))
    few = folds(some, rng)
    trial = Trial(
        few,
        [fold.known for fold in few],
        found.vectors[:goods],
        found.weights,
        found.prior,
        found.alone,
        counts[:goods],
    )
    return trial.chosen(Knobs())


def _of_goods(histories: Histories, goods: int) -> Histories:
    return replace(histories.keep(histories.columns < goods), width=goods)
