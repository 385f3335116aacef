"""A design on its way: some choices made, everything else still open."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from sumisura.kernel import BadInput, Configuration
from sumisura.space.engine import UNCHOSEN, Costs, Engine
from sumisura.space.errors import Unavailable
from sumisura.space.explain import conflict
from sumisura.space.kernels.sweeps import FAR
from sumisura.space.model import NEVER, Bounds, Conflict, Option, Sweep
from sumisura.space.structure import Ints

_option = partial(tuple.__new__, Option)
"""An Option from a row, without a call into Python for each of hundreds."""


@dataclass(frozen=True, eq=False)
class Design:
    """Choices in one space; immutable: every step makes a new design. It never reaches a dead end.

    Args:
        engine: the compiled family.
        chosen: per variable (auxiliary ones last), the chosen column, or -1.
        weight: per variable, how dear its choice is to give up.

    Example:
        >>> from sumisura import compile
        >>> from sumisura.kernel import Family, Rule, Value, Variable
        >>> size = Variable("size", "Size", (Value("S"), Value("L", price=500)))
        >>> colour = Variable("colour", "Colour", (Value("red"), Value("blue", price=100)))
        >>> rule = Rule("dye", "We dye blue in L only.", ("size", "colour"), (("S", "blue"),), forbids=True)
        >>> design = compile(Family("tee", "Tee", "EUR", (size, colour), (rule,)), cache=None).start()
        >>> small = design.choose("size", "S")
        >>> small.options()["colour"]["blue"]
        Option(available=False, price_delta=600, give_up=1, exact=True)
        >>> small.why("colour", "blue").rules[0].reason
        'We dye blue in L only.'
        >>> dict(small.repair("colour", "blue").choices)
        {'colour': 'blue'}
    """

    engine: Engine = field(repr=False)
    chosen: Ints = field(repr=False)
    weight: Costs = field(repr=False)

    def __repr__(self) -> str:
        return f"Design({dict(self.choices)})"

    @cached_property
    def choices(self) -> Mapping[str, str]:
        """Variable → value, of what is chosen, in the family's order."""
        columns = self.engine.structure.columns
        return MappingProxyType(dict(columns[column] for column in self.chosen.tolist() if column >= 0))

    @property
    def configuration(self) -> Configuration:
        """The choices as a value of the kernel, in this family revision."""
        return Configuration.of(self.engine.family.digest, self.choices)

    @property
    def is_complete(self) -> bool:
        """Whether every variable is chosen."""
        return bool((self.chosen[: self.engine.structure.size] >= 0).all())

    @property
    def price(self) -> int:
        """Minor units: what it costs, or while it is partial, what its cheapest completion costs."""
        return self.sweep().price

    def sweep(self) -> Sweep:
        """The options as arrays over ``space.columns``; reckoned once."""
        return self._sweep

    @cached_property
    def _sweep(self) -> Sweep:
        return self.engine.sweep(self.chosen, self.weight)

    def options(self) -> dict[str, dict[str, Option]]:
        """For every variable and value: is it available, what it does to the price, what it would push out.

        Where an option is ``exact``, after ``repair`` (or ``choose``) of that value ``price`` has changed by its
        ``price_delta``.
        """
        sweep = self._sweep
        columns = (sweep.available, sweep.price_delta, sweep.give_up, sweep.exact)
        rows = zip(*(column.tolist() for column in columns), strict=True)
        found = map(_option, rows)
        return {
            variable: dict(zip(values, found, strict=False))  # takes as many as there are values
            for variable, values in self.engine.structure.named
        }

    def choose(self, variable: object, value: object, *, weight: int | None = None) -> "Design":
        """This design with one more choice, or another one in its variable.

        Args:
            variable: its name.
            value: the value's name, or anything that reads like it (``32``).
            weight: how dear the choice will be to give up; the variable's own weight when None.

        Raises:
            BadInput: there is no such variable or value; near names are listed.
            Unavailable: it does not go with the other choices; carries the conflict and the repair.
        """
        number, column = self._column(variable, value)
        given = int(self._sweep.give_up[column])
        if given:
            names = self.engine.structure.columns[column]
            raise Unavailable(self, *names, repairable=given != NEVER, weight=weight)
        return self._with({number: column}, weight)

    def choose_all(self, choices: Mapping[str, object], *, weight: int | None = None) -> "Design":
        """This design with many more choices, at the cost of one.

        Raises:
            BadInput: there is no such variable or value.
            Unavailable: for the first choice that does not go with this design and those before it.
        """
        if not choices:
            return self
        columns = dict(self._column(variable, value) for variable, value in choices.items())
        design = self._with(columns, weight)
        if self.engine.valid(self.engine.allowed(design.chosen)) is not None:
            return design
        design = self
        for variable, value in choices.items():
            design = design.choose(variable, value, weight=weight)
        return design

    def retract(self, variable: object) -> "Design":
        """This design without that variable's choice; the same when there is none."""
        chosen = self.chosen.copy()
        chosen[self.engine.structure.number(variable)] = UNCHOSEN
        return Design(self.engine, chosen, self.weight)

    def why(self, variable: object, value: object) -> Conflict:
        """The fewest earlier choices (where that is cheap to find; always a minimal set) and rules against it.

        An available value gives an empty conflict.
        """
        number, column = self._column(variable, value)
        return conflict(self.engine, self.chosen, number, column)

    def repair(self, variable: object, value: object, *, weight: int | None = None) -> "Design":
        """The design that has this value and gives up the least weight of other choices, then is cheapest.

        A complete design stays complete: what had to go is replaced, at the variable's own weight.

        Raises:
            Unavailable: no variant has the value, so nothing can be given up for it.
        """
        number, column = self._column(variable, value)
        names = self.engine.structure.columns[column]
        if self._sweep.give_up[column] == NEVER:
            raise Unavailable(self, *names, repairable=False)
        first = self.engine.structure.first
        cost = self._penalised()
        cost[first[number] : first[number + 1]] = FAR
        cost[column] = 0
        found = first[:-1] + self.engine.least(cost)
        taken = found if self.is_complete else np.where(self.chosen == found, found, UNCHOSEN)
        fresh = np.where(self.chosen == found, self.weight, self.engine.weights)
        kept = Design(self.engine, self._own(taken), fresh)
        return kept._with({number: column}, weight)

    def complete(self, weights: npt.ArrayLike | None = None, *, weight: int | None = None) -> "Design":
        """This design with every open variable filled in.

        Args:
            weights: how much each of ``space.columns`` is liked, shape (columns,): the best-liked completion.
                None: the fewest departures from the brand's defaults, then the cheapest.
            weight: how dear the filled-in choices will be to give up; each variable's own when None.

        Raises:
            BadInput: the weights are of another shape, or not finite.
        """
        if weights is not None:
            return self._filled(self._best_liked(weights), weight)
        return self._filled(self.engine.least(self._fixed(self.engine.departures)), weight)

    def cheapest(self, *, weight: int | None = None) -> "Design":
        """This design with every open variable filled in for the least price."""
        return self._filled(self.engine.least(self._fixed(self.engine.prices.column)), weight)

    def count(self) -> int | Bounds:
        """How many variants these choices leave: exactly, or between bounds where the family is searched."""
        return self.engine.count(self.engine.allowed(self.chosen))

    def _column(self, variable: object, value: object) -> tuple[int, int]:
        structure = self.engine.structure
        number = structure.number(variable)
        return number, int(structure.first[number]) + structure.value_number(number, value)

    def _with(self, columns: Mapping[int, int], weight: int | None) -> "Design":
        if weight is not None and weight < 1:
            raise BadInput(f"a choice cannot weigh {weight}", mend="Give a weight of at least 1.")
        self.engine.prices.check_weights(weight or 0)
        chosen, weights = self.chosen.copy(), self.weight.copy()
        for number, column in columns.items():
            chosen[number] = column
            weights[number] = self.engine.weights[number] if weight is None else weight
        self.engine.prices.check_weights(sum(weights.tolist()))
        return Design(self.engine, chosen, weights)

    def _penalised(self) -> Costs:
        """Price, and above it the weight of every choice that is not kept."""
        cost, first = self.engine.prices.column.copy(), self.engine.structure.first
        for number in np.flatnonzero(self.chosen >= 0):
            cost[first[number] : first[number + 1]] += self.weight[number] << self.engine.prices.shift
            cost[self.chosen[number]] = self.engine.prices.column[self.chosen[number]]
        return cost

    def _fixed(self, cost: Costs) -> Costs:
        fixed: Costs = np.where(self.engine.allowed(self.chosen), cost, np.int64(FAR))
        return fixed

    def _own(self, chosen: npt.NDArray[np.int64]) -> Ints:
        """Columns of the family's own variables; auxiliary ones are never chosen, they follow."""
        own = chosen.astype(np.int32)
        own[self.engine.structure.size :] = UNCHOSEN
        return own

    def _filled(self, values: Ints, weight: int | None) -> "Design":
        found = (self.engine.structure.first[:-1] + values).tolist()
        opened = np.flatnonzero(self.chosen[: self.engine.structure.size] < 0).tolist()
        return self._with({number: found[number] for number in opened}, weight)

    def _best_liked(self, weights: npt.ArrayLike) -> Ints:
        liked = self.engine.checked([weights])
        allowed = self.engine.allowed(self.chosen)[: self.engine.public]
        _, values = self.engine.best(np.where(allowed, liked, -np.inf))
        best: Ints = values[0]
        return best
