"""A compiled family: everything that can be made, ready to be asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import overload

import numpy as np
import numpy.typing as npt

from sumisura.kernel import BadInput, Family
from sumisura.space.design import Design
from sumisura.space.engine import UNCHOSEN, Engine
from sumisura.space.model import Bounds
from sumisura.space.prices import prices_of
from sumisura.space.structure import Ints, structure_digest, structure_of
from sumisura.space.ways import Way


@dataclass(frozen=True, eq=False)
class Bests(Sequence[Design]):
    """One best variant per customer.

    Args:
        scores: total weight, shape (customers,).
        values: value numbers in the family's order, shape (customers, variables).
    """

    scores: npt.NDArray[np.float64]
    values: Ints
    start: Design = field(repr=False)

    def __len__(self) -> int:
        return len(self.scores)

    @overload
    def __getitem__(self, at: int) -> Design: ...
    @overload
    def __getitem__(self, at: slice) -> "Bests": ...
    def __getitem__(self, at: int | slice) -> "Design | Bests":
        if isinstance(at, slice):
            return replace(self, scores=self.scores[at], values=self.values[at])
        chosen = self.start.chosen.copy()
        size = self.values.shape[1]
        chosen[:size] = self.start.engine.structure.first[:size] + self.values[at]
        return replace(self.start, chosen=chosen)

    def __iter__(self) -> Iterator[Design]:
        return (self[at] for at in range(len(self)))


@dataclass(frozen=True, eq=False)
class Space:
    """Every variant of a family, compiled; immutable and safe to share between threads.

    Made by `sumisura.compile`.

    Args:
        engine: answers by sweeps over the circuit.
        ways: how each of its components is answered, and why so; variables that no rule names are in none.

    Example:
        >>> from sumisura import compile
        >>> from sumisura.kernel import Family, Value, Variable
        >>> size = Variable("size", "Size", (Value("S"), Value("M"), Value("L", price=500)))
        >>> space = compile(Family("tee", "Tee", "EUR", (size,), base_price=1900), cache=None)
        >>> space.count(), space.columns[2], space.start().choose("size", "L").price
        (3, ('size', 'L'), 2400)
        >>> [dict(design.choices) for design in space.best([[0.0, 2.0, 1.0]])]
        [{'size': 'M'}]
    """

    engine: Engine = field(repr=False)
    ways: tuple[Way, ...] = ()

    @property
    def is_exact(self) -> bool:
        """Whether all of it is compiled; else its counts and optima are bounds, and say so."""
        return self.engine.is_exact

    @property
    def family(self) -> Family:
        """The family, with the prices this space answers by."""
        return self.engine.family

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """Every (variable, value) pair, in the order weights are given in."""
        return self.engine.structure.columns

    @property
    def nodes(self) -> int:
        """Nodes of the circuit, chains contracted."""
        return self.engine.circuit.nodes

    def count(self) -> int | Bounds:
        """How many variants there are: exactly, or between bounds where the family is searched."""
        return self._variants

    @cached_property
    def _variants(self) -> int | Bounds:
        return self.start().count()

    def start(self) -> Design:
        """The design in which nothing is chosen yet."""
        chosen = np.full(len(self.engine.structure.widths), UNCHOSEN, np.int32)
        return Design(self.engine, chosen, self.engine.weights)

    def best(self, weights: npt.ArrayLike) -> Bests:
        """For each customer the variant of greatest total weight.

        Args:
            weights: how much a customer likes each of ``columns``, shape (customers, columns), finite.

        Raises:
            BadInput: another shape, or a weight that is not finite.
        """
        scores, values = self.engine.best(self.engine.checked(weights))
        return Bests(scores, values[:, : self.engine.structure.size], self.start())

    def priced(self, family: Family) -> "Space":
        """The same space with another price book or other words.

        Raises:
            BadInput: the family has other variables, values, rules or surcharge conditions: compile it.
        """
        if structure_digest(family) != structure_digest(self.family):
            raise BadInput(
                f'"{family.name}" differs in more than prices and words',
                mend="Compile it: its variants are others.",
            )
        structure = structure_of(family)
        prices = prices_of(family, structure)
        return replace(self, engine=replace(self.engine, family=family, structure=structure, prices=prices))
