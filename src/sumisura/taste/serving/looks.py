"""Complete the look: what goes with a design, of another kind than what is there already; one refusal silences it.

What goes together is learned from what parties chose together, quality by quality: the pointwise mutual information of two
tokens (Church and Hanks 1990), shrunken towards what holds before anything is learned: that like goes with like. So
goods that nobody has chosen yet take part as well.
"""

import io
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Final
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from sumisura.kernel import BadInput
from sumisura.taste.crowd.model import Sums
from sumisura.taste.model import Item, ItemId, Kind, Signal
from sumisura.taste.serving.attention import standing

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

LOOK: Final = ItemId("shop:complete-the-look")
"""What a refusal of the offer as a whole is about."""
KINDS: Final = ("kind", "type", "category")
"""Attributes that say what sort of thing a good is."""
WANTED: Final = frozenset({"chose", "designed", "bought", "liked", "preferred"})
"""Kinds of signals that put a thing into a customer's basket."""
MOST: Final = 3
PERSONAL: Final = 0.5
"""What taste may add at most, as a part of the best match with the design."""


@dataclass(frozen=True)
class Affinity:
    """How well qualities go together.

    Args:
        tokens: (t,) what the rows stand for.
        pull: (t, t) symmetric; above 0 for what is chosen together more often than by chance.
    """

    tokens: tuple[str, ...]
    pull: Floats

    @cached_property
    def row(self) -> Mapping[str, int]:
        """The row of each token."""
        return {token: at for at, token in enumerate(self.tokens)}

    def between(self, some: Iterable[str], others: Iterable[str]) -> tuple[float, tuple[str, ...]]:
        """The mean pull over all pairs of known tokens, and the strongest pair that pulls; 0 and () where none is known."""
        a, b = ([self.row[token] for token in part if token in self.row] for part in (some, others))
        if not (a and b):
            return 0.0, ()
        pulls = self.pull[np.ix_(a, b)]
        one, other = np.unravel_index(int(pulls.argmax()), pulls.shape)
        pair = (self.tokens[a[one]], self.tokens[b[other]]) if pulls[one, other] > 0 else ()
        return float(pulls.mean()), pair

    def to_bytes(self) -> bytes:
        """All of it as one ``.npz``."""
        out = io.BytesIO()
        np.savez(out, tokens=np.array(self.tokens, dtype=np.str_), pull=self.pull)
        return out.getvalue()

    @classmethod
    def from_bytes(cls, body: bytes) -> "Affinity":
        """What `to_bytes` gave; nothing in it is run.

        Raises:
            BadInput: it is something else, or it is damaged.
        """
        try:
            with np.load(io.BytesIO(body), allow_pickle=False) as file:
                tokens, pull = tuple(map(str, file["tokens"])), np.asarray(file["pull"], dtype=np.float64)
        except (OSError, ValueError, KeyError, EOFError, TypeError, BadZipFile) as error:
            raise BadInput("this says not what goes together", mend="Train again.") from error
        if pull.shape != (len(tokens), len(tokens)) or not np.isfinite(pull).all():
            raise BadInput("this says not what goes together", mend="Train again.")
        return cls(tokens, pull)


def together(baskets: Iterable[Iterable[Item]], tokens: Sequence[str]) -> Sums:
    """How many parties chose two things of different kinds of which one has one quality and the other has the other.

    Options and designs of one family are of one kind: what goes together inside a product is not asked here.

    Args:
        baskets: the things each party chose; each pair of qualities counts once for a party, however much it bought.
        tokens: the qualities counted; they must stay the same for sums that are to be merged.

    Returns:
        Key a · t + b with a ≤ b → parties; merges by adding, and a party's subtracted again leave no trace.

    Example:
        >>> belt = Item(ItemId("belt"), Kind.GOOD, "Belt", tokens=("material=leather",))
        >>> jeans = Item(ItemId("jeans/1"), Kind.PRESET, "Jeans", tokens=("colour=indigo",), family="jeans")
        >>> together([[jeans, belt], [jeans]], ["colour=indigo", "material=leather"]).at([0, 1]).tolist()
        [0, 1]
    """
    row = {token: at for at, token in enumerate(tokens)}
    keys: list[int] = []
    for basket in baskets:
        things: dict[str, set[int]] = {}
        for item in basket:
            things.setdefault(kind_of(item), set()).update(
                row[token] for token in item.tokens if token in row
            )
        pairs = {
            (min(a, b), max(a, b))
            for one, other in combinations(things.values(), 2)
            for a in one
            for b in other
        }
        keys += [a * len(tokens) + b for a, b in pairs]
    return Sums.of(keys, [1] * len(keys))


def learned(signals_by_party: Mapping[str, Iterable[Signal]], items: Sequence[Item]) -> Affinity:
    """What goes together, from what customers agreed to have learned from.

    Args:
        signals_by_party: of each customer; what they chose, designed, bought or liked is their basket.
        items: what there is; what is gone is left out.
    """
    known = {item.id: item for item in items}
    tokens = sorted({token for item in items for token in item.tokens})
    baskets = (
        [known[one.item] for one in signals if one.what in WANTED and one.value > 0 and one.item in known]
        for signals in signals_by_party.values()
    )
    return affinity(together(baskets, tokens), tokens)


