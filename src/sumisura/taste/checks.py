"""What every trainer of item factors is held to: run ``check`` against a plugin before a shop learns by it.

Example (in a plugin's own tests)::

    @pytest.mark.parametrize("promise", CHECKS)
    def test_my_trainer(promise):
        promise(MyTrainer())
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from sumisura.kernel import SumisuraError
from sumisura.stats.errors import UnusableNumbers
from sumisura.taste.dataset import Histories
from sumisura.taste.evaluation.metrics import rankings, recall
from sumisura.taste.learning.factors import Factors, Settings, solved
from sumisura.taste.learning.ports import Factoriser

Floats = npt.NDArray[np.float64]

SEED: Final = 20_261_122
SMALL: Final = Settings(dimension=8, epochs=6)
CUSTOMERS, ITEMS, GROUPS, EACH = 240, 60, 4, 8
SHOWN: Final = 20
"""Places in which what was held back of a planted taste is looked for."""


class Breaks(SumisuraError):
    """A trainer does not keep a promise of `ports.Factoriser`.

    Args:
        promise: what it should have done.
        found: what it did.
    """

    code = "factors_break"

    def __init__(self, promise: str, found: object) -> None:
        self.promise, self.found = promise, found
        super().__init__(f"The trainer breaks a promise: {promise}. It gave {found!r}.")


def has_a_name(trainer: Factoriser) -> None:
    """A card can say who made the factors."""
    _promise("it has a name", trainer.name, bool(trainer.name.strip()))


def gives_a_vector_to_everything(trainer: Factoriser) -> None:
    """Customers, items and tokens each have one, finite, also those that nothing is known of."""
    histories, _ = planted()
    for tokens in (0, 3, 30):
        table = _table(histories.width, tokens)
        wide = replace(histories, width=histories.width + tokens)
        found = _made(trainer, wide, table)
        _shaped(found, wide.size, wide.width)


def gives_the_same_bits_again(trainer: Factoriser) -> None:
    """The same seed, the same factors; another seed, others."""
    histories, _ = planted()
    nothing = _table(histories.width, 0)
    first, again = _made(trainer, histories, nothing), _made(trainer, histories, nothing)
    same = first.items.tobytes() == again.items.tobytes()
    _promise("the same seed gives the same bits", again.items, same)
    other = _made(trainer, histories, nothing, seed=SEED + 1)
    _promise("the seed is what draws", other.items, first.items.tobytes() != other.items.tobytes())


def leaves_what_it_is_given(trainer: Factoriser) -> None:
    """Histories and content are read, not written."""
    histories, _ = planted()
    table = _table(histories.width, 3)
    wide = replace(histories, width=histories.width + 3)
    before = (wide.weight.tobytes(), wide.pull.tobytes(), wide.columns.tobytes(), table.tobytes())
    _made(trainer, wide, table)
    after = (wide.weight.tobytes(), wide.pull.tobytes(), wide.columns.tobytes(), table.tobytes())
    _promise("what it is given stays as it was", wide, before == after)


def bears_little(trainer: Factoriser) -> None:
    """No customer, customers who showed nothing, one customer, one item, and tokens alone."""
    for tokens in (0, 3):
        for rows, columns, customers, items in (
            ([], [], 0, 5),
            ([], [], 4, 5),
            ([0], [2], 1, 5),
            ([0, 1, 2], [0, 0, 0], 3, 1),
            ([1, 1], [0, 4], 3, 5),
        ):
            seen = Histories.of(rows, columns, (customers, items + tokens))
            _shaped(_made(trainer, seen, _table(items, tokens)), customers, items + tokens)
    only_tokens = Histories.of([0, 1], [5, 6], (2, 8))
    _shaped(_made(trainer, only_tokens, _table(5, 3)), 2, 8)


def bears_dislike(trainer: Factoriser) -> None:
    """Nothing but refusals, and refusals beside likes."""
    histories, _ = planted()
    for pull in (-histories.weight, np.where(histories.columns % 2, histories.pull, -histories.pull)):
        seen = replace(histories, pull=pull)
        _shaped(_made(trainer, seen, _table(seen.width, 0)), seen.size, seen.width)


def refuses_what_is_no_number(trainer: Factoriser) -> None:
    """NaN and infinity end in a clear error, not in every item's vector."""
    histories, _ = planted()
    for part in ("weight", "pull"):
        for value in (np.nan, np.inf, -np.inf):
            numbers = getattr(histories, part).copy()
            numbers[3] = value
            try:
                found: object = _made(
                    trainer, replace(histories, **{part: numbers}), _table(histories.width, 0)
                )
            except UnusableNumbers as error:
                found = error
            _promise(f"a {part} of {value} is refused", found, isinstance(found, UnusableNumbers))


