"""Reads Sumisura's own family files. The form is described for their authors in ``docs/family.md``."""

import re
from dataclasses import replace
from pathlib import Path

from babel.numbers import list_currencies

from sumisura.files import Bounds, Problems, Section, did_you_mean, open_section, read_bytes
from sumisura.kernel import Family, Rule
from sumisura.space.exact import in_base_units
from sumisura.space.expressions import parse
from sumisura.space.read.asked import read_when
from sumisura.space.read.choices import Choices
from sumisura.space.read.errors import BadFamily
from sumisura.space.read.limits import LIMITS, Limits
from sumisura.space.read.measured import parted
from sumisura.space.read.names import check_name
from sumisura.space.read.rules import Rules

LARGEST_PREVIEW = 512_000


def read_document(data: bytes, path: Path, limits: Limits = LIMITS) -> Family:
    r"""The family in a YAML file's bytes; ``path`` is where it lies, for messages and its preview.

    Raises:
        BadFamily: with every problem found.

    Example:
        >>> text = b"family: jeans\ntitle: Jeans\ncurrency: EUR\nchoices:\n  wash: {values: {raw: , stone: 12.00}}"
        >>> read_document(text, Path("jeans.yaml")).variable("wash").value("stone").price
        1200
    """
    problems = Problems(BadFamily)
    root = open_section(data, path.name, problems, Bounds(limits.depth, limits.nodes))
    family = _family(root, path, limits)
    root.close()
    problems.check()
    if family.starts_complete:
        _check_default(family, root)
    problems.check()
    return family


def _family(root: Section, path: Path, limits: Limits) -> Family:
    name = root.text("family", "family", needed="Give it a short name: family: jeans.")
    check_name(root, "family", name)
    currency = _currency(root)
    choices = Choices(currency, limits)
    choices.read(root)
    bare = Family(
        name,
        root.text("title", name, needed="Write what customers read."),
        currency,
        tuple(choices.variables.values()),
        fields=tuple(one.field for one in choices.measured.values()),
    )
    bare = parted(bare, choices.measured, root)
    rules = Rules(bare, limits)
    fields = []
    for field, section in choices.fields.values():
        fields.append(replace(field, when=read_when(section, bare)))
        section.close()
    return replace(
        bare,
        rules=(*rules.read(root), *rules.of_parts(choices.parts)),
        surcharges=tuple(rules.surcharges(root)),
        fields=(*bare.fields, *fields),
        groups=tuple(choices.groups),
        base_price=root.money("price", currency),
        base_lead_days=root.whole("lead_days"),
        starts_complete=root.flag("starts_complete"),
        tagline=root.text("tagline"),
        story=root.text("story"),
        returns=root.text("returns"),
        asks=_asks(root, bare),
        preview=_preview(root, path),
    )


def _currency(root: Section) -> str:
    currency = root.text("currency", "EUR", needed="Write its ISO 4217 code: currency: EUR.")
    if currency not in list_currencies():
        root.note(
            "currency", f'"{currency[:40]}" is not a currency', "Write its ISO 4217 code: EUR, USD, JPY."
        )
    return currency


def _asks(root: Section, family: Family) -> dict[str, str]:
    asks = root.words("asks")
    known = {name for variable in family.variables for value in variable.values for name in value.attributes}
    for name in asks.keys() - known:
        root.note("asks", f'no option has an attribute "{name[:60]}"', did_you_mean(name, known))
    return asks


def _preview(root: Section, path: Path) -> str:
    name = root.text("preview")
    if not name:
        return ""
    if not re.fullmatch(r"[\w-]+\.svg", name):
        root.note(
            "preview", f'"{name[:60]}" is not the name of an SVG file', "Put it beside this file: jeans.svg."
        )
        return ""
    try:
        return read_bytes(path.parent / name, LARGEST_PREVIEW, BadFamily).decode()
    except BadFamily as problem:
        root.note("preview", f"{name}: {problem.what}", problem.mend)
    except UnicodeDecodeError:
        root.note("preview", f"{name} is not written in UTF-8", "Save it as UTF-8.")
    return ""


def _check_default(family: Family, root: Section) -> None:
    open_ones = [variable.name for variable in family.variables if variable.default is None]
    for name in open_ones:
        root.note("starts_complete", f"{name} has no default", "Give it one, or remove starts_complete.")
    for rule in family.rules if not open_ones else ():
        if not _holds(rule, family):
            what = f'the default breaks the rule "{rule.name}"'
            root.note("starts_complete", what, "Change the default of one of its choices.")


def _holds(rule: Rule, family: Family) -> bool:
    default = {variable.name: str(variable.default) for variable in family.variables}
    if rule.expression:
        numbers = in_base_units(family, default, {field.name: field.default for field in family.fields})
        return parse(rule.expression, family).with_numbers(numbers).holds(default)
    return (tuple(default[name] for name in rule.scope) in rule.rows) != rule.forbids
