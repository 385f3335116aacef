"""A living demo: simulated customers who came, agreed to this or that, looked, chose, bought, and came again.

Everything about them goes the way of real customers: grants, events through the gate, their own record. Their
pseudonyms begin with ``pty_sim``, their events say ``simulated``, and where the arms are compared they are never
added to real visitors. The past is one unit of work, the comparison another: cut off anywhere, it is done again whole.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt

from sumisura.insight import trust
from sumisura.kernel import BrandId
from sumisura.store.codec import encode
from sumisura.store.ports import Transaction
from sumisura.taste import repo as tastes
from sumisura.taste.model import Manners
from sumisura.trust import texts
from sumisura.trust.grants import Grants
from sumisura.trust.levels import matching
from sumisura.usecases.demo.lived_arms import Shops
from sumisura.usecases.demo.lives import Lives
from sumisura.usecases.demo.stage import Ints, set_up
from sumisura.usecases.learning import sales
from sumisura.usecases.services import Services
from sumisura.usecases.tasting.signals import record_many

Step = Callable[[int, int], object]
"""Told how many of how many customers are done."""

KIND, PAST, COMPARED = "living", "past", "compared"
CUSTOMERS, SEED = 2_000, 2026
AGREED = timedelta(days=95)
"""How long ago everyone decided what to agree to."""
VISITS = ((90, 65), (64, 40))
DESIGNED = (39, 25)
AGAIN = ((24, 12), (11, 0))
"""From how many days ago until how many: visits to things in no order, a design, visits to the shop of one's arm."""
PLACES = 6
"""How many things somebody is shown at a visit."""
DESIGNERS = 0.4
"""The share of customers who design something and buy it."""
REGIONS = tuple(f"IT-{code}" for code in (34, 25, 62, 45, 21, 52, 72, 36, 32, 42, 75, 82))
"""The region that stands for each simulated place (ISO 3166-2)."""
PURPOSES = ("personalise", "improve")


@dataclass(frozen=True)
class Calendar:
    """When people came.

    Args:
        chance: where in its days each one's visit falls, 0 to 1.
    """

    now: datetime
    chance: npt.NDArray[np.float64]

    def between(self, days: tuple[int, int]) -> Callable[[int], datetime]:
        """When each came: from so many days ago until so many."""
        earliest, latest = days
        ago = latest + self.chance * (earliest - latest)
        return lambda person: self.now - timedelta(days=float(ago[person]))


def seed(
    services: Services,
    brand: BrandId,
    customers: int = CUSTOMERS,
    *,
    seed: int = SEED,
    step: Step = lambda _done, _all: None,
    learn: Callable[[], object] = lambda: None,
) -> int:
    """Let simulated customers walk through a brand, once, and say how many came; 0 when they had come before.

    Args:
        customers: how many; at least 1.
        seed: of all chance in it.
        step: told how far it is.
        learn: learns from their past, before their arms are compared.

    Raises:
        BadInput: the brand offers nothing that anyone could like.
    """
    with services.store.read() as tx:
        if tx.records.get(brand, KIND, COMPARED):
            return 0
        known = tx.records.get(brand, KIND, PAST) is not None
        lives = Lives.begin(set_up(services, tx, brand, customers, seed), seed)
    calendar = Calendar(services.clock.now(), lives.rng.random(customers))
    sold = _past(lives, calendar)
    if not known:
        _write_past(services, lives, calendar, sold, step)
        learn()
    _write_compared(services, lives, calendar, step)
    return customers


def _past(lives: Lives, calendar: Calendar) -> Sequence[tuple[str, Mapping[str, str]]]:
    """Two visits to things in no order, and a design; returns what was sold."""
    everyone = np.arange(len(lives.told))
    for days in VISITS:
        lives.visit(everyone, _by_chance(lives, everyone), calendar.between(days))
    sold = []
    for made_in in lives.stage.ranges:
        who = np.flatnonzero(lives.rng.random(len(everyone)) < DESIGNERS)
        designs = lives.design(made_in, who, calendar.between(DESIGNED))
        sold += [(made_in.name, made_in.choices(design)) for design in designs.values()]
    return sold


def _by_chance(lives: Lives, who: Ints) -> Ints:
    """Things in no order: the log of a policy that is fair to all of them."""
    order = lives.rng.random((len(who), len(lives.stage.items))).argsort(axis=1)
    return order[:, :PLACES].astype(np.int64)


def _write_past(
    services: Services,
    lives: Lives,
    calendar: Calendar,
    sold: Sequence[tuple[str, Mapping[str, str]]],
    step: Step,
) -> None:
    brand = lives.stage.brand
    with services.store.write() as tx:
        for person, party in enumerate(lives.stage.parties):
            _agree(services, tx, lives, person, calendar.now - AGREED)
            record_many(services, tx, brand, party, lives.told[person], simulated=True)
            step(person + 1, 2 * len(lives.told))
        for person, party in enumerate(lives.stage.parties):
            tastes.name_friends(tx, brand, party, lives.stage.friends[person])
        for name, choices in sold:
            sales.add(tx, brand, name, choices)
        _done(tx, brand, PAST, len(lives.told))


def _agree(services: Services, tx: Transaction, lives: Lives, person: int, since: datetime) -> None:
    brand, party, granted = lives.stage.brand, lives.stage.parties[person], lives.granted(person)
    pairs = [(purpose, source) for source in granted for purpose in PURPOSES]
    text = texts.current(services.clock.now()).version
    Grants(services.ids).give_all(tx, brand, party, pairs, text, since=since)
    trust.chose(tx, brand, party, matching(granted), granted)
    if "place" in granted:
        cell = REGIONS[int(lives.stage.people.cell[person]) % len(REGIONS)]
        tastes.save_manners(tx, brand, party, Manners(cell=cell), tastes.manners(tx, brand, party)[1])


def _write_compared(services: Services, lives: Lives, calendar: Calendar, step: Step) -> None:
    """Two more visits of those who agreed to something, each to the shop of their arm."""
    brand, before = lives.stage.brand, [len(told) for told in lives.told]
    with services.store.read() as tx:
        shops = Shops.open(services, tx, lives)
    for days in AGAIN:
        at, shown = calendar.between(days), shops.shown(calendar.now, PLACES)
        shops.note(shown, lives.visit(shops.who, shown, at), at)
    with services.store.write() as tx:
        for person, party in enumerate(lives.stage.parties):
            fresh = lives.told[person][before[person] :]
            if fresh:
                record_many(services, tx, brand, party, fresh, simulated=True)
            step(len(lives.told) + person + 1, 2 * len(lives.told))
        shops.count(tx, calendar.between(AGAIN[0]))
        _done(tx, brand, COMPARED, len(lives.told))


def _done(tx: Transaction, brand: BrandId, what: str, customers: int) -> None:
    tx.records.put(brand, KIND, what, encode(customers), version=0)
