"""The levels one can choose in one tap, from nothing to devices and voice: each a set of sources, each asking more than the last."""

from collections.abc import Sequence

from sumisura.trust.sources import SOURCES

LEVELS: Sequence[tuple[str, frozenset[str]]] = tuple(
    (name, frozenset(sources))
    for name, sources in (
        ("nothing", ()),
        ("this visit", ("visit",)),
        ("what I tell you", ("visit", "stated", "ratings")),
        ("my history", ("visit", "stated", "ratings", "designs", "purchases", "returns")),
        ("where I am and whom I know",
         ("visit", "stated", "ratings", "designs", "purchases", "returns", "place", "friends")),
        ("devices and voice", tuple(SOURCES)),
    )
)  # fmt: skip
"""Name → sources, from the least to the most."""


def intrusion(sources: frozenset[str]) -> float:
    """What a set of sources asks of a customer: the sum of their weights.

    Example:
        >>> intrusion(frozenset({"visit", "purchases"}))
        0.55
    """
    return round(sum(SOURCES[name].intrusion for name in sources), 4)
