"""Conditions too wide for a table, as clauses: each is met by one of its value tests, or by its comparison.

The conjunctive normal form of Boolean logic, over value tests ``variable in values`` in place of literals
(Beckert, Hähnle, Manyà 2000, signed formulas), by distribution as long as that stays small.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from sumisura.space.expressions.holds import holds
from sumisura.space.expressions.nodes import (
    Alike,
    Among,
    And,
    Compare,
    Condition,
    Implies,
    Not,
    Or,
    Xor,
    variables,
)
from sumisura.space.linear import Bounds, Domains, bounds

MOST_CLAUSES = 256
"""Clauses one condition may have."""
OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}


@dataclass(frozen=True, slots=True)
class Clause:
    """Met when a variable has one of its values in ``tests``, or when the sum lies within ``bounds``."""

    tests: Mapping[str, frozenset[str]]
    bounds: Bounds | None = None

    def joined(self, other: "Clause") -> "Clause | None":
        """Either of both; None when that takes two sums, or a sum and a gap in it."""
        found = self.bounds or other.bounds
        if (self.bounds and other.bounds) or (found and found.forbids and (self.tests or other.tests)):
            return None
        tests = dict(self.tests)
        for name, values in other.tests.items():
            tests[name] = tests.get(name, frozenset()) | values
        return Clause(tests, found)


Clauses = list[Clause]


def clauses(node: Condition, domains: Domains) -> Clauses | None:
    """Clauses that all hold exactly when the condition does; None when they would be too many, or not of that form.

    Example:
        >>> wide = Or((Among("lid", ("with",)), Among("bow", ("red", "blue"))))
        >>> [clause.tests["bow"] == {"red", "blue"} for clause in clauses(wide, {"lid": ("with", "without"), "bow": ("red", "blue", "no")})]
        [True]
    """
    if isinstance(node, Compare) and len(set(variables(node))) > 1:
        found = bounds(node, domains)
        return [Clause({}, found)] if found else None
    return _Normal(domains).form(node, positive=True)


@dataclass(frozen=True, slots=True)
class _Normal:
    domains: Domains

    def form(self, node: Condition, *, positive: bool) -> Clauses | None:
        if isinstance(node, Not):
            return self.form(node.part, positive=not positive)
        if len(names := set(variables(node))) <= 1:
            return self.test(node, names, positive=positive)
        match node:
            case Compare():
                return self.compared(node, positive=positive)
            case Alike():
                return self.alike(node, positive=positive)
            case _:
                return self.joined(node, positive=positive)

    def joined(self, node: And | Or | Xor | Implies | Among, *, positive: bool) -> Clauses | None:
        """Conditions joined by a word."""
        match node:
            case And(parts=parts) | Or(parts=parts) if isinstance(node, And) == positive:
                return self.every(parts, positive=positive)
            case And(parts=parts) | Or(parts=parts):
                return self.some(parts, positive=positive)
            case Implies(given=given, then=then):
                return self.joined(Or((Not(given), then)), positive=positive)
            case Xor(parts=parts):
                return self.odd(parts, positive=positive)
            case Among():
                raise AssertionError("one variable is a test")

    def test(self, node: Condition, names: set[str], *, positive: bool) -> Clauses:
        """What speaks of one variable at most: one value test, or no clause, or one that nothing meets."""
        if not names:
            return [] if holds(node, {}) == positive else [Clause({})]
        (name,) = names
        met = frozenset(value for value in self.domains[name] if holds(node, {name: value}) == positive)
        return [] if len(met) == len(self.domains[name]) else [Clause({name: met})]

    def every(self, parts: Iterable[Condition], *, positive: bool) -> Clauses | None:
        """All parts hold."""
        found: Clauses = []
        for part in parts:
            more = self.form(part, positive=positive)
            if more is None or len(found) + len(more) > MOST_CLAUSES:
                return None
            found += more
        return found

    def some(self, parts: Iterable[Condition], *, positive: bool) -> Clauses | None:
        """One of the parts holds: every combination of their clauses."""
        found: Clauses = [Clause({})]
        for part in parts:
            more = self.form(part, positive=positive)
            if more is None or len(found) * len(more) > MOST_CLAUSES:
                return None
            joined = [one.joined(other) for one, other in product(found, more)]
            found = [clause for clause in joined if clause is not None and not self.always(clause)]
            if None in joined:
                return None
        return found

    def always(self, clause: Clause) -> bool:
        """Whether nothing can break it."""
        return any(len(values) == len(self.domains[name]) for name, values in clause.tests.items())

    def odd(self, parts: Sequence[Condition], *, positive: bool) -> Clauses | None:
        """An odd number of parts holds, or (not ``positive``) an even one."""
        first, rest = parts[0], parts[1:]
        if not rest:
            return self.form(first, positive=positive)
        other = Xor(tuple(rest)) if len(rest) > 1 else rest[0]
        if positive:
            return self.form(And((Or((first, other)), Or((Not(first), Not(other))))), positive=True)
        return self.form(And((Or((Not(first), other)), Or((first, Not(other))))), positive=True)

    def compared(self, node: Compare, *, positive: bool) -> Clauses | None:
        """A sum within bounds; an equation is two of them, so that others may stand beside it."""
        relation = node.relation if positive else OPPOSITE[node.relation]
        if relation == "=":
            sides = (Compare("<=", node.left, node.right), Compare(">=", node.left, node.right))
            return self.every(sides, positive=True)
        found = bounds(Compare(relation, node.left, node.right), self.domains)
        return [Clause({}, found)] if found else None

    def alike(self, node: Alike, *, positive: bool) -> Clauses | None:
        """Two variables with values of one name (or of different names)."""
        left, right = self.domains[node.left], self.domains[node.right]
        if positive != node.negated:
            return [
                Clause({node.left: frozenset(left) - {name}, node.right: frozenset({name}) & {*right}})
                for name in left
            ]
        return [
            Clause({node.left: frozenset(left) - {name}, node.right: frozenset(right) - {name}})
            for name in left
            if name in right
        ]
