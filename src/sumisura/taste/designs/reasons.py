"""Why a value was suggested: what each choice so far, and each source of the customer's taste, added to its log-odds."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sumisura.taste.designs.history import MISSING, Ints
from sumisura.taste.designs.mixture import PRIORS
from sumisura.taste.designs.model import DesignModel
from sumisura.taste.designs.posterior import Posterior

Floats = npt.NDArray[np.float64]
Player = int | str
"""Who adds something: an earlier choice, by its variable's number, or a source of taste, by its name."""
CHOICES = "choices"
"""All earlier choices as one player."""


class Part(NamedTuple):
    """What one earlier choice, or one source of taste, did for a suggestion.

    Args:
        of: whose part it is.
        amount: what it added to the log-odds, in nats.
        without: the log-odds if it were not known.
    """

    of: Player
    amount: float
    without: float


class Because(NamedTuple):
    """Why a value rather than another: ``log_odds == everyone + Σ parts' amounts``.

    Args:
        log_odds: log of how much likelier the value is than the other.
        everyone: the same before anything is known of this customer.
        parts: strongest first.
    """

    log_odds: float
    everyone: float
    parts: tuple[Part, ...]

    @property
    def residual(self) -> float:
        """What the parts leave over: rounding alone."""
        return self.log_odds - self.everyone - sum(part.amount for part in self.parts)


@dataclass(frozen=True, eq=False)
class Reasons:
    """What every player added to the log-probability of every column: ``now == everyone + Σ added``.

    A player's part is the mean of what it adds when all speak in order, choices in the family's order and then sources,
    and in reverse: both telescope, so the parts add up exactly, and players that say the same share it.

    Args:
        model: what past sales say.
        known: value number per variable, -1 where open.
        liking: source → what it adds to the log-utility of each column; they add up to the liking.
        left: tells the whole liking had a source never been; None: the others' parts.
        each: whether every choice is a player by itself, or all of them are `CHOICES`.
    """

    model: DesignModel = field(repr=False)
    known: Ints
    liking: Mapping[str, Floats] = field(repr=False)
    left: Callable[[str], Floats] | None = field(default=None, repr=False)
    each: bool = True

    @cached_property
    def players(self) -> tuple[Player, ...]:
        """Who speaks, in order: the choices, then the sources that say something."""
        choices: Sequence[Player] = np.flatnonzero(self.known >= 0).tolist()
        together: Sequence[Player] = [CHOICES] if choices else []
        sources = [source for source, part in self.liking.items() if part.any()]
        return (*(choices if self.each else together), *sources)

    @cached_property
    def told(self) -> Posterior:
        """The posterior given everything."""
        return self._posterior(set(self.players))

    @cached_property
    def everyone(self) -> Floats:
        """(columns,) log-probabilities before anything is known of this customer."""
        return self._posterior(set()).options()

    @cached_property
    def now(self) -> Floats:
        """(columns,) log-probabilities given everything."""
        return self.told.options() if self.players else self.everyone

    @cached_property
    def added(self) -> Mapping[Player, Floats]:
        """What each player adds, (columns,) each."""
        forth, back = dict(self._steps(self.players)), dict(self._steps(self.players[::-1]))
        return {player: (forth[player] + back[player]) / 2.0 for player in self.players}

    @cached_property
    def without(self) -> Mapping[Player, Floats]:
        """Log-probabilities if one player were not known, (columns,) each."""
        return {player: self._without(player).options() for player in self.players}

    def over(self, column: int, other: int) -> Because:
        """Why one column rather than another of the same variable.

        Example:
            >>> from sumisura.taste.designs import DesignModel, History
            >>> columns = [("size", "S"), ("size", "L"), ("colour", "red"), ("colour", "blue")]
            >>> model = DesignModel.of(History.of(columns, [{"size": "L", "colour": "blue"}, {"size": "S", "colour": "red"}]))
            >>> taste = {"stated": np.array([0.0, 0.0, 0.5, 0.0])}  # a word for red
            >>> why = Reasons(model, np.array([1, -1]), taste).over(3, 2)  # blue over red, for someone who chose L
            >>> [part.of for part in why.parts], [round(part.amount, 2) for part in why.parts], abs(why.residual) < 1e-9
            ([0, 'stated'], [1.02, -0.5], True)
        """
        parts = [
            Part(player, _between(amounts, column, other), _between(self.without[player], column, other))
            for player, amounts in self.added.items()
        ]
        strongest = tuple(sorted(parts, key=lambda part: -abs(part.amount)))
        return Because(_between(self.now, column, other), _between(self.everyone, column, other), strongest)

    def _steps(self, players: Sequence[Player]) -> Iterator[tuple[Player, Floats]]:
        """What each player adds to what those before it have said."""
        before, spoken = self.everyone, set[Player]()
        for player in players:
            spoken.add(player)
            after = self.now if len(spoken) == len(players) else self._posterior(spoken).options()
            yield player, after - before
            before = after

    def _posterior(self, spoken: set[Player]) -> Posterior:
        heard = [part for source, part in self.liking.items() if source in spoken]
        return Posterior.of(self.model, self._known(spoken), sum(heard, np.zeros(len(self.model.owner))))

    def _known(self, spoken: set[Player]) -> Ints:
        if not self.each:
            return self.known if CHOICES in spoken else np.full_like(self.known, MISSING)
        numbers = np.arange(len(self.known))
        heard = np.isin(numbers, [player for player in spoken if isinstance(player, int)])
        return np.where(heard, self.known, MISSING).astype(self.known.dtype)

    def _without(self, player: Player) -> Posterior:
        if self.left and isinstance(player, str) and player != CHOICES:
            return Posterior.of(self.model, self.known, self.left(player))
        return self._posterior(set(self.players) - {player})


def resting_on(told: Posterior, variable: int, value: int) -> tuple[float, float]:
    """How many past sales a suggestion rests on: those alike, and those of them that have the value.

    Each sale counts as much as it resembles the design so far, beside the one that resembles it most.
    """
    plain = Posterior.of(told.model, told.known, np.zeros_like(told.liking))
    counts = told.model.history.counts
    likeness = (plain.log_weights - told.model.log_counts)[PRIORS:]
    if not len(counts):
        return 0.0, 0.0
    weight = counts * np.exp(likeness - likeness.max())
    taking = weight[told.model.history.rows[:, variable] == value].sum()
    return float(weight.sum()), float(taking)


def _between(log_chances: Floats, column: int, other: int) -> float:
    return float(log_chances[column] - log_chances[other])
