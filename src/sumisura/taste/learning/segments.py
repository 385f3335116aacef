"""Behavioural segments: the few ways of choosing that a shop's customers share, so that it need keep no taste of anyone.

A latent class model (Lazarsfeld, Henry 1968; for choices, Hofmann 1999): each customer belongs to one of K classes, and
what they want is drawn from the class. Fitted by expectation and maximisation,

    p_c(j) = (n_cj + κ p(j)) / (n_c + κ),        P(c | acts) ∝ π_c Π_j p_c(j),

n_cj being how many of class c want j and p(j) what all want. It is fitted to what customers wanted and to nothing else:
there is no column for who they are. A visitor is one integer, the class their latest acts speak for; the acts are gone.

One number of one visit is often wrong. So what is ranked by is not p_c but what that number was seen to mean: every
customer's last visit is walked as a visitor's would be, and the classes of those who come to the same number are mixed.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from operator import attrgetter

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.special import logsumexp

from sumisura.taste.model import Signal

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

NONE = -1
"""The segment of who did nothing yet."""
MOST = 6
"""Segments at most: an integer that says no more than that of anyone."""
LEAST = 20
"""Customers of a segment at least; smaller ones are dissolved into the others."""
SMOOTH = 100.0
"""κ: how many choices the taste of all is worth in a segment."""
STAYS = 0.6
"""The chance that a visitor is still of the segment they were, before their next act is seen."""
ROUNDS, STARTS = 40, 4


@dataclass(frozen=True)
class Segments:
    """What was learned.

    Args:
        items: (n,) what can be wanted: items and qualities.
        likes: (K, n) log p_c(j).
        wants: (K, n) log probability of what is wanted by those whose visit comes to this number.
        sizes: (K,) customers of each.
    """

    items: tuple[str, ...]
    likes: Floats
    wants: Floats
    sizes: Ints

    @property
    def version(self) -> str:
        """Follows from all of it."""
        return f"seg-{sha256(self.to_bytes()).hexdigest()[:16]}"

    @cached_property
    def row(self) -> Mapping[str, int]:
        """The row of each item and quality."""
        return {name: row for row, name in enumerate(self.items)}

    def after(self, item: str, value: float, segment: int = NONE) -> int:
        """The segment of a visitor after one more act.

        Args:
            item: what it was about; one that nobody wanted before says nothing.
            value: how much it is liked, -1 to 1.
            segment: the visitor's before it; `NONE` for who did nothing yet.
        """
        row = self.row.get(item)
        if row is None:
            return segment
        share = self.sizes / self.sizes.sum()
        before = share
        if 0 <= segment < len(share):
            before = (1 - STAYS) * share + STAYS * (np.arange(len(share)) == segment)
        return int(np.argmax(np.log(before) + value * self.likes[:, row]))

    def scores(self, items: Sequence[str], segment: int) -> Floats:
        """(items,) how likely each is wanted in a segment, in all of them for `NONE`; unknown items come last."""
        known = np.array([self.row.get(item, -1) for item in items], np.int64)
        share = np.log(self.sizes / self.sizes.sum())[:, None]
        inside = 0 <= segment < len(self.sizes)
        likes = self.wants[segment] if inside else logsumexp(self.likes + share, axis=0)
        return np.asarray(np.where(known >= 0, likes[known], likes.min() - 1.0))

    def to_bytes(self) -> bytes:
        """As a file."""
        out = io.BytesIO()
        np.savez(
            out, items=np.array(self.items, np.str_), likes=self.likes, wants=self.wants, sizes=self.sizes
        )
        return out.getvalue()

    @classmethod
    def from_bytes(cls, body: bytes) -> "Segments":
        """From a file. Raises what reading a damaged one raises."""
        with np.load(io.BytesIO(body), allow_pickle=False) as found:
            return cls(tuple(map(str, found["items"])), found["likes"], found["wants"], found["sizes"])


def walked(segments: Segments, acts: Iterable[Signal]) -> int:
    """The segment of a visitor after all these acts, oldest first."""
    segment = NONE
    for act in acts:
        segment = segments.after(act.item, act.value, segment)
    return segment


def last_visit(signals: Iterable[Signal]) -> list[Signal]:
    """What somebody did on the last day they came, oldest first; where no visit is told apart, what they stated then."""
    ordered = sorted(signals, key=attrgetter("at", "id"))
    for source in ("visit", "stated"):
        told = [one for one in ordered if one.source == source]
        if told:
            return [one for one in told if one.at.date() == told[-1].at.date()]
    return []


def segmented(
    signals_by_party: Mapping[str, Iterable[Signal]], rng: np.random.Generator, most: int = MOST
) -> Segments | None:
    """Learn the segments of customers who agreed to be learned from; None where they are too few for two.

    Args:
        signals_by_party: what each told or did; only what they wanted counts, once for each thing.
        rng: draws beginnings; the same seed gives the same bits.
        most: segments at most.
    """
    names, wanted = _wanted(signals_by_party)
    if wanted.shape[0] < 2 * LEAST or not names:
        return None
    many = min(most, wanted.shape[0] // LEAST)
    while True:
        likes, share = max((_fitted(wanted, many, rng) for _ in range(STARTS)), key=lambda one: one[2])[:2]
        belongs = (wanted @ likes.T + np.log(share)).argmax(axis=1)
        sizes = np.bincount(belongs, minlength=many)
        if sizes.min() >= LEAST or many == 1:
            found = Segments(names, likes, likes, sizes.astype(np.int64))
            return replace(found, wants=_meant(found, signals_by_party, belongs))
        many -= 1


def _meant(segments: Segments, signals_by_party: Mapping[str, Iterable[Signal]], belongs: Ints) -> Floats:
    """(K, n) what is wanted at each number: Σ_c P(c | number) p_c(j), by how often each class came to it.

    Args:
        belongs: (customers,) the class that each one's whole history speaks for, of those who wanted anything.
    """
    share = segments.sizes / segments.sizes.sum()
    came = np.tile(LEAST * share, (len(share), 1))
    active = (told for told in map(list, signals_by_party.values()) if any(one.value > 0 for one in told))
    for told, kind in zip(active, belongs.tolist(), strict=True):
        number = walked(segments, last_visit(told))
        if number != NONE:
            came[number, kind] += 1
    chance = np.log(came / came.sum(axis=1, keepdims=True))
    return np.asarray(logsumexp(chance[:, :, None] + segments.likes, axis=1))


def _wanted(signals_by_party: Mapping[str, Iterable[Signal]]) -> tuple[tuple[str, ...], csr_array]:
    each = [sorted({str(one.item) for one in told if one.value > 0}) for told in signals_by_party.values()]
    each = [one for one in each if one]
    names = tuple(sorted({name for one in each for name in one}))
    row = {name: at for at, name in enumerate(names)}
    begin = np.cumsum([0, *(len(one) for one in each)])
    columns = np.array([row[name] for one in each for name in one], np.int64)
    return names, csr_array((np.ones(len(columns)), columns, begin), shape=(len(each), len(names)))


def _fitted(wanted: csr_array, many: int, rng: np.random.Generator) -> tuple[Floats, Floats, float]:
    """Log p_c(j), π and the log likelihood after some rounds of expectation and maximisation."""
    everyone = np.asarray(wanted.sum(axis=0), np.float64).ravel()
    everyone /= everyone.sum()
    belongs = rng.dirichlet(np.full(many, 0.3), size=wanted.shape[0])
    for _ in range(ROUNDS):
        counts = belongs.T @ wanted + SMOOTH * everyone
        likes, share = np.log(counts / counts.sum(axis=1, keepdims=True)), belongs.mean(axis=0) + 1e-9
        joint = wanted @ likes.T + np.log(share)
        whole = logsumexp(joint, axis=1)
        belongs = np.exp(joint - whole[:, None])
    return likes, share, float(whole.sum())
