"""What tastes are cut from: a brand's items and its population, within reach and brought together once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sumisura.kernel import BrandId, Clock
from sumisura.store.ports import Transaction
from sumisura.taste import repo
from sumisura.taste.crowd.model import Sums
from sumisura.taste.learning.fit import fit
from sumisura.taste.model import Item, ItemId, Kind
from sumisura.taste.population import Population
from sumisura.taste.saying.reasons import Teller
from sumisura.taste.serving.attention import Bearers
from sumisura.taste.serving.looks import Affinity, affinity
from sumisura.taste.serving.occasions import GIFT
from sumisura.taste.serving.search import Index
from sumisura.usecases.learning.models import AFFINITY, Models
from sumisura.usecases.shelf import Latest

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Cloth:
    """A brand's items and what is known of all its customers together.

    Args:
        items: every item by id.
        population: with a row for each of them.
        learned: what was seen to go together; None for nothing yet.
    """

    items: Mapping[ItemId, Item]
    population: Population
    learned: Affinity | None = None

    @cached_property
    def rows(self) -> Mapping[int, Item]:
        """The item of each row that stands for one."""
        row = self.population.row
        return {row[id_]: item for id_, item in self.items.items()}

    @cached_property
    def offered(self) -> Mask:
        """(n,) what a home or a search may propose: families, presets, and goods of which there are some."""
        mask = np.zeros(self.population.size, np.bool_)
        for row, item in self.rows.items():
            mask[row] = item.kind is not Kind.OPTION and item.stock != 0
        return mask

    @cached_property
    def proposals(self) -> Sequence[Item]:
        """The items that may be proposed, by row."""
        return [self.rows[row] for row in np.flatnonzero(self.offered).tolist()]

    @cached_property
    def dated(self) -> Sequence[int]:
        """The rows of proposals of which it is known when they came on offer: only these may be new."""
        return [row for row in np.flatnonzero(self.offered).tolist() if self.rows[row].since is not None]

    @cached_property
    def came_later(self) -> Mapping[str, datetime]:
        """Option → since when it is on offer, of those that came after their family."""
        options = (item for item in self.items.values() if item.kind is Kind.OPTION)
        return {item.id: item.since for item in options if item.since is not None}

    @cached_property
    def qualities(self) -> Sequence[str]:
        """Qualities as people name them: those of finished goods; of whatever there is, where there are none."""
        goods = [item for item in self.proposals if item.kind is Kind.GOOD] or self.proposals
        named = {token.partition("=")[0] for item in goods for token in item.tokens}
        tokens = {token for item in self.proposals for token in item.tokens}
        return sorted(token for token in tokens if token.partition("=")[0] in named)

    @cached_property
    def stocked(self) -> Sequence[Sequence[str]]:
        """Where each proposal is to be had; nothing means everywhere."""
        return [item.places for item in self.proposals]

    @cached_property
    def bearers(self) -> Bearers:
        """What a refusal strikes out of the proposals."""
        return Bearers.of(self.proposals)

    @cached_property
    def occasions(self) -> Sequence[str]:
        """What things here are made for, and gifts."""
        tokens = {token for item in self.proposals for token in item.tokens}
        named = {token.partition("=")[2] for token in tokens if token.startswith("occasion=")}
        return sorted(named | {GIFT})

    @cached_property
    def index(self) -> Index:
        """What is searched."""
        return Index.of(self.proposals)

    @cached_property
    def affinity(self) -> Affinity:
        """What goes together: as learned from all customers; equal qualities, until there is anything to learn from."""
        if self.learned:
            return self.learned
        tokens = sorted({token for item in self.proposals for token in item.tokens})
        return affinity(Sums.of(), tokens)

    @cached_property
    def teller(self) -> Teller:
        """Who says why."""
        return Teller(self.items)


@dataclass(slots=True)
class Tailor:
    """Cloths by brand: cut anew when an item changes or a model is promoted."""

    models: Models
    clock: Clock
    _cloths: Latest[Cloth] = field(default_factory=Latest)

    def take(self, tx: Transaction, brand: BrandId) -> Cloth:
        """The brand's cloth as it is now."""
        population = self.models.current(tx, brand)
        version = population.version if population else ""
        together = self.models.versions(tx, brand, name=AFFINITY)
        key = (brand, version, *together[-1:], str(repo.items_revision(tx, brand)))
        return self._cloths.get(key, lambda: self._cut(tx, brand, population))

    def _cut(self, tx: Transaction, brand: BrandId, population: Population | None) -> Cloth:
        items = repo.items(tx, brand)
        known = population or fit(
            items, {}, self.clock.now(), np.random.default_rng(0)
        )  # from tokens alone: nothing is drawn
        return Cloth(
            {item.id: item for item in items}, known.extended(items), self.models.affinity(tx, brand)
        )
