"""What people near choose: coarse cells only, shrunken to the whole, and silent where too few were counted."""

import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from sumisura.kernel import BadInput
from sumisura.taste.crowd.model import FEWEST, Floats, Ints, Sums

KILOMETRES: Final = 50.0
"""The side of a cell; nothing finer is ever kept."""
BLOCK: Final = 4
"""Cells a side of the block that a cell with too few parties backs off to: about 200 km."""
_DEGREE: Final = 111.2  # kilometres in one degree of latitude
_POLE: Final = 90.0  # degrees
_STEP: Final = KILOMETRES / _DEGREE
_REGION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
_CELL = re.compile(r"@(-?\d{1,3}),(-?\d{1,3})")


def cell(latitude: float, longitude: float) -> str:
    """The cell of about 50 × 50 km that a point lies in; the point itself is not kept.

    Rows of equal latitude; in each row as many columns as its circle holds cells.

    Raises:
        BadInput: it is no point on Earth.

    Example:
        >>> cell(45.71, 11.36), cell(45.55, 11.55) == cell(45.71, 11.36)
        ('@101,17', True)
    """
    if not (abs(latitude) <= _POLE and abs(longitude) <= 2 * _POLE):
        raise BadInput("this is no place on Earth", mend="Give degrees: latitude ±90, longitude ±180.")
    row = math.floor(latitude / _STEP)
    around = max(1.0, 360.0 * math.cos(math.radians((row + 0.5) * _STEP)) / _STEP)
    return f"@{row},{math.floor(longitude / 360.0 * around)}"


def region(code: str) -> str:
    """A place given by name: a country or a first-level region (ISO 3166-1, 3166-2), or a cell; nothing finer.

    Raises:
        BadInput: it is something else, such as a postcode.

    Example:
        >>> region("it-34")
        'IT-34'
        >>> region("36015 Schio")
        Traceback (most recent call last):
        sumisura.kernel.errors.BadInput: this is no region or cell. Give IT, IT-34 or what `cell` made of a point.
    """
    plain = code.strip().upper()
    if not (_REGION.fullmatch(plain) or _CELL.fullmatch(plain)):
        raise BadInput(
            "this is no region or cell", mend="Give IT, IT-34 or what `cell` made of a point."
        )  # the code is not repeated: it may be an address
    return plain


def wider(place: str) -> str:
    """The place a place lies in: the block of a cell, the country of a region; "" for the whole.

    Example:
        >>> wider("@101,17"), wider("IT-34"), wider("IT")
        ('#25,4', 'IT', '')
    """
    found = _CELL.fullmatch(place)
    if found:
        return f"#{int(found[1]) // BLOCK},{int(found[2]) // BLOCK}"
    return place.partition("-")[0] if "-" in place and not place.startswith("#") else ""


@dataclass(frozen=True, slots=True)
class Tally:
    """What the parties of one place chose: how many there are, and row → how many of them chose it."""

    parties: int = 0
    chosen: Sums = field(default_factory=Sums.of)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.parties + other.parties, self.chosen + other.chosen)

    def __sub__(self, other: "Tally") -> "Tally":
        return Tally(self.parties - other.parties, self.chosen - other.chosen)


@dataclass(frozen=True, slots=True)
class Places:
    """Tallies by place, each also in the places it lies in; "" holds the whole. Places without parties are left out."""

    items: int
    tallies: Mapping[str, Tally]

    def __add__(self, other: "Places") -> "Places":
        return self._joined(other, lambda mine, theirs: mine + theirs)

    def __sub__(self, other: "Places") -> "Places":
        return self._joined(other, lambda mine, theirs: mine - theirs)

    def _joined(self, other: "Places", join: Callable[[Tally, Tally], Tally]) -> "Places":
        if self.items != other.items:
            raise ValueError(f"tallies over {self.items} rows and over {other.items} do not add up")
        names = sorted(self.tallies.keys() | other.tallies.keys())
        both = {name: join(self.of(name), other.of(name)) for name in names}
        return Places(self.items, {name: tally for name, tally in both.items() if tally != Tally()})

    def of(self, place: str) -> Tally:
        """The tally of a place; empty where nobody was counted."""
        return self.tallies.get(place, Tally())


