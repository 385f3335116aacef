"""Reads the feature models of FeatureIDE: ``<featureModel>`` and ``<extendedFeatureModel>``.

Source: Meinicke et al., "Mastering Software Variability with FeatureIDE" (2017), and the files that FeatureIDE writes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from sumisura.files import Problem, Problems, decimal, did_you_mean
from sumisura.kernel import BadInput
from sumisura.space.read.elements import Element, read_elements
from sumisura.space.read.errors import BadFamily
from sumisura.space.read.limits import LIMITS, Limits
from sumisura.space.read.names import title_of
from sumisura.space.read.reading import Reading
from sumisura.space.read.tree import Feature, Group, Model, family_of
from sumisura.space.read.tree.model import Formula, Joined, Negated, Plain, Reference

DEEPEST = 150
"""How deep features may be nested."""
KINDS = {"and": "", "alt": "alternative", "or": "or", "feature": ""}
BESIDE = frozenset({"description", "graphics", "property", "attribute"})
JOINS = {"conj": "&", "disj": "|", "imp": "=>", "eq": "<=>", "atmost1": "most-one"}
PAIRS = frozenset({"imp", "eq"})


def read_feature_ide(data: bytes, path: Path, limits: Limits = LIMITS) -> Reading:
    """The family of a feature model that FeatureIDE wrote.

    Raises:
        BadFamily: it is no such document, breaks a limit, or speaks of what is not there.

    Example:
        >>> model = b'''<featureModel><struct><and name="Cup"><feature name="Lid"/><feature mandatory="true" name="Wall"/>
        ... </and></struct><constraints/></featureModel>'''
        >>> [variable.name for variable in read_feature_ide(model, Path("cup.xml")).family.variables]
        ['Lid']
    """
    root = read_elements(data, path.name, limits, DEEPEST)
    problems = Problems(BadFamily)
    reader = _Reader(path.name, limits, problems)
    model = reader.model(root)
    problems.check()
    reading = family_of(model, limits, problems)
    return Reading(reading.family, (*reader.notes, *reading.notes))


@dataclass(slots=True)
class _Reader:
    file: str
    limits: Limits
    problems: Problems
    notes: list[Problem] = field(default_factory=list)
    features: int = 0

    def model(self, root: Element) -> Model:
        parts = {each.tag: each for each in root.parts}
        structure = parts.get("struct", Element("struct", {}, root.line))
        tops = [each for each in structure.parts if each.tag in KINDS]
        if len(tops) != 1:
            self.problem(
                structure, f"there are {len(tops)} features at the top", "Put one <and> in <struct>."
            )
            return Model(self.file, "", Feature("", 1))
        top = self.feature(tops[0])
        model = Model(self.file, top.name or title_of(self.file), top)
        for rule in parts["constraints"].parts if "constraints" in parts else ():
            self.constraint(model, rule)
        return model

    def feature(self, element: Element) -> Feature:
        """A feature with all below it."""
        name = element.attributes.get("name", "")
        self.features += 1
        if not name:
            self.problem(element, "a feature has no name", 'Write name="…".')
        if self.features == self.limits.variables + 1:
            self.problem(
                element, f"there are more than {self.limits.variables:,} features", "Split the model."
            )
        feature = Feature(name, element.line)
        members = [each for each in element.parts if self.is_feature(each)]
        feature.attributes.update(self.attributes(element))
        if members:
            feature.groups += self.groups(element, members)
        return feature

    def is_feature(self, element: Element) -> bool:
        if element.tag not in KINDS and element.tag not in BESIDE:
            mend = did_you_mean(element.tag[:40], KINDS)
            self.problem(element, f"<{element.tag[:40]}> is no feature", mend)
        return element.tag in KINDS

    def groups(self, element: Element, members: list[Element]) -> list[Group]:
        """One group of several, or runs of mandatory and optional features."""
        kind = KINDS[element.tag]
        if kind and len(members) == 1:
            what = f"<{element.tag}> has a single feature below it"
            done = "It was read as <and>, as FeatureIDE does: the feature is there always if it is mandatory."
            self.notes.append(Problem(f"{self.file}:{element.line}", what, done))
            kind = ""
        if kind:
            return [Group(0, None, element.line, [self.feature(each) for each in members], kind)]
        runs: list[Group] = []
        for each in members:
            own = "mandatory" if each.attributes.get("mandatory") == "true" else "optional"
            if not runs or runs[-1].kind != own:
                runs.append(Group(0, None, each.line, kind=own))
            runs[-1].members.append(self.feature(each))
        return runs

    def attributes(self, element: Element) -> dict[str, Plain]:
        """What ``<attribute>`` elements say: numbers, texts, flags."""
        found: dict[str, Plain] = {}
        for each in element.parts:
            name, value = each.attributes.get("name", ""), each.attributes.get("value", "")
            if each.tag == "attribute" and name and value:
                found[name] = _plain(each.attributes.get("type", ""), value)
        return found

    def constraint(self, model: Model, rule: Element) -> None:
        """A ``<rule>``."""
        if rule.tag != "rule":
            self.problem(rule, f"<{rule.tag[:40]}> is no rule", "Write <rule>…</rule>.")
        elif len(model.constraints) >= self.limits.rules:
            raise BadFamily(
                [Problem(f"{self.file}:{rule.line}", f"there are more than {self.limits.rules:,} rules")]
            )
        else:
            said = [each for each in rule.parts if each.tag not in BESIDE and each.tag != "tags"]
            if len(said) != 1:
                self.problem(rule, f"a rule says {len(said)} things", "Join them with <conj> or <disj>.")
            model.constraints += [(rule.line, self.formula(each)) for each in said[:1]]

    def formula(self, element: Element) -> Formula:
        """One node of a rule."""
        if element.tag == "var":
            return Reference((element.text.strip(),), element.line)
        wanted = {"not": 1, **dict.fromkeys(PAIRS, 2)}.get(element.tag)
        if element.tag not in {"not", *JOINS}:
            self.problem(
                element,
                f"<{element.tag[:40]}> is not read",
                did_you_mean(element.tag, ["var", "not", *JOINS]),
            )
            return Reference(("",), element.line)
        parts = tuple(self.formula(each) for each in element.parts)
        if (wanted and len(parts) != wanted) or not parts:
            self.problem(
                element, f"<{element.tag}> has {len(parts)} parts", f"Give it {wanted or 'one or more'}."
            )
            return Reference(("",), element.line)
        if element.tag == "not":
            return Negated(parts[0])
        sign = JOINS[element.tag]
        if sign in {"&", "|"}:
            parts = tuple(each for part in parts for each in _flat(part, sign))
        return parts[0] if len(parts) == 1 and sign in {"&", "|"} else Joined(sign, parts)

    def problem(self, element: Element, what: str, mend: str) -> None:
        """Note what is wrong with an element."""
        self.problems.add(f"{self.file}:{element.line}", what, mend)


def _flat(part: Formula, sign: str) -> tuple[Formula, ...]:
    """The parts of a chain of one sign, which FeatureIDE writes one in the other."""
    return part.parts if isinstance(part, Joined) and part.by == sign else (part,)


NUMBERS: Mapping[str, Callable[[str], Fraction]] = dict.fromkeys(
    ("long", "double", "int", "integer", "float"), lambda text: Fraction(decimal(text))
)


def _plain(kind: str, value: str) -> Plain:
    """A value of an attribute's type; what is no number stays a text."""
    if kind == "boolean":
        return value == "true"
    try:
        return NUMBERS[kind](value) if kind in NUMBERS else value
    except BadInput:
        return value
