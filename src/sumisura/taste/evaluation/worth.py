"""What a source adds for one customer: how much earlier it lets them find what they then choose.

Each thing a customer came to want is ranked from what was known of them the moment before: once with everything, and
once as if the source had never been. The gain of a choice is

    g = 1/log₂(1 + place) - 1/log₂(1 + place without the source),

the difference of discounted gains (Järvelin, Kekäläinen 2002): 1 from the last place to the first, 0 where nothing
moved. One customer's choices are few, so their mean is drawn towards that of all who gave the same source, as far as
those differ from each other. With μ the mean of customers, τ² the variance between them and σ² that within one,

    V = 1 / (1/τ² + n/σ²),      ĝ = V (μ/τ² + n ḡ/σ²),      variance V + (V/τ²)² var(μ).

τ² is not known either: it is integrated out, every one as likely before anything is seen (Morris 1983, J. Am. Stat.
Assoc. 78, 47), or the interval would be too narrow where customers differ little. With n = 0 this says what to expect before
anything is shared.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import inf, nan, sqrt
from operator import attrgetter
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from sumisura.stats import topk
from sumisura.stats.intervals import LEVEL, Estimate, mean
from sumisura.taste.model import OTHERS, Signal
from sumisura.taste.population import Population
from sumisura.taste.state import Taste

Floats = npt.NDArray[np.float64]
LEAST = 20
"""Customers who gave a source, from which on something is said of what it adds to people in general."""
LATEST = 12
"""Choices of one customer that are replayed, the latest."""
TAUS = 60
"""Values of τ that are integrated over, from none to twice the spread of the customers' means."""
NO_SPREAD = 1e-12
"""Variance taken where every choice gave the same."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A thing a customer came to want, and what was known of them the moment before.

    Args:
        item: never heard of from them until then.
        at: when they wanted it.
        known: their earlier signals.
    """

    item: str
    at: datetime
    known: tuple[Signal, ...]


class Spread(NamedTuple):
    """One way in which customers may differ.

    Args:
        chance: that it is so.
        between: τ², the variance between customers.
        mean, variance: μ, and how unsure it is.
    """

    chance: float
    between: float
    mean: float
    variance: float


@dataclass(frozen=True, slots=True)
class Prior:
    """What a source adds to customers in general: gains per choice.

    Args:
        spreads: the ways in which they may differ; their chances add up to 1.
        within: σ², the variance of one customer's choices around their own mean.
        customers, choices: what it rests on.
    """

    spreads: tuple[Spread, ...]
    within: float
    customers: int
    choices: int


def choices(
    signals: Iterable[Signal],
    proposed: frozenset[str],
    *,
    most: int = LATEST,
    since: datetime | None = None,
) -> list[Choice]:
    """What a customer came to want of what is proposed, oldest first: the latest ``most`` of them.

    Args:
        signals: all of theirs that may be used, in any order.
        proposed: what is ranked.
        most: how many choices.
        since: choices before it are left out; what was known before it is not.

    Example:
        >>> from datetime import UTC, timedelta
        >>> noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
        >>> told = [Signal("1", noon, "visit", "belt", "viewed"), Signal("2", noon + timedelta(hours=1), "visit", "bag", "viewed")]
        >>> [(one.item, [known.item for known in one.known]) for one in choices(told, frozenset({"belt", "bag"}))]
        [('bag', ['belt'])]
    """
    ordered = sorted(signals, key=attrgetter("at", "id"))
    heard: set[str] = set()
    found = []
    for number, one in enumerate(ordered):
        if one.what in OTHERS:
            continue
        wanted = one.value > 0 and one.item in proposed and one.item not in heard
        heard.add(one.item)
        known = tuple(before for before in ordered[:number] if before.at < one.at) if wanted else ()
        if known and (since is None or one.at >= since):
            found.append(Choice(one.item, one.at, known))
    return found[-most:]


def gains(
    population: Population, choices: Sequence[Choice], proposed: Sequence[str]
) -> dict[str, list[float]]:
    """Source → its gain for each choice before which it had told anything.

    Args:
        population: with a row for everything proposed.
        choices: of one customer.
        proposed: what is ranked; of it, what a choice's customer had signals about already is left out.
    """
    rows = np.array([population.row[item] for item in proposed], np.int64)
    found: dict[str, list[float]] = {}
    for choice in choices:
        taste, allowed = Taste.of(population, choice.known, choice.at), np.zeros(population.size, np.bool_)
        allowed[rows] = True
        own = [one.item for one in choice.known if one.what not in OTHERS]
        allowed[[population.row[item] for item in own if item in population.row]] = False
        row = population.row[choice.item]
        whole = _reached(taste, row, allowed)
        for source in taste.evidence.sums:
            gain = whole - _reached(taste.without(source), row, allowed)
            found.setdefault(source, []).append(gain)
    return found


