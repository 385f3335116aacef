"""Reads UVL, the Universal Variability Language: features by indent, and constraints across them.

Source: Benavides, Sundermann, Feichtinger, Galindo, Rabiser, Thüm, "UVL: Feature modelling with the Universal
Variability Language", Journal of Systems and Software (2025). What each construct becomes is told in ``docs/uvl.md``.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from sumisura.files import Problem, Problems, did_you_mean
from sumisura.files.problems import MOST
from sumisura.space.read.errors import BadFamily
from sumisura.space.read.limits import LIMITS, Limits
from sumisura.space.read.reading import Reading
from sumisura.space.read.tree import Feature, Group, Model, family_of
from sumisura.space.read.tree.model import Formula
from sumisura.space.read.uvl_attributes import attributes
from sumisura.space.read.uvl_formula import Cursor, formula, reference
from sumisura.space.read.uvl_text import Line, lines

SECTIONS = ("namespace", "include", "imports", "features", "constraints")
KINDS = ("optional", "mandatory", "or", "alternative")
TYPES = frozenset({"Boolean", "Integer", "Real", "String"})
DEEPEST = 150


def read_uvl(data: bytes, path: Path, limits: Limits = LIMITS) -> Reading:
    r"""The family of a feature model in UVL.

    Raises:
        BadFamily: it is no UVL, breaks a limit, or speaks of what is not there.

    Example:
        >>> model = b"features\n  Cup\n    optional\n      Lid\n    alternative\n      Small\n      Large\nconstraints\n  Small => !Lid\n"
        >>> family = read_uvl(model, Path("cup.uvl")).family
        >>> [(variable.name, [value.name for value in variable.values]) for variable in family.variables]
        [('Lid', ['yes', 'no']), ('Cup', ['Small', 'Large'])]
        >>> family.rules[0].expression, family.rules[0].reason, family.rules[0].where
        ('Cup = Small implies Lid != yes', 'Small does not go with Lid.', 'cup.uvl:9')
    """
    parser = _Parser(path.name, limits, Problems(BadFamily))
    model = parser.read(lines(data, path.name))
    reading = family_of(model, limits, parser.problems)
    return Reading(reading.family, (*parser.notes, *reading.notes))


@dataclass(slots=True)
class _Parser:
    """Takes the lines one after the other.

    Args:
        stack: (indent, node) of what is open: features and groups in turn.
        closed: the indent of what was closed last, which the next must share.
    """

    file: str
    limits: Limits
    problems: Problems
    notes: list[Problem] = field(default_factory=list)
    title: str = ""
    root: Feature | None = None
    stack: list[tuple[int, Feature | Group]] = field(default_factory=list)
    constraints: list[tuple[int, Formula]] = field(default_factory=list)
    imports: set[str] = field(default_factory=set)
    features: int = 0

    def read(self, found: Iterable[Line]) -> Model:
        """The model; what is wrong with single lines is noted."""
        section, last = "", 1
        readers = {"features": self.node, "constraints": self.constraint, "imports": self.imported}
        for line in found:
            last, cursor = line.number, Cursor(self.file, line.tokens, line.number)
            try:
                if line.indent == 0 and cursor.sees(*SECTIONS):
                    section = self.section(cursor)
                elif section in readers:
                    readers[section](cursor, line.indent)
                elif section != "include":
                    raise cursor.refusal("no section is open", "Write features above it.")
            except BadFamily as bad:
                self.problems.found += bad.problems[: MOST - len(self.problems.found)]
        if self.root is None and not self.problems.found:
            where = f"{self.file}:{last}"
            self.problems.add(where, "there are no features", "Write features, and a feature below it.")
        self.problems.check()
        root = self.root or Feature("", 1)
        return Model(self.file, self.title or root.name, root, self.constraints, frozenset(self.imports))

    def section(self, cursor: Cursor) -> str:
        """The keyword of a section; ``namespace`` is followed by a name."""
        name = cursor.take().text
        if name == "namespace":
            self.title = ".".join(reference(cursor).path)
        self.end(cursor)
        return name

    def end(self, cursor: Cursor) -> None:
        """Nothing more may stand on the line."""
        if cursor.now.kind != "end":
            raise cursor.refusal("the line goes on", "Write what follows on a line of its own.")

    def imported(self, cursor: Cursor, _: int) -> None:
        """Another file; it is not opened."""
        path = reference(cursor).path
        name = reference(cursor).path[0] if cursor.met("as") else path[-1]
        self.imports |= {name, path[0]}
        what = f'"{".".join(path)[:60]}" is another file'
        self.note(cursor, what, "It was not opened; of its features, those that stand here are plain ones.")

    def constraint(self, cursor: Cursor, _: int) -> None:
        """A line of ``constraints``."""
        if len(self.constraints) >= self.limits.rules:
            raise cursor.refusal(f"there are more than {self.limits.rules:,} constraints", "Join some.")
        line = cursor.now.line
        self.constraints.append((line, formula(cursor)))
        self.end(cursor)

    def node(self, cursor: Cursor, indent: int) -> None:
        """A group below a feature, or a feature below a group."""
        closed = indent
        while self.stack and self.stack[-1][0] >= indent:
            closed = self.stack.pop()[0]
        if closed != indent:
            raise cursor.refusal("the indent is that of no line above", "Indent it as far as its siblings.")
        if len(self.stack) > DEEPEST:
            raise cursor.refusal(f"features are nested more than {DEEPEST} deep", "Keep fewer levels.")
        above = self.stack[-1][1] if self.stack else None
        if isinstance(above, Feature):
            found: Feature | Group = self.group(cursor, above)
        else:
            found = self.feature(cursor, above)
        self.stack.append((indent, found))
        self.end(cursor)

    def group(self, cursor: Cursor, above: Feature) -> Group:
        """``mandatory``, ``optional``, ``or``, ``alternative``, or bounds."""
        line = cursor.now.line
        if cursor.sees(*KINDS):
            group = Group(0, None, line, kind=cursor.take().text)
        elif cursor.now.kind == "bounds":
            group = Group(*bounds(cursor), line)
        else:
            mend = did_you_mean(cursor.now.text[:40], KINDS)
            raise cursor.refusal(f"a feature ({above.name[:60]}) has groups below it, and this is none", mend)
        above.groups.append(group)
        return group

    def feature(self, cursor: Cursor, above: Group | None) -> Feature:
        """A feature with its type, cardinality and attributes."""
        line = cursor.now.line
        kind = cursor.take().text if cursor.sees(*TYPES) and len(cursor.tokens) > 1 else ""
        feature = Feature(".".join(reference(cursor).path), line, "" if kind == "Boolean" else kind)
        self.features += 1
        if above is None and self.root is not None:
            raise cursor.refusal(
                f'there is a second root (the first is "{self.root.name[:60]}")', "Put one above."
            )
        if self.features > self.limits.variables:
            raise cursor.refusal(
                f"there are more than {self.limits.variables:,} features", "Split the model."
            )
        if above is None:
            self.root = feature
        else:
            above.members.append(feature)
        if cursor.met("cardinality"):
            feature.copies = bounds(cursor)
        if cursor.met("{"):
            self.attributes(cursor, feature)
        return feature

    def attributes(self, cursor: Cursor, feature: Feature) -> None:
        """What stands in braces behind a feature."""
        told = attributes(cursor)
        feature.attributes.update(told.plain)
        self.constraints += told.constraints
        for name in told.unread:
            self.note(cursor, f'the attribute "{name[:60]}" is a list or a map', "It was left out.")

    def note(self, cursor: Cursor, what: str, done: str) -> None:
        """Say what was done instead."""
        self.notes.append(Problem(f"{self.file}:{cursor.line}", what, done))


def bounds(cursor: Cursor) -> tuple[int, int | None]:
    """``[2]``, ``[1..3]`` or ``[1..*]``; a maximum below the minimum is refused."""
    if cursor.now.kind != "bounds":
        raise cursor.refusal("a cardinality is missing", "Write it as [1..3].")
    low, _, high = cursor.now.text.strip("[] \t").replace(" ", "").partition("..")
    most = None if high == "*" else int(high or low)
    if most is not None and most < int(low):
        raise cursor.refusal("a cardinality runs backwards", f"Write [{most}..{low}].")
    cursor.take()
    return int(low), most
