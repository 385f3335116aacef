"""The rules of a family as constraints of UVL: in the author's words where these are plain logic, else as what they come to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from sumisura.kernel import Family, Rule
from sumisura.space.constraints import Constraint, Ruling, Tally, constraints_of
from sumisura.space.expressions import parse
from sumisura.space.expressions.names import Names
from sumisura.space.expressions.nodes import Among, And, Condition, Implies, Not, Or, children
from sumisura.space.structure import Structure, structure_of
from sumisura.space.write.uvl_names import Features, is_plain

LONGEST = 800
"""Characters of one constraint, as far as a table can be split into several."""
Amounts = dict[tuple[str, str], int]
"""(variable, value) → what it adds."""


@dataclass(slots=True)
class Constraints:
    """Writes the rules.

    Args:
        family: whose rules they are.
        features: what its choices are called.
        sums: attribute → what each value adds, of sums that constraints speak of.
    """

    family: Family
    features: Features
    sums: dict[str, Amounts] = field(default_factory=dict)

    def lines(self) -> Iterator[str]:
        """Every constraint, one a line, its reason behind it."""
        structure, names = structure_of(self.family), Names.of(self.family)
        parts = constraints_of(self.family, structure)
        for number, rule in enumerate(self.family.rules):
            logic = self.logic(rule, names)
            own = [part for part in parts if part.rule == number]
            said = [logic] if logic else [line for part in own for line in self.said(part, structure)]
            for line in said:
                yield f"{line}{_comment(rule.reason)}"

    def logic(self, rule: Rule, names: Names) -> str:
        """A rule that is plain logic on values; "" for another."""
        root = parse(rule.expression, names).root if rule.expression else None
        return self.words(root) if root is not None and _plain(root) else ""

    def words(self, node: Condition) -> str:
        """A condition of plain logic."""
        match node:
            case Among(variable=name, values=values, negated=negated):
                tests = [self.features.has(name, value) for value in values]
                joined = _any(tests)
                return (
                    f"!{joined if len(tests) == 1 else f'({joined})'}".replace("!!", "")
                    if negated
                    else joined
                )
            case Not(part=part):
                return f"!({self.words(part)})"
            case Implies(given=given, then=then):
                return f"{self.inside(given)} => {self.inside(then)}"
            case And(parts=parts):
                return " & ".join(map(self.inside, parts))
            case Or(parts=parts):
                return " | ".join(map(self.inside, parts))
        raise AssertionError("this is no plain logic")

    def inside(self, node: Condition) -> str:
        """A condition within another."""
        words = self.words(node)
        return words if isinstance(node, Among) and (len(node.values) == 1) else f"({words})"

    def said(self, part: Ruling, structure: Structure) -> Iterator[str]:
        """What a rule comes to: a table, or a sum within bounds."""
        if isinstance(part, Tally):
            yield self.total(part, structure)
        else:
            yield from self.table(part, structure)

    def table(self, part: Constraint, structure: Structure) -> Iterator[str]:
        """The rows that are forbidden, each a line; or those that are allowed, split by their first values."""
        columns = [structure.variables[number] for number in part.scope]
        tests = [[self.features.has(each.name, value.name) for value in each.values] for each in columns]
        rows = [
            tuple(tests[at][value] for at, value in enumerate(row))
            for row in sorted(set(map(tuple, part.rows.tolist())))
        ]
        if part.forbids:
            yield from (f"!({' & '.join(row)})" for row in rows)
        elif not rows:
            yield f"{tests[0][0]} & !{tests[0][0]}".replace("!!", "")
        else:
            yield from self.allowed((), rows, tests)

    def allowed(
        self, given: tuple[str, ...], rows: list[tuple[str, ...]], tests: Sequence[Sequence[str]]
    ) -> Iterator[str]:
        """Where what is given holds, one of the rows does."""
        depth = len(given)
        head = f"{' & '.join(given)} => " if given else ""
        either = [row[depth:] for row in rows]
        body = _any([" & ".join(row) if len(row) == 1 else f"({' & '.join(row)})" for row in either])
        if len(body) <= LONGEST or depth == len(tests) - 1:
            yield f"{head}({body})" if head else body
            return
        firsts = {first: list(some) for first, some in groupby(rows, key=lambda row: row[depth])}
        yield f"{head}({_any(list(firsts))})"
        for first, some in firsts.items():
            yield from self.allowed((*given, first), some, tests)

    def total(self, part: Tally, structure: Structure) -> str:
        """A sum of an attribute made for it."""
        amounts: Amounts = {}
        shift = 0
        for number, own in zip(part.scope, part.amounts, strict=True):
            variable = structure.variables[number]
            least = own[[value.name for value in variable.values].index("no")] if is_plain(variable) else 0
            shift += least
            amounts |= {
                (variable.name, value.name): amount - least
                for value, amount in zip(variable.values, own, strict=True)
                if amount - least
            }
        name = f"amount{len(self.sums) + 1}"
        self.sums[name] = amounts
        if not amounts:
            return "0 == 0" if (part.low <= shift <= part.high) != part.forbids else "0 == 1"
        words = [f"sum({name}) >= {part.low - shift}", f"sum({name}) <= {part.high - shift}"]
        if part.forbids:
            return f"!({' & '.join(words)})"
        bound = [part.low > part.least, part.high < part.most]
        return (
            " & ".join(word for word, binds in zip(words, bound, strict=True) if binds)
            or f"sum({name}) == sum({name})"
        )


def _plain(node: Condition) -> bool:
    if isinstance(node, Among):
        return True
    known = isinstance(node, And | Or | Implies | Not)
    return known and all(_plain(each) for each in children(node))  # type: ignore[arg-type]


def _any(tests: Sequence[str]) -> str:
    return " | ".join(tests)


def _comment(reason: str) -> str:
    words = " ".join(reason.replace("*/", "").split())
    return f" // {words}" if words else ""
