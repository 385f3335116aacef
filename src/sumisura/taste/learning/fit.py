"""Fits a population from what customers agreed to show, and from what items are like: from no event to millions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

import numpy as np
import numpy.typing as npt

from sumisura.taste.dataset import Histories, content
from sumisura.taste.learning.blend import Knobs
from sumisura.taste.learning.ease import Ease
from sumisura.taste.learning.factors import OwnAls, Settings, Step
from sumisura.taste.learning.learned import Learned, fame
from sumisura.taste.learning.ports import Factoriser
from sumisura.taste.learning.prior import spread
from sumisura.taste.learning.strengths import DEFAULTS
from sumisura.taste.model import Item, Kind, Signal
from sumisura.taste.population import Population, RestsOn, Singles, Strength
from sumisura.taste.sums import Evidence, evidence

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

MOST_RELATED = 4_000
"""Items with item-item weights, the most popular: their inversion grows with the cube, their table with the square."""

FEW = Knobs(unseen=0.25, spread=1.0, share=0.0, fame=1.0)
"""The blend where there are too few to choose it by."""

LEAST_CUSTOMERS = 20
"""Customers from which on item-item weights are learned at all."""

OWN = 0.5
"""How much of what was told of an item counts for itself in the item-item term."""
MANY = 50_000
"""Events from which on a taste has 64 numbers; with fewer 48 rank as well, in half the time."""
OURS: Factoriser = OwnAls()
"""What makes item factors unless an installation chose another."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What is chosen on held-out customers: how much each source weighs, and the blend."""

    strengths: Mapping[str, Strength]
    knobs: Knobs


PLAIN = Recipe(DEFAULTS, FEW)
"""Where there is nothing to choose by."""


@dataclass(frozen=True)
class Told:
    """What customers told, as arrays.

    Args:
        names: row → item or token; items by popularity, most first.
        histories: customers × rows.
        table: (items, tokens) as in `Content`.
        offered: (rows,) what a home proposes: everything but options.
        evidence: customer → what they told, under the rows' own numbers.
        places: number of a row in ``evidence`` → row.
    """

    names: tuple[str, ...]
    histories: Histories
    table: Floats
    offered: Mask
    evidence: Sequence[Evidence]
    places: npt.NDArray[np.int64]

    @classmethod
    def of(
        cls,
        items: Sequence[Item],
        signals_by_party: Mapping[str, Iterable[Signal]],
        now: datetime,
        strengths: Mapping[str, Strength],
    ) -> "Told":
        """Sum up every customer's signals."""
        bare = _bare(items, strengths, now)
        told = [evidence(bare, signals, now) for signals in signals_by_party.values()]
        seen = Histories.from_sums((one.total for one in told), bare.size)
        order = np.argsort(-seen.counts[: len(items)], kind="stable")
        rows = np.concatenate([order, np.arange(len(items), bare.size)])
        places = np.argsort(rows)
        _, table = content([bare.items[row] for row in order], {item.id: item.tokens for item in items})
        pieces = {str(item.id) for item in items if item.kind is not Kind.OPTION}
        names = tuple(bare.items[row] for row in rows)
        offered = np.array([name in pieces for name in names], np.bool_)
        return cls(names, moved(seen, places), table, offered, told, places)

    @property
    def rests_on(self) -> RestsOn:
        """Numbers of customers and events."""
        return RestsOn(
            int((self.histories.lengths > 0).sum()), sum(len(one.signals) for one in self.evidence)
        )


def moved(histories: Histories, places: npt.NDArray[np.int64]) -> Histories:
    """The same with other numbers for the items."""
    return Histories.of(
        histories.rows,
        places[histories.columns],
        (histories.size, histories.width),
        weight=histories.weight,
        pull=histories.pull,
    )


def fit(
    items: Sequence[Item],
    signals_by_party: Mapping[str, Iterable[Signal]],
    now: datetime,
    rng: np.random.Generator,
    recipe: Recipe = PLAIN,
    step: Step = lambda _done, _all: None,
    factoriser: Factoriser = OURS,
) -> Population:
    """Fit a brand's population.

    With no signal at all it knows items by their tokens alone, and every customer's own signals already move it;
    with few, popularity and the directions of taste come in; with many, item factors leave their tokens, and
    item-item weights join, as far as the recipe lets them.

    Args:
        items: what can be proposed.
        signals_by_party: what each customer agreed to have learned from.
        now: what signals' age is measured from.
        rng: draws starting points; the same seed gives the same bits.
        recipe: what was chosen on held-out customers (`sumisura.taste.learning.choosing.choose`).
        step: told how far the factorisation is.
        factoriser: makes the item factors.
    """
    told = Told.of(items, signals_by_party, now, recipe.strengths)
    given = settings_for(told.histories, told.table)
    found = learn(told.histories, told.table, rng, given, step, told.offered, factoriser)
    return population(told.names, found, recipe.knobs, told.histories, now, recipe.strengths, told.rests_on)


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
    vectors, chosen = found.begun(knobs.unseen, knobs.spread, knobs.fame)
    fitted = Population(
        version="",
        items=names,
        vectors=vectors,
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


def settings_for(histories: Histories, table: Floats) -> Settings:
    """What suits the amount of content and of evidence."""
    if not table.shape[1]:
        return Settings()
    most = 64 if len(histories.columns) > MANY else 48
    room = most if len(histories.columns) > 10 * len(table) else min(table.shape[1], most)
    return Settings(dimension=max(room, 1), floor=(1.0, 5.0))


def learn(
    histories: Histories,
    table: Floats,
    rng: np.random.Generator,
    settings: Settings,
    step: Step = lambda _done, _all: None,
    offered: Mask | None = None,
    factoriser: Factoriser = OURS,
) -> Learned:
    """Fit the arrays.

    Args:
        histories: customers × (items + tokens); items by popularity, most first.
        table: (items, tokens) as in `Content`; no columns where nothing is known of the items.
        rng: see `fit`.
        settings: of the factorisation.
        step: told how far the factorisation is.
        offered: (items + tokens,) whose popularity counts; None for all items.
        factoriser: makes the item factors.
    """
    factors = factoriser.factorise(histories, table, rng, settings, step)
    active = histories.lengths > 0
    told = histories.size and not table.shape[1]
    before = (float(factors.customers.var(axis=0).mean()) if told else 0.0) or 1.0
    return Learned(
        factors.items,
        spread(factors.customers[active], before),
        factors.background,
        _related(histories, len(table)),
        len(table),
        settings.ridge * factors.background * len(table),
        fame(histories.counts, np.arange(histories.width) < len(table) if offered is None else offered),
    )


def _related(histories: Histories, goods: int) -> Singles | None:
    if np.count_nonzero(histories.lengths) < LEAST_CUSTOMERS:
        return None
    most = min(goods, MOST_RELATED)
    inside = histories.keep(histories.columns < most)
    return Ease.fit(replace(inside, width=most)).weights()
