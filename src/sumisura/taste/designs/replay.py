"""How often the next value is guessed, by the model and by naive Bayes, on sales neither has seen."""

import numpy as np
import numpy.typing as npt

from sumisura.taste.designs.history import History, Ints
from sumisura.taste.designs.kernels.replays import by_exemplars, by_naive_bayes
from sumisura.taste.designs.mixture import Mixture

Rights = npt.NDArray[np.int8]
"""Per sale and place in its order: 1 right, 0 wrong, -1 where nothing was recorded."""


def replay(model: Mixture, sales: Ints, orders: Ints) -> Rights:
    """Guess every value of every sale from those before it in its order.

    Source: the protocol of Fargier, Gimenez & Mengin (Recommendation for product configuration: an experimental
    evaluation, 2016).

    Args:
        sales: value numbers; -1 where nothing is recorded, -2 where the value is no option; (sales, variables).
        orders: variables in the order they are asked, shape (sales, variables).
    """
    right = np.empty(sales.shape, np.int8)
    by_exemplars(
        model.log_counts,
        model.states,
        model.history.first,
        model.likeness,
        model.share,
        model.noise,
        sales,
        orders,
        right,
    )
    return right


def replay_naive_bayes(history: History, sales: Ints, orders: Ints, *, smoothing: float = 1.0) -> Rights:
    """The same with naive Bayes: log p(value) + Σ log p(known value | value), each share smoothed.

    Args:
        smoothing: sales added to every share, spread evenly over the values.
    """
    prior, given = naive_bayes(history, smoothing)
    right = np.empty(sales.shape, np.int8)
    by_naive_bayes(prior, given, history.first, sales, orders, right)
    return right


def naive_bayes(
    history: History, smoothing: float
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Log-probability of each column, and of the second column given the first, (columns, columns)."""
    width = np.diff(history.first)
    owner = np.repeat(np.arange(len(width)), width)
    held = np.zeros((len(history.rows), len(owner)))
    sale, variable = np.nonzero(history.rows >= 0)
    held[sale, history.first[variable] + history.rows[sale, variable]] = 1.0
    together = held.T @ (history.counts[:, None] * held)
    even = smoothing / width[owner]
    own = np.diag(together)
    per_variable = np.add.reduceat(together, history.first[:-1], axis=1)
    prior = np.log((own + even) / (np.add.reduceat(own, history.first[:-1])[owner] + smoothing))
    given = np.log((together + even) / (per_variable[:, owner] + smoothing))
    return prior, given
