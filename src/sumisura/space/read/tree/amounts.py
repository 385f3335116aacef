"""The numbers in constraints, as amounts that rules can hold."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from sumisura.space.expressions.nodes import Amount, Constant, Count, Negative, Product, Reading, Sum, written
from sumisura.space.read.tree.domains import shown
from sumisura.space.read.tree.logic import Truth
from sumisura.space.read.tree.model import Call, Feature, Formula, Joined, Negated, Reference
from sumisura.space.read.tree.planting import Planted
from sumisura.space.read.tree.uses import Unsayable, constant

ROUNDED: Mapping[str, Callable[[Fraction], int]] = {"floor": floor, "ceil": ceil}
VALUE = "value"
"""The attribute under which a choice's own number stands, where it may be none."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """Turns formulas into amounts.

    Args:
        planted: the tree as choices.
        features: by name.
        attributes: attribute → its name in the family.
    """

    planted: Planted
    features: Mapping[str, Feature]
    attributes: Mapping[str, str]

    def amount(self, formula: Formula) -> Amount:
        """The formula as an amount.

        Raises:
            Unsayable: it holds what no rule can reckon with.
        """
        if (known := constant(formula)) is not None:
            return number(known)
        match formula:
            case Reference():
                return self.read(formula, Fraction)
            case Negated(part=part):
                return Negative(self.amount(part))
            case Call():
                return self.called(formula)
            case Joined(by=by, parts=(left, right)) if by in {"+", "-", "*", "/"}:
                return self.joined(by, left, right)
        raise Unsayable("it reckons with what is no number")

    def called(self, call: Call) -> Amount:
        """A function's result."""
        match call:
            case Call(name="sum", given=given):
                return self.total(given)
            case Call(name="floor" | "ceil" as name, given=(one,)):
                return self.read(one, ROUNDED[name])
        raise Unsayable(f"{call.name} stands where no rule can hold it")

    def joined(self, sign: str, left: Formula, right: Formula) -> Amount:
        """Two amounts added, taken away, multiplied, or divided by a number."""
        if sign in {"+", "-"}:
            return Sum((self.amount(left), self.amount(right)), (1, 1 if sign == "+" else -1))
        if sign == "*":
            return Product((self.amount(left), self.amount(right)))
        divisor = constant(right)
        if not divisor:
            raise Unsayable("it divides by zero, or by what can change")
        return Product((number(1 / divisor), self.amount(left)))

    def read(self, reference: Reference, rounded: Callable[[Fraction], Fraction | int]) -> Amount:
        """A feature's number, or an attribute's: 0 where the feature is not there."""
        feature = self.features.get(".".join(reference.path))
        if feature is None:
            owner = self.features[".".join(reference.path[:-1])]
            return times(self.number_of(owner, reference.path[-1], rounded), [self.planted.there[owner.name]])
        held = self.planted.held.get(feature.name)
        if held is None or feature.kind == "String":
            raise Unsayable(f"{feature.name} is not a number of finitely many")
        if any(not cell.exact or cell.number is None for cell in held.cells.values()):
            raise Unsayable(f"{feature.name} is known in ranges alone")
        if len(held.cells) == len(held.choice.values):
            return Reading(held.choice.name, "", ())
        held.choice.attributes = {
            value: {**held.choice.attributes.get(value, {}), self.attributes[VALUE]: float(cell.number or 0)}
            for value, cell in held.cells.items()
        }
        return Reading(held.choice.name, self.attributes[VALUE], ())

    def number_of(
        self, feature: Feature, attribute: str, rounded: Callable[[Fraction], Fraction | int]
    ) -> Fraction:
        """What an attribute holds."""
        found = feature.attributes[attribute]
        if not isinstance(found, Fraction):
            raise Unsayable(f"{attribute} of {feature.name} is no number")
        return Fraction(rounded(found))

    def total(self, given: tuple[Reference, ...]) -> Amount:
        """``sum(attribute)`` over all features, ``sum(feature, attribute)`` below one, or of features' own numbers."""
        if all(len(each.path) > 1 or ".".join(each.path) in self.features for each in given):
            return added([self.read(each, Fraction) for each in given])
        root, attribute = self.scope(given)
        if root is self.planted.model.root:
            return self.over_all(attribute)
        return added(
            [
                times(self.number_of(feature, attribute, Fraction), self.times_there(feature))
                for feature in self.carriers(root, attribute)
            ]
        )

    def scope(self, given: tuple[Reference, ...]) -> tuple[Feature, str]:
        """Below which feature which attribute is meant. Raises Unsayable when it is not one of each."""
        names = [".".join(each.path) for each in given]
        below = [self.features[name] for name in names if name in self.features]
        own = [name for name in names if name not in self.features]
        if len(own) != 1 or len(below) > 1 or own[0] not in self.attributes:
            raise Unsayable("it is of more than one attribute below one feature")
        return (below or [self.planted.model.root])[0], own[0]

    def carriers(self, root: Feature, attribute: str) -> list[Feature]:
        """The features below one that have an attribute."""
        return [feature for feature in root.below() if attribute in feature.attributes]

    def times_there(self, feature: Feature) -> list[Truth]:
        """When a feature is there, once for each of it there may be."""
        copies = self.planted.copies.get(feature.name)
        if copies is None:
            return [self.planted.there[feature.name]]
        most = max(map(int, copies.values))
        return [copies.test(v for v in copies.values if int(v) >= number) for number in range(1, most + 1)]

    def over_all(self, attribute: str) -> Amount:
        """Every value carries the attribute of what it stands for; what is always there is a number."""
        carriers = self.carriers(self.planted.model.root, attribute)
        always = sum(
            (
                self.number_of(feature, attribute, Fraction)
                for feature in carriers
                if self.planted.there[feature.name] is True and feature.name not in self.planted.copies
            ),
            Fraction(0),
        )
        name = self.attributes[attribute]
        if not any(
            name in held for each in self.planted.choices.made.values() for held in each.attributes.values()
        ):
            return number(always)
        total = Total("", name, ())
        return added([total, number(always)]) if always else total


@dataclass(frozen=True, slots=True)
class Total(Reading):
    """What an attribute comes to over every choice that has it."""

    def __str__(self) -> str:
        return f"sum({written(self.attribute)})"


def number(value: Fraction) -> Constant:
    """A number as a rule has it. Raises Unsayable when its decimals do not end."""
    text = shown(abs(value))
    if Fraction(text) != abs(value):
        raise Unsayable(f"{text}… has no end")
    return Constant(value, f"-{text}" if value < 0 else text)


def times(value: Fraction, tests: Iterable[Truth]) -> Amount:
    """A number, as often as tests hold."""
    sure, open_ = 0, []
    for test in tests:
        if isinstance(test, bool):
            sure += test
        else:
            open_.append(test)
    if not open_:
        return number(sure * value)
    counted = Product((number(value), Count(tuple(open_))))
    return added([counted, number(sure * value)]) if sure else counted


def added(parts: list[Amount]) -> Amount:
    """The sum."""
    if not parts:
        return number(Fraction(0))
    return parts[0] if len(parts) == 1 else Sum(tuple(parts), (1,) * len(parts))
