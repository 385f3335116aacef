"""Chooses a recipe on customers who are held out of a fit: how much each source weighs, and the blend."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from math import inf

import numpy as np
import numpy.typing as npt

from sumisura.taste.dataset import Histories
from sumisura.taste.evaluation.splits import Fold
from sumisura.taste.learning.blend import Knobs, Trial, folds
from sumisura.taste.learning.fit import OURS, PLAIN, Recipe, Told, learn, moved, settings_for
from sumisura.taste.learning.ports import Factoriser
from sumisura.taste.learning.strengths import DEFAULTS, fitted, weighed
from sumisura.taste.learning.strengths import Told as OfSource
from sumisura.taste.model import Item, Signal
from sumisura.taste.population import Strength
from sumisura.taste.sums import Sum

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

ENOUGH = 100
"""Customers who wanted something offered and are known by more than that, from which on half of them, at most `MOST`, are held out."""
PART, MOST = 4, 500
SHARE = 0.2
"""What is held back of what each of them wanted."""
ENOUGH_OF_A_SOURCE = 200
"""Customers who gave a source, from which on its strength is fitted."""
MULTIPLES = (0.25, 0.5, 2.0, 4.0)
"""Of its usual precision."""
SURE = 2.0
"""Standard errors by which another strength must be better than the usual one."""

BELIEVED = frozenset({"stated"})
"""Sources whose strength is not fitted: what customers say of themselves comes first, however they are ranked best."""
NOTHING = Sum(*np.empty((3, 0), np.int64))

Progress = Callable[[str, int, int], object]


def choose(
    items: Sequence[Item],
    signals_by_party: Mapping[str, Iterable[Signal]],
    now: datetime,
    rng: np.random.Generator,
    progress: Progress = lambda _what, _done, _all: None,
    factoriser: Factoriser = OURS,
) -> Recipe:
    """The recipe that ranks best what held-out customers want of what a home proposes.

    Args:
        items, signals_by_party, now: as for `sumisura.taste.learning.fit.fit`.
        rng: draws who is held out, and what of them.
        progress: told what is done, how much of it, and of how much in all.
        factoriser: makes the item factors, here as in the fit that the recipe is for.
    """
    told = Told.of(items, signals_by_party, now, DEFAULTS)
    able = _able(told)
    if len(able) < ENOUGH:
        return PLAIN
    held = np.sort(rng.permutation(able)[: min(len(able) // PART, MOST)])
    rest = told.histories.take(np.setdiff1d(np.arange(told.histories.size), held))
    found = learn(
        rest,
        told.table,
        rng,
        settings_for(rest, told.table),
        lambda done, of: progress("Learning from some, to choose on others", done, of),
        told.offered,
        factoriser,
    )
    few = folds(_fold(told, held, rng), rng)
    trial = Trial(
        few,
        [fold.known for fold in few],
        found,
        rest.counts,
        np.flatnonzero(told.offered),
    )
    knobs = trial.chosen(lambda done, of: progress("Choosing the blend", done, of))
    strengths = _strengths(told, held, trial, few, knobs)
    return Recipe(strengths, knobs)


def _able(told: Told) -> Ints:
    wanted = _wanted(told.histories, told.offered)
    each = np.bincount(told.histories.rows[wanted], minlength=told.histories.size)
    return np.flatnonzero((each > 0) & (told.histories.lengths > 1))


def _wanted(histories: Histories, offered: Mask) -> Mask:
    return np.asarray(offered[histories.columns] & (histories.pull > 0))


def _fold(told: Told, held: Ints, rng: np.random.Generator) -> Fold:
    """Hold back a fifth of what each wanted: at least one thing, and at least one stays known."""
    histories = told.histories.take(held)
    wanted = np.flatnonzero(_wanted(histories, told.offered))
    by = wanted[np.lexsort((rng.random(len(wanted)), histories.rows[wanted]))]
    each = np.bincount(histories.rows[by], minlength=histories.size)
    begin = np.cumsum(each) - each
    place = np.arange(len(by)) - begin[histories.rows[by]]
    back = np.zeros(len(histories.columns), np.bool_)
    back[by[place < np.maximum(each * SHARE, 1)[histories.rows[by]].astype(np.int64)]] = True
    return Fold(histories.keep(~back), histories.keep(back), held)


def _strengths(
    told: Told, held: Ints, trial: Trial, few: Sequence[Fold], knobs: Knobs
) -> Mapping[str, Strength]:
    """Each source's usual strength, or a multiple of it where many gave it and it surely ranks better."""
    gave = Counter(source for one in told.evidence for source in one.sums)
    enough = [source for source in DEFAULTS if gave[source] >= ENOUGH_OF_A_SOURCE and source not in BELIEVED]
    if len(gave) < 2:  # noqa: PLR2004 - one source alone has nothing to weigh against
        return DEFAULTS
    shape = len(held), told.histories.width
    parts = [_by_source(told, held, fold) for fold in few]
    plain = {source: Strength(1.0, inf) for source in gave}

    def quality(tried: Mapping[str, Strength]) -> npt.NDArray[np.float64]:
        return trial.given([weighed(part, {**plain, **tried}, shape) for part in parts]).worth(knobs)

    best = fitted(
        {source: plain[source] for source in enough}, quality, timed=False, multiples=MULTIPLES, sure=SURE
    )
    usual = dict(DEFAULTS)
    return {
        source: one._replace(precision=one.precision * best[source].precision) if source in best else one
        for source, one in usual.items()
    }


def _by_source(told: Told, held: Ints, fold: Fold) -> Mapping[str, OfSource]:
    """What is known of each in a fold, source by source, each as much as it usually weighs."""
    width = fold.known.width
    known = fold.known.rows * width + fold.known.columns
    found = {}
    for source in sorted({source for at in held for source in told.evidence[at].sums}):
        sums = (told.evidence[at].sums.get(source, NOTHING) for at in held)
        given = moved(Histories.from_sums(sums, width), told.places)
        given = given.keep(np.isin(given.rows * width + given.columns, known))
        age = np.zeros(len(given.columns))
        found[source] = OfSource(given.rows, given.columns, age, given.weight, given.pull)
    return found