def affinity(counted: Sums, tokens: Sequence[str], *, prior: float = 10.0) -> Affinity:
    """What goes together, from what was counted ``together``.

    pull_ab = log((n_ab + prior · (1 + δ_ab)) / (e_ab + prior)), where e_ab is what chance alone would give; so ln 2 between equal
    qualities and 0 between others until more is known, and the pointwise mutual information in the end.

    Example:
        >>> affinity(Sums.of(), ["colour=black", "colour=indigo"]).pull.round(2).tolist()
        [[0.69, 0.0], [0.0, 0.69]]
    """
    t = len(tokens)
    counts = counted.at(np.arange(t * t)).reshape(t, t).astype(np.float64)
    both = counts + counts.T
    margin = both.sum(axis=1)
    chance = np.outer(margin, margin) / max(float(margin.sum()), 1.0)
    return Affinity(tuple(tokens), np.log((both + prior * (1.0 + np.eye(t))) / (chance + prior)))


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that completes the look.

    Args:
        row: among the candidates.
        score: ``fit`` + ``taste``: what the order follows.
        fit: how well it goes with the design.
        taste: what the customer's taste adds.
        pair: the two qualities, of the design and of the piece, that most speak for it; () where none does.
    """

    row: int
    score: float
    fit: float
    taste: float
    pair: tuple[str, ...]


def complete(
    design: Item,
    candidates: Sequence[Item],
    known: Affinity,
    *,
    allowed: Mask,
    taste: Floats | None = None,
    having: Collection[str] = (),
    most: int = MOST,
) -> list[Piece]:
    """What goes with a design, best first: finished goods, one of a kind, and none of a kind that is there already.

    Args:
        design: what is looked at, with its tokens.
        candidates: the goods there are.
        known: what goes together.
        allowed: (c,) what may be proposed: nothing refused, nothing out of reach.
        taste: (c,) scores of the customer's taste; None for the same for everyone.
        having: kinds (`kind_of`) that are in the bag or were bought already.
        most: how many.
    """
    taken = {kind_of(design), *having}
    rows = [row for row in np.flatnonzero(allowed).tolist() if _goes_with(candidates[row], design, taken)]
    fits = [known.between(design.tokens, candidates[row].tokens) for row in rows]
    added = _personal(taste, rows, [fit for fit, _ in fits])
    pieces = [
        Piece(row, fit + more, fit, more, pair)
        for row, (fit, pair), more in zip(rows, fits, added, strict=True)
    ]
    found: list[Piece] = []
    for piece in sorted(pieces, key=lambda piece: (-piece.score, piece.row)):
        kind = kind_of(candidates[piece.row])
        if len(found) < most and kind not in taken:
            taken.add(kind)
            found.append(piece)
    return found


def silenced(signals: Iterable[Signal]) -> bool:
    """Whether the customer refused the offer as a whole; then it is never made again, until they ask for it."""
    return LOOK in standing(signals)


def kind_of(item: Item) -> str:
    """What sort of thing it is: what its tokens say, else its family, else what its id begins with (``belt-12``: belt).

    Example:
        >>> kind_of(Item(ItemId("belt-12"), Kind.GOOD, "Belt")), kind_of(Item(ItemId("b1"), Kind.GOOD, "B", tokens=("type=bag",)))
        ('belt', 'bag')
        >>> kind_of(Item(ItemId("jeans/evening"), Kind.PRESET, "Evening", family="jeans"))
        'jeans'
    """
    said = dict(token.split("=", 1) for token in reversed(item.tokens) if "=" in token)
    by_token = next((said[attribute] for attribute in KINDS if attribute in said), "")
    by_family = item.family if item.kind is not Kind.GOOD else ""
    return by_token or by_family or re.split(r"[-/:\d]", item.id, maxsplit=1)[0] or str(item.id)


def _goes_with(item: Item, design: Item, taken: Collection[str]) -> bool:
    belongs = item.family in {"", design.family or str(design.id)}
    return (
        item.kind is Kind.GOOD
        and item.id != design.id
        and belongs
        and item.stock != 0
        and kind_of(item) not in taken
    )


def _personal(taste: Floats | None, rows: Sequence[int], fits: Sequence[float]) -> list[float]:
    """What taste adds to each: its scores by one factor, so that the strongest weighs `PERSONAL` of the best fit."""
    if taste is None or not rows:
        return [0.0] * len(rows)
    liking = np.nan_to_num(taste[list(rows)], nan=0.0, posinf=0.0, neginf=0.0)
    largest, best = float(np.abs(liking).max()), max(map(abs, fits))
    factor = PERSONAL * (best or 1.0) / largest if largest > 0 else 0.0
    return [float(amount) for amount in liking * factor]
