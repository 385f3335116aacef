"""A small wardrobe for the tests of taste: items that share tokens, a population over them, and signals."""

from datetime import UTC, datetime, timedelta

import numpy as np

from sumisura.taste.model import MEANINGS, Item, ItemId, Kind, Signal
from sumisura.taste.population import Population, Strength
from sumisura.trust.sources import SOURCES

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
TOKENS = ("material=hemp", "material=cotton", "material=leather", "colour=indigo", "colour=black", "cut=slim")


def wardrobe(number=12, seed=3):
    """Items of two tokens or three each; the first half presets of one family, the rest goods."""
    rng = np.random.default_rng(seed)
    return [
        Item(
            ItemId(f"jeans/{n}" if n < number // 2 else f"good-{n}"),
            Kind.PRESET if n < number // 2 else Kind.GOOD,
            f"Piece {n}",
            tokens=tuple(
                TOKENS[t] for t in sorted(rng.choice(len(TOKENS), rng.integers(2, 4), replace=False))
            ),
            family="jeans" if n < number // 2 else "",
        )
        for n in range(number)
    ]


def population(items, seed=3, dimension=6):
    """Tokens with vectors of their own, and items in the middle of theirs."""
    rng = np.random.default_rng(seed)
    tokens = rng.normal(size=(len(TOKENS), dimension))
    known = Population(
        version="p1",
        items=TOKENS,
        vectors=tokens,
        mean=rng.normal(size=dimension) * 0.2,
        precision=np.diag(rng.uniform(1, 3, dimension)),
        trained_at=NOW,
        strengths={name: Strength(1.0, 90.0) for name in SOURCES},
    )
    return known.extended(items)


def signal(what, about, *, day=0, source="stated", value=None, id_=""):
    """A signal that many days before now."""
    meaning = MEANINGS[what]
    return Signal(
        id_ or f"{what}:{about}:{day}:{source}",
        NOW - timedelta(days=day),
        source,
        ItemId(about),
        what,
        meaning.value if value is None else value,
        meaning.weight,
    )
