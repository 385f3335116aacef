"""Reads the fields of a family: what a customer writes, and within which limits."""

import re
from collections.abc import Iterable

from sumisura.files import Section, Text, did_you_mean
from sumisura.kernel import BadInput, Family, Field
from sumisura.space.read.measured import values_of
from sumisura.space.read.names import label_of

KINDS = ("text", "number")
RANGE = re.compile(r"(.)–(.)")
MOST_GLYPHS = 5000
LONGEST_TEXT = 2000
NUMBERS = ("minimum", "maximum", "step", "unit", "tolerance")
TEXTS = ("max_length", "glyphs")


def read_field(section: Section, name: str, group: str) -> Field:
    """One field; ``when`` is read later, when all choices are known (`read_when`)."""
    kind = section.text("kind", "text")
    if kind not in KINDS:
        section.note("kind", f'"{kind[:40]}" is not a kind of field', "Write text or number.")
    for stray in NUMBERS if kind == "text" else TEXTS:
        if section.has(stray):
            section.note(stray, f"{stray} means nothing for a {kind}", "Remove it, or change the kind.")
    read = Field(
        name,
        section.text("label", label_of(name)),
        kind,
        personal=section.flag("personal"),
        required=section.flag("required"),
        hint=section.text("hint"),
        minimum=section.number("minimum"),
        maximum=section.number("maximum"),
        step=section.number("step", 1.0),
        unit=section.text("unit"),
        tolerance=section.number("tolerance"),
        max_length=section.whole("max_length"),
        glyphs=section.read("glyphs", glyphs, ""),
        example=section.text("example"),
        group=group,
    )
    _bounded(section, read)
    return read


def read_amount(section: Section, name: str, group: str) -> Field:
    """The exact number of a measured choice: the words of a number field, and always needed."""
    read = Field(
        name,
        section.text("label", label_of(name)),
        "number",
        group,
        required=True,
        minimum=section.number("minimum"),
        maximum=section.number("maximum"),
        step=section.number("step", 1.0),
        unit=section.text("unit"),
        tolerance=section.number("tolerance"),
        default=section.text("default"),
    )
    _bounded(section, read)
    return read


def read_when(section: Section, family: Family) -> dict[str, tuple[str, ...]]:
    """The ``when`` of a field or a surcharge: variable → values, every one of them known."""
    variables = {variable.name: variable for variable in family.variables}
    inner = section.section("when", section.about)
    when: dict[str, tuple[str, ...]] = {}
    for name in inner.entries.parts if inner else ():
        texts = inner.texts(name) if inner else ()
        if name not in variables:
            section.problems.add(
                section.place("when"),
                f'there is no choice "{name[:60]}"',
                did_you_mean(name, variables),
                section.about,
            )
            continue
        when[name] = named_values(section, family, name, texts)
        if not texts:
            first = variables[name].values[0].name
            section.note("when", f"no value of {name} is named", f"Write: {name}: [{first}].")
    return when


def named_values(section: Section, family: Family, name: str, texts: Iterable[Text]) -> tuple[str, ...]:
    """The values of a variable that texts name, each once; a text that names none is noted at its line."""
    variable, field = family.variable(name), family.number_of(name)
    found: dict[str, None] = {}
    for text in texts:
        values = values_of(variable, field, text.value)
        found.update(dict.fromkeys(values))
        if not values:
            known = [value.name for value in variable.values]
            mend = (
                "Write a span within its limits: 600 to 1200." if field else did_you_mean(text.value, known)
            )
            what = f'{name} has no value "{text.value[:60]}"'
            section.problems.add(f"{section.file}:{text.line}", what, mend, section.about)
    return tuple(found)


def glyphs(text: str) -> str:
    """The characters that can be made; ``A–Z`` (with an en dash) stands for all from A to Z.

    Raises:
        BadInput: a range runs backwards, or there are too many.

    Example:
        >>> glyphs("A–E 0–3&")
        'ABCDE 0123&'
    """
    made = RANGE.sub(lambda found: _run(*found.groups()), text)
    return "".join(dict.fromkeys(made))


def _run(first: str, last: str) -> str:
    low, high = ord(first), ord(last)
    if not low <= high < low + MOST_GLYPHS:
        raise BadInput(f'"{first}–{last}" is no range of characters', mend="Write it upwards: A–Z.")
    return "".join(map(chr, range(low, high + 1)))


def _bounded(section: Section, read: Field) -> None:
    if read.kind == "number":
        if not read.minimum < read.maximum:
            section.note("maximum", "a number needs a minimum and a larger maximum", "Write both.")
        if read.step <= 0 or read.tolerance < 0:
            section.note("step", "a step is above 0, a tolerance not below it", "Correct them.")
    elif not 0 < read.max_length <= LONGEST_TEXT:
        section.note(
            "max_length", f"a text needs a max_length of 1 to {LONGEST_TEXT}", "Write how many letters fit."
        )
