"""What is new in a choice is tried now and then: one open place in a personal order, filled by chance with its probability."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from sumisura.kernel import Decision, DesignId, EventId
from sumisura.space.draft import Draft
from sumisura.space.space import Space
from sumisura.taste.designs import DesignModel
from sumisura.taste.serving import explore
from sumisura.taste.serving.explore import Field, Policy
from sumisura.trust.keys import mac
from sumisura.usecases.services import Services
from sumisura.usecases.shop.liking import option_item
from sumisura.usecases.tasting import deciding
from sumisura.usecases.tasting.guests import Guest

Floats = npt.NDArray[np.float64]
BY_RIGHT = 2
"""Options that stand in the head by right: the first, which is never touched, and the one in the open place."""
POLICY = Policy(places=(2,), floor=0.25, beside=0.0, name="explore-options")
"""The second place is open. What nobody could buy yet has no sale that speaks for it: a quarter of it is shared evenly."""
LITTLE = 0.5
"""Standard deviation of the log of an option's share from which little is known of it: about four sales."""
MAYBE = 0.05
"""How probable it must be that so little known an option is the best of its choice after all."""


@dataclass(frozen=True, slots=True)
class Trial:
    """An open place as it was filled.

    Args:
        names: what could have been shown there or before it, best first: those that stand there by right, and those tried.
        head: what is shown, first place first.
        shown: of each name, with what probability it would have been shown in the head; they add up to its length.
        new: names that came lately; the others tried were seldom sold so far.
    """

    names: Sequence[str]
    head: Sequence[str]
    shown: Sequence[float]
    new: frozenset[str]

    @property
    def tried(self) -> str:
        """What chance put there; "" where what stands there by right was drawn."""
        return self.head[-1] if self.head[-1] != self.names[1] else ""

    @property
    def badge(self) -> str:
        """What is said of it: ``new`` where it came lately, else ``try``; "" where nothing was tried."""
        return ("new" if self.tried in self.new else "try") if self.tried else ""

    @property
    def chance(self) -> float:
        """With what probability the option now in the open place stands there."""
        return self.shown[self.names.index(self.head[-1])]


@dataclass(frozen=True)
class Trials:
    """Draws the open places of one design for the one who shapes it.

    Args:
        seed: of this visitor and this design: options do not change places while one is choosing.
        begun: when the design was begun: what was new then stays new in it.
        since: option → when it came on offer, of those that came later than their family.
        unwanted: per column, below 0 where it was refused.
    """

    space: Space
    model: DesignModel = field(repr=False)
    seed: str
    begun: datetime
    since: Mapping[str, datetime]
    unwanted: Floats = field(repr=False)

    def of(
        self, variable: str, ranked: Sequence[str], columns: Sequence[int], opening: Floats
    ) -> Trial | None:
        """The open place of a choice; None where nothing in it is new, or little known.

        Args:
            ranked: its values' names, likeliest first; ``columns`` are theirs.
            opening: log-probability of each column.
        """
        rest = columns[BY_RIGHT:]
        pool = [
            at
            for at, column in enumerate(rest, BY_RIGHT)
            if self._may[column] and self._likely(column, columns, opening)
        ]
        if not pool:
            return None
        places = [*range(BY_RIGHT), *pool]
        names, among = [ranked[place] for place in places], np.array(columns)[places]
        new = self._new[among]
        asked = Field(opening[among], self.model.spread[among], np.ones(len(among), np.bool_), new)
        drawn = explore.mix(asked, BY_RIGHT, self._chance(variable), POLICY)
        head = [names[at] for at in drawn.rows.tolist()]
        came = frozenset(name for name, is_new in zip(names, new.tolist(), strict=True) if is_new)
        return Trial(names, head, drawn.shown.tolist(), came)

    @cached_property
    def _new(self) -> npt.NDArray[np.bool_]:
        """(columns,) which options came lately, as of when the design was begun."""
        found = np.zeros(len(self.space.columns), np.bool_)
        for at, pair in enumerate(self.space.columns if self.since else ()):
            came = self.since.get(option_item(self.space.family.name, *pair))
            found[at] = came is not None and came <= self.begun <= came + explore.NEW
        return found

    @cached_property
    def _may(self) -> npt.NDArray[np.bool_]:
        """(columns,) which options may be tried: new ones, and those seldom sold; none that was refused."""
        seldom = (self.model.spread >= LITTLE) & bool(self.model.history.sales)
        return np.asarray((self._new | seldom) & (self.unwanted == 0.0))

    def _likely(self, column: int, columns: Sequence[int], opening: Floats) -> bool:
        """Whether it is new, or may be the best of all as far as anybody can tell."""
        ahead = opening[columns[0]] - opening[column]
        return bool(self._new[column]) or float(ndtr(-ahead / self.model.spread[column])) >= MAYBE

    def _chance(self, variable: str) -> np.random.Generator:
        digest = mac(self.seed.encode(), variable)
        return np.random.default_rng(int(digest[:16], 16))


def trials(
    services: Services,
    who: Guest,
    draft: Draft,
    begun: datetime,
    space: Space,
    model: DesignModel,
    unwanted: Floats,
) -> Trials | None:
    """Who draws the open places of a design; nobody in another's: what is shown there is not theirs to be told by.

    Nor where they hold their own profile: a draw that is not written down teaches nothing.
    """
    if draft.party != who.visitor.party or who.visitor.held:
        return None
    seed = mac(services.keyring.salt, "try", draft.brand, draft.party, draft.id)
    return Trials(space, model, seed, begun, who.cloth.came_later, unwanted)


def decisions(
    services: Services, who: Guest, design: DesignId, family: str, found: Mapping[str, Trial], began: datetime
) -> Mapping[str, Decision]:
    """The decision behind each open place of a design, by variable; its id follows from the design, so it counts once.

    Args:
        began: when the page was begun.
    """
    return {
        variable: _decision(services, who, design, (family, variable), trial, began)
        for variable, trial in found.items()
    }


def _decision(
    services: Services, who: Guest, design: DesignId, at: tuple[str, str], trial: Trial, began: datetime
) -> Decision:
    id_ = mac(services.keyring.salt, "trial", who.visitor.brand.id, design, at[1])
    return Decision(
        id=EventId(f"{design.replace('dsn_', 'evt_', 1)[:24]}{id_[:12]}"),
        brand=who.visitor.brand.id,
        at=began,
        party=who.visitor.party,
        subject=design,
        policy=POLICY.name,
        version=POLICY.version,
        candidates=tuple(option_item(*at, name) for name in trial.names),
        shown=tuple(option_item(*at, name) for name in trial.head),
        propensities=tuple(trial.shown),
        reasons={option_item(*at, trial.tried): trial.badge} if trial.tried else {},
        signals=deciding.used(who),
    )
