"""The choices that a feature model leaves: one for a group of which one is taken, for a number, for a lone feature."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sumisura.kernel import Measure, Value, Variable
from sumisura.space.expressions.nodes import Among
from sumisura.space.read.features import NO, YES
from sumisura.space.read.names import fitted
from sumisura.space.read.tree.logic import Truth
from sumisura.space.read.tree.model import Feature

NONE = "none"


@dataclass(slots=True)
class Choice:
    """A variable in the making.

    Args:
        name, label: as the variable will have them.
        owner: the feature it is shown with.
        values: value → label; the first of an optional choice means that it is not there.
        default: the value it starts from, or "".
        attributes: value → attribute → number.
        prices: value → minor units.
    """

    name: str
    label: str
    owner: Feature
    values: dict[str, str]
    default: str = ""
    attributes: dict[str, dict[str, float]] = field(default_factory=dict)
    prices: dict[str, int] = field(default_factory=dict)

    def test(self, values: Iterable[str]) -> Truth:
        """That it has one of these values, said the shorter way."""
        met = tuple(dict.fromkeys(values))
        if len(met) in {0, len(self.values)}:
            return bool(met)
        if 2 * len(met) <= len(self.values):
            return Among(self.name, met)
        return Among(self.name, tuple(value for value in self.values if value not in met), negated=True)

    def met(self, test: Among) -> list[str]:
        """The values for which a test of it holds."""
        return [value for value in self.values if (value in test.values) != test.negated]

    def variable(self, group: str) -> Variable:
        """The variable, in its step."""
        values = tuple(
            Value(
                name,
                label,
                self.prices.get(name, 0),
                attributes={key: Measure(each, "") for key, each in self.attributes.get(name, {}).items()},
            )
            for name, label in self.values.items()
        )
        return Variable(self.name, self.label, values, self.default or None, group)


@dataclass(slots=True)
class Choices:
    """Makes choices, each with a name of its own.

    Args:
        names: feature name → its name as a choice.
        taken: all of these names, which a second choice of one feature may not have.
    """

    names: dict[str, str]
    taken: frozenset[str]
    made: dict[str, Choice] = field(default_factory=dict)

    @classmethod
    def of(cls, features: Sequence[Feature]) -> "Choices":
        """For these features."""
        labels = [feature.name for feature in features]
        names = dict(zip(labels, fitted(labels), strict=True))
        return cls(names, frozenset(names.values()))

    def lone(self, feature: Feature, above: Feature) -> Choice:
        """There or not."""
        return self._new(feature, above, {YES: "Yes", NO: "No"}, NO)

    def one_of(
        self, feature: Feature, labels: Sequence[str], *, optional: bool, absent: str = NONE
    ) -> Choice:
        """One of several, or (``optional``) none."""
        given = [absent, *labels] if optional else list(labels)
        shown = ["None" if absent == NONE else absent, *labels] if optional else given
        values = dict(zip(fitted(given, dots=True), shown, strict=True))
        return self._new(feature, feature, values, next(iter(values)) if optional else "")

    def _new(self, feature: Feature, owner: Feature, values: dict[str, str], default: str) -> Choice:
        name = first = self.names[feature.name]
        number = 1
        while name in self.made or (name != first and name in self.taken):
            number += 1
            name = f"{first[:50]}-{number}"
        choice = self.made[name] = Choice(name, feature.name, owner, values, default)
        return choice
