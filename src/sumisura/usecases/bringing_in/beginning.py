"""A brand's first folder, from a few answers: files that people read, with comments that teach."""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

MARGIN = "      "
COLOURS = {
    "white": "#f4efe4", "black": "#26231f", "grey": "#8a857c", "silver": "#b9bcc0", "gold": "#c9a24a", "natural": "#e2d5bb",
    "red": "#a8392c", "orange": "#c9743a", "yellow": "#d9b648", "green": "#55704d", "blue": "#3f5d86", "brown": "#7a5238",
}  # fmt: skip
"""Of options that are called so; others get their swatch when somebody writes one."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose: its label, and each option's label with what it adds to the price."""

    label: str
    options: Sequence[tuple[str, Decimal]]


@dataclass(frozen=True, slots=True)
class Rule:
    """Two options that do not go together, as "Glaze=Gold", and why, in words for customers."""

    one: str
    other: str
    reason: str


@dataclass(frozen=True, slots=True)
class Answers:
    """What the person said.

    Args:
        title: what stands over the door.
        country: two letters; where the maker is, and where goods first go.
        product: what is made, as "Mug".
        days: from order to door.
        sentence: one line under the name of the shop.
    """

    title: str
    country: str
    currency: str
    locale: str
    time_zone: str
    product: str
    price: Decimal
    days: int
    choices: Sequence[Choice]
    rules: Sequence[Rule] = ()
    sentence: str = ""
    contact: str = ""

    @property
    def name(self) -> str:
        """The shop's short name, as it stands in addresses."""
        return slug(self.title)


def slug(words: str) -> str:
    """Words as a short name: small letters, figures and hyphens.

    Example:
        >>> slug("Café Ünter & Söhne")
        'cafe-unter-sohne'
        >>> slug("12 oz")
        '12-oz'
    """
    plain = unicodedata.normalize("NFKD", words.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].rstrip("-")


def files(answers: Answers) -> Mapping[str, str]:
    """The files of the folder, by name: ``brand.yaml`` and one family.

    Example:
        >>> said = Answers("Ten Mugs", "IT", "EUR", "en", "Europe/Rome", "Mug", Decimal(18), 14,
        ...                [Choice("Glaze", [("White", Decimal(0)), ("Gold", Decimal(12))])])
        >>> sorted(files(said))
        ['brand.yaml', 'mug.yaml']
    """
    family = slug(answers.product)
    family = family if family[:1].isalpha() else f"a-{family}".rstrip("-")
    return {"brand.yaml": _brand(answers), f"{family}.yaml": _family(answers, family)}


def _brand(said: Answers) -> str:
    optional = f"contact: {_quoted(said.contact)}\n" if said.contact else ""
    return f"""\
# Whose shop this is. Every line is explained in docs/family.md; change what you like and import the folder again.
brand: {said.name}   # as it stands in addresses; keep it
title: {_quoted(said.title)}
tagline: {_quoted(said.sentence or f"{said.product}, made for one.")}
accent: "#2f5da8"   # the one colour of your pages
currency: {said.currency}
locale: {said.locale}   # how dates and numbers are written
time_zone: {said.time_zone}
home: {said.country}
destinations: [{said.country}]   # countries you send to; add more between the brackets
{optional}"""


def _family(said: Answers, family: str) -> str:
    return f"""\
# What can be made. Prices are in {said.currency}, with tax. Try it in the terminal: sumisura configure {family}.yaml
family: {family}
title: {_quoted(said.product)}
currency: {said.currency}
price: {said.price}   # before any option
lead_days: {said.days}   # from order to door
returns: Made for you alone, so it cannot be sent back. If it is broken, we make another.

choices:
{"".join(_choice(one) for one in said.choices)}\
{_rules(said)}
# More that a family can say: steps, drawings, words to engrave, sizes in numbers, qualities that customers ask for.
# docs/family.md has an example of each; sumisura check {family}.yaml says what customers would stumble over.
"""


def _choice(one: Choice) -> str:
    lines = [f"  {_name(one.label)}:", f"    label: {_quoted(one.label)}"]
    lines += [
        f"    default: {_name(one.options[0][0])}   # what a new design begins with",
        "    values:",
    ]
    for label, more in one.options:
        price = f", price: {more}" if more else ""
        colour = COLOURS.get(label.casefold())
        look = f', look: {{colour: "{colour}"}}' if colour else ""
        lines.append(f"{MARGIN}{_name(label)}: {{label: {_quoted(label)}{price}{look}}}")
    return "\n".join(lines) + "\n"


def _rules(said: Answers) -> str:
    if not said.rules:
        return """
# A rule says what does not go together, and why; whoever meets it reads the reason:
# rules:
#   oven:
#     must: glaze = gold implies size = small
#     reason: Our gold kiln takes small mugs only.
"""
    lines = ["", "rules:"]
    for number, rule in enumerate(said.rules, start=1):
        (one, its), (other, others) = (_halves(side) for side in (rule.one, rule.other))
        lines += [
            f"  rule-{number}:",
            f"    must: not ({one} = {its} and {other} = {others})",
            f"    reason: {_quoted(rule.reason)}   # whoever meets the rule reads this",
        ]
    return "\n".join(lines) + "\n"


def _halves(side: str) -> tuple[str, str]:
    choice, _, value = side.partition("=")
    return _name(choice), _name(value)


WORDS = {"and", "or", "xor", "not", "in", "implies", "count", "sum", "any"}
"""These mean something in rules."""


def _name(label: str) -> str:
    found = slug(label) or "other"
    return found if found[0].isalpha() and found not in WORDS else f"a-{found}"


def _quoted(text: str) -> str:
    return json.dumps(" ".join(text.split()), ensure_ascii=False)
