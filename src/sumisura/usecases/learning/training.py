"""Learn from all who agreed to it: export, fit, replay, and use the new model only if it serves better.

What is measured is a model that learned from what was told earlier, on what customers wanted later; what is used
afterwards is the same recipe with everything that was told until now.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

import numpy as np
import structlog

from sumisura.kernel import BrandId
from sumisura.stats.intervals import Estimate, mean, paired
from sumisura.taste import repo
from sumisura.taste.card import Card, Given, bands, worst
from sumisura.taste.evaluation.replay import (
    HELD,
    Case,
    Served,
    after,
    by_popularity,
    cases_of,
    latest,
    served,
)
from sumisura.taste.learning.choosing import choose
from sumisura.taste.learning.fit import OURS, Recipe, fit
from sumisura.taste.learning.fit import PLAIN as USUAL
from sumisura.taste.learning.ports import Factoriser
from sumisura.taste.learning.strengths import DEFAULTS
from sumisura.taste.model import Item, Signal
from sumisura.taste.population import PLAIN, Population, Strength
from sumisura.usecases.learning import promoting
from sumisura.usecases.learning.export import Exported, export, outlived
from sumisura.usecases.learning.fitting_designs import fit_designs
from sumisura.usecases.learning.fitting_looks import fit_looks
from sumisura.usecases.learning.fitting_segments import fit_segments
from sumisura.usecases.learning.weighing import weigh
from sumisura.usecases.services import Services

Progress = Callable[[str, int, int], object]
"""Told what is done, how much of it, and of how much in all (0: not known)."""

LEAST_CUSTOMERS, LEAST_EVENTS = 30, 200
"""With fewer there is no model: items are known by what they are like, and each customer's own signals still count."""
LEAST_TESTED, MOST_TESTED = 20, 2_000
FORGETS = promoting.FORGETS
"""A model older than this is replaced unless the new one is shown to be worse: what was taken back is forgotten then."""
ROUNDS = 3
"""How often a model is learned anew within one night because something was taken back meanwhile."""
BUSY = "what it learned from was being taken back all the while; the next night learns it anew"
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Trial:
    """A candidate, measured.

    Args:
        cut: from when on was held back; None for each customer's own latest.
        cases: whom it was measured on.
        candidate, incumbent, popular: how well each serves them; where no model is in use, what serves instead is one
            that knows items by what they are like alone.
    """

    cut: datetime | None
    cases: Sequence[Case]
    candidate: Served
    incumbent: Served
    popular: Served
    recipe: Recipe = USUAL

    def gains(self) -> dict[str, Estimate]:
        """The candidate's ndcg less another's, paired by customer."""
        others = {"over the model in use": self.incumbent, "over popularity": self.popular}
        return {name: paired(self.candidate.ndcg, one.ndcg) for name, one in others.items()}

    def figures(self) -> dict[str, Estimate]:
        """Everybody's means."""
        who = {
            "the new model": self.candidate,
            "the model in use": self.incumbent,
            "popularity": self.popular,
        }
        return {
            f"{name}, {measure}": mean(getattr(one, measure))
            for measure in ("ndcg", "recall")
            for name, one in who.items()
        }


def train(
    services: Services,
    brand: BrandId,
    rng: np.random.Generator,
    progress: Progress = lambda _what, _done, _all: None,
) -> Card:
    """Fit a brand's models, and use the new ones where they serve better.

    Returns:
        The new model's card, which is also kept beside it; it says whether it is used, and why.
    """
    exported = export(services, brand, lambda looked: progress("Reading the journal", looked, 0))
    with services.store.read() as tx:
        items, incumbent = repo.items(tx, brand), services.models.current(tx, brand)
    now = services.clock.now()
    designs = fit_designs(services, brand, rng, lambda done, of: progress("Learning from sales", done, of))
    if len(exported.signals) < LEAST_CUSTOMERS or exported.events < LEAST_EVENTS:
        _forget(services, brand, items, incumbent)
        return _card(services, brand, exported, None, None, incumbent, designs)
    unless = partial(outlived, services, brand, exported)
    fit_looks(services, brand, exported.signals, items, unless)
    fit_segments(services, brand, exported.signals, rng, unless)
    trial = measure(exported, items, incumbent, rng, progress, services.factoriser)
    promoted, why = verdict(trial, incumbent, now)
    recipe = trial.recipe if trial else USUAL
    progress("Weighing what each source adds", 0, 0)
    weigh(services, brand, exported, items, rng, recipe)
    told = partial(progress, "Fitting the model")
    fitted = fit(items, exported.signals, now, rng, recipe, told, services.factoriser)
    for _ in range(ROUNDS if promoted else 0):
        if _promote(services, brand, fitted, why, incumbent, exported):
            break
        # Somebody took something back while it was learned: it is learned again without that, at once.
        fitted = fit(items, exported.signals, now, rng, recipe, told, services.factoriser)
    else:
        promoted, why = False, why if not promoted else BUSY
    card = _card(services, brand, exported, trial, fitted, incumbent, designs)
    card = replace(card, promoted=promoted, why=why)
    services.models.save_card(brand, card)
    log.info("model.trained", brand=brand, version=fitted.version, promoted=promoted, why=why)
    return card


