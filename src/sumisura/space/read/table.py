"""Reads one table of combinations: CSV whose header names the choices and whose rows are what is made, or never made.

A cell is a value, several with ``|`` between them, or ``*``, ``any`` or nothing for every value. Where the first
column is called ``!``, a row with anything in it is forbidden; a table may hold rows of both kinds.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import prod
from pathlib import Path

from sumisura.files import BadFile, Problem, Problems
from sumisura.files.rows import Row, Spoiled, Table
from sumisura.files.rows.delimited import open_delimited
from sumisura.kernel import Family, Rule, Value, Variable
from sumisura.space.read.errors import BadFamily
from sumisura.space.read.limits import LIMITS, Limits
from sumisura.space.read.names import ANY, family_name, fitted, label_of, title_of
from sumisura.space.read.reading import Reading

FORBIDDEN = "!"
EVERY = frozenset({"", "*", ANY})
SEVERAL = "|"
CURRENCY = "EUR"
Cells = tuple[tuple[str, ...], ...]


def read_table(path: Path, limits: Limits = LIMITS) -> Reading:
    """The family of a table: a choice for each column, its values in the order in which they are first met.

    Raises:
        BadFamily: the file cannot be read as a table, or breaks a limit.
    """
    try:
        table = open_delimited(path)
    except BadFile as bad:
        raise BadFamily(bad.problems) from None
    combinations = _Combinations(table, limits, Problems(BadFamily))
    combinations.read()
    combinations.problems.check()
    return combinations.reading()


@dataclass(slots=True)
class _Combinations:
    """Collects what the cells say before it is written out: ``any`` is known only when every row was met.

    Args:
        values: column → its values as they stand in the file.
        rows: (line, forbidden, cells) of each; no cells stand for every value.
    """

    table: Table
    limits: Limits
    problems: Problems
    values: dict[str, dict[str, None]] = field(default_factory=dict)
    rows: list[tuple[int, bool, Cells]] = field(default_factory=list)

    @property
    def marked(self) -> bool:
        """Whether the first column says which rows are forbidden."""
        return self.table.columns[0] == FORBIDDEN

    def read(self) -> None:
        """Every row; one that cannot be read is a problem, since leaving it out would change what is made."""
        columns = self.table.columns[self.marked :]
        self.values = {column: {} for column in columns}
        if not 0 < len(columns) <= self.limits.arity:
            self.stop(1, f"a table is of 1 to {self.limits.arity:,} choices", "Name them in the first line.")
        for row in self.table:
            if isinstance(row, Spoiled):
                self.problems.found.append(row.problem(self.table.name))
            elif len(self.rows) < self.limits.rows:
                self.rows.append(
                    (row.line, self.marked and bool(row.cells[FORBIDDEN]), self.cells(row, columns))
                )
            else:
                self.stop(row.line, f"there are more than {self.limits.rows:,} rows", "Split the table.")
        for column, values in self.values.items():
            if not values:
                self.note(1, f'no row names a value of "{column[:60]}"', "Write its values, or take it out.")
            elif len(values) > self.limits.values:
                what = f'"{column[:60]}" has more than {self.limits.values:,} values'
                self.note(1, what, "Take the column out: what is different in every row is no choice.")

    def cells(self, row: Row, columns: Sequence[str]) -> Cells:
        """What each cell names, noted as values of its column."""
        read = tuple(_named(row.cells[column]) for column in columns)
        for column, names in zip(columns, read, strict=True):
            self.values[column].update(dict.fromkeys(names))
        return read

    def reading(self) -> Reading:
        """The family, once all is read."""
        title = title_of(self.table.name)
        labels = list(self.values)
        variables = tuple(
            Variable(name, _label(name, label), _values(self.values[label]))
            for name, label in zip(fitted(labels), labels, strict=True)
        )
        rules = tuple(filter(None, (self.rule(variables, forbids=forbids) for forbids in (False, True))))
        family = Family(family_name(title), title, CURRENCY, variables, rules)
        return Reading(family, tuple(self.notes(family)))

    def rule(self, variables: tuple[Variable, ...], *, forbids: bool) -> Rule | None:
        """The rows of one kind as a rule; None where there are none and something else says what is made."""
        rows = [(line, cells) for line, forbidden, cells in self.rows if forbidden == forbids]
        if not rows and (forbids or self.rows):
            return None
        fits = [
            dict(zip(values, (value.name for value in variable.values), strict=True))
            for values, variable in zip(self.values.values(), variables, strict=True)
        ]
        name = "never" if forbids else "only"
        reason = f"{self.table.name} says that this combination is never made."
        if not forbids:
            reason = f"Only the combinations in {self.table.name} are made."
        scope = tuple(variable.name for variable in variables)
        where = f"{self.table.name}:{rows[0][0] if rows else 1}"
        return Rule(name, reason, scope, self.written_out(rows, fits), forbids, where=where)

    def written_out(
        self, rows: Sequence[tuple[int, Cells]], fits: Sequence[Mapping[str, str]]
    ) -> tuple[tuple[str, ...], ...]:
        """Every combination that the rows stand for, once."""
        found: dict[tuple[str, ...], None] = {}
        count = 0
        for line, cells in rows:
            names = [
                [fit[each] for each in some] or list(fit.values())
                for some, fit in zip(cells, fits, strict=True)
            ]
            count += prod(map(len, names))
            if count > self.limits.rows or count * len(fits) > self.limits.cells:
                what = f"the rows stand for more than {self.limits.rows:,} combinations or {self.limits.cells:,} cells"
                self.stop(
                    line, what, "Name values instead of any, or leave out choices that nothing depends on."
                )
            found.update(dict.fromkeys(product(*names)))
        return tuple(found)

    def notes(self, family: Family) -> Iterator[Problem]:
        """What was inferred."""
        place, forbidden = f"{self.table.name}:1", sum(row[1] for row in self.rows)
        choices = ", ".join(f"{each.name} ({len(each.values):,})" for each in family.variables[:8])
        more = f" and {len(family.variables) - 8} more" if len(family.variables) > 8 else ""  # noqa: PLR2004 - a line's worth
        what = f"read as {self.table.form}, {len(self.rows) - forbidden:,} rows allowed and {forbidden:,} forbidden"
        yield Problem(place, what, f"Choices, with how many values: {choices}{more}.")
        for column, values in self.values.items():
            if len(values) == len(self.rows) > MANY:
                words = "It became a choice all the same. Take the column out if nobody chooses it."
                yield Problem(place, f'"{column[:60]}" is different in every row', words)
        names: list[tuple[str, Variable | Value]] = list(zip(self.values, family.variables, strict=True))
        for values, variable in zip(self.values.values(), family.variables, strict=True):
            names += zip(values, variable.values, strict=True)
        changed = [f'"{label[:60]}" became {noun.name}' for label, noun in names if label != noun.name]
        if changed:
            yield Problem(place, f"{len(changed):,} names do not fit into rules", f"{changed[0]}, and so on.")

    def note(self, line: int, what: str, mend: str) -> None:
        self.problems.add(f"{self.table.name}:{line}", what, mend)

    def stop(self, line: int, what: str, mend: str) -> None:
        """End here: reading on could only do harm."""
        raise BadFamily([*self.problems.found, Problem(f"{self.table.name}:{line}", what, mend)])


MANY = 3


def _named(cell: str) -> tuple[str, ...]:
    """The values a cell names; none for every value."""
    if cell.lower() in EVERY:
        return ()
    names = tuple(dict.fromkeys(" ".join(each.split()) for each in cell.split(SEVERAL)))
    return () if EVERY & {name.lower() for name in names} else names


def _values(labels: Mapping[str, None]) -> tuple[Value, ...]:
    return tuple(
        Value(name, _label(name, label))
        for name, label in zip(fitted(labels, dots=True), labels, strict=True)
    )


def _label(name: str, said: str) -> str:
    """What the file says; where it says nothing but the name, what is made of it in a family file, too."""
    return label_of(name) if name == said else said
