"""Variants drawn at random, and the share of variants that has each option."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sumisura.kernel import BadInput
from sumisura.space.design import Design
from sumisura.space.engine import Engine
from sumisura.space.kernels import chances as kernels
from sumisura.space.space import Bests
from sumisura.space.sweeps.variant import Floats, checked, compiled


@dataclass(frozen=True)
class _Fall:
    """How a random variant falls: the chance of each column where it is free, and of each arc."""

    free: Floats
    chance: Floats


def sample(
    design: Design, size: int, rng: np.random.Generator, weights: npt.ArrayLike | None = None
) -> Sequence[Design]:
    """Completions of a design drawn independently, each as likely as every other, or as it is liked.

    Args:
        size: how many.
        rng: where chance comes from; the same state draws the same from the same compiled space.
        weights: in natural logarithms, shape (columns,): a variant is drawn in proportion to exp(sum of its weights)
            (a Gibbs distribution; divide by a temperature first). None: uniformly.

    The chances that are drawn from are off by at most (operations below a node) · 2**-53 of themselves, and each of
    the steps of a draw by 2**-53: no test could tell, whatever the number of digits of the count.

    Raises:
        BadInput: the size is below 0, or the weights are of another shape, or not finite.
        NotSwept: some part of the family is searched.

    Example:
        >>> from sumisura import compile
        >>> from sumisura.kernel import Family, Value, Variable
        >>> size = Variable("size", "Size", (Value("S"), Value("M"), Value("L")))
        >>> space = compile(Family("tee", "Tee", "EUR", (size,)), cache=None)
        >>> [drawn.choices["size"] for drawn in sample(space.start(), 4, np.random.default_rng(7))]
        ['M', 'L', 'L', 'S']
    """
    if size < 0:
        raise BadInput(f"{size} variants cannot be drawn", mend="Draw 0 or more.")
    engine = compiled(design, "sample")
    fall = _fall(engine, design, weights)
    values = np.zeros((size, len(engine.circuit.order)), np.int32)
    kernels.draw(engine.circuit, fall.free, fall.chance, rng, values)
    own = values[:, : engine.structure.size]
    columns = engine.structure.first[: engine.structure.size] + own
    liked = checked(engine, weights)
    scores = np.zeros(size) if liked is None else liked[columns].sum(axis=1)
    return Bests(scores, own, design)


def shares(design: Design, weights: npt.ArrayLike | None = None) -> Floats:
    """For each of ``space.columns`` the share of the design's completions that has it, shape (columns,).

    One sweep up and one down; the shares of a variable's values sum to 1.

    Args:
        weights: as in `sample`: the chance that a variant liked in proportion to exp(sum of weights) has the option.

    Raises:
        BadInput: the weights are of another shape, or not finite.
        NotSwept: some part of the family is searched.

    Example:
        >>> from sumisura import compile
        >>> from sumisura.kernel import Family, Rule, Value, Variable
        >>> size, colour = (Variable(name, name, (Value("1"), Value("2"))) for name in ("size", "colour"))
        >>> rule = Rule("dye", "We dye it in one size.", ("size", "colour"), (("1", "2"),), forbids=True)
        >>> space = compile(Family("tee", "Tee", "EUR", (size, colour), (rule,)), cache=None)
        >>> shares(space.start()).round(3).tolist()
        [0.333, 0.667, 0.667, 0.333]
    """
    engine = compiled(design, "share of each option")
    fall = _fall(engine, design, weights)
    share = np.empty(len(engine.prices.column))
    kernels.shares(engine.circuit, fall.free, fall.chance, share)
    return share[: engine.public]


def _fall(engine: Engine, design: Design, weights: npt.ArrayLike | None) -> _Fall:
    fraction, power = np.full(len(engine.prices.column), 0.5), np.ones(len(engine.prices.column), np.int64)
    liked = checked(engine, weights)
    if liked is not None:
        fraction[: engine.public], power[: engine.public] = _powers(liked)
    fraction[~engine.allowed(design.chosen)] = 0.0
    free, chance = np.empty(len(fraction)), np.empty(len(engine.circuit.child_begin) - 1)
    kernels.chances(engine.circuit, fraction, power, free, chance)
    return _Fall(free, chance)


def _powers(logarithms: Floats) -> tuple[Floats, npt.NDArray[np.int64]]:
    """exp(x) as a fraction in [0.5, 1) and a power of two."""
    bits = logarithms / np.log(2.0)
    power = np.floor(bits)
    fraction, more = np.frexp(np.exp2(bits - power))
    return fraction, power.astype(np.int64) + more