def _promote(
    services: Services,
    brand: BrandId,
    fitted: Population,
    why: str,
    incumbent: Population | None,
    exported: Exported,
) -> bool:
    """Put a model to use, unless something it learned from was taken back meanwhile; that is then taken out of the export."""
    services.models.save(brand, fitted.version, fitted.to_bytes())
    before = incumbent.version if incumbent else ""
    done = promoting.promote(
        services,
        brand,
        fitted.version,
        why,
        instead_of=before,
        unless=partial(outlived, services, brand, exported),
    )
    return done is not None


def _forget(services: Services, brand: BrandId, items: Sequence[Item], incumbent: Population | None) -> None:
    """Where too few are left to learn from, go back to what things are like: what was taken back must go."""
    now = services.clock.now()
    if incumbent is None or not incumbent.rests_on.parties or now - incumbent.trained_at < FORGETS:
        return
    plain = fit(items, {}, now, np.random.default_rng(0))
    services.models.save(brand, plain.version, plain.to_bytes())
    promoting.promote(
        services,
        brand,
        plain.version,
        "too few customers are left to learn from",
        instead_of=incumbent.version,
    )


def measure(
    exported: Exported,
    items: Sequence[Item],
    incumbent: Population | None,
    rng: np.random.Generator,
    progress: Progress = lambda _what, _done, _all: None,
    factoriser: Factoriser = OURS,
) -> Trial | None:
    """Fit on what was told earlier and replay what came later; None where too few can be held out.

    With an incumbent, later is after an instant, never before it learned: no model is measured on what it has seen.
    Without one, it is the latest of what each customer told, so that all kinds of wishes are measured, not the last fashion.
    """
    cut = _cut(exported.signals, incumbent)
    split = after(exported.signals, cut) if cut else latest(exported.signals)
    found, proposed = cases_of(split, items, LEAST_TESTED)
    if len(found) < LEAST_TESTED:
        return None
    found = [found[at] for at in sorted(rng.permutation(len(found))[:MOST_TESTED])]
    until = cut or max(one.at for told in split.known.values() for one in told)
    recipe = choose(items, split.known, until, rng, progress, factoriser)
    told = partial(progress, "Fitting a model to measure")
    candidate = fit(items, split.known, until, rng, recipe, told, factoriser).extended(items)
    counts = dict(zip(candidate.items, candidate.counts.tolist(), strict=True))

    def serve(population: Population) -> Served:
        return served(population, found, proposed, lambda done, of: progress("Replaying", done, of))

    return Trial(
        cut,
        found,
        serve(candidate),
        serve((incumbent or fit(items, {}, until, rng)).extended(items)),
        by_popularity(counts, found, proposed),
        recipe,
    )


def verdict(trial: Trial | None, incumbent: Population | None, now: datetime) -> tuple[bool, str]:
    """Whether to use the new model, and why: see docs/decisions/models-are-promoted-by-lower-bound.md."""
    stale = incumbent is not None and now - incumbent.trained_at >= FORGETS
    forgets = f"the one in use learned {FORGETS.days} days ago or more, and what was taken back since must go"
    if trial is None:
        return (True, forgets) if stale else (False, "too few customers could be held out to measure it")
    gain = trial.gains()["over the model in use"]
    if incumbent is None:
        return _first(gain)
    if gain.low > 0:
        return True, f"it serves better than the one in use: {_words(gain)}"
    if stale:
        return True, forgets
    return False, f"it is not shown to serve better than the one in use: {_words(gain)}"


def _first(gain: Estimate) -> tuple[bool, str]:
    if gain.high < 0:
        return False, f"it serves worse than knowing only what items are like: {_words(gain)}"
    return True, f"it is the first, and not worse than knowing only what items are like: {_words(gain)}"


def _words(gain: Estimate) -> str:
    return f"{gain.value:+.4f} ndcg, 95 % interval {gain.low:+.4f} to {gain.high:+.4f}, {gain.n} customers"


def _cut(signals: Mapping[str, Sequence[Signal]], incumbent: Population | None) -> datetime | None:
    """From when on to hold back; None for each customer's own latest, where no model has seen anything yet."""
    if incumbent is None:
        return None
    instants = sorted(one.at for told in signals.values() for one in told)
    return max(instants[int(len(instants) * (1 - HELD))], incumbent.trained_at)


def _card(
    services: Services,
    brand: BrandId,
    exported: Exported,
    trial: Trial | None,
    fitted: Population | None,
    incumbent: Population | None,
    designs: Mapping[str, int],
) -> Card:
    return Card(
        brand=brand,
        version=fitted.version if fitted else "",
        promoted=False,
        why=f"there is too little to learn from yet: less than {LEAST_EVENTS} events of {LEAST_CUSTOMERS} customers",
        incumbent=incumbent.version if incumbent else "",
        trained_at=services.clock.now(),
        cut=trial.cut if trial else None,
        customers=len(exported.signals),
        events=exported.events,
        simulated=len(exported.simulated),
        sources=_sources(exported.by_source(), fitted.strengths if fitted else DEFAULTS),
        figures=trial.figures() if trial else {},
        gains=trial.gains() if trial else {},
        bands=bands(trial.cases, trial.candidate) if trial else (),
        worst=worst(trial.cases, trial.candidate) if trial else None,
        designs=designs,
        factors=services.factoriser.name if fitted else "",
    )


def _sources(events: Mapping[str, int], strengths: Mapping[str, Strength]) -> dict[str, Given]:
    trusted = {name: strengths.get(name, PLAIN) for name in events}
    return {
        name: Given(events[name], one.precision, one.half_life, one.lasting) for name, one in trusted.items()
    }