def tells_how_far_it_is(trainer: Factoriser) -> None:
    """Each epoch is told once, in order."""
    histories, _ = planted()
    told: list[tuple[int, int]] = []
    trainer.factorise(
        histories,
        _table(histories.width, 0),
        np.random.default_rng(SEED),
        SMALL,
        lambda done, of: told.append((done, of)),
    )
    expected = [(epoch, SMALL.epochs) for epoch in range(1, SMALL.epochs + 1)]
    _promise("every epoch is told once", told, told == expected)


def finds_what_was_planted(trainer: Factoriser) -> None:
    """Where customers like one group of items each, what was held back is found far more often than by popularity."""
    histories, held = planted()
    for tokens in (0, 3):
        wide, back = (replace(one, width=one.width + tokens) for one in (histories, held))
        found = _made(trainer, wide, _table(histories.width, tokens))
        vectors = found.items[: histories.width]
        shared = found.background * vectors.T @ vectors + 0.1 * np.eye(vectors.shape[1])
        scores = np.zeros((wide.size, wide.width))
        scores[:, : histories.width] = solved(wide, found.items, shared) @ vectors.T
        popular = np.tile(wide.counts.astype(np.float64), (wide.size, 1))
        ours, theirs = (_recall(each, wide, back) for each in (scores, popular))
        _promise("it finds what was planted", (ours, theirs), ours > 2.0 * theirs)


CHECKS: Final[tuple[Callable[[Factoriser], None], ...]] = (
    has_a_name,
    gives_a_vector_to_everything,
    gives_the_same_bits_again,
    leaves_what_it_is_given,
    bears_little,
    bears_dislike,
    refuses_what_is_no_number,
    tells_how_far_it_is,
    finds_what_was_planted,
)
"""Every promise, to be run one by one."""


def check(trainer: Factoriser) -> None:
    """Hold a trainer to every promise.

    Raises:
        Breaks: the first promise that is not kept.
    """
    for one in CHECKS:
        one(trainer)


def planted() -> tuple[Histories, Histories]:
    """Customers who each like one group of items and showed `EACH` of it: what is known, and two held back of each."""
    rng = np.random.default_rng(SEED)
    group = rng.integers(GROUPS, size=CUSTOMERS)
    inside = ITEMS // GROUPS
    liked = np.array([rng.permutation(inside)[:EACH] * GROUPS + at for at in group])
    rows = np.repeat(np.arange(CUSTOMERS), EACH).reshape(liked.shape)
    known, held = slice(0, EACH - 2), slice(EACH - 2, EACH)
    shape = (CUSTOMERS, ITEMS)
    return (
        Histories.of(rows[:, known].ravel(), liked[:, known].ravel(), shape),
        Histories.of(rows[:, held].ravel(), liked[:, held].ravel(), shape),
    )


def _table(items: int, tokens: int) -> Floats:
    """(items, tokens) a token for each item, in turn: it says nothing of the planted groups."""
    table = np.zeros((items, tokens))
    if tokens:
        table[np.arange(items), np.arange(items) % tokens] = 1.0
    return table


def _made(trainer: Factoriser, histories: Histories, table: Floats, seed: int = SEED) -> Factors:
    return trainer.factorise(histories, table, np.random.default_rng(seed), SMALL)


def _shaped(found: Factors, customers: int, rows: int) -> None:
    shapes = found.customers.shape, found.items.shape
    wanted = (customers, SMALL.dimension), (rows, SMALL.dimension)
    _promise(f"the shapes are {wanted}", shapes, shapes == wanted)
    finite = np.isfinite(found.customers).all() and np.isfinite(found.items).all()
    _promise("every number is finite", found, bool(finite and np.isfinite(found.background)))
    _promise("what is unseen weighs no less than nothing", found.background, found.background >= 0)


def _recall(scores: Floats, known: Histories, held: Histories) -> float:
    return float(recall(rankings(scores, known, SHOWN), held, SHOWN).mean())


def _promise(words: str, found: object, kept: bool) -> None:
    if not kept:
        raise Breaks(words, found)
