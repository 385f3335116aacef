"""A product family: what can be chosen, what goes with what, what it costs, and what is asked."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from sumisura.kernel.measure import Measure

ABSENT = "absent"
"""The value of a choice in an instance of a part that is not there."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value a variable can take: an option on the page.

    Args:
        name: unique within its variable; what designs and rules refer to.
        label: what a person reads.
        price: surcharge in minor units of the family's currency, tax included.
        lead_days: days it adds to the promised date.
        benefit: what it does for the wearer, in a line.
        maker_note: what the ticket tells the maker ("NO PICKLES").
        attributes: typed properties with units, for rules and comparison.
        look: hints for swatches and previews ("colour": "#1d2b4f").
        tags: what it is like, as ``quality=value`` ("style=plain"): what it shares with other options and goods.
    """

    name: str
    label: str = ""
    price: int = 0
    lead_days: int = 0
    benefit: str = ""
    maker_note: str = ""
    attributes: Mapping[str, Measure] = field(default_factory=dict)
    look: Mapping[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Variable:
    """A choice with a finite domain.

    Args:
        name: unique within the family.
        label: what a person reads.
        values: the domain, in the author's order.
        default: the brand's own choice, or None.
        group: the name of the group (a step on the way) it stands in.
        hint: one line of help.
        weight: how dear it is to give this choice up in a repair; at least 1.
        instance: the instance of a part that it belongs to ("shelf-2"); "" for none.
    """

    name: str
    label: str
    values: tuple[Value, ...]
    default: str | None = None
    group: str = ""
    hint: str = ""
    weight: int = 1
    instance: str = ""

    def value(self, name: str) -> Value:
        """The value of that name. Raises KeyError when there is none."""
        for value in self.values:
            if value.name == name:
                return value
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Rule:
    """What goes with what, and why, in the author's words.

    A rule is a table over ``scope`` (``rows`` are allowed, or forbidden when ``forbids``),
    or an ``expression`` in the language of ``sumisura.space.expressions``; never both.

    Args:
        name: unique within the family.
        reason: why, in plain words; shown to the person who meets the rule.
        standard: for a safety rule, the standard or law it comes from ("EN 71-1").
        where: the file and line it was read from.
    """

    name: str
    reason: str
    scope: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    forbids: bool = False
    expression: str = ""
    standard: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Surcharge:
    """A price for a combination: ``amount`` is due when every variable in ``when`` has one of its values.

    Args:
        name: unique within the family; what price books refer to.
        amount: minor units, tax included; negative is a rebate.
        when: variable name → the value names it applies to.
        reason: the words of its line in the quote.
    """

    name: str
    amount: int
    when: Mapping[str, tuple[str, ...]]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """Something the customer writes: an engraving, a body measure. Not part of the space.

    A number that bears the name of a variable is the exact number of that choice: the variable's values are
    bands of numbers (``400-599``), and what is written chooses the band it lies in.

    Args:
        name: unique among the family's fields.
        label: what a person reads.
        kind: ``text`` or ``number``.
        group: the name of the group (a step on the way) it stands in.
        personal: kept only in the vault, by reference.
        required: a design is not orderable without it (where ``when`` applies).
        when: variable name → value names for which it is asked; empty means always.
        minimum, maximum, step, unit, tolerance: for numbers.
        max_length, glyphs: for text; ``glyphs`` is the set of characters that can be made ("" is any letter).
        example: a value to show greyed in the box.
        default: the brand's own number, where it is the number of a choice.
    """

    name: str
    label: str
    kind: str = "text"
    group: str = ""
    personal: bool = False
    required: bool = False
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    hint: str = ""
    minimum: float = 0.0
    maximum: float = 0.0
    step: float = 1.0
    unit: str = ""
    tolerance: float = 0.0
    max_length: int = 0
    glyphs: str = ""
    example: str = ""
    default: str = ""

    def __post_init__(self) -> None:
        # As in Measure: 28 and 28.0 are one limit, and give one digest.
        for name in ("minimum", "maximum", "step", "tolerance"):
            object.__setattr__(self, name, float(getattr(self, name)))


@dataclass(frozen=True, slots=True)
class Group:
    """A step on the way: a named set of variables and fields shown together."""

    name: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Family:
    """A product family in one revision: equal by value, named by its digest.

    Args:
        name: unique within the brand, as it stands in addresses.
        title: what a person reads.
        currency: ISO 4217 code of every price in it.
        variables: the choices, in the author's order.
        rules: what goes with what.
        base_price: minor units, tax included, before any option.
        base_lead_days: days from order to door for the default.
        starts_complete: a new design opens as the brand's default, ready to order, instead of empty.
        returns: the notice on returning custom-made goods, shown before buying.
        asks: attribute → what a person calls it, of those one may ask for when telling what one needs; empty: every one.
        preview: the text of the SVG template that draws a design; "" for none.
        digest: SHA-256 of all that decides meaning, price or wording.

    Example:
        >>> wash = Variable("wash", "Wash", (Value("raw"), Value("stone", price=1200)))
        >>> family = Family("jeans", "Jeans", "EUR", (wash,))
        >>> family.variable("wash").value("stone").price, len(family.digest)
        (1200, 64)
    """

    name: str
    title: str
    currency: str
    variables: tuple[Variable, ...]
    rules: tuple[Rule, ...] = ()
    surcharges: tuple[Surcharge, ...] = ()
    fields: tuple[Field, ...] = ()
    groups: tuple[Group, ...] = ()
    base_price: int = 0
    base_lead_days: int = 0
    starts_complete: bool = False
    tagline: str = ""
    story: str = ""
    returns: str = ""
    asks: Mapping[str, str] = field(default_factory=dict)
    preview: str = ""
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        held = {slot.name: getattr(self, slot.name) for slot in fields(self) if slot.init}
        meaning = _used(held)
        meaning["rules"] = [replace(rule, where="") for rule in self.rules]
        canonical = json.dumps(
            meaning, default=_shallow, sort_keys=True, ensure_ascii=False, separators=(",", ":")
        )
        object.__setattr__(self, "digest", hashlib.sha256(canonical.encode()).hexdigest())

    def variable(self, name: str) -> Variable:
        """The variable of that name. Raises KeyError when there is none."""
        for variable in self.variables:
            if variable.name == name:
                return variable
        raise KeyError(name)

    def number_of(self, variable: str) -> Field | None:
        """The field in which the exact number of a choice is written; None where its values are all there is."""
        written = next((one for one in self.fields if one.name == variable), None)
        return written if written and any(one.name == variable for one in self.variables) else None


LATER = {"asks": {}, "instance": "", "default": ""}
"""Slots that came later, and what they hold where nobody uses them: there they leave every digest as it was."""


def _shallow(noun: object) -> dict[str, object]:
    """One level of a noun; the encoder walks on by itself (``asdict`` would copy large tables first)."""
    held = {slot.name: getattr(noun, slot.name) for slot in fields(noun)}  # type: ignore[arg-type]
    return _used(held)


def _used(held: Mapping[str, Any]) -> dict[str, Any]:
    """The slots without those that came later and are not used."""
    return {name: value for name, value in held.items() if LATER.get(name, held) != value}
