"""Where simulated customers walk: a brand's items and families as the simulator wants them, arrays over tokens."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sumisura.insight.model import SIMULATED
from sumisura.kernel import BrandId, PartyId
from sumisura.simulation import Columns, People, Shelf, columns, draw_designs, draw_people, shelf
from sumisura.simulation.friends import draw_friends
from sumisura.space import repo as families
from sumisura.space.space import Space
from sumisura.store.ports import Transaction
from sumisura.taste import repo
from sumisura.taste.catalogue import option_tokens
from sumisura.taste.model import Item, ItemId, Kind
from sumisura.usecases.services import Services

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

CIRCLES = 6
"""Kinds of friends: with one kind alone, too few agree for anything to be told of them."""


@dataclass(frozen=True)
class Range:
    """A family that simulated customers design in.

    Args:
        revision: its digest.
        options: the columns of the space, as the simulator wants them.
    """

    name: str
    revision: str
    space: Space
    options: Columns

    def designs(self, people: People, who: Ints, rng: np.random.Generator) -> Ints:
        """A complete valid design for each of them: value numbers, shape (who, variables)."""
        return draw_designs(people, self.options, who, self._best, rng)

    def choices(self, design: Ints) -> dict[str, str]:
        """A design's choices by variable."""
        pairs = zip(self.space.family.variables, design.tolist(), strict=True)
        return {variable.name: variable.values[value].name for variable, value in pairs}

    def own(self, design: Ints) -> Sequence[ItemId]:
        """What in a design is not the brand's own choice, as items."""
        usual = {variable.name: variable.default for variable in self.space.family.variables}
        return [
            ItemId(f"{self.name}:{name}={value}")
            for name, value in self.choices(design).items()
            if value != usual[name]
        ]

    def _best(self, weights: Floats) -> Ints:
        return self.space.best(weights).values.astype(np.int64)


@dataclass(frozen=True)
class Stage:
    """A brand with simulated customers in it.

    Args:
        items: what can be shown, by its number on the shelf.
        acquainted: pairs of people who know each other, shape (pairs, 2).
    """

    brand: BrandId
    items: Sequence[Item]
    people: People
    shelf: Shelf
    ranges: Sequence[Range]
    acquainted: Ints

    @cached_property
    def parties(self) -> Sequence[PartyId]:
        """The pseudonym of each customer: what they do is told from what real ones do by it."""
        return [PartyId(f"{SIMULATED}_{number:05d}") for number in range(len(self.people))]

    @cached_property
    def friends(self) -> Sequence[Sequence[PartyId]]:
        """Whom each knows: from home, work and elsewhere, a circle of friends of each kind."""
        known: list[list[PartyId]] = [[] for _ in self.parties]
        for one, other in self.acquainted.tolist():
            known[one].append(self.parties[other])
            known[other].append(self.parties[one])
        return known


def set_up(services: Services, tx: Transaction, brand: BrandId, customers: int, seed: int) -> Stage:
    """The brand's stage: the same for the same items, families and seed.

    Raises:
        BadInput: the brand offers nothing that anyone could like.
    """
    items = repo.items(tx, brand)
    tokens = tuple(sorted({token for item in items for token in item.tokens}))
    shown = [item for item in items if item.kind is not Kind.OPTION]
    made = shelf(
        tokens, [item.tokens for item in shown], [item.price for item in shown], np.random.default_rng(seed)
    )
    names = [item.family for item in shown if item.kind is Kind.FAMILY]
    ranges = [_range(services, tx, brand, name, tokens) for name in names]
    people = draw_people(tokens, customers, seed)
    return Stage(brand, shown, people, made, ranges, _acquainted(people, seed))


def _acquainted(people: People, seed: int) -> Ints:
    """Who knows whom: the simulator's own friends, and as many again of each other kind."""
    rng = np.random.default_rng(seed)
    more = [draw_friends(people.segment, people.cell, rng) for _ in range(CIRCLES - 1)]
    return np.unique(np.concatenate([people.friends, *more]), axis=0)


def _range(services: Services, tx: Transaction, brand: BrandId, name: str, tokens: Sequence[str]) -> Range:
    revision = families.current(tx, brand, name)
    space = services.shelf.take(tx, brand, revision).space
    of = {variable.name: number for number, variable in enumerate(space.family.variables)}
    variables = [space.family.variable(variable) for variable, _ in space.columns]
    values = [variable.value(value) for variable, (_, value) in zip(variables, space.columns, strict=True)]
    options = columns(
        tokens,
        [option_tokens(variable.name, value) for variable, value in zip(variables, values, strict=True)],
        np.array([of[variable.name] for variable in variables]),
        [value.price for value in values],
        np.array([value.name == variable.default for variable, value in zip(variables, values, strict=True)]),
    )
    return Range(name, revision, space, options)
