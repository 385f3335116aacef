"""Reads choices whose values are numbers, and parts their numbers into bands where the family's rules turn."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor

from sumisura.files import Entries, Items, Node, Section, Text
from sumisura.files.numbers import decimal
from sumisura.kernel import ABSENT, BadInput, Family, Field, Value, Variable
from sumisura.space import fields as written
from sumisura.space.bands import MOST_BANDS, MOST_STEPS, band_of, bands, exact, spans, step_of, steps
from sumisura.space.expressions import parse
from sumisura.space.expressions.names import Names
from sumisura.space.expressions.turns import turns
from sumisura.space.expressions.units import in_base
from sumisura.space.linear import Domains

_NUMBER = r"\d+(?:\.\d+)?"
SPAN = re.compile(
    rf"(?:(?P<low>{_NUMBER})\s*(?:to|-)\s*(?P<high>{_NUMBER})|from (?P<least>{_NUMBER})|to (?P<most>{_NUMBER})"
    rf"|(?P<one>{_NUMBER}))(?:\s*(?P<unit>[^\d\s]\S*))?"
)


@dataclass(frozen=True, slots=True)
class Measured:
    """A choice whose values are numbers.

    Args:
        field: where the exact number is written.
        cuts: steps at which the author begins a new band.
    """

    field: Field
    cuts: tuple[int, ...]


def read_cuts(section: Section, field: Field) -> tuple[int, ...]:
    """The steps at which a new band begins, as the author wants it."""
    found: list[int] = []
    for text in section.texts("cuts") if _sound(field) else ():
        try:
            found.append(ceil(step_of(field, Fraction(decimal(text.value)))))
        except BadInput as problem:
            section.note("cuts", problem.what, problem.mend)
    return tuple(found)


def check_number(section: Section, field: Field) -> None:
    """Note numbers that cannot be counted, and a default that is none of them."""
    if field.minimum < 0:
        section.note("minimum", "a measure is not below 0", "Write a minimum of 0 or more.")
    if not _sound(field):
        return
    if steps(field) > MOST_STEPS:
        what = f"there are {steps(field):,} numbers from minimum to maximum"
        section.note("step", what, f"Write a larger step: at most {MOST_STEPS:,} numbers can be told apart.")
    if field.default and _settled(field) != field.default:
        mend = f"Write a number from {field.minimum:g} to {field.maximum:g}, on a step of {field.step:g}."
        section.note("default", f'the default "{field.default[:40]}" cannot be made', mend)


def parted(family: Family, measured: Mapping[str, Measured], root: Section) -> Family:
    """The family with its measured choices in bands, so that one comparison of one of them is decided by its band.

    A new band begins where a rule, a price or a table of the file turns, and where the author cuts.
    """
    measured = {name: one for name, one in measured.items() if _sound(one.field)}
    starts = {name: set(one.cuts) for name, one in measured.items()}
    for entries in _maps(root.entries):
        for name, step in _steps(entries, family, measured):
            starts[name].add(step)
    variables = tuple(
        _banded(root, variable, measured[variable.name].field, starts[variable.name])
        if variable.name in measured
        else variable
        for variable in family.variables
    )
    return replace(family, variables=variables)


def values_of(variable: Variable, field: Field | None, text: str) -> tuple[str, ...]:
    """The values that a text names: one of its names, or of a measured choice the bands of a span.

    Example:
        >>> width = Field("width", "Width", kind="number", minimum=400, maximum=2400, unit="mm")
        >>> values_of(Variable("width", "Width", bands(width, [200, 800])), width, "from 600 mm")
        ('600-1199', '1200-2400')
    """
    if any(value.name == text for value in variable.values):
        return (text,)
    span = _span(field, text) if field else None
    if span is None:
        return ()
    low, high = span
    return tuple(name for name, least, most in spans(variable.values) if low <= least and most <= high)


def _sound(field: Field) -> bool:
    """Whether its limits are limits."""
    return 0 <= field.minimum < field.maximum and field.step > 0


def _settled(field: Field) -> str:
    try:
        return written.check(field, field.default) if field.default else ""
    except BadInput:
        return ""


def _banded(root: Section, variable: Variable, field: Field, starts: set[int]) -> Variable:
    values, absent = bands(field, starts), tuple(one for one in variable.values if one.name == ABSENT)
    if len(values) > MOST_BANDS:
        what = f"the rules part {variable.name} into {len(values)} bands"
        root.note("choices", what, f"At most {MOST_BANDS} can be told apart: join some limits.")
        values = values[:MOST_BANDS]
    default = band_of(values, exact(field.default)) if _settled(field) else None
    default = ABSENT if variable.default == ABSENT else default
    return replace(variable, values=(*values, *absent), default=default)


def _maps(node: Node) -> Iterator[Entries]:
    """Every map of the file."""
    if isinstance(node, Entries):
        yield node
    for part in node.parts.values() if isinstance(node, Entries) else _items(node):
        yield from _maps(part)


def _items(node: Node | None) -> tuple[Node, ...]:
    return node.parts if isinstance(node, Items) else ()


def _steps(entries: Entries, family: Family, measured: Mapping[str, Measured]) -> Iterator[tuple[str, int]]:
    """Steps at which something in a map of the file makes a difference: (choice, step)."""
    must, when = entries.parts.get("must"), entries.parts.get("when")
    if isinstance(must, Text):
        yield from _of_sentence(must.value, family, measured)
    cells = list(when.parts.items()) if isinstance(when, Entries) else []
    for name, cell in (*cells, *_columns(entries)):
        for text in (cell, *_items(cell)):
            if name in measured and isinstance(text, Text):
                yield from ((name, step) for step in _of_span(measured[name].field, text.value))


def _columns(entries: Entries) -> Iterator[tuple[str, Node]]:
    """The cells of a table, each with its column's choice."""
    names = [part.value if isinstance(part, Text) else "" for part in _items(entries.parts.get("of"))]
    for form in ("allow", "forbid"):
        for row in _items(entries.parts.get(form)):
            yield from zip(names, _items(row), strict=False)


def _of_sentence(text: str, family: Family, measured: Mapping[str, Measured]) -> Iterator[tuple[str, int]]:
    names = Names.of(family)
    inside = (names.inside(instance) for part in names.parts.values() for instance in part)
    domains: Domains = {one.name: tuple(value.name for value in one.values) for one in family.variables}
    for scope in (names, *inside):
        try:
            root = parse(text, scope).root
        except BadInput:  # told where the rule is read, or it speaks of what another part has
            continue
        for name, one in measured.items():
            base = in_base(1, one.field.unit)
            for turn in turns(root, name, domains):
                at = step_of(one.field, turn.number / base)
                yield from ((name, step) for step in turn.steps(at))


def _of_span(field: Field, text: str) -> Iterator[int]:
    span = _span(field, text)
    if span:
        yield ceil(step_of(field, span[0]))
        yield floor(step_of(field, span[1])) + 1


def _span(field: Field, text: str) -> tuple[Fraction, Fraction] | None:
    """The least and the greatest number of ``600 to 1200 mm``, ``from 600``, ``to 1200`` or ``600``."""
    found = SPAN.fullmatch(text.strip())
    if found is None or (found["unit"] or field.unit) != field.unit:
        return None
    low = found["low"] or found["least"] or found["one"] or str(exact(field.minimum))
    high = found["high"] or found["most"] or found["one"] or str(exact(field.maximum))
    return Fraction(low), Fraction(high)


def one_band(field: Field) -> tuple[Value, ...]:
    """All numbers of a field as one band, until its rules are known."""
    return bands(field) if _sound(field) else (Value("0"),)
