"""A family's rules as clauses with a selector each, to ask what follows from which of them (SAT)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Self

import numpy as np

from sumisura.kernel import Family, Surcharge
from sumisura.space.constraints import Constraint, Ruling, constraints_of
from sumisura.space.explain import minimal
from sumisura.space.rules import Blame
from sumisura.space.structure import frozen, structure_of


class Logic:
    """Every rule of a family, the opposite of each part of one, and when each surcharge is due.

    A rule of several parts is a conjunction: it is implied where each part is, so each opposite has its own selector.

    Args:
        family: its rules must be readable; they may contradict each other.
    """

    def __init__(self, family: Family) -> None:
        self.structure = structure_of(family)
        self.constraints = constraints_of(family, self.structure)
        self.rules = range(len(family.rules))
        self._opposites = len(family.rules)
        self._dues = self._opposites + len(self.constraints)
        whole = [*self.constraints, *self._negated(), *self._conditions(family.surcharges)]
        self._parts = _by_rule(whole)
        self._blame = Blame(self.structure, whole)
        for part in range(len(self.constraints)):
            self._blame.add(part)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._blame.__exit__()

    def parts(self, rule: int) -> Sequence[Ruling]:
        """The tables and sums of a rule."""
        return [self.constraints[part] for part in self._parts.get(rule, ())]

    def neighbours(self, rule: int) -> list[int]:
        """Rules that speak of a variable that this one speaks of."""
        mine = {number for part in self.parts(rule) for number in part.scope}
        others = (part.rule for part in self.constraints if mine & set(part.scope))
        return sorted(set(others) - {rule})

    def implied(self, rule: int, by: Iterable[int]) -> list[int] | None:
        """A minimal set of these rules that says all that a rule says; None when they do not."""
        given, found = list(by), set[int]()
        for opposite in self._against(rule):
            core = self._core(given, opposite)
            if core is None:
                return None
            found.update(core)
        return minimal(sorted(found), lambda some: self.says(some, rule))

    def says(self, rules: Sequence[int], rule: int) -> bool:
        """Whether those rules already say all that a rule says."""
        return all(self._core(rules, opposite) is not None for opposite in self._against(rule))

    def contradiction(self) -> list[int] | None:
        """A minimal set of rules that cannot hold together; None when all can."""
        return self._smaller([], [])

    def excluding(self, column: int) -> list[int] | None:
        """A minimal set of rules that leave no variant with a column; None when some variant has it."""
        return self._smaller([], [column])

    def never_due(self, surcharge: int) -> list[int] | None:
        """A minimal set of rules under which a surcharge is never due; None when some variant owes it."""
        return self._smaller([self._entered(self._dues + surcharge)], [])

    def _smaller(self, fixed: Sequence[int], columns: Sequence[int]) -> list[int] | None:
        core = self._blame.core([*self.rules_known, *fixed], columns)
        if core is None:
            return None
        found = [rule for rule in core if rule not in fixed]
        return minimal(found, lambda some: self._blame.core([*some, *fixed], columns) is not None)

    @property
    def rules_known(self) -> list[int]:
        """Every rule that has a part."""
        return [rule for rule in self.rules if rule in self._parts]

    def _against(self, rule: int) -> list[int]:
        return [self._entered(self._opposites + part) for part in self._parts.get(rule, ())]

    def _core(self, rules: Iterable[int], opposite: int) -> list[int] | None:
        core = self._blame.core([*(rule for rule in rules if rule in self._parts), opposite], [])
        return None if core is None else [rule for rule in core if rule != opposite]

    def _entered(self, name: int) -> int:
        if name not in self._blame.selectors:
            for part in self._parts[name]:
                self._blame.add(part)
        return name

    def _negated(self) -> list[Ruling]:
        """Over whole domains, what is not among the allowed rows is what is forbidden."""
        return [
            replace(part, forbids=not part.forbids, rule=self._opposites + at)
            for at, part in enumerate(self.constraints)
        ]

    def _conditions(self, surcharges: Sequence[Surcharge]) -> list[Constraint]:
        return [
            self._among(variable, values, self._dues + at)
            for at, surcharge in enumerate(surcharges)
            for variable, values in surcharge.when.items()
        ]

    def _among(self, variable: str, values: Iterable[str], name: int) -> Constraint:
        number = self.structure.number(variable)
        rows = [[self.structure.value_number(number, value)] for value in dict.fromkeys(values)]
        return Constraint((number,), frozen(np.array(rows, np.int32)), forbids=False, rule=name)


def _by_rule(constraints: Sequence[Ruling]) -> Mapping[int, Sequence[int]]:
    found: dict[int, list[int]] = {}
    for part, constraint in enumerate(constraints):
        found.setdefault(constraint.rule, []).append(part)
    return found
