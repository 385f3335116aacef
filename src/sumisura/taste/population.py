"""What was learned from all customers together: where each customer's own taste begins."""

import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from sumisura.taste.errors import BadPopulation
from sumisura.taste.model import Item

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


class Strength(NamedTuple):
    """How much one plain signal of a source weighs, and how fast that fades.

    Args:
        precision: inverse variance of what one plain signal says about liking; above 0.
        half_life: days until what fades of it weighs half; infinity for never.
        lasting: the part that never fades, 0 to 1.
    """

    precision: float
    half_life: float
    lasting: float = 0.0

    def after(self, days: float) -> float:
        """What a plain signal of that age weighs."""
        faded: float = 2.0 ** (-days / self.half_life)
        return self.precision * (self.lasting + (1.0 - self.lasting) * faded)


PLAIN = Strength(1.0, 365.0)
"""The strength of a source that nothing was learned about."""


class RestsOn(NamedTuple):
    """What a population was fitted on."""

    parties: int
    events: int


NOTHING = RestsOn(0, 0)
"""A population that was fitted on content alone."""


@dataclass(frozen=True)
class Population:
    """A fitted population: plain arrays, the same for every customer of the brand.

    The score of row i for a customer with mean taste θ and net evidence r is

        (1 - share) x_i·θ / scale[0]  +  share Σ_j r_j B_ji / scale[1]

    Args:
        version: names this fit; evidence and caches are kept under it.
        items: (n,) what the rows stand for: items first, then tokens ``attribute=value``.
        vectors: (n, d) x_i, in the space of taste; an item's prior expected liking is ``x_i · mean``.
        mean: (d,) prior mean μ₀ of taste.
        precision: (d, d) prior precision Λ₀, symmetric and positive definite.
        strengths: source → `Strength`.
        ease: (m, m) float32 item-item weights B (Steck 2019) over the first m ≤ n rows; or None. The diagonal is what
            is told of an item for itself.
        share: weight of the item-item term in the blend, 0 to 1.
        scale: what each of the two terms is divided by, so that both speak in one unit.
        counts: (n,) how many customers each row has evidence from: popularity.
        trained_at: when it was fitted.
        rests_on: numbers of customers and events.

    Raises:
        BadPopulation: arrays of sizes that do not fit together, or with numbers that are not finite.
    """

    version: str
    items: tuple[str, ...]
    vectors: Floats
    mean: Floats
    precision: Floats
    trained_at: datetime
    strengths: Mapping[str, Strength] = field(default_factory=dict)
    ease: Singles | None = None
    share: float = 0.0
    scale: tuple[float, float] = (1.0, 1.0)
    counts: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    rests_on: RestsOn = NOTHING

    def __post_init__(self) -> None:
        if not len(self.counts):
            object.__setattr__(self, "counts", np.zeros(self.size, np.int64))
        _fits(self)

    @property
    def size(self) -> int:
        """n: how many rows there are."""
        return len(self.items)

    @property
    def dimension(self) -> int:
        """d: how many numbers a taste has."""
        return len(self.mean)

    @cached_property
    def row(self) -> Mapping[str, int]:
        """The row of each item and token."""
        return {name: row for row, name in enumerate(self.items)}

    @cached_property
    def singles(self) -> Singles:
        """(n, d) the vectors in single precision: half the memory to sweep."""
        return self.vectors.astype(np.float32)

    @cached_property
    def longest(self) -> float:
        """The largest norm of a row's vector."""
        return float(np.sqrt(np.einsum("nd,nd->n", self.vectors, self.vectors).max(initial=0.0)))

    @cached_property
    def pull(self) -> Floats:
        """(d,) Λ₀μ₀: the prior's own evidence, the thread ``everyone``."""
        return np.asarray(self.precision @ self.mean)

    @property
    def units(self) -> tuple[float, float]:
        """What the two terms of a score are multiplied by: (1 - share)/scale[0] and share/scale[1]."""
        related = self.share / self.scale[1] if self.ease is not None else 0.0
        return (1.0 - self.share) / self.scale[0], related

    def strength(self, source: str) -> Strength:
        """How much a source's plain signal weighs; `PLAIN` for one that nothing is known about."""
        return self.strengths.get(source, PLAIN)

    def extended(self, items: Iterable[Item]) -> "Population":
        """This population with a row for every item it does not know, as its tokens describe it.

        A new item's vector is the mean of its known tokens' vectors: it takes part in taste at once. One without
        any known token has the zero vector: signals about it are kept, and say nothing about others.
        """
        new = {str(item.id): item.tokens for item in items if item.id not in self.row}
        if not new:
            return self
        vectors = np.array([self.described(tokens) for tokens in new.values()])
        return replace(
            self,
            items=(*self.items, *new),
            vectors=np.vstack([self.vectors, vectors]),
            counts=np.concatenate([self.counts, np.zeros(len(new), np.int64)]),
        )

    def described(self, tokens: Iterable[str]) -> Floats:
        """(d,) the mean of the known tokens' vectors; zero where none is known."""
        rows = [self.row[token] for token in tokens if token in self.row]
        return self.vectors[rows].mean(axis=0) if rows else np.zeros(self.dimension)

    def to_bytes(self) -> bytes:
        """All of it as one ``.npz``: the arrays as they are, the rest as a JSON header."""
        header = {
            "version": self.version,
            "items": self.items,
            "trained_at": self.trained_at.isoformat(),
            "strengths": self.strengths,
            "share": self.share,
            "scale": self.scale,
            "rests_on": self.rests_on,
        }
        arrays = {name: getattr(self, name) for name in _ARRAYS}
        if self.ease is not None:
            arrays["ease"] = self.ease
        out = io.BytesIO()
        np.savez(out, header=np.frombuffer(json.dumps(header).encode(), np.uint8), **arrays)
        return out.getvalue()

    @classmethod
    def from_bytes(cls, body: bytes) -> "Population":
        """What `to_bytes` gave; nothing in it is run.

        Raises:
            BadPopulation: it is no population, or it is damaged.
        """
        try:
            with np.load(io.BytesIO(body), allow_pickle=False) as file:
                header: dict[str, Any] = json.loads(file["header"].tobytes())
                arrays = {name: file[name] for name in file.files if name != "header"}
            header["items"] = tuple(header["items"])
            header["trained_at"] = datetime.fromisoformat(header["trained_at"])
            header["strengths"] = {name: Strength(*pair) for name, pair in header["strengths"].items()}
            header["scale"] = tuple(header["scale"])
            header["rests_on"] = RestsOn(*header["rests_on"])
            return cls(**header, **arrays)
        except (OSError, ValueError, KeyError, TypeError, EOFError, RuntimeError, BadZipFile) as error:
            raise BadPopulation(f"This is no population ({error})", mend="Train again.") from error


_ARRAYS = ("vectors", "mean", "precision", "counts")


def _fits(population: Population) -> None:
    n, d = len(population.items), len(population.mean)
    wanted = {"vectors": (n, d), "mean": (d,), "precision": (d, d), "counts": (n,)}
    for name, shape in wanted.items():
        array = getattr(population, name)
        if array.shape != shape or not np.isfinite(array).all():
            raise BadPopulation(
                f"{name} has shape {array.shape} or holds what is no number; {shape} fits {n} items",
                where=population.version,
                mend="Train again.",
            )
    ease = population.ease
    if ease is not None and (ease.shape != (len(ease),) * 2 or len(ease) > n):
        raise BadPopulation(f"ease has shape {ease.shape}", where=population.version, mend="Train again.")
