"""What people wanted and could not have: each person once, and nothing of fewer than a handful."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median_low

from sumisura.kernel import PartyId

LEAST = 5
"""Of fewer people nothing is shown."""
TAG = "tag"
"""What a need is about that names a quality of things; any other holds a figure."""
Option = tuple[str, str, str]
"""Family, variable, value."""


@dataclass(frozen=True, slots=True)
class Want:
    """One person asked for one option that could not be had.

    Args:
        party: their pseudonym; it never leaves this module.
        rules: names of the rules that stood against it.
        price: minor units: the design at hand, with this option in place of the one that stood.
    """

    party: PartyId
    option: Option
    rules: tuple[str, ...]
    price: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Missed:
    """One option that at least `LEAST` people wanted.

    Args:
        people: how many different ones.
        rule: what most of them met, where at least `LEAST` met it; "" for none. ``met`` is how many did.
        total, middle: minor units: the sum and the median of the designs they had at hand, each person's latest, with it.
        last: when it was last asked for.
    """

    option: Option
    people: int
    rule: str
    met: int
    total: int
    middle: int
    last: datetime


@dataclass(frozen=True, slots=True)
class Unmet:
    """All that was wanted and not offered, most people first.

    Args:
        hidden: options that fewer than `LEAST` people wanted.
    """

    missed: Sequence[Missed]
    hidden: int


def unmet(wants: Iterable[Want]) -> Unmet:
    """Rank what people wanted and could not have, by how many they were.

    Example:
        >>> from datetime import UTC
        >>> noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
        >>> gold = ("rings", "metal", "gold")
        >>> wants = [Want(PartyId(f"pty_{at}"), gold, ("soft",), 100 * at, noon) for at in range(6)]
        >>> found = unmet([*wants, *wants, Want(PartyId("pty_1"), ("rings", "stone", "opal"), ("soft",), 1, noon)])
        >>> [(one.option[2], one.people, one.rule, one.total, one.middle) for one in found.missed], found.hidden
        ([('gold', 6, 'soft', 1500, 200)], 1)
    """
    latest: dict[Option, dict[PartyId, Want]] = defaultdict(dict)
    for want in sorted(wants, key=lambda one: one.at):
        latest[want.option][want.party] = want
    shown = [_missed(option, list(mine.values())) for option, mine in latest.items() if len(mine) >= LEAST]
    ranked = sorted(shown, key=lambda one: (-one.people, one.option))
    return Unmet(ranked, len(latest) - len(ranked))


@dataclass(frozen=True, slots=True)
class Need:
    """One person told what they need, and nothing of a family was all of it.

    Args:
        party: their pseudonym; it never leaves this module.
        needs: each as what it is about and what was written ("price <=", "300").
    """

    party: PartyId
    family: str
    needs: tuple[tuple[str, str], ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Lacked:
    """One need that at least `LEAST` people named among needs that nothing met.

    Args:
        about: "price <=", "date <=", "weight >=", or "tag".
        said: the quality, of a tag; "" of a figure, which is one person's own.
    """

    family: str
    about: str
    said: str
    people: int
    last: datetime


def lacked(needs: Iterable[Need]) -> tuple[Sequence[Lacked], int]:
    """Rank single needs by how many people named them where nothing met all they named; and how many stay hidden.

    Example:
        >>> from datetime import UTC
        >>> noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
        >>> told = (("price <=", "300"), ("tag", "care=waterproof"))
        >>> shown, hidden = lacked(Need(PartyId(f"pty_{at}"), "coats", told[at < 1 :], noon) for at in range(5))
        >>> [(one.about, one.said, one.people) for one in shown], hidden
        ([('tag', 'care=waterproof', 5)], 1)
    """
    people: dict[tuple[str, str, str], dict[PartyId, datetime]] = defaultdict(dict)
    for need in sorted(needs, key=lambda one: one.at):
        for about, said in need.needs:
            people[need.family, about, said if about == TAG else ""][need.party] = need.at
    shown = [
        Lacked(*key, len(mine), max(mine.values())) for key, mine in people.items() if len(mine) >= LEAST
    ]
    ranked = sorted(shown, key=lambda one: (-one.people, one.family, one.about, one.said))
    return ranked, len(people) - len(ranked)


def _missed(option: Option, wants: Sequence[Want]) -> Missed:
    met = Counter(rule for want in wants for rule in set(want.rules))
    rule, times = min(met.items(), key=lambda one: (-one[1], one[0]), default=("", 0))
    prices = [want.price for want in wants]
    told = (rule, times) if times >= LEAST else ("", 0)
    return Missed(option, len(wants), *told, sum(prices), median_low(prices), max(want.at for want in wants))
