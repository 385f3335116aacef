"""What features carry: numbers that add up over a design, and prices."""

from collections.abc import Mapping
from fractions import Fraction

from sumisura.kernel.money import digits
from sumisura.space.expressions.nodes import Among
from sumisura.space.read.tree.choices import Choice
from sumisura.space.read.tree.model import Feature
from sumisura.space.read.tree.planting import Planted

PRICES = frozenset({"price", "cost"})
DEAREST = 10_000_000


def carry(planted: Planted, names: Mapping[str, str]) -> None:
    """Give every value the numbers of all features that are there because of it; each adds up to what the model says."""
    for feature in planted.model.root.below():
        for attribute, held in feature.attributes.items():
            if isinstance(held, Fraction):
                for choice, value, number in _shares(planted, feature, held):
                    own = choice.attributes.setdefault(value, {})
                    own[names[attribute]] = float(Fraction(repr(own.get(names[attribute], 0.0))) + number)


def prices(planted: Planted, currency: str) -> int:
    """Give every value its price, where the model has plain ones; returns the price of what is always there."""
    found = {
        attribute
        for feature in planted.model.root.below()
        for attribute in feature.attributes
        if attribute.lower() in PRICES
    }
    if len(found) != 1:
        return 0
    (attribute,) = found
    scale = 10 ** digits(currency)
    carriers = [each for each in planted.model.root.below() if attribute in each.attributes]
    if not all(_plain(each.attributes[attribute], scale) for each in carriers):
        return 0
    base = 0
    for feature in carriers:
        held = feature.attributes[attribute]
        if isinstance(held, Fraction):
            for choice, value, number in _shares(planted, feature, held * scale):
                choice.prices[value] = choice.prices.get(value, 0) + int(number)
            if planted.there[feature.name] is True and feature.name not in planted.copies:
                base += int(held * scale)
    return base


def _plain(held: object, scale: int) -> bool:
    return isinstance(held, Fraction) and 0 <= held <= DEAREST and (held * scale).denominator == 1


def _shares(planted: Planted, feature: Feature, held: Fraction) -> list[tuple[Choice, str, Fraction]]:
    """What each value of a choice adds for one feature: as many times as it is there."""
    copies = planted.copies.get(feature.name)
    if copies is not None:
        return [(copies, value, held * int(value)) for value in copies.values if int(value)]
    there = planted.there[feature.name]
    if not isinstance(there, Among):
        return []
    choice = planted.choices.made[there.variable]
    return [(choice, value, held) for value in choice.met(there)]
