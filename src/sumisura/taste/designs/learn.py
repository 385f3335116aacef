"""Fits the noise: how much each variable of a design tells about the others."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sumisura.taste.designs.history import History
from sumisura.taste.designs.kernels.exemplars import leave_one_out
from sumisura.taste.designs.model import DesignModel

Floats = npt.NDArray[np.float64]

BATCH = 64
RATE = 0.15
LEAST, MOST = 1e-4, 0.5
NEVER_MADE = -60.0
"""Log-weight of a sale that was made once, when it is the one left out."""


def learn(
    history: History,
    rng: np.random.Generator,
    *,
    defaults: Mapping[str, object] | None = None,
    steps: int = 150,
) -> DesignModel:
    """The model of a history, its noise fitted to predict held-out values.

    Stochastic gradient descent (Adam, Kingma & Ba 2015) on the log loss of one variable of a past sale given a random
    subset of the others, that sale left out of its own evidence. The parameter is log ε_i.

    Args:
        defaults: the brand's default value of some variables.
        steps: batches of 64 questions; 0 keeps the noise as it is before anything is fitted.
    """
    model = DesignModel.of(history, defaults=defaults)
    if len(history.variables) < 2 or history.sales < 2:  # noqa: PLR2004  # nothing to predict from
        return model
    fit = _Adam(np.log(model.noise), np.zeros(len(model.noise)), np.zeros(len(model.noise)))
    for step in range(1, steps + 1):
        slope = _slope(replace(model, noise=np.exp(fit.at)), rng)
        fit = fit.moved(slope, step, RATE * min(1.0, 2.0 * (1.0 - step / (steps + 1))))
    return replace(model, noise=np.exp(fit.at))


@dataclass(frozen=True)
class _Adam:
    at: Floats
    mean: Floats
    square: Floats

    def moved(self, slope: Floats, step: int, rate: float) -> "_Adam":
        mean = 0.9 * self.mean + 0.1 * slope
        square = 0.99 * self.square + 0.01 * slope**2
        size = mean / (1 - 0.9**step) / (np.sqrt(square / (1 - 0.99**step)) + 1e-5)
        return _Adam(np.clip(self.at - rate * size, np.log(LEAST), np.log(MOST)), mean, square)


def _slope(model: DesignModel, rng: np.random.Generator) -> Floats:
    """∂(mean log loss)/∂ log ε over one batch of questions, shape (variables,)."""
    queries, known, targets = questions(model.history, rng, BATCH)
    count = np.log(np.maximum(model.history.counts - 1, 1))
    less = np.where(model.history.counts > 1, count, NEVER_MADE)
    log_less = np.concatenate([np.zeros(2), less])
    say = np.zeros((model.states.max() + 1, 3))
    say[model.state_of_column] = model.likeness
    slope = np.zeros((len(model.noise), 2))
    leave_one_out(
        model.log_counts,
        log_less,
        model.states,
        queries + 2,
        known,
        targets,
        model.missing,
        say,
        np.exp(say),
        slope,
    )
    noise = model.noise
    # log(ε q) has slope 1 in log ε; log(1 - ε(1-q)) has about -ε, of no weight beside it
    return (slope[:, 1] - noise * slope[:, 0]) / BATCH


def questions(
    history: History, rng: np.random.Generator, size: int
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], npt.NDArray[np.int64]]:
    """Sales drawn by count, per sale a target variable and a random subset of the others that are recorded.

    Returns:
        Rows of the history, (size,); known variables, then -1, (size, variables); targets, (size,).
    """
    queries = rng.choice(len(history.counts), size, p=history.counts / history.sales).astype(np.int32)
    known = np.full((size, len(history.variables)), -1, np.int32)
    targets = np.zeros(size, np.int64)
    for at, row in enumerate(history.rows[queries]):
        recorded = rng.permutation(np.flatnonzero(row >= 0))
        if len(recorded):
            count = int(rng.integers(len(recorded)))
            targets[at] = recorded[count]
            known[at, :count] = recorded[:count]
    return queries, known, targets
