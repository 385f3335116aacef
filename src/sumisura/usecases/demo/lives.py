"""What simulated customers did, as signals: only what each agreed to tell is told at all."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from sumisura.simulation import Reactions, agree, meet, occasions
from sumisura.taste.model import MEANINGS, ItemId, Signal
from sumisura.trust.sources import SOURCES
from sumisura.usecases.demo.stage import Ints, Range, Stage

Bools = npt.NDArray[np.bool_]
When = Callable[[int], datetime]
"""When a person came, by their number."""

TOUCHED = 8
"""How many options of a design somebody takes by hand, at most; the rest is finished for them."""
TELLS: Mapping[str, str] = {
    "viewed": "visit",
    "liked": "stated",
    "refused": "stated",
    "bought": "purchases",
    "rated": "ratings",
    "returned": "returns",
    "chose": "designs",
}
"""Which source each kind of signal comes from."""


@dataclass(frozen=True)
class Lives:
    """What has happened to the people on a stage so far.

    Args:
        agreed: which sources each agreed to, in the order of ``SOURCES``, shape (people, sources).
        seen: how often each was shown each thing, shape (people, things).
        told: each one's signals, in the order in which they were told.
    """

    stage: Stage
    rng: np.random.Generator
    agreed: Bools
    seen: Ints
    told: Sequence[list[Signal]]

    @classmethod
    def begin(cls, stage: Stage, seed: int) -> "Lives":
        """Nothing has happened yet, but that everyone decided what to agree to."""
        rng = np.random.default_rng(seed)
        intrusion = np.array([source.intrusion for source in SOURCES.values()])
        agreed = agree(stage.people, intrusion, rng)
        seen = np.zeros((len(stage.people), len(stage.items)), dtype=np.int64)
        return cls(stage, rng, agreed, seen, [[] for _ in range(len(stage.people))])

    def granted(self, person: int) -> Sequence[str]:
        """The sources a person agreed to."""
        return [name for name, yes in zip(SOURCES, self.agreed[person].tolist(), strict=True) if yes]

    def visit(self, who: Ints, shown: Ints, at: When) -> Reactions:
        """Let people meet what they are shown, and tell what they agreed to tell.

        Args:
            shown: the number of a thing at each place, shape (who, places).
        """
        reactions = meet(
            self.stage.people,
            self.stage.shelf,
            who,
            shown,
            self.rng,
            occasion=occasions(self.stage.people, who, self.rng),
            before=self.seen[who[:, None], shown],
        )
        self.seen[who[:, None], shown] += 1
        for visitor, person in enumerate(who.tolist()):
            for what, thing, value in _deeds(reactions, shown, visitor):
                self.tell(person, what, self.stage.items[thing].id, at(person), value)
        return reactions

    def design(self, made_in: Range, who: Ints, at: When) -> Mapping[int, Ints]:
        """Let people design something for themselves; the designs by person."""
        designs = dict(zip(who.tolist(), made_in.designs(self.stage.people, who, self.rng), strict=True))
        for person, design in designs.items():
            own = made_in.own(design)
            for at_random in self.rng.permutation(len(own))[:TOUCHED].tolist():
                self.tell(person, "chose", own[at_random], at(person))
        return designs

    def tell(self, person: int, what: str, item: ItemId, at: datetime, value: float | None = None) -> None:
        """One more signal, if they agreed to its source; that something is not wanted needs no consent."""
        source, meaning, told = TELLS[what], MEANINGS[what], self.told[person]
        if what != "refused" and not self.agreed[person, _NUMBER[source]]:
            return
        id_ = f"sim_{person:05d}_{len(told):03d}"
        told.append(Signal(id_, at, source, item, what, _or(value, meaning.value), meaning.weight))


_NUMBER = {name: number for number, name in enumerate(SOURCES)}


def _deeds(reactions: Reactions, shown: Ints, visitor: int) -> Iterator[tuple[str, int, float | None]]:
    """What a visitor did, about which thing, and how much it says where that is not as usual.

    A glance at a list tells nothing; what somebody likes in it, they open, which is a look of its own.
    """
    things = shown[visitor]
    for place in np.flatnonzero(reactions.liked[visitor]).tolist():
        yield "viewed", int(things[place]), None
        yield "liked", int(things[place]), None
    for place in np.flatnonzero(reactions.refused[visitor]).tolist():
        yield "refused", int(things[place]), None
    bought = int(reactions.bought[visitor])
    if bought >= 0:
        yield "bought", int(things[bought]), None
        stars = int(reactions.rating[visitor])
        if stars:
            yield "rated", int(things[bought]), (stars - 3) / 2
        if reactions.returned[visitor]:
            yield "returned", int(things[bought]), None


def _or(value: float | None, usual: float) -> float:
    return usual if value is None else value
