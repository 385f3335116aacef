"""What is hot: more wanted just now than it usually is, by many, and not by a few who are loud.

Three bounds keep it honest. A party counts at most once for an item in a window; each further window in which it
comes back for the same item counts half of the one before, so that no party ever gives one item two votes; and all
its votes together are capped. A party seen for the first time counts a quarter and ripens in days. What is left is
compared with what the item usually gets, as the deviation of a Poisson count shrunken by a few pseudo-votes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from sumisura.kernel import BadInput
from sumisura.taste.crowd.model import ONE, Floats, Ints, Sums

EPOCH: Final = datetime.fromisoformat("2020-01-01T00:00:00+00:00")
"""Windows are counted from here for ever, on every machine: that is why votes of two machines simply add up."""


@dataclass(frozen=True, slots=True)
class Heat:
    """How hot is measured.

    Args:
        window: within which a party counts once for an item.
        half_life: windows after which a vote counts half; what is hot is made of these.
        usual: windows over which the usual rate is taken.
        bound: votes a party has in all.
        green: what a vote of a party counts at first sight, of one that is known for long.
        ripening: windows after which half of what is missing to a full vote is made up.
        pseudo: votes a count is shrunken by: so many more than usual are no surprise yet.
    """

    window: timedelta = timedelta(hours=6)
    half_life: float = 8.0
    usual: int = 240
    bound: float = 10.0
    green: float = 0.25
    ripening: float = 8.0
    pseudo: float = 9.0

    def index(self, at: datetime) -> int:
        """The number of the window an instant lies in.

        Example:
            >>> Heat().index(EPOCH + timedelta(hours=13))
            2
        """
        return (at - EPOCH) // self.window


@dataclass(frozen=True, slots=True)
class Touches:
    """Who touched what, and when; one entry per event, in any order.

    Args:
        party: (m,) any integers that tell parties apart.
        item: (m,) rows from 0.
        window: (m,) numbers of windows (`Heat.index`).
        first: (m,) the window the party was first seen in, where that is known earlier than from these events.
    """

    party: Ints
    item: Ints
    window: Ints
    first: Ints | None = None


def votes(touches: Touches, items: int, heat: Heat = Heat()) -> Sums:
    """The votes of parties.

    All touches of a party must come in one call, or be taken back before it is called again with more of them: then
    merging by addition is exact, whatever the grouping of parties.

    Args:
        touches: of any number of parties.
        items: how many rows there are.
        heat: how hot is measured.

    Returns:
        Key window · items + item → votes in units of ``1 / ONE``.

    Raises:
        BadInput: a row is not below ``items``, or a window is before the epoch.

    Example:
        >>> loud = Touches(np.zeros(5000, np.int64), np.zeros(5000, np.int64), np.arange(5000))
        >>> bool(votes(loud, items=1).amounts.sum() / ONE < 2)
        True
    """
    if touches.item.size == 0:
        return Sums.of()
    if touches.item.min() < 0 or touches.item.max() >= items or touches.window.min() < 0:
        raise BadInput("a touch is outside the rows or before 2020", mend="Leave it out.")
    party, item, window, first = _once(touches)
    raw = _halving(party, item) * _ripe(window - first, heat)
    shares = _capped(party, raw, heat.bound)
    return Sums.of(window * items + item, np.rint(shares * ONE).astype(np.int64))


def surge(sums: Sums, items: int, now: int, heat: Heat = Heat()) -> Floats:
    """(items,) how many standard deviations above its usual rate each item is; what is above about 3 is hot.

    z = (a − e) / √(e · q + pseudo), with a the votes decayed to ``now``, e what the usual rate gives in the same decayed
    time, and q = Σw² / Σw the variance per expected vote. Votes of the future (a clock that ran ahead) do not count yet.

    Args:
        sums: from ``votes``, of all parties.
        items: how many rows there are.
        now: the number of the present window.
        heat: how hot is measured.

    Example:
        >>> crowd = Touches(np.arange(40), np.r_[np.zeros(30), np.ones(10)].astype(np.int64), np.full(40, 1000))
        >>> usual = Touches(np.arange(80), np.arange(80) % 2, np.full(80, 900))
        >>> surge(votes(crowd, 2) + votes(usual, 2), 2, now=1000).round(1).tolist()
        [0.7, -0.7]
    """
    window, item = np.divmod(sums.keys, items)
    age = now - window
    amounts = sums.amounts / ONE
    live = (age >= 0) & (age < heat.usual)
    weight = np.where(live, np.exp2(-age.clip(0, heat.usual) / heat.half_life), 0.0)
    old = live & (age >= 4 * heat.half_life)
    return _deviation(
        _by_item(item, weight * amounts, items), _by_item(item, np.where(old, amounts, 0.0), items), heat
    )


def hottest(scores: Floats, k: int, *, least: float = 3.0) -> Ints:
    """The rows of at most ``k`` items that are hot, hottest first; often fewer, sometimes none.

    Example:
        >>> hottest(np.array([0.2, 9.0, 4.0]), 5).tolist()
        [1, 2]
    """
    order: Ints = np.argsort(-scores, kind="stable")[:k]
    return order[scores[order] >= least]


def forget(sums: Sums, items: int, before: int) -> Sums:
    """Drop the votes of windows before one: what is older than the usual rate looks back is of no use."""
    kept = sums.keys >= before * items
    return Sums(sums.keys[kept], sums.amounts[kept])


def _once(touches: Touches) -> Sequence[Ints]:
    """Party, item, window and first sight of each distinct touch, sorted in that order."""
    order = np.lexsort((touches.window, touches.item, touches.party))
    party, item, window = touches.party[order], touches.item[order], touches.window[order]
    new = np.ones(party.size, dtype=bool)
    new[1:] = (np.diff(party) != 0) | (np.diff(item) != 0) | (np.diff(window) != 0)
    known = window if touches.first is None else np.minimum(window, touches.first[order])
    _, who = np.unique(party, return_inverse=True)
    first = np.full(who.max() + 1, np.iinfo(np.int64).max)
    np.minimum.at(first, who, known)
    return party[new], item[new], window[new], first[who][new]


def _halving(party: Ints, item: Ints) -> Floats:
    """1, ½, ¼, … for the windows in which one party comes back for one item, oldest first."""
    starts = np.ones(party.size, dtype=bool)
    starts[1:] = (np.diff(party) != 0) | (np.diff(item) != 0)
    place = np.arange(party.size)
    back = place - np.maximum.accumulate(np.where(starts, place, 0))
    return np.exp2(-back.astype(np.float64))


def _ripe(age: Ints, heat: Heat) -> Floats:
    """What a vote counts for how long its party is known: from ``green`` towards 1."""
    return 1.0 - (1.0 - heat.green) * np.exp2(-age / heat.ripening)


def _capped(party: Ints, raw: Floats, bound: float) -> Floats:
    """Scale each party's votes down to its bound."""
    _, who = np.unique(party, return_inverse=True)
    total = np.bincount(who, raw)
    return raw * np.minimum(1.0, bound / total)[who]


def _by_item(item: Ints, amounts: Floats, items: int) -> Floats:
    return np.bincount(item, amounts, minlength=items).astype(np.float64)


def _deviation(recent: Floats, past: Floats, heat: Heat) -> Floats:
    """Shrunken deviation of the recent votes from those the past lets us expect.

    The usual rate is the posterior mean under a gamma prior of shape 1 around the mean of all items, which is
    past + 1 up to a factor; what all items together get now sets that factor.
    """
    usual = past + 1.0
    expected = usual * recent.sum() / usual.sum()
    weights = np.exp2(-np.arange(heat.usual) / heat.half_life)
    spread = (weights**2).sum() / weights.sum()
    scores: Floats = (recent - expected) / np.sqrt(expected * spread + heat.pseudo)
    return scores
