"""What another policy would have earned, from a log of what was shown and with what probability.

Three estimators of V(π) = E_x E_{a~π(·|x)} [r(x, a)], from rows (x_i, a_i, r_i) logged by π₀, with the
weights w_i = π(a_i|x_i) / π₀(a_i|x_i). Each says its interval, and how many rows of π itself the log is worth.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

from sumisura.stats.arrays import Floats, Ints, finite
from sumisura.stats.errors import BadPropensity, UnusableNumbers
from sumisura.stats.intervals import LEVEL, Estimate, around

IMPLAUSIBLE = 5.0
"""Standard errors that the mean weight may be from 1 before the logged propensities are doubted."""


@dataclass(frozen=True, slots=True, eq=False)
class Log:
    """What was shown, and what came of it; made by `Log.of`.

    Args:
        rewards: (n,) what each showing earned.
        weights: (n,) w_i.
        cluster: (n,) 0, 1, 2 …: rows with the same number are one customer's.
    """

    rewards: Floats
    weights: Floats
    cluster: Ints

    @classmethod
    def of(
        cls,
        rewards: npt.ArrayLike,
        logged: npt.ArrayLike,
        target: npt.ArrayLike,
        groups: npt.ArrayLike | None = None,
    ) -> "Log":
        """A log, checked row by row.

        Args:
            rewards: (n,) what each showing earned.
            logged: (n,) π₀(a_i|x_i), the probability it was shown with: above 0, at most 1.
            target: (n,) π(a_i|x_i), the probability the other policy would have shown the same with: 0 to 1.
            groups: (n,) whose row it is; rows of one customer are not independent. None: each stands alone.

        Raises:
            UnusableNumbers: a column is empty, of another length, or holds what is not finite.
            BadPropensity: a probability is none; the row is named.

        Example:
            >>> Log.of([1, 0], [0.5, 0.0], [1, 1])
            Traceback (most recent call last):
            sumisura.stats.errors.BadPropensity: row 1: logged propensity 0.0 is not above 0 and at most 1. ...
        """
        earned = finite(rewards, "rewards")
        n = len(earned)
        drawn, wanted = finite(logged, "logged", length=n), finite(target, "target", length=n)
        _refuse(drawn, (drawn <= 0) | (drawn > 1), "logged propensity {} is not above 0 and at most 1")
        _refuse(wanted, (wanted < 0) | (wanted > 1), "target propensity {} is not from 0 to 1")
        return cls(earned, wanted / drawn, _clusters(groups, n))


@dataclass(frozen=True, slots=True)
class Evaluation:
    """An off-policy estimate, and whether to believe it.

    Args:
        method: ``IPS``, ``SNIPS`` or ``DR``; with ``clipped at c`` where weights were cut, which biases it.
        estimate: V̂ with its interval; n counts independent groups.
        effective: (Σw)² / Σw², the rows of the other policy that the log is worth (Kish 1965).
        mean_weight: 1 in expectation before clipping, whatever the policies are.
        plausible: the mean weight is near enough to 1 that the logged propensities may be true.
        clipped: share of rows whose weight was cut.
    """

    method: str
    estimate: Estimate
    effective: float
    mean_weight: float
    plausible: bool
    clipped: float = 0.0


def ips(log: Log, *, clip: float | None = None, level: float = LEVEL) -> Evaluation:
    """Inverse propensity score: V̂ = (1/n) Σ w_i r_i. Unbiased; its variance grows with the weights.

    Source: Horvitz and Thompson (1952); clipping: Ionides (2008).

    Args:
        clip: no weight counts for more than this.

    Example:
        >>> ips(Log.of([1, 0, 1, 0], [0.5] * 4, [1, 0, 1, 0])).estimate.value
        1.0
    """
    weights = _clipped(log, clip)
    return _evaluation("IPS", log, weights * log.rewards, clip, level)


def snips(log: Log, *, clip: float | None = None, level: float = LEVEL) -> Evaluation:
    """Self-normalised: V̂ = Σ w_i r_i / Σ w_i. Slightly biased, much steadier, and never beyond the rewards seen.

    Its error by the delta method: rows count as V̂ + w_i (r_i - V̂) / w̄.

    Source: Swaminathan and Joachims (2015), NeurIPS.

    Raises:
        UnusableNumbers: the other policy would have shown nothing that is in the log.
    """
    weights = _clipped(log, clip)
    mean = float(weights.mean())
    if mean == 0:
        raise UnusableNumbers(
            "the other policy would have shown none of the rows", mend="Log more of what it would show."
        )
    value = float((weights * log.rewards).mean()) / mean
    return _evaluation("SNIPS", log, value + weights * (log.rewards - value) / mean, clip, level)


def dr(
    log: Log,
    predicted: npt.ArrayLike,
    expected: npt.ArrayLike,
    *,
    clip: float | None = None,
    level: float = LEVEL,
) -> Evaluation:
    """Doubly robust: V̂ = (1/n) Σ [q̄_i + w_i (r_i - q_i)]. Right if the propensities or the model are.

    Source: Dudík, Langford and Li (2011), ICML. Fit the model on other rows than these, or by folds.

    Args:
        predicted: (n,) q_i = q̂(x_i, a_i), the model's reward of what was shown.
        expected: (n,) q̄_i = Σ_a π(a|x_i) q̂(x_i, a), its reward of what the other policy would show.
    """
    n = len(log.cluster)
    model, baseline = finite(predicted, "predicted", length=n), finite(expected, "expected", length=n)
    return _evaluation("DR", log, baseline + _clipped(log, clip) * (log.rewards - model), clip, level)


def calibration(distribution: npt.ArrayLike, shown: npt.ArrayLike) -> Floats:
    """Whether things were shown as often as their logged probabilities say: one z-score for each.

    z_a = Σ_i (1[a_i = a] - π₀(a|x_i)) / √(Σ_i π₀(a|x_i) (1 - π₀(a|x_i))); about normal where the log is true.

    Args:
        distribution: (n, k) π₀(a|x_i) of every candidate; each row adds up to 1.
        shown: (n,) which candidate was.

    Raises:
        BadPropensity: a row does not add up to 1, or holds what is no probability.

    Example:
        >>> calibration([[0.5, 0.5]] * 100, [0] * 50 + [1] * 50)
        array([0., 0.])
    """
    logged = np.asarray(distribution, dtype=np.float64)
    chosen = np.asarray(shown, dtype=np.int64)
    if logged.ndim != 2 or chosen.shape != logged.shape[:1] or not len(chosen):  # noqa: PLR2004 - rows, columns
        raise UnusableNumbers(
            f"{logged.shape} probabilities for {chosen.shape} rows", mend="Give n × k and n, n above 0."
        )
    wrong = ~(np.abs(logged.sum(1) - 1) < 1e-6) | ~((logged >= 0) & (logged <= 1)).all(1)  # noqa: PLR2004
    _refuse(logged.sum(1), wrong, "probabilities add up to {}, or one of them is none")
    if chosen.min() < 0 or chosen.max() >= logged.shape[1]:
        raise UnusableNumbers("a row shows what was no candidate", mend="Number candidates from 0.")
    surplus = np.bincount(chosen, minlength=logged.shape[1]) - logged.sum(0)
    spread = np.sqrt((logged * (1 - logged)).sum(0))
    scores: Floats = np.divide(surplus, spread, out=np.zeros_like(surplus), where=spread > 0)
    return scores


def _evaluation(name: str, log: Log, parts: Floats, clip: float | None, level: float) -> Evaluation:
    weights = log.weights if clip is None else np.minimum(log.weights, clip)
    value, error, n = _clustered(parts, log.cluster)
    mean_weight, spread, _ = _clustered(log.weights, log.cluster)
    squares = float((weights**2).sum())
    return Evaluation(
        method=name if clip is None else f"{name} clipped at {clip:g}",
        estimate=around(value, error, n, level),
        effective=float(weights.sum()) ** 2 / squares if squares else 0.0,
        mean_weight=mean_weight,
        plausible=abs(mean_weight - 1) <= IMPLAUSIBLE * spread + 1e-9,
        clipped=float((weights < log.weights).mean()),
    )


def _clustered(parts: Floats, cluster: Ints) -> tuple[float, float, int]:
    """Mean, its standard error when rows of one cluster hang together, and how many clusters there are."""
    mean = float(parts.mean())
    sums = np.bincount(cluster, parts - mean)
    groups = len(sums)
    if groups < 2:  # noqa: PLR2004 - one customer has no spread
        return mean, 0.0, groups
    return mean, sqrt(groups / (groups - 1) * float(sums @ sums)) / len(parts), groups


def _clusters(groups: npt.ArrayLike | None, n: int) -> Ints:
    if groups is None:
        return np.arange(n)
    owners = np.asarray(groups)
    if owners.shape != (n,):
        raise UnusableNumbers(f"groups has shape {owners.shape}", mend=f"Give one column of {n}.")
    return np.unique(owners, return_inverse=True)[1].astype(np.int64)


def _clipped(log: Log, clip: float | None) -> Floats:
    if clip is None:
        return log.weights
    if not clip > 0:
        raise UnusableNumbers(f"weights cannot be clipped at {clip}", mend="Give a number above 0.")
    return np.minimum(log.weights, clip)


def _refuse(column: Floats, wrong: npt.NDArray[np.bool_], words: str) -> None:
    if wrong.any():
        row = int(wrong.argmax())
        raise BadPropensity(
            words.format(column[row]), row=row, mend="Log the probability that the policy drew with."
        )
