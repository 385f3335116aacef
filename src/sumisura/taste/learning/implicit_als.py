"""Item factors by the library `implicit` (https://github.com/benfred/implicit, MIT), behind the same port as our own.

It minimises, with one λ for all (Hu, Koren, Volinsky 2008),

    Σ_{u,i} c_ui (p_ui - θ_u·v_i)² + λ (Σ_u ‖θ_u‖² + Σ_i ‖v_i‖²),

where c is 1 and p is 0 for all that is unseen. Divided by α₀ our own objective has that form, so what is seen gets
c = 1 + pull / α₀ and p = 1 where it is liked, c = 1 + weight / α₀ and p = 0 where it is not, and λ is the geometric mean of
our own over customers and over items. It knows nothing of what items are like: it begins there, tokens are fitted to what
it found, and an item leaves them as far as it was seen, as with our own.
"""

from dataclasses import dataclass, field
from importlib.metadata import version
from importlib.util import find_spec

import numpy as np
from scipy.sparse import csr_matrix

from sumisura.taste.dataset import Histories, Ints
from sumisura.taste.errors import MissingExtra
from sumisura.taste.learning.content import WORTH, Content
from sumisura.taste.learning.factors import Factors, Floats, Settings, Step, begun, ridges, solved

PACKAGE = "implicit"


@dataclass(frozen=True, slots=True)
class ImplicitAls:
    """The trainer of `implicit`; the package is looked for at once, and loaded with the first fit.

    Raises:
        MissingExtra: the package is not installed.
    """

    name: str = field(init=False)

    def __post_init__(self) -> None:
        if find_spec(PACKAGE) is None:
            raise MissingExtra("SUMISURA_FACTORS=implicit", PACKAGE, "SUMISURA_FACTORS=own")
        object.__setattr__(self, "name", f"{PACKAGE} {version(PACKAGE)}")

    def factorise(
        self,
        histories: Histories,
        table: Floats,
        rng: np.random.Generator,
        settings: Settings,
        step: Step = lambda _done, _all: None,
    ) -> Factors:
        """As `sumisura.taste.learning.ports.Factoriser` has it; where no item was seen, items are what they are like."""
        histories.require_finite()
        known, start = begun(histories, table, rng, settings)
        goods = len(table)
        about = histories.only(np.arange(goods))
        background = settings.background(histories, goods)
        if not (background and len(about.columns)):
            return Factors(np.zeros((histories.size, settings.dimension)), start, 0.0)
        found = _alternated(about, start[:goods], background, settings, step)
        vectors = found if known is None else _settled(found, known, about.flipped.lengths)
        return Factors(_folded(histories, vectors, goods, background, settings), vectors, background)


def _alternated(about: Histories, start: Floats, background: float, settings: Settings, step: Step) -> Floats:
    """(items, d) what `implicit` finds. Every row is solved exactly and by itself, so threads do not change the bits."""
    from implicit.cpu.als import AlternatingLeastSquares
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1, "blas"):  # as the library asks for: its rows share the cores already
        model = AlternatingLeastSquares(
            factors=start.shape[1],
            regularization=_ridge(about, background, settings),
            iterations=settings.epochs,
            use_cg=False,
            dtype=np.float64,
        )
        model.item_factors, model.user_factors = start.copy(), np.zeros((about.size, start.shape[1]))
        model.fit(
            _confidence(about, background),
            show_progress=False,
            callback=lambda epoch, *_: step(epoch + 1, settings.epochs),
        )
    return np.asarray(model.item_factors, np.float64)


def _confidence(about: Histories, background: float) -> csr_matrix:
    """c_ui, negative where p_ui is 0."""
    liked = about.pull > 0
    values = np.where(liked, 1.0 + about.pull / background, -1.0 - about.weight / background)
    return csr_matrix((values, about.columns, about.begin), shape=(about.size, about.width))


def _ridge(about: Histories, background: float, settings: Settings) -> float:
    """λ."""
    of_customers = ridges(about, background, about.width, settings, 0.0).mean()
    of_items = ridges(about.flipped, background, about.size, settings, 0.0).mean()
    return float(np.sqrt(of_customers * of_items)) / background


def _settled(found: Floats, known: Content, seen: Ints) -> Floats:
    """(items + tokens, d) with tokens that say what their items do, and items near them unless they were much seen."""
    tokens = known.tokens(found, seen)
    own = (seen / (seen + WORTH))[:, None]
    return np.vstack([own * found + (1.0 - own) * (known.table @ tokens), tokens])


def _folded(
    histories: Histories, vectors: Floats, goods: int, background: float, settings: Settings
) -> Floats:
    """(customers, d) tastes, from all that each showed, tokens included."""
    shared = background * vectors[:goods].T @ vectors[:goods]
    return solved(
        histories, vectors, shared, ridges(histories, background, goods, settings, settings.floor[0])
    )