def prior(gains_by_customer: Iterable[Sequence[float]]) -> Prior | None:
    """What customers in general gain from a source; None where fewer than `LEAST` gave it.

    Args:
        gains_by_customer: the gains of each one's choices; customers without any are passed over.
    """
    parts = [np.asarray(one, np.float64) for one in gains_by_customer if len(one)]
    if len(parts) < LEAST:
        return None
    counts = np.array([len(one) for one in parts], np.float64)
    means = np.array([one.mean() for one in parts])
    within = _within(parts, counts, means)
    taus = np.linspace(0.0, 2.0 * float(means.std(ddof=1)), TAUS)
    precisions = 1.0 / (taus[:, None] ** 2 + within / counts)
    variance = 1.0 / precisions.sum(axis=1)
    middle = variance * (precisions @ means)
    misfit = (precisions * (means - middle[:, None]) ** 2).sum(axis=1)
    likely = 0.5 * (np.log(precisions).sum(axis=1) + np.log(variance) - misfit)
    chance = np.exp(likely - likely.max()) * (taus + NO_SPREAD)  # every τ² as likely: dτ² = 2τ dτ
    columns = chance / chance.sum(), taus**2, middle, variance
    spreads = tuple(Spread(*map(float, row)) for row in zip(*columns, strict=True))
    return Prior(spreads, within, len(parts), int(counts.sum()))


def worth(own: Sequence[float], people: Prior | None, level: float = LEVEL) -> Estimate:
    """What a source adds for one customer, by the formula above; without ``people`` by their own choices alone.

    Args:
        own: the gains of their choices; none for a source that they never gave.
        people: what it adds to customers in general.

    Returns:
        ``n`` is the number of their own choices it rests on.

    Example:
        >>> people = Prior((Spread(1.0, 0.0004, 0.04, 0.000025),), within=0.04, customers=300, choices=900)
        >>> before, after = worth([], people), worth([0.1] * 100, people)
        >>> round(before.value, 3), before.decided, round(after.value, 3), after.decided
        (0.04, False, 0.07, True)
    """
    gains = np.asarray(own, np.float64)
    if people is None:
        return _alone(gains, level)
    chance, between, middle, unsure = np.array(people.spreads).T
    own_part = between * len(gains) / (between * len(gains) + people.within)
    value = own_part * (gains.mean() if len(gains) else 0.0) + (1 - own_part) * middle
    variance = (1 - own_part) * between + (1 - own_part) ** 2 * unsure
    mixed = float(chance @ value)
    spread = sqrt(float(chance @ (variance + (value - mixed) ** 2)))
    reach = float(ndtri((1 + level) / 2)) * spread
    return Estimate(mixed, mixed - reach, mixed + reach, len(gains), level)


def priors(gains: Iterable[Mapping[str, Sequence[float]]]) -> dict[str, Prior]:
    """Source → what customers in general gain from it, where enough of them gave it.

    Args:
        gains: of each customer, as `gains` gives them.
    """
    by_source: dict[str, list[Sequence[float]]] = {}
    for one in gains:
        for source, found in one.items():
            by_source.setdefault(source, []).append(found)
    found_priors = {source: prior(each) for source, each in sorted(by_source.items())}
    return {source: found for source, found in found_priors.items() if found is not None}


def _within(parts: Sequence[Floats], counts: Floats, means: Floats) -> float:
    """σ²: pooled over customers with several choices; where nobody has, all that is seen between them."""
    free = float((counts - 1).sum())
    squares = sum(float(((one - one.mean()) ** 2).sum()) for one in parts)
    within = squares / free if free else float(means.var(ddof=1))
    return max(within, NO_SPREAD)


def _alone(gains: Floats, level: float) -> Estimate:
    if not len(gains):
        return Estimate(nan, -inf, inf, 0, level)
    return mean(gains, level)


def _reached(taste: Taste, row: int, allowed: npt.NDArray[np.bool_]) -> float:
    (place,) = topk.places(taste.scores, [row], allowed)
    return float(1.0 / np.log2(1.0 + place))
