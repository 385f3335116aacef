"""Puts an XCSP3 network together.

Source: Boussemart, Lecoutre, Audemard and Piette, "XCSP3-core: A Format for Representing Constraint
Satisfaction/Optimization Problems" (2020), arXiv:2009.00514.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from sumisura.files import Problem, Problems
from sumisura.kernel import BadInput, Family, Rule
from sumisura.space.expressions import parse
from sumisura.space.expressions.names import Names
from sumisura.space.read.elements import Element, read_elements
from sumisura.space.read.errors import BadFamily
from sumisura.space.read.limits import LIMITS, Limits
from sumisura.space.read.names import family_name, fitted, title_of
from sumisura.space.read.reading import Reading
from sumisura.space.read.xcsp3.formula import INSTEAD, Call, Formula, Sentences, parsed
from sumisura.space.read.xcsp3.rows import Rows
from sumisura.space.read.xcsp3.variables import Variables

HOLE = re.compile(r"%(\d{1,4}|\.\.\.)", re.ASCII)
CONDITION = re.compile(r"\(\s*(lt|le|gt|ge|eq|ne|in|notin)\s*,(.*)\)", re.DOTALL)
RANGE = re.compile(r"\s*([+-]?\d{1,9})\s*\.\.\s*([+-]?\d{1,9})\s*", re.ASCII)
TIMES = re.compile(r"([+-]?\d{1,15})x(\d{1,4})", re.ASCII)


def read_xcsp3(data: bytes, file: str, limits: Limits = LIMITS) -> Reading:
    """The family of an XCSP3 network; values are its integers or symbols, ids are made to fit.

    Raises:
        BadFamily: it is no such network, breaks a limit, or has what is not read; says what to write instead.

    Example:
        >>> family = read_xcsp3(b'''<instance format="XCSP3" type="CSP">
        ... <variables><array id="x" size="[2]">0..2</array></variables>
        ... <constraints><intension>lt(x[0],x[1])</intension></constraints></instance>''', "tiny.xml").family
        >>> [variable.name for variable in family.variables], family.rules[0].expression
        (['x-0', 'x-1'], 'x-0 < x-1')
    """
    root = read_elements(data, file, limits)
    network = _Network(file, limits, Problems(BadFamily))
    family = network.family(root)
    network.problems.check()
    return Reading(family, tuple(network.notes))


@dataclass(slots=True)
class _Network:
    """Turns elements into variables and rules, noting every problem on the way."""

    file: str
    limits: Limits
    problems: Problems
    rules: list[Rule] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    written: int = 0
    bare: Family = field(init=False)
    known: Names = field(init=False)
    sentences: Sentences = field(init=False)
    variables: Variables = field(init=False)
    rows: Rows = field(init=False)

    def family(self, root: Element) -> Family:
        """All of it."""
        self.variables = Variables(self.file, self.limits, self.problems)
        self.variables.read(root.first("variables") or Element("variables", {}, root.line))
        if not self.variables.domains:
            self.problems.add(
                f"{self.file}:{root.line}", "there are no variables", "Declare them in <variables>."
            )
        self.problems.check()
        title = title_of(self.file)
        self.bare = Family(family_name(title), title, "EUR", self.variables.family())
        self.known = Names.of(self.bare)
        names = dict(zip(self.variables.domains, (each.name for each in self.bare.variables), strict=True))
        values = {
            each: dict(zip(domain, (value.name for value in variable.values), strict=True))
            for (each, domain), variable in zip(
                self.variables.domains.items(), self.bare.variables, strict=True
            )
        }
        self.sentences = Sentences(names, values)
        self.rows = Rows(self.limits, names, values)
        for section in root.parts:
            self.section(section)
        if self.rows.strange:
            what = f"{self.rows.strange:,} rows name values that their variables cannot have"
            self.notes.append(
                Problem(f"{self.file}:{root.line}", what, "They say nothing, and were left out.")
            )
        rules = zip(self.rules, fitted(rule.name for rule in self.rules), strict=True)
        unique = tuple(
            Rule(name, rule.reason, rule.scope, rule.rows, rule.forbids, rule.expression, where=rule.where)
            for rule, name in rules
        )
        return Family(self.bare.name, title, "EUR", self.bare.variables, unique)

    def section(self, section: Element) -> None:
        """What stands beside the variables."""
        if section.tag == "constraints":
            self.block(section)
        elif section.tag == "objectives":
            what, done = (
                "objectives are not read",
                "Every design that is possible stays so; prices say what is best.",
            )
            self.notes.append(Problem(f"{self.file}:{section.line}", what, done))

    def block(self, block: Element) -> None:
        """Constraints, groups of them, and blocks within."""
        for each in block.parts:
            if each.tag == "block":
                self.block(each)
            elif each.tag == "group":
                self.group(each)
            else:
                self.constraint(each)

    def group(self, group: Element) -> None:
        """A template, written out for each ``<args>``."""
        template = next((part for part in group.parts if part.tag != "args"), None)
        if template is None:
            self.note(group, "the group has no constraint", "Put one before its <args>.")
            return
        for args in group.all("args"):
            self.constraint(self.filled(template, args.text.split(), args.line))

    def filled(self, template: Element, args: list[str], line: int) -> Element:
        """The template with its holes filled; ``%...`` takes what no number names."""
        named = [int(hole) for hole in HOLE.findall(_whole_text(template)) if hole.isdecimal()]
        rest = " ".join(args[max(named, default=-1) + 1 :])

        def fill(found: re.Match[str]) -> str:
            if found[1] == "...":
                return rest
            return args[int(found[1])] if int(found[1]) < len(args) else found[0]

        return self.copied(template, fill, line)

    def copied(self, element: Element, fill: Callable[[re.Match[str]], str], line: int) -> Element:
        """A copy with every text filled."""
        text = HOLE.sub(fill, element.text)
        self.written += len(text)
        if self.written > self.limits.xml_bytes:
            what = f"the groups have more than {self.limits.xml_bytes:,} characters when written out"
            raise BadFamily([Problem(f"{self.file}:{line}", what, "Split the network.")])
        parts = [self.copied(part, fill, line) for part in element.parts]
        return Element(element.tag, element.attributes, line, text, parts)

    def constraint(self, element: Element) -> None:
        """One constraint, as one rule or several."""
        try:
            self.rules.extend(self.read(element))
        except BadInput as problem:
            self.note(element, problem.what, problem.mend)
        if len(self.rules) > self.limits.rules:
            what = f"there are more than {self.limits.rules:,} rules"
            raise BadFamily([Problem(f"{self.file}:{element.line}", what, "Split the network.")])

    def read(self, element: Element) -> Iterator[Rule]:
        """The rules of a constraint. Raises BadInput when it cannot be read."""
        match element.tag:
            case "extension":
                yield self.extension(element)
            case "intension":
                yield self.rule(element, parsed(_text(element, "function")))
            case "allDifferent" if not element.first("except") and len(list(element.all("list"))) < 2:  # noqa: PLR2004
                found = self.listed(element)
                for at, one in enumerate(found[:-1]):
                    yield self.rule(
                        element, Call("and", tuple(Call("ne", (one, each)) for each in found[at + 1 :]))
                    )
            case "allEqual":
                found = self.listed(element)
                yield from (self.rule(element, Call("eq", pair)) for pair in pairwise(found))
            case "sum":
                yield self.rule(element, self.total(element))
            case _:
                raise BadInput(f"<{element.tag[:40]}> is not read in this form", mend=INSTEAD)

    def listed(self, element: Element) -> list[str]:
        """The variables of a constraint's list."""
        return self.variables.listed(_text(element, "list"))

    def extension(self, element: Element) -> Rule:
        """A table."""
        scope = self.listed(element)
        kind = next((part for part in element.parts if part.tag in {"supports", "conflicts"}), None)
        if kind is None:
            raise BadInput("there are no rows", mend="Write them in <supports> or <conflicts>.")
        rows = self.rows.read(kind.text, scope, self.variables)
        names = tuple(self.sentences.names[each] for each in scope)
        reason = f"{self.called(element)} says which {', '.join(scope)[:200]} go together."
        return Rule(
            self.called(element), reason, names, rows, kind.tag == "conflicts", where=self.place(element)
        )

    def rule(self, element: Element, formula: Formula) -> Rule:
        """A sentence."""
        said = str(parse(self.sentences.condition(formula), self.known))
        reason = f"{said[:200]}{'…' if len(said) > 200 else ''} must hold."  # noqa: PLR2004 - a sentence's length
        return Rule(self.called(element), reason, expression=said, where=self.place(element))

    def total(self, element: Element) -> Formula:
        """A weighted sum and what it must be."""
        terms = [parsed(each) for each in self.terms(element)]
        counts = [int(each) for each in self.coefficients(element)] or [1] * len(terms)
        if len(counts) != len(terms) or not terms:
            raise BadInput(
                "the sum needs one coefficient for each variable", mend="Write as many as variables."
            )
        parts: list[Formula] = [
            term if count == 1 else Call("mul", (count, term))
            for count, term in zip(counts, terms, strict=True)
        ]
        return _bounded(Call("add", tuple(parts)), _text(element, "condition"))

    def terms(self, element: Element) -> list[str]:
        """What is added: variables, or formulas over them."""
        text = _text(element, "list")
        return text.split() if "(" in text else self.variables.listed(text)

    def coefficients(self, element: Element) -> Iterator[str]:
        """The factors; ``3x4`` stands for four threes."""
        found = element.first("coeffs")
        for token in found.text.split() if found else ():
            times = TIMES.fullmatch(token)
            if times:
                yield from [times[1]] * int(times[2])
            elif re.fullmatch(r"[+-]?\d{1,15}", token, re.ASCII):
                yield token
            else:
                raise BadInput(
                    f'the coefficient "{token[:40]}" is no whole number', mend="Write numbers: 2 3 1."
                )

    def called(self, element: Element) -> str:
        """A constraint's id, or its number."""
        return element.attributes.get("id") or f"c{len(self.rules) + 1}"

    def place(self, element: Element) -> str:
        return f"{self.file}:{element.line}"

    def note(self, element: Element, what: str, mend: str) -> None:
        self.problems.add(self.place(element), what, mend, element.tag[:40])


def _bounded(total: Formula, condition: str) -> Formula:
    found = CONDITION.fullmatch(condition.strip())
    if not found:
        raise BadInput(f'"{condition.strip()[:40]}" is no condition', mend="Write: (le,10) or (in,1..5).")
    relation, bound = found.groups()
    if relation not in {"in", "notin"}:
        return Call(relation, (total, parsed(bound)))
    span = RANGE.fullmatch(bound)
    if span:
        within = Call("and", (Call("ge", (total, int(span[1]))), Call("le", (total, int(span[2])))))
        return within if relation == "in" else Call("not", (within,))
    numbers = tuple(parsed(each) for each in bound.strip().strip("{}").split(","))
    return Call(relation, (total, Call("set", numbers)))


def _text(element: Element, tag: str) -> str:
    """The text of the part of that name, or of the element itself where it has no such part."""
    part = element.first(tag)
    return part.text if part else element.text


def _whole_text(element: Element) -> str:
    return element.text + " ".join(map(_whole_text, element.parts))