def gather(parties: Iterable[tuple[str, Collection[int]]], items: int) -> Places:
    """Tally what parties chose, by place.

    Args:
        parties: (place, rows chosen) of each; a row twice counts once.
        items: how many rows there are.

    Example:
        >>> here = gather([("IT-34", {0}), ("IT-25", {1})], items=2)
        >>> {place: tally.parties for place, tally in here.tallies.items()}
        {'': 2, 'IT': 2, 'IT-25': 1, 'IT-34': 1}
    """
    numbers: dict[str, int] = {}
    rows: dict[str, list[Ints]] = {}
    for place, chosen in parties:
        distinct = np.unique(np.fromiter(chosen, dtype=np.int64))
        for name in _outward(region(place)):
            numbers[name] = numbers.get(name, 0) + 1
            rows.setdefault(name, []).append(distinct)
    tallies = {name: Tally(numbers[name], _tallied(rows[name])) for name in sorted(numbers)}
    return Places(items, tallies)


@dataclass(frozen=True, slots=True)
class Near:
    """What people near choose more than others do.

    Args:
        place: where it was counted: the place asked for, a wider one, or "" for nowhere in particular.
        lift: (items,) log of the local share over the share everywhere; all 0 when ``place`` is "".
        parties: how many were counted there; 0 when ``place`` is "".
    """

    place: str
    lift: Floats
    parties: int


def near(places: Places, place: str, *, prior: float = 20.0, fewest: int = FEWEST) -> Near:
    """What the people of a place choose, shrunken to the whole; of a wider place where there are too few.

    share = (c_place + prior · share_all) / (n_place + prior), lift = log(share / share_all): what ``prior`` more
    people, who choose as everyone does, would leave of the difference. A row that fewer than ``fewest`` of
    the place chose gains nothing: one neighbour's choice is nobody else's business.

    Example:
        >>> here = gather([("IT-34", {0})] * 30 + [("DE-BY", {1})] * 30 + [("FR-75", {1})], items=2)
        >>> near(here, "IT-34").lift.round(2).tolist(), near(here, "FR-75").place
        ([0.48, -0.92], '')
    """
    for name in _outward(region(place))[:-1]:
        tally = places.of(name)
        if tally.parties >= fewest:
            return Near(name, _lift(tally, places.of(""), places.items, prior, fewest), tally.parties)
    return Near("", np.zeros(places.items), 0)


def within_reach(places: Sequence[Sequence[str]], place: str) -> npt.NDArray[np.bool_]:
    """(n,) which items are to be had at a place, from where each is in stock (empty: everywhere).

    Example:
        >>> within_reach([(), ("IT-34",), ("DE",)], "IT-34").tolist()
        [True, True, False]
    """
    around = set(_outward(region(place)))
    return np.array([not stocked or not around.isdisjoint(stocked) for stocked in places], dtype=bool)


def _outward(place: str) -> list[str]:
    """The place, the wider one where there is one, and the whole."""
    found = [place]
    while found[-1]:
        found.append(wider(found[-1]))
    return found


def _tallied(rows: Sequence[Ints]) -> Sums:
    every = np.concatenate(rows)
    return Sums.of(every, np.ones_like(every))


def _lift(tally: Tally, whole: Tally, items: int, prior: float, fewest: int) -> Floats:
    rows = np.arange(items)
    counts, everywhere = tally.chosen.at(rows), (whole.chosen.at(rows) + 0.5) / (whole.parties + 1.0)
    shares = (counts + prior * everywhere) / (tally.parties + prior)
    lift: Floats = np.log(shares / everywhere)
    return np.where(counts < fewest, np.minimum(lift, 0.0), lift)
