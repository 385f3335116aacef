"""What a brand makes, as items that can be proposed: its families, its designs, their options.

Items share taste through tokens, ``attribute=value``: what is learned about ``material=hemp`` in a belt moves the
options of jeans, too.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import chain

from sumisura.kernel import Family, Measure, Value
from sumisura.taste.model import Item, ItemId, Kind

_SLUG = re.compile(r"[^\w.-]+")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?|true|false")
HEX = re.compile(r"#[0-9a-f]{3,8}", re.IGNORECASE)
"""A colour code: how a picture is drawn, not what anybody likes."""
SPELLED: Mapping[str, str] = {"color": "colour"}
"""Qualities that go by two names."""


def token(name: str, value: str) -> str:
    """A quality as all items spell it, ``attribute=value``; "" where nothing can be said.

    Example:
        >>> token("Color", "Dark Blue"), token("colour", "#1d2b4f"), token("size", " ")
        ('colour=dark-blue', '', '')
    """
    quality, said = (_SLUG.sub("-", part.strip().lower()).strip("-") for part in (name, value))
    if not quality or not said or HEX.fullmatch(value.strip()):
        return ""
    return f"{SPELLED.get(quality, quality)[:40]}={said[:60]}"


def family_item(family: Family) -> Item:
    """The family itself as something to propose, like the tokens of its default.

    Example:
        >>> from sumisura.kernel import Variable
        >>> metal = Variable("metal", "Metal", (Value("gold", tags=("colour=yellow",)),), default="gold")
        >>> family_item(Family("rings", "Rings", "EUR", (metal,), base_price=9000)).tokens
        ('metal=gold', 'colour=yellow')
    """
    default = {one.name: one.default for one in family.variables if one.default is not None}
    return Item(
        id=ItemId(family.name),
        kind=Kind.FAMILY,
        title=family.title,
        words=family.tagline,
        tokens=_of_choices(family, default),
        price=family.base_price,
        family=family.name,
        choices=default,
    )


def preset_item(
    family: Family, name: str, title: str, choices: Mapping[str, str], *, words: str = "", price: int = 0
) -> Item:
    """A design of the brand's own; it is like all that is chosen in it.

    Raises:
        KeyError: a choice is not the family's.

    Example:
        >>> from sumisura.kernel import Variable
        >>> rings = Family("rings", "Rings", "EUR", (Variable("metal", "Metal", (Value("gold"),)),))
        >>> preset_item(rings, "sun", "The sun", {"metal": "gold"}).id
        'rings/sun'
    """
    return Item(
        id=ItemId(f"{family.name}/{name}"),
        kind=Kind.PRESET,
        title=title,
        words=words,
        tokens=_of_choices(family, choices),
        price=price,
        family=family.name,
        choices=dict(choices),
    )


def options(family: Family) -> Iterator[Item]:
    """Every value of every variable as an item, in the author's order.

    Example:
        >>> from sumisura.kernel import Variable
        >>> gold = Value("gold", "Gold", attributes={"weight": Measure(4, "g")}, look={"colour": "#fc0", "finish": "satin"})
        >>> (item,) = options(Family("rings", "Rings", "EUR", (Variable("metal", "Metal", (gold,)),)))
        >>> item.id, item.tokens
        ('rings:metal=gold', ('metal=gold', 'finish=satin', 'weight=4-g'))
    """
    for variable in family.variables:
        for value in variable.values:
            yield Item(
                id=ItemId(f"{family.name}:{variable.name}={value.name}"),
                kind=Kind.OPTION,
                title=value.label or value.name,
                words=value.benefit,
                tokens=option_tokens(variable.name, value),
                price=value.price,
                family=family.name,
                look=value.look,
            )


def option_tokens(variable: str, value: Value) -> tuple[str, ...]:
    """What an option is like: itself, its tags, its look where that names a quality, its measured attributes.

    Colour codes and bare numbers are how a picture is drawn: nobody likes ``fade=0.38``.
    """
    looks = (token(name, text) for name, text in value.look.items() if not _NUMBER.fullmatch(text.strip()))
    measures = (token(name, _measured(measure)) for name, measure in value.attributes.items())
    said = (f"{variable}={value.name}", *value.tags, *looks, *measures)
    return tuple(dict.fromkeys(filter(None, said)))


def _measured(measure: Measure) -> str:
    return f"{measure.value:g} {measure.unit}".strip()


def _of_choices(family: Family, choices: Mapping[str, str]) -> tuple[str, ...]:
    chosen = (option_tokens(name, family.variable(name).value(value)) for name, value in choices.items())
    return tuple(dict.fromkeys(chain.from_iterable(chosen)))
