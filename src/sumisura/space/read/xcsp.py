"""Reads XCSP 2.1: extensional constraint networks as the configuration benchmarks use them.

Source: Roussel and Lecoutre, "XML Representation of Constraint Networks: Format XCSP 2.1" (2009),
arXiv:0902.2362. Only relations in extension are read: ``supports`` and ``conflicts``.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from sumisura.files import Problem, Problems, did_you_mean
from sumisura.kernel import Family, Rule, Value, Variable
from sumisura.space.read.errors import BadFamily
from sumisura.space.read.limits import LIMITS, Limits

KNOWN = frozenset(
    [
        "instance",
        "presentation",
        "domains",
        "domain",
        "variables",
        "variable",
        "relations",
        "relation",
        "constraints",
        "constraint",
    ]
)
KEPT = frozenset({"domain", "relation"})
RANGE = re.compile(r"(-?\d{1,9})\.\.(-?\d{1,9})")
WHOLE = re.compile(r"-?\d{1,18}")
Row = tuple[str, ...]


@dataclass(slots=True)
class Element:
    """An element as it was met: its attributes, its line, and its text once it is closed."""

    tag: str
    attributes: dict[str, str]
    line: int
    text: str = ""

    def get(self, name: str) -> str:
        """The attribute, or "" when it is absent."""
        return self.attributes.get(name, "")


@dataclass(slots=True)
class Collector:
    """Takes the parser's calls and keeps the elements that mean something, by kind; never a tree."""

    file: str
    limits: Limits
    elements: dict[str, list[Element]] = field(default_factory=lambda: {tag: [] for tag in KNOWN})
    depth: int = 0
    text: list[str] = field(default_factory=list)
    line: int = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        self.depth += 1
        if self.depth > self.limits.depth:
            self.refuse(f"elements are nested more than {self.limits.depth} deep")
        if tag not in KNOWN:
            self.refuse(
                f"<{tag[:40]}> is not read",
                "Write the constraint as a relation of allowed or forbidden rows.",
            )
        kept = self.elements[tag]
        if len(kept) >= self.limits.rules:
            self.refuse(f"there are more than {self.limits.rules:,} <{tag}> elements")
        kept.append(Element(tag, attributes, self.line))
        self.text = []

    def data(self, text: str) -> None:
        """Characters between tags."""
        self.text.append(text)

    def end(self, tag: str) -> None:
        """An element closes."""
        self.depth -= 1
        if tag in KEPT:
            self.elements[tag][-1].text = "".join(self.text)
        self.text = []

    def close(self) -> "Collector":
        """The document is over."""
        return self

    def refuse(self, what: str, mend: str = "") -> None:
        """Stop here: reading on could only do harm."""
        raise BadFamily([Problem(f"{self.file}:{self.line}", what, mend)])


def read_xcsp(data: bytes, file: str, limits: Limits = LIMITS) -> Family:
    """The family of an XCSP 2.1 document; values are its integers as text, names are its own.

    Raises:
        BadFamily: it is no such document, breaks a limit, or refers to what is not there.

    Example:
        >>> family = read_xcsp(b'''<instance><presentation name="tiny"/>
        ... <domains><domain name="D">0..2</domain></domains>
        ... <variables><variable name="x" domain="D"/><variable name="y" domain="D"/></variables>
        ... <relations><relation name="R" semantics="conflicts">0 0|1 1</relation></relations>
        ... <constraints><constraint name="c" reference="R" scope="x y"/></constraints></instance>''', "tiny.xml")
        >>> [value.name for value in family.variable("x").values], family.rules[0].rows
        (['0', '1', '2'], (('0', '0'), ('1', '1')))
    """
    elements = _elements(data, file, limits)
    network = _Network(file, limits, Problems(BadFamily))
    family = network.family(elements)
    network.problems.check()
    return family


def _elements(data: bytes, file: str, limits: Limits) -> dict[str, list[Element]]:
    collector = Collector(file, limits)
    parser = DefusedXMLParser(target=collector, forbid_dtd=True)
    try:
        for line in data.splitlines(keepends=True):
            collector.line += 1
            parser.feed(line)
        parser.close()
    except DefusedXmlException as problem:
        what = "document types and entities are not allowed"
        raise BadFamily([Problem(f"{file}:{collector.line}", what, "Remove the <!DOCTYPE …>.")]) from problem
    except (ParseError, LookupError, ValueError) as problem:  # unknown or broken encodings
        what = f"this is not well-formed XML: {problem}"
        raise BadFamily([Problem(f"{file}:{collector.line}", what)]) from problem
    return collector.elements


