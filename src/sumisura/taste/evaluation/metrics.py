"""How high what was held back ranks, one number per customer."""

import numpy as np
import numpy.typing as npt

from sumisura.stats.topk import top
from sumisura.taste.dataset import Histories

Floats = npt.NDArray[np.float64]


def rankings(scores: Floats, known: Histories, k: int) -> list[npt.NDArray[np.int64]]:
    """Each customer's k best items, best first, of those not known already.

    Args:
        scores: (customers, items).
        known: what is left out of the ranking.
        k: how many.
    """
    found = []
    for customer in range(known.size):
        allowed = np.ones(known.width, np.bool_)
        allowed[known.columns[known.begin[customer] : known.begin[customer + 1]]] = False
        found.append(top(scores[customer], k, allowed))
    return found


def ndcg(ranked: list[npt.NDArray[np.int64]], held: Histories, k: int = 100) -> Floats:
    """(customers,) normalised discounted cumulative gain (Järvelin, Kekäläinen 2002), binary gains.

    The sum of 1/log₂(1 + place) over what was held back and is among the first k, divided by the most it could be.

    Example:
        >>> held = Histories.of([0, 0], [2, 0], (1, 4))
        >>> ndcg([np.array([2, 1, 0, 3])], held).round(4).tolist()
        [0.9197]
    """
    gain = 1.0 / np.log2(np.arange(2, k + 2))
    most = np.concatenate([[0.0], np.cumsum(gain)])
    found = [gain[: len(hit)][hit].sum() for hit in _hits(ranked, held, k)]
    return np.asarray(np.asarray(found) / np.maximum(most[np.minimum(held.lengths, k)], gain[-1]))


def recall(ranked: list[npt.NDArray[np.int64]], held: Histories, k: int = 20) -> Floats:
    """(customers,) share of what could be among the first k of what was held back that is.

    Example:
        >>> held = Histories.of([0, 0], [2, 0], (1, 4))
        >>> recall([np.array([2, 1, 0, 3])], held, k=2).tolist()
        [0.5]
    """
    found = [hit.sum() for hit in _hits(ranked, held, k)]
    return np.asarray(np.asarray(found) / np.maximum(np.minimum(held.lengths, k), 1))


def _hits(ranked: list[npt.NDArray[np.int64]], held: Histories, k: int) -> list[npt.NDArray[np.bool_]]:
    mark = np.zeros(held.width, np.bool_)
    found = []
    for customer, places in enumerate(ranked):
        wanted = held.columns[held.begin[customer] : held.begin[customer + 1]]
        mark[wanted] = True
        found.append(mark[places[:k]])
        mark[wanted] = False
    return found
