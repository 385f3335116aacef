"""What can be shown, as arrays over the tokens that people have tastes for."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sumisura.simulation.model import Bools, Columns, Floats, Ints, Shelf

APPEAL = 0.3
"""Standard deviation of what everybody finds in a thing beyond its tokens."""


def shelf(
    tokens: Sequence[str], things: Sequence[Sequence[str]], prices: npt.ArrayLike, rng: np.random.Generator
) -> Shelf:
    """Things with their tokens and prices.

    Args:
        tokens: the people's; others that a thing bears are passed over.
        things: the tokens of each thing.
        prices: of each, in any unit; 0 where it has none and is neither dear nor cheap.
        rng: draws what everybody finds in each beyond its tokens.

    Example:
        >>> rng = np.random.default_rng(0)
        >>> made = shelf(["colour=black", "style=plain"], [["colour=black", "style=plain"], []], [100, 200], rng)
        >>> made.features.round(2).tolist(), made.dearness.round(2).tolist()
        ([[0.71, 0.71], [0.0, 0.0]], [-1.0, 1.0])
    """
    paid = np.asarray(prices, dtype=np.float64)
    priced = paid > 0
    logs = np.log(paid, out=np.zeros(len(things)), where=priced)
    dearness = np.where(priced, _standard(logs, priced), 0.0)
    return Shelf(_features(tokens, things), dearness, rng.normal(0.0, APPEAL, len(things)))


def columns(
    tokens: Sequence[str],
    options: Sequence[Sequence[str]],
    variable: Ints,
    surcharges: npt.ArrayLike,
    usual: Bools,
) -> Columns:
    """The options of a family.

    Args:
        tokens: the people's.
        options: the tokens of each option, by column of the space.
        variable: the number of each column's variable, shape (columns,).
        surcharges: of each column, in any unit.
        usual: whether it is the brand's own choice.
    """
    paid = np.asarray(surcharges, dtype=np.float64)
    members = np.maximum(np.bincount(variable), 1)
    above = paid - (np.bincount(variable, weights=paid) / members)[variable]
    spread = float(above.std()) or 1.0
    return Columns(_features(tokens, options), above / spread, np.asarray(usual, dtype=np.bool_))


def _features(tokens: Sequence[str], things: Sequence[Sequence[str]]) -> Floats:
    column = {token: at for at, token in enumerate(tokens)}
    features = np.zeros((len(things), len(tokens)))
    for row, borne in enumerate(things):
        known = sorted({column[token] for token in borne if token in column})
        features[row, known] = len(known) ** -0.5 if known else 0.0
    return features


def _standard(values: Floats, counted: Bools) -> Floats:
    among = values[counted]
    if not len(among):
        return values
    standard: Floats = (values - among.mean()) / (float(among.std()) or 1.0)
    return standard
