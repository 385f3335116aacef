"""Simulated customers in the two shops: the same for everyone, or fitted to each; counted as real visitors are."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import numpy.typing as npt

from sumisura.insight import repo
from sumisura.insight.arms import assigned
from sumisura.insight.model import Arm
from sumisura.simulation import Reactions
from sumisura.store.ports import Transaction
from sumisura.taste.dataset import Histories
from sumisura.taste.learning.many import scores
from sumisura.taste.model import Signal
from sumisura.taste.population import Population
from sumisura.taste.serving.attention import standing
from sumisura.taste.sums import evidence
from sumisura.trust.sources import SOURCES
from sumisura.usecases.demo.lives import Lives, When
from sumisura.usecases.demo.stage import Ints
from sumisura.usecases.office.arms import EXPERIMENT
from sumisura.usecases.services import Services

Floats = npt.NDArray[np.float64]

SHARE = 0.5
"""Of simulated customers, those who see the shop as everyone sees it: half, for the sharpest comparison."""


@dataclass(frozen=True)
class Shops:
    """Both shops, and what happened in them.

    Args:
        who: the customers who take part: those who agreed to something. The others see the same in both.
        arms: of each of them.
        rows: the row in the population of each thing that can be shown.
    """

    lives: Lives
    population: Population
    who: Ints
    arms: list[Arm]
    rows: Ints
    bought: list[tuple[int, int, bool, datetime]] = field(default_factory=list)

    @classmethod
    def open(cls, services: Services, tx: Transaction, lives: Lives) -> "Shops":
        """The shops as they stand now."""
        stage, population = lives.stage, services.tailor.take(tx, lives.stage.brand).population
        who = np.flatnonzero(lives.agreed.any(axis=1))
        salt = services.keyring.salt
        arms = [
            assigned(stage.brand, stage.parties[person], experiment=EXPERIMENT, salt=salt, share=SHARE)
            for person in who.tolist()
        ]
        rows = np.array([population.row[item.id] for item in stage.items], dtype=np.int64)
        return cls(lives, population, who, arms, rows)

    def shown(self, now: datetime, places: int) -> Ints:
        """What each is shown, best first: things by popularity, or by the score of their own taste."""
        known = [
            evidence(self.population, self.lives.told[person], now).total for person in self.who.tolist()
        ]
        fitted = scores(self.population, Histories.from_sums(known, self.population.size))[:, self.rows]
        mass = np.array([arm is Arm.MASS for arm in self.arms])
        fitted[mass] = self.population.counts[self.rows]
        fitted[self._refused()] = -np.inf
        return np.argsort(-fitted, axis=1, kind="stable")[:, :places].astype(np.int64)

    def note(self, shown: Ints, reactions: Reactions, at: When) -> None:
        """Remember who bought what, and what came back."""
        for visitor in np.flatnonzero(reactions.bought >= 0).tolist():
            thing = int(shown[visitor, reactions.bought[visitor]])
            when = at(int(self.who[visitor]))
            self.bought.append((visitor, thing, bool(reactions.returned[visitor]), when))

    def count(self, tx: Transaction, first: When) -> None:
        """Count visitors, orders and returns for their arms."""
        stage = self.lives.stage
        parties = [stage.parties[person] for person in self.who.tolist()]
        for person, party, arm in zip(self.who.tolist(), parties, self.arms, strict=True):
            repo.expose(tx, stage.brand, party, arm, first(person), share=SHARE)
        for visitor, thing, returned, at in self.bought:
            repo.bought(tx, stage.brand, parties[visitor], stage.items[thing].price, at)
            if returned:
                repo.returned(tx, stage.brand, parties[visitor], stage.items[thing].price, at)

    def _usable(self, person: int, now: datetime) -> Iterator[Signal]:
        """Their signals that are not older than they may be kept."""
        return (
            one for one in self.lives.told[person] if (now - one.at).days <= SOURCES[one.source].keep_days
        )

    def _refused(self) -> npt.NDArray[np.bool_]:
        """What each never wants to see again, shape (who, things)."""
        number = {str(item.id): thing for thing, item in enumerate(self.lives.stage.items)}
        mask = np.zeros((len(self.who), len(number)), dtype=np.bool_)
        for visitor, person in enumerate(self.who.tolist()):
            for item in standing(self.lives.told[person]):
                mask[visitor, number[item]] = True
        return mask
