"""The rows of XCSP3 tables: ``(0,1)(2,*)``, or single values and ranges for one variable."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from sumisura.kernel import BadInput
from sumisura.space.read.limits import Limits
from sumisura.space.read.xcsp3.variables import Variables

ROW = re.compile(r"\s*\(([^()]*)\)\s*")
ANY = "*"


@dataclass(slots=True)
class Rows:
    """Reads rows, and counts them over all tables.

    Args:
        limits: how many there may be.
        names: variable's id → its name in the family.
        values: variable's id → value → its name in the family.
        count, cells: how many were read.
        strange: rows that name a value no variable of theirs has.
    """

    limits: Limits
    names: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    count: int = 0
    cells: int = 0
    strange: int = 0

    def read(self, text: str, scope: Sequence[str], variables: Variables) -> tuple[tuple[str, ...], ...]:
        """The rows of one table, ``*`` written out. Raises BadInput when they do not fit."""
        if not 0 < len(scope) <= self.limits.arity or len(set(scope)) < len(scope):
            what = f"a table is of 1 to {self.limits.arity:,} different variables"
            raise BadInput(what, mend="Name each once in <list>.")
        found: dict[tuple[str, ...], None] = {}
        for row in _tuples(text) if "(" in text else ((each,) for each in self.single(text, variables)):
            if len(row) != len(scope):
                raise BadInput(
                    f"a row has {len(row)} values, and the list {len(scope)} variables", mend="Make them fit."
                )
            named = [self.cell(each, name) for each, name in zip(row, scope, strict=True)]
            self.strange += not all(named)
            self.count += prod(map(len, named))
            self.cells += prod(map(len, named)) * len(scope)
            if self.count > self.limits.rows or self.cells > self.limits.cells:
                raise BadInput(
                    f"the tables have more than {self.limits.rows:,} rows", mend="Say it as <intension>."
                )
            found.update(dict.fromkeys(product(*named)))
        return tuple(found)

    def single(self, text: str, variables: Variables) -> Iterator[str]:
        """Values of one variable: whole numbers and ranges, or symbols."""
        symbols = bool(re.search(r"[A-Za-z_*]", text))
        return iter(text.split()) if symbols else variables.integers(text)

    def cell(self, text: str, variable: str) -> tuple[str, ...]:
        """The values a cell stands for; none when the variable has no such value."""
        values = self.values[variable]
        if text == ANY:
            return tuple(values.values())
        return (values[text],) if text in values else ()


def _tuples(text: str) -> Iterator[tuple[str, ...]]:
    at = 0
    text = text.strip()
    while at < len(text):
        found = ROW.match(text, at)
        if not found:
            raise BadInput(f'"{text[at : at + 20]}" is no row', mend="Write rows as (0,1)(2,*).")
        yield tuple(
            str(int(each)) if re.fullmatch(r"[+-]?\d{1,15}", each) else each
            for each in map(str.strip, found[1].split(","))
        )
        at = found.end()
