"""What any recommender must beat: popularity, and item-based nearest neighbours."""

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from sumisura.taste.dataset import Histories

Floats = npt.NDArray[np.float64]
NEIGHBOURS = 100
SHRINK = 10.0


def popularity(train: Histories, known: Histories) -> Floats:
    """(customers, items) how many customers like each item: the same row for everyone."""
    return np.broadcast_to(train.counts.astype(np.float64), (known.size, known.width)).copy()


def neighbours(train: Histories, known: Histories, k: int = NEIGHBOURS) -> Floats:
    """(customers, items) the sum of cosines between an item and those known, over each item's k nearest.

    Sarwar et al. 2001, "Item-based collaborative filtering"; cosines of rarely seen items are shrunk.
    """
    liked = _binary(train)
    together = (liked.T @ liked).tocsr()
    seen = np.maximum(train.counts, 1).astype(np.float64)
    row = np.repeat(np.arange(train.width), np.diff(together.indptr))
    cosine = together.data / (np.sqrt(seen[row] * seen[together.indices]) + SHRINK)
    cosine[row == together.indices] = 0.0
    order = np.lexsort((-cosine, row))
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order)) - together.indptr[row]
    cosine[place >= k] = 0.0
    near = csr_array((cosine, together.indices, together.indptr), shape=together.shape)
    return np.asarray((_binary(known) @ near.T).toarray())


def _binary(histories: Histories) -> csr_array:
    values = (histories.pull > 0).astype(np.float64)
    return csr_array((values, histories.columns, histories.begin), shape=(histories.size, histories.width))
