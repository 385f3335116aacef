"""Reads the rules and surcharges of a family."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import prod

from sumisura.files import Items, Node, Section, Text, did_you_mean
from sumisura.kernel import BadInput, Family, Rule, Surcharge, Variable
from sumisura.space.constraints import of_expression
from sumisura.space.expressions import parse
from sumisura.space.expressions.tokens import LONGEST
from sumisura.space.read.asked import named_values, read_when
from sumisura.space.read.limits import Limits
from sumisura.space.read.names import ANY, check_name
from sumisura.space.read.parts import Part
from sumisura.space.structure import Structure

FORMS = ("must", "allow", "forbid")


@dataclass(slots=True)
class Rules:
    """Reads rules against the choices they speak of.

    Args:
        family: title, currency and choices; no rules yet.
        limits: how many rules and rows there may be.
        rows, values: how many rows have been read, and how many values stand in them.
        variables, known: the choices by name, and the names of the values of each.
        measured: names of the choices whose values are bands of numbers.
    """

    family: Family
    limits: Limits
    rows: int = 0
    values: int = 0
    variables: Mapping[str, Variable] = field(init=False)
    known: Mapping[str, Mapping[str, None]] = field(init=False)
    measured: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.variables = {variable.name: variable for variable in self.family.variables}
        self.measured = frozenset(field.name for field in self.family.fields) & self.variables.keys()
        self.known = {
            name: {value.name: None for value in variable.values} for name, variable in self.variables.items()
        }

    def read(self, root: Section) -> Iterator[Rule]:
        """Every rule under ``rules``."""
        for at, (name, section) in enumerate(root.sections("rules", "rule")):
            if at == self.limits.rules:
                root.note("rules", f"there are more than {self.limits.rules:,} rules", "Join some in tables.")
                return
            check_name(section, "", name)
            yield self.rule(section, name)
            section.close()

    def of_parts(self, parts: Sequence[Part]) -> Iterator[Rule]:
        """For every part: that what is absent is absent, and its own rules once for every instance."""
        for part in parts:
            yield from part.presence(dict(self.variables))
            for name, section in part.section.sections("rules", "rule"):
                check_name(section, "", name)
                if section.has("must"):
                    yield self.rule(section, name, f"each {part.name}: ")
                else:
                    mend = "Write what is true of each: must: wood = oak implies depth <= 30."
                    section.note("", "a rule of a part is a sentence", mend)
                section.close()
            part.section.close()

    def rule(self, section: Section, name: str, scope_of: str = "") -> Rule:
        """One rule: a sentence, or a table.

        Args:
            scope_of: what stands before the sentence: "each shelf: " in the rules of a part.
        """
        mend = "Say in plain words why; customers who meet the rule will read it."
        reason = section.text("reason", needed=mend)
        standard = section.text("standard")
        if section.has("standard") and not standard:
            section.note("standard", "the standard is not named", "Write which one: EN 1811.")
        where = section.place("")
        forms = [form for form in FORMS if section.has(form)]
        if len(forms) != 1:
            section.note("", "a rule is one of must, allow or forbid", "Write exactly one of them.")
        if forms != ["must"] and forms:
            scope = self.scope(section)
            rows = self.table(section, forms[0], scope)
            return Rule(name, reason, scope, rows, forms[0] == "forbid", standard=standard, where=where)
        return Rule(name, reason, expression=self.sentence(section, scope_of), standard=standard, where=where)

    def sentence(self, section: Section, scope_of: str = "") -> str:
        """The text after ``must``, as the language itself would write it."""
        text = section.text("must")
        if section.has("must") and not text:
            section.note("must", "the rule says nothing", "Write: leg = wide implies cloth != selvedge.")
        try:
            if text:
                expression = parse(scope_of + text, self.family)
                for part in expression.conjuncts():
                    of_expression(part, Structure(self.family.variables, ()))
                if len(str(expression)) > LONGEST:
                    mend = "Split it, or allow fewer instances."
                    section.note("must", "the rule is too long once written out for each", mend)
                return str(expression)
        except BadInput as problem:
            place = f" ({problem.where})" if problem.where else ""
            section.note("must", f"{problem.what}{place}", problem.mend)
        return ""

    def scope(self, section: Section) -> tuple[str, ...]:
        """The choices a table relates."""
        names = [text.value for text in section.texts("of")]
        if not 0 < len(names) <= self.limits.arity or len(set(names)) < len(names):
            what = f"a table is of 1 to {self.limits.arity} different choices"
            section.note("of", what, "Name them in the order of the columns: of: [cloth, leg].")
        for name in names:
            if name not in self.variables:
                section.note("of", f'there is no choice "{name[:60]}"', did_you_mean(name, self.variables))
        known = len(set(names)) == len(names) <= self.limits.arity and all(
            name in self.variables for name in names
        )
        return tuple(names) if known else ()

    def table(self, section: Section, form: str, scope: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
        """The rows of a table, with lists in cells written out."""
        node = section.node(form)
        if not isinstance(node, Items):
            section.note(form, f"{form} needs a list of rows", "Write: - [selvedge, slim].")
            return ()
        rows: dict[tuple[str, ...], None] = {}
        for row in node.parts if scope else ():
            cells = self.cells(section, row, scope)
            if not self.counted(prod(map(len, cells)), len(scope)):
                section.note(form, f"the tables have {self.bounds()}", "Say it with must.")
                break
            rows.update(dict.fromkeys(product(*cells) if cells else ()))
        return tuple(rows)

    def counted(self, rows: int, width: int) -> bool:
        """Whether there may be that many more rows of that many cells."""
        self.rows += rows
        self.values += rows * width
        return self.rows <= self.limits.rows and self.values <= self.limits.cells

    def bounds(self) -> str:
        """What was more than there may be."""
        if self.rows > self.limits.rows:
            return f"more than {self.limits.rows:,} rows"
        return f"more than {self.limits.cells:,} cells"

    def cells(self, section: Section, row: Node, scope: tuple[str, ...]) -> list[tuple[str, ...]]:
        """The values each cell of a row stands for; none when the row is wrong."""
        parts = row.parts if isinstance(row, Items) else (row,)
        if len(parts) != len(scope):
            what = f"the row has {len(parts)} cells, the table {len(scope)} columns"
            section.problems.add(
                f"{section.file}:{row.line}", what, f"Give one for each of {', '.join(scope)}.", section.about
            )
            return []
        cells = [
            self.cell(section, part, self.variables[name]) for part, name in zip(parts, scope, strict=True)
        ]
        return cells if all(cells) else []

    def cell(self, section: Section, part: Node, variable: Variable) -> tuple[str, ...]:
        """One cell: a value, a list of values, or ``any``."""
        known = self.known[variable.name]
        texts = part.parts if isinstance(part, Items) else (part,)
        names = [text.value if isinstance(text, Text) else "" for text in texts]
        if names == [ANY]:
            return tuple(known)
        if variable.name in self.measured:
            spans = [text for text in texts if isinstance(text, Text)]
            return named_values(section, self.family, variable.name, spans)
        for name in names:
            if name not in known:
                what, mend = f'{variable.name} has no value "{name[:60]}"', did_you_mean(name, known)
                section.problems.add(f"{section.file}:{part.line}", what, mend, section.about)
        return tuple(dict.fromkeys(name for name in names if name in known))

    def surcharges(self, root: Section) -> Iterator[Surcharge]:
        """Every price for a combination."""
        for name, section in root.sections("surcharges", "surcharge"):
            check_name(section, "", name)
            when = read_when(section, self.family)
            if not section.has("when"):
                section.note("when", "it is not said when it is due", "Write: when: {leg: wide}.")
            if not section.has("price"):
                section.note("price", "the price is missing", "Write: price: 8.00.")
            reason = section.text("reason", needed="Write the words of its line on the bill.")
            yield Surcharge(name, section.money("price", self.family.currency), when, reason)
            section.close()