@dataclass(slots=True)
class _Network:
    """Turns elements into variables and rules, noting every problem on the way."""

    file: str
    limits: Limits
    problems: Problems
    rows: int = 0

    def family(self, elements: dict[str, list[Element]]) -> Family:
        domains = {each.get("name"): self.domain(each) for each in elements["domain"]}
        variables: dict[str, Variable] = {}
        for each in self.unique(elements["variable"]):
            variables[each.get("name")] = self.variable(each, domains)
        relations = {each.get("name"): (each, self.tuples(each)) for each in elements["relation"]}
        rules = [self.rule(each, relations, variables) for each in self.unique(elements["constraint"])]
        if not variables:
            self.note(None, "there are no variables", "Is this an XCSP 2.1 instance?")
        name = self.name(elements["presentation"])
        return Family(name, name, "EUR", tuple(variables.values()), tuple(filter(None, rules)))

    def name(self, presentations: Iterable[Element]) -> str:
        given = next((each.get("name") for each in presentations), "")
        slug = re.sub(r"[^a-z0-9]+", "-", given.lower()).strip("-")
        return slug[:60] or re.sub(r"[^a-z0-9]+", "-", Path(self.file).stem.lower()).strip("-") or "family"

    def unique(self, elements: Iterable[Element]) -> Iterable[Element]:
        seen: set[str] = set()
        for each in elements:
            name = each.get("name")
            if not name or name in seen:
                self.note(
                    each, f'the {each.tag} name "{name}" is missing or taken', "Give each its own name."
                )
            else:
                seen.add(name)
                yield each

    def domain(self, element: Element) -> tuple[Value, ...]:
        absent = element.get("optional")
        names = dict.fromkeys(self.integers(element))
        if not names:
            self.note(element, "the domain is empty", "List its values: 0 1 2.")
        return tuple(Value(name, "without" if name == absent else name) for name in names)

    def integers(self, element: Element) -> Iterable[str]:
        count = 0
        for token in element.text.split():
            span = RANGE.fullmatch(token)
            low, high = map(int, span.groups()) if span else (0, 0)
            count += high - low + 1
            if count > self.limits.values:
                what = f"the domain has more than {self.limits.values:,} values"
                raise BadFamily([Problem(f"{self.file}:{element.line}", what)])
            if span:
                yield from map(str, range(low, high + 1))
            elif WHOLE.fullmatch(token):
                yield token
            else:
                self.note(element, f'"{token[:40]}" is not a whole number', "Write values as integers.")

    def variable(self, element: Element, domains: dict[str, tuple[Value, ...]]) -> Variable:
        domain = element.get("domain")
        if domain not in domains:
            self.note(element, f'there is no domain "{domain}"', did_you_mean(domain, domains))
        return Variable(element.get("name"), element.get("name"), domains.get(domain, ()))

    def tuples(self, element: Element) -> tuple[Row, ...]:
        body = element.text.strip().rstrip("|")
        self.rows += body.count("|") + 1
        if self.rows > self.limits.rows:
            what = f"the relations have more than {self.limits.rows:,} rows"
            raise BadFamily([Problem(f"{self.file}:{element.line}", what)])
        if element.get("semantics") not in {"supports", "conflicts"}:
            self.note(
                element,
                f'the semantics "{element.get("semantics")}" is not read',
                "Use supports or conflicts.",
            )
        return tuple(tuple(row.split()) for row in body.split("|")) if body else ()

    def rule(
        self,
        element: Element,
        relations: dict[str, tuple[Element, tuple[Row, ...]]],
        variables: dict[str, Variable],
    ) -> Rule | None:
        name, reference = element.get("name"), element.get("reference")
        scope = tuple(element.get("scope").split())
        if reference not in relations:
            self.note(element, f'there is no relation "{reference}"', did_you_mean(reference, relations))
            return None
        relation, rows = relations[reference]
        if not self.fits(element, scope, rows, variables):
            return None
        forbids = relation.get("semantics") == "conflicts"
        reason = f"{name} says which {', '.join(scope)} go together."
        return Rule(name, reason, scope, rows, forbids, where=f"{self.file}:{element.line}")

    def fits(
        self, element: Element, scope: tuple[str, ...], rows: tuple[Row, ...], variables: dict[str, Variable]
    ) -> bool:
        before = len(self.problems.found)
        for name in scope:
            if name not in variables:
                self.note(element, f'there is no variable "{name}"', did_you_mean(name, variables))
        if not 0 < len(scope) <= self.limits.arity or len(set(scope)) < len(scope):
            self.note(element, f"the scope must name 1 to {self.limits.arity} different variables")
        if set(map(len, rows)) - {len(scope)}:
            self.note(element, f"every row needs {len(scope)} values, one for each variable in the scope")
        if len(self.problems.found) == before:
            self.known(element, scope, rows, variables)
        return len(self.problems.found) == before

    def known(
        self, element: Element, scope: tuple[str, ...], rows: tuple[Row, ...], variables: dict[str, Variable]
    ) -> None:
        for name, column in zip(scope, zip(*rows, strict=True), strict=False):
            for stray in sorted(set(column) - {value.name for value in variables[name].values})[:3]:
                self.note(element, f'"{stray[:40]}" is not a value of {name}', "Correct the row.")

    def note(self, element: Element | None, what: str, mend: str = "") -> None:
        line = element.line if element else 1
        about = f"{element.tag} {element.get('name')}"[:80] if element else ""
        self.problems.add(f"{self.file}:{line}", what, mend, about)
