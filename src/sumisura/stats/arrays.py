"""Arrays from outside, checked once at the door of the estimators."""

import numpy as np
import numpy.typing as npt

from sumisura.stats.errors import UnusableNumbers

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def finite(values: npt.ArrayLike, name: str, *, length: int = -1) -> Floats:
    """One column of finite numbers, as float64.

    Args:
        values: shape (n,).
        name: what it is called in errors.
        length: the n it must have; -1 for any above zero.

    Raises:
        UnusableNumbers: it is empty, of another length, not a column, or a number in it is not finite.

    Example:
        >>> finite([1, 0], "rewards")
        array([1., 0.])
        >>> finite([1, float("nan")], "rewards")
        Traceback (most recent call last):
        sumisura.stats.errors.UnusableNumbers: row 1: rewards holds nan. Leave the row out, or mend it.
    """
    column = np.asarray(values, dtype=np.float64)
    if column.ndim != 1 or (length >= 0 and len(column) != length):
        wanted = f"one column of {length}" if length >= 0 else "one column"
        raise UnusableNumbers(f"{name} has shape {column.shape}", mend=f"Give {wanted} numbers.")
    if not len(column):
        raise UnusableNumbers(f"{name} is empty", mend="Wait until there is something to estimate from.")
    bad = ~np.isfinite(column)
    if bad.any():
        row = int(bad.argmax())
        raise UnusableNumbers(f"{name} holds {column[row]}", row=row, mend="Leave the row out, or mend it.")
    return column
