"""Parts of a family as clauses (conjunctive normal form): the one encoder, for blame, search and d-DNNF.

A variable of two values is one literal, negative for the first value; any other has a literal for each of its
columns, exactly one of which holds. Auxiliary literals follow from those of the columns, so there is one model
for each variant, and counting models counts variants.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise
from math import prod
from typing import NamedTuple

import numpy as np

from sumisura.space.constraints import Constraint, Tally
from sumisura.space.diagram import Indicator, Part
from sumisura.space.structure import Ints, Structure, frozen
from sumisura.space.tallies import Clause, layers_of, moved

YES_NO = 2
FEW = 64
"""Combinations among which the forbidden ones are listed when they make fewer clauses than the allowed."""


class Encoder:
    """Gives out literals, and says what parts mean by them.

    Args:
        structure: of the family.
        variables: those that get literals, numbered from 1 in this order.

    Example:
        >>> from sumisura.kernel import Value, Variable
        >>> lid = Variable("lid", "Lid", (Value("no"), Value("yes")))
        >>> size = Variable("size", "Size", (Value("S"), Value("M"), Value("L")))
        >>> encoder = Encoder(Structure((lid, size), ()), (0, 1))
        >>> encoder.literals
        [-1, 1, 2, 3, 4]
        >>> list(encoder.domain(1))
        [[2, 3, 4], [-2, -3], [-2, -4], [-3, -4]]
        >>> list(encoder.clauses(Constraint((0, 1), np.array([[1, 0]]), forbids=True)))
        [[-1, -2]]
    """

    def __init__(self, structure: Structure, variables: Iterable[int]) -> None:
        self._first: list[int] = structure.first.tolist()
        self.top = 0
        self.literals = [0] * self._first[-1]
        """The literal that says a column is chosen; 0 for columns of other variables."""
        for number in variables:
            self._number(number)

    def fresh(self) -> int:
        """A literal that nothing uses yet."""
        self.top += 1
        return self.top

    def of(self, number: int) -> list[int]:
        """The literals of a variable's columns."""
        return self.literals[self._first[number] : self._first[number + 1]]

    def domain(self, number: int) -> Iterator[Clause]:
        """Exactly one value."""
        literals = self.of(number)
        if len(literals) != YES_NO:
            yield literals
            yield from ([-one, -two] for one, two in combinations(literals, 2))

    def clauses(self, part: Part) -> Iterator[Clause]:
        """What a part demands, its variables' domains left out."""
        if isinstance(part, Indicator):
            return self._indicator(part)
        if isinstance(part, Tally):
            return self._tally(part)
        return self._forbidden(part, part.rows.tolist()) if part.forbids else self._allowed(part)

    def _number(self, number: int) -> None:
        start, end = self._first[number], self._first[number + 1]
        if end - start == YES_NO:
            yes = self.fresh()
            self.literals[start:end] = [-yes, yes]
        else:
            self.literals[start:end] = [self.fresh() for _ in range(start, end)]

    def _forbidden(self, part: Constraint, rows: Iterable[list[int]]) -> Iterator[Clause]:
        base = [self._first[number] for number in part.scope]
        for row in rows:
            yield [-self.literals[start + value] for start, value in zip(base, row, strict=True)]

    def _allowed(self, part: Constraint) -> Iterator[Clause]:
        domains = [self.of(number) for number in part.scope]
        rows = [list(row) for row in sorted(set(map(tuple, part.rows.tolist())))]
        if not rows:
            yield from _never(domains[0][0])
            return
        cells = prod(map(len, domains))
        if cells <= FEW and cells - len(rows) <= len(rows):
            yield from self._forbidden(part, _others(rows, [len(domain) for domain in domains]))
        elif len(domains) <= 2:  # noqa: PLR2004 - a pair needs no literal of its own
            yield from _supports(domains, rows)
        else:
            yield from self._tuples(domains, rows)

    def _tuples(self, domains: list[list[int]], rows: list[list[int]]) -> Iterator[Clause]:
        """A literal for each row that holds exactly when all its columns do; one of them must."""
        names = [self.fresh() for _ in rows]
        support: dict[int, Clause] = {literal: [] for domain in domains for literal in domain}
        for name, row in zip(names, rows, strict=True):
            for domain, value in zip(domains, row, strict=True):
                yield [-name, domain[value]]
                support[domain[value]].append(name)
        yield names
        yield from ([-literal, *rows] for literal, rows in support.items())

    def _indicator(self, part: Indicator) -> Iterator[Clause]:
        yes = self.of(part.number)[1]
        outside: Clause = []
        for number, values in part.members.items():
            literals = self.of(number)
            yield [-yes, *(literal for value, literal in enumerate(literals) if value in values)]
            outside += [literal for value, literal in enumerate(literals) if value not in values]
        yield [yes, *outside]

    def _tally(self, part: Tally) -> Iterator[Clause]:
        """A literal for each step of each partial total: it has come at least so far (see `layers_of`)."""
        above: Clause = []
        layers = layers_of(part)
        for number, steps in zip(part.scope, layers.steps, strict=True):
            below = [self.fresh() for _ in range(max(map(max, steps)))]
            yield from ([-later, sooner] for sooner, later in pairwise(below))
            for at, column in enumerate(zip(*steps, strict=True)):
                yield from moved([-self.of(number)[at]], column, above, below)
            yield from moved([], [min(step) for step in steps], above, below, down=False)
            yield from moved([], [max(step) for step in steps], above, below, up=False)
            above = below
        if not above and layers.refused:
            yield from _never(self.of(part.scope[0])[0])
            return
        for at in layers.refused:
            yield [*(-literal for literal in above[:at][-1:]), *above[at : at + 1]]


class Cnf(NamedTuple):
    """Clauses over literals 1 … top.

    Args:
        top: the largest literal.
        literals: the literal of each of the family's columns, 0 where it has none, shape (columns,).
        domains: clauses that say only that a variable has exactly one value.
        rules: all others.
    """

    top: int
    literals: Ints
    domains: list[Clause]
    rules: list[Clause]

    @property
    def clauses(self) -> list[Clause]:
        """All of them."""
        return self.domains + self.rules


def encoded(structure: Structure, variables: Iterable[int], parts: Iterable[Part]) -> Cnf:
    """Everything that parts and domains demand of some variables.

    Args:
        structure: of the family.
        variables: at least all that the parts name.
        parts: what must hold.
    """
    variables = list(variables)
    encoder = Encoder(structure, variables)
    domains = [clause for number in variables for clause in encoder.domain(number)]
    rules = [clause for part in parts for clause in encoder.clauses(part)]
    return Cnf(encoder.top, frozen(np.array(encoder.literals)), domains, rules)


def _others(rows: list[list[int]], widths: list[int]) -> Iterator[list[int]]:
    """Every combination that is none of the rows."""
    table = np.ones(widths, np.bool_)
    table[tuple(np.array(rows).T)] = False
    yield from np.argwhere(table).tolist()


def _supports(domains: list[list[int]], rows: list[list[int]]) -> Iterator[Clause]:
    """Each value of the first of two variables with the values it allows of the second."""
    if len(domains) == 1:
        yield [domains[0][row[0]] for row in rows]
        return
    for value, literal in enumerate(domains[0]):
        beside = [domains[1][row[1]] for row in rows if row[0] == value]
        if len(beside) < len(domains[1]):
            yield [-literal, *beside]


def _never(literal: int) -> list[Clause]:
    """What no model meets."""
    return [[literal], [-literal]]
