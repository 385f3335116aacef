"""Fits the noise: how much each variable of a design tells about the others."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sumisura.taste.designs.history import History
from sumisura.taste.designs.kernels.exemplars import leave_one_out
from sumisura.taste.designs.mixture import PRIORS
from sumisura.taste.designs.model import DesignModel

Floats = npt.NDArray[np.float64]

BATCH = 64
RATE = 0.15
LEAST, MOST = 1e-4, 0.5
NEVER_MADE = -60.0
"""Log-weight of a sale that was made once, when it is the one left out."""


class Questions(NamedTuple):
    """What is asked of a history: a variable of a past sale, some others of it being known.

    Args:
        sales: rows of the history, shape (size,).
        known: variables, then -1, shape (size, variables).
        targets: the variable to predict, shape (size,).
    """

    sales: npt.NDArray[np.int32]
    known: npt.NDArray[np.int32]
    targets: npt.NDArray[np.int64]


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
        _, slope = loss_and_slope(model.with_noise(np.exp(fit.at)), questions(history, rng, BATCH))
        fit = fit.moved(slope, step, RATE * min(1.0, 2.0 * (1.0 - step / (steps + 1))))
    return model.with_noise(np.exp(fit.at))


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


def loss_and_slope(model: DesignModel, asked: Questions) -> tuple[float, Floats]:
    """Mean log loss of questions, and its slope in log ε, shape (variables,)."""
    counts, noise = model.history.counts, model.noise[model.owner]
    less = np.where(counts > 1, np.log(np.maximum(counts - 1, 1)), NEVER_MADE)
    likeness, bend = np.zeros((2, int(model.missing[-1]) + 1, 3))
    likeness[model.state_of_column] = model.likeness
    kept = -noise * (1.0 - model.share) / np.exp(model.likeness[:, 0])
    bend[model.state_of_column, 0], bend[model.state_of_column, 1] = kept, 1.0
    slope = np.zeros(len(model.noise))
    loss = leave_one_out(
        model.log_counts,
        np.concatenate([np.zeros(PRIORS), less]),
        model.states,
        asked.sales + np.int32(PRIORS),
        asked.known,
        asked.targets,
        model.missing,
        likeness,
        bend,
        slope,
    )
    return loss / len(asked.sales), slope / len(asked.sales)


def questions(history: History, rng: np.random.Generator, size: int) -> Questions:
    """Sales drawn by count, per sale a target variable and a random subset of the others that are recorded."""
    queries = rng.choice(len(history.counts), size, p=history.counts / history.sales).astype(np.int32)
    known = np.full((size, len(history.variables)), -1, np.int32)
    targets = np.zeros(size, np.int64)
    for at, row in enumerate(history.rows[queries]):
        recorded = rng.permutation(np.flatnonzero(row >= 0))
        if len(recorded):
            count = int(rng.integers(len(recorded)))
            targets[at] = recorded[count]
            known[at, :count] = recorded[:count]
    return Questions(queries, known, targets)
