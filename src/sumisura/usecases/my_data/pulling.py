"""Pull a thread: what comes first with a source and without it, side by side, before anything is decided."""

from collections.abc import Sequence
from dataclasses import dataclass

from sumisura.trust.sources import SOURCES, Source
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.tasting import ranking
from sumisura.usecases.tasting.guests import Guest, guest

SHOWN = 8
"""Places on either side."""


@dataclass(frozen=True, slots=True)
class Placed:
    """One item at its place, and where it stands on the other side; 0 where that list does not show it."""

    place: int
    id: str
    title: str
    other: int


@dataclass(frozen=True, slots=True)
class Pulled:
    """Two lists: as it is, and as if a source had never been.

    Args:
        moved: how many places of the second list are not as in the first.
    """

    source: Source
    before: Sequence[Placed]
    after: Sequence[Placed]
    moved: int


def pull(services: Services, visitor: Visitor, source: str) -> Pulled | None:
    """The first places with a source and without it; None for no source, or one that is not one of theirs.

    What is shown is exact: a score is a sum over sources, and one is left out of it.
    """
    if source not in SOURCES or not visitor.party:
        return None
    with services.store.read() as tx:
        who = guest(services, tx, visitor)
    if source not in who.sources:
        return None
    before, after = _first(who, ""), _first(who, source)
    changed = sum(one != other for one, other in zip(before, after, strict=False))
    return Pulled(SOURCES[source], _placed(who, before, after), _placed(who, after, before), changed)


def _first(who: Guest, without: str) -> list[int]:
    """The rows that come first; where the shop is the same for everyone, no source changes them."""
    if not who.personal:
        return list(ranking.popular(who)[:SHOWN])
    taste = who.taste.without(without) if without else who.taste
    best: list[int] = taste.best(SHOWN, who.mask).tolist()
    return best


def _placed(who: Guest, rows: Sequence[int], others: Sequence[int]) -> list[Placed]:
    return [
        Placed(
            place,
            str(who.cloth.rows[row].id),
            who.cloth.rows[row].title,
            others.index(row) + 1 if row in others else 0,
        )
        for place, row in enumerate(rows, start=1)
    ]
