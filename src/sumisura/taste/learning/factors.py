"""Item factors by implicit alternating least squares, pulled towards what items are like.

Minimises over customers' tastes θ_u and items' vectors v_i (Hu, Koren, Volinsky 2008, with the regularisation
scaled by frequency of Rendle et al. 2021, "Revisiting the performance of iALS on item recommendation benchmarks")

    Σ_{(u,i) seen} w_ui (t_ui - θ_u·v_i)² + α₀ Σ_{u,i} (θ_u·v_i)²
        + Σ_u λ_u ‖θ_u‖² + Σ_i λ_i ‖v_i - c_i‖²,      λ_u = max(λ (|u| + α₀ items)^ν, floor).

c_i is an item's content: the mean of its tokens' vectors. The more is seen of an item, the further its own factor
leaves it; an item that nobody has seen stays there. Without content c is zero. `OwnAls` is this behind the port.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sumisura.taste.dataset import Histories
from sumisura.taste.kernels.als import solve_rows
from sumisura.taste.learning.content import Content, described

Floats = npt.NDArray[np.float64]
Step = Callable[[int, int], object]

FREE = 16
"""Dimensions that content leaves to what only behaviour can tell, where there is behaviour."""
PINNED = 1e9
"""λ of a token's row: it is what the items that have it say, and nothing else."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a factorisation is given.

    Args:
        dimension: d, how many numbers a taste has.
        ridge: λ.
        contrast: weight of everything unseen, as a multiple of what an average customer has shown:
            α₀ = contrast × mean weight of a customer / items.
        exponent: ν; 1 scales the regularisation with frequency, 0 does not.
        epochs: alternations.
        floor: least λ_u and λ_i where there is content to be pulled to.
    """

    dimension: int = 64
    ridge: float = 0.003
    contrast: float = 6.0
    exponent: float = 1.0
    epochs: int = 6
    floor: tuple[float, float] = (0.0, 0.0)

    def background(self, histories: Histories, goods: int) -> float:
        """α₀ for these histories over so many items; at most 1, what a plain signal weighs."""
        pairs = histories.size * goods
        return min(self.contrast * float(histories.weight.sum()) / pairs, 1.0) if pairs else 0.0


@dataclass(frozen=True, slots=True)
class Factors:
    """A factorisation.

    Args:
        customers: (customers, d) θ.
        items: (items, d) v.
        background: α₀ it was made with.
    """

    customers: Floats
    items: Floats
    background: float


def solved(
    histories: Histories,
    vectors: Floats,
    shared: Floats,
    ridge: Floats | float = 0.0,
    pull: Floats | None = None,
) -> Floats:
    """(customers, d) each customer's ``(S + Σ_j w_j v_j v_jᵀ + λ_u I)⁻¹ (s_u + Σ_j p_j v_j)``.

    Args:
        histories: w and p.
        vectors: (items, d) v.
        shared: (d, d) S, the same for all.
        ridge: λ_u, one for all or (customers,).
        pull: s, (d,) for all or (customers, d); zero unless given.
    """
    dimension = vectors.shape[1]
    out = np.zeros((histories.size, dimension))
    toward = np.zeros((1, dimension)) if pull is None else np.atleast_2d(pull)
    solve_rows(
        histories.begin,
        histories.columns,
        histories.weight,
        histories.pull,
        np.ascontiguousarray(vectors),
        np.ascontiguousarray(shared),
        np.broadcast_to(np.asarray(ridge, np.float64), (histories.size,)).copy(),
        np.ascontiguousarray(toward),
        out,
    )
    return out


def ridges(histories: Histories, background: float, others: int, settings: Settings, floor: float) -> Floats:
    """(rows,) λ of every row: by how much was seen of it, and how many others were not seen with it."""
    seen = histories.lengths + background * others
    return np.asarray(np.maximum(settings.ridge * seen**settings.exponent, floor))


def factorise(
    histories: Histories,
    start: Floats,
    settings: Settings,
    content: Content | None = None,
    step: Step = lambda _done, _all: None,
) -> Factors:
    """Alternate until the epochs are over.

    Args:
        histories: who showed what.
        start: (items, d) vectors to begin with: random and small, or content.
        settings: see there.
        content: what c comes from; None for zero.
        step: told after each epoch how many are done, of how many.
    """
    vectors, flipped = start, histories.flipped
    goods = len(start) if content is None else len(content.table)
    background = settings.background(histories, goods)
    of_customers = ridges(histories, background, goods, settings, settings.floor[0])
    of_items = ridges(flipped, background, histories.size, settings, settings.floor[1])
    of_items[goods:] = PINNED
    centre = None if content is None else content.centring(flipped.lengths)
    customers = np.zeros((histories.size, start.shape[1]))
    for epoch in range(settings.epochs):
        customers = solved(histories, vectors, background * vectors[:goods].T @ vectors[:goods], of_customers)
        pull = None if centre is None else of_items[:, None] * centre(vectors)
        vectors = solved(flipped, customers, background * customers.T @ customers, of_items, pull)
        step(epoch + 1, settings.epochs)
    return Factors(customers, vectors, background)


def random_start(items: int, dimension: int, rng: np.random.Generator) -> Floats:
    """(items, d) small random vectors: an expected norm of 0.1."""
    return np.asarray(rng.normal(size=(items, dimension)) * (0.1 / np.sqrt(dimension)))


def begun(
    histories: Histories, table: Floats, rng: np.random.Generator, settings: Settings
) -> tuple[Content | None, Floats]:
    """What items are like, or None where nothing is known, and the (items + tokens, d) vectors to begin with."""
    goods, tokens = table.shape
    small = random_start(goods, settings.dimension, rng)
    if not tokens:
        return None, small
    behaviour = len(histories.columns) > 0
    room = settings.dimension - FREE if behaviour and settings.dimension > FREE else settings.dimension
    known = described(table, max(room, 1))
    wide = Content(table, np.pad(known.start, ((0, 0), (0, settings.dimension - known.start.shape[1]))))
    start = wide.vectors
    if behaviour:
        start[:goods] += small
    return wide, start


@dataclass(frozen=True, slots=True)
class OwnAls:
    """Our own trainer: see the top of this module.

    Example:
        >>> seen = Histories.of([0, 0, 1], [0, 1, 1], (2, 3))
        >>> found = OwnAls().factorise(seen, np.zeros((3, 0)), np.random.default_rng(1), Settings(dimension=2))
        >>> found.items.shape, found.customers.shape
        ((3, 2), (2, 2))
    """

    name: str = "own iALS"

    def factorise(
        self,
        histories: Histories,
        table: Floats,
        rng: np.random.Generator,
        settings: Settings,
        step: Step = lambda _done, _all: None,
    ) -> Factors:
        """As `sumisura.taste.learning.ports.Factoriser` has it."""
        histories.require_finite()
        known, start = begun(histories, table, rng, settings)
        if not histories.size:
            return Factors(np.empty((0, settings.dimension)), start, 0.0)
        return factorise(histories, start, settings, known, step)
