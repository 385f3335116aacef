"""Small random populations and signals for the tests of taste."""

from datetime import UTC, datetime, timedelta

import numpy as np

from sumisura.taste.model import ItemId, Signal
from sumisura.taste.population import Population, Strength

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SOURCES = ("purchases", "visit", "stated", "friends")


def random_population(seed=0, n=40, d=6, related=True, **changes):
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(d, d))
    ease = (rng.normal(size=(n, n)) / 9).astype(np.float32) if related else None
    return Population(
        **{
            "version": f"v{seed}",
            "items": tuple(f"i{row}" for row in range(n)),
            "vectors": rng.normal(size=(n, d)),
            "mean": rng.normal(size=d) / 3,
            "precision": root @ root.T + np.eye(d),
            "trained_at": NOW,
            "strengths": {"purchases": Strength(2.0, 100.0), "visit": Strength(0.5, 7.0, 0.1)},
            "ease": ease,
            "share": 0.4,
            "scale": (1.3, 0.7),
        }
        | changes
    )


def random_signals(seed=0, count=30, n=40):
    rng = np.random.default_rng(seed)
    return [
        Signal(
            f"s{number}",
            NOW - timedelta(days=float(rng.random() * 200)),
            str(rng.choice(SOURCES)),
            ItemId(f"i{rng.integers(n)}"),
            "bought",
            float(rng.choice([1.0, 0.5, -1.0])),
            float(rng.choice([1.0, 3.0])),
        )
        for number in range(count)
    ]
