"""Sample-ratio check: whether visitors fell to the arms in the shares they were meant to.

Where they did not, something loses visitors of one arm, and no difference between the arms can be believed.
Source: Fabijan et al. (2019), KDD.
"""

from collections.abc import Sequence
from math import exp, lgamma, log

import numpy as np
from scipy.special import chdtrc

from sumisura.stats.errors import UnusableNumbers

STRENGTH = 2000.0
"""How closely the alternative of `sequential_p` lies round the shares meant; larger finds smaller gaps, later."""


def chi_square_p(counts: Sequence[int], shares: Sequence[float]) -> float:
    """Pearson's p-value for one look: P(χ²_{k-1} ≥ Σ (n_j - n s_j)² / (n s_j)); 1 where nobody came.

    Args:
        counts: visitors by arm.
        shares: the share each was meant to have; above 0, together 1.

    Raises:
        UnusableNumbers: the shares are none, or the counts are negative.

    Example:
        >>> round(chi_square_p([1000, 1100], [0.5, 0.5]), 4)
        0.0291
    """
    _check(counts, shares)
    n = sum(counts)
    if n == 0:
        return 1.0
    meant = n * np.asarray(shares)
    return float(chdtrc(len(counts) - 1, float(((np.asarray(counts) - meant) ** 2 / meant).sum())))


def sequential_p(counts: Sequence[int], shares: Sequence[float], *, strength: float = STRENGTH) -> float:
    """A p-value that one may look at after every visitor: 1/Λ of a Dirichlet mixture against the shares meant.

    Λ = B(κs + n) / (B(κs) Π s_j^{n_j}); Lindon and Malek (2022), NeurIPS.

    Args:
        counts: visitors by arm so far.
        shares: the share each was meant to have; above 0, together 1.
        strength: κ.

    Example:
        >>> sequential_p([1000, 1100], [0.5, 0.5])
        0.42...
        >>> sequential_p([1000, 1400], [0.5, 0.5]) < 1e-6
        True
    """
    _check(counts, shares)
    n = sum(counts)
    ratio = lgamma(strength) - lgamma(strength + n)
    for count, share in zip(counts, shares, strict=True):
        ratio += lgamma(strength * share + count) - lgamma(strength * share) - count * log(share)
    return min(1.0, exp(-ratio))


def _check(counts: Sequence[int], shares: Sequence[float]) -> None:
    if len(counts) != len(shares) or not all(share > 0 for share in shares) or abs(sum(shares) - 1) > 1e-9:  # noqa: PLR2004
        raise UnusableNumbers(
            f"shares {list(shares)} do not divide {len(counts)} arms",
            mend="Give one above 0 each, together 1.",
        )
    if any(count < 0 for count in counts):
        raise UnusableNumbers(f"counts {list(counts)} cannot be", mend="Count visitors, from 0.")
