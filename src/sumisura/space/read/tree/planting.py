"""From a tree of features to choices: one for each thing that can differ, and rules that keep them together.

Every product of the model is one variant and the other way round: a feature that follows from another has no choice
of its own, and a choice of one among several says *none* exactly where its group is not there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sumisura.files import Problem
from sumisura.space.read.features import YES
from sumisura.space.read.limits import Limits
from sumisura.space.read.tree.choices import Choice, Choices
from sumisura.space.read.tree.counts import at_least, at_most, many
from sumisura.space.read.tree.domains import Cell, domain
from sumisura.space.read.tree.logic import Truth, alike, both, needs
from sumisura.space.read.tree.model import Feature, Group, Model
from sumisura.space.read.tree.uses import Uses
from sumisura.space.read.tree.words import listed

MOST_COPIES = 100
"""Copies of a part that can be asked for where the model knows no end."""
TOLD_TOGETHER = 20
"""Features that one rule says belong to another."""


@dataclass(frozen=True, slots=True)
class Bond:
    """What the tree demands.

    Args:
        line: where it stands.
        name: of the rule.
        truth: what must hold.
        reason: why, in plain words.
    """

    line: int
    name: str
    truth: Truth
    reason: str


@dataclass(slots=True)
class Held:
    """A feature's value among the choices.

    Args:
        choice: which choice it is.
        cells: value of the choice → what it means.
    """

    choice: Choice
    cells: dict[str, Cell]


@dataclass(slots=True)
class Planted:
    """A tree as choices.

    Args:
        there: feature name → when it is there.
        held: feature name → its value, for those that hold one of finitely many.
        copies: feature name → the choice of how many, for those there may be several of.
    """

    model: Model
    uses: Uses
    limits: Limits
    choices: Choices
    there: dict[str, Truth] = field(default_factory=dict)
    held: dict[str, Held] = field(default_factory=dict)
    copies: dict[str, Choice] = field(default_factory=dict)
    bonds: list[Bond] = field(default_factory=list)
    fields: list[Feature] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    @classmethod
    def of(cls, model: Model, features: Mapping[str, Feature], limits: Limits) -> "Planted":
        """The whole model's tree."""
        choices = Choices.of(list(features.values()))
        planted = cls(model, Uses.of(model, features), limits, choices)
        planted.feature(model.root, None, there=True)
        return planted

    def feature(self, feature: Feature, above: Feature | None, there: Truth | None) -> Truth:
        """A feature and all below it; ``there`` is None where a choice of its own decides."""
        groups = list(feature.groups)
        there = self.value(feature, there)
        there = self.several(feature, there)
        if there is None and (first := next((each for each in groups if takes_one(each)), None)):
            groups.remove(first)
            there = self.one(feature, first, None)
        if there is None:
            there = self.choices.lone(feature, above or feature).test([YES])
        self.there[feature.name] = there
        for group in groups:
            self.group(feature, group, there)
        return there

    def group(self, feature: Feature, group: Group, there: Truth) -> None:
        """One group below a feature that is there when ``there`` says."""
        low, high = group.bounds
        members = group.members
        if high == 1 and len(members) > 1:
            self.one(feature, group, there)
        elif high == 0:
            for member in members:
                self.feature(member, feature, there=False)
        else:
            bound = low == high == len(members)
            own = [None if not bound or member.copies[0] == 0 else there for member in members]
            found = [
                self.feature(each, feature, there=given) for each, given in zip(members, own, strict=True)
            ]
            free = {
                each.name: truth
                for each, truth, given in zip(members, found, own, strict=True)
                if given is None
            }
            self.belong(feature, group, there, free)
            if not bound:
                self.counted(
                    feature, group, there, dict(zip([each.name for each in members], found, strict=True))
                )

    def one(self, feature: Feature, group: Group, there: Truth | None) -> Truth:
        """A group of which one is taken, as one choice; its choice decides where ``there`` is None."""
        low, _ = group.bounds
        labels = [member.name for member in group.members]
        optional = there is not True or low == 0
        choice = self.choices.one_of(feature, labels, optional=optional)
        values = list(choice.values)[optional:]
        taken = choice.test(values)
        if there is None:
            there = taken
        elif optional:
            demand = alike(there, taken) if low else needs(taken, there)
            self.bond(
                group.line, choice.name, demand, f"{listed(labels, 'or')} is chosen with {feature.name}."
            )
        for member, value in zip(group.members, values, strict=True):
            self.feature(member, feature, there=choice.test([value]))
        return there

    def value(self, feature: Feature, there: Truth | None) -> Truth | None:
        """The number or text that a feature holds: a choice where its values are finite, else a field."""
        if not feature.kind:
            return there
        cells = domain(feature, self.uses.get(feature), self.limits)
        if not cells:
            self.fields.append(feature)
            return there
        self.tell(feature, cells)
        return self.held_by(feature, cells, there)

    def held_by(self, feature: Feature, cells: list[Cell], there: Truth | None) -> Truth:
        """A choice among those values."""
        optional = there is not True
        choice = self.choices.one_of(feature, [cell.label for cell in cells], optional=optional)
        values = list(choice.values)[optional:]
        self.held[feature.name] = Held(choice, dict(zip(values, cells, strict=True)))
        return self.tied(feature, choice, choice.test(values), there)

    def several(self, feature: Feature, there: Truth | None) -> Truth | None:
        """How many of a feature there are: a choice of a number."""
        least, most = feature.copies
        if (least, most) == (1, 1) or there is False:
            return there
        least = max(1, least)
        if most is None or most > least + MOST_COPIES:
            most = least + MOST_COPIES
            self.note(
                feature.line, f"there may be any number of {feature.name}", f"Up to {most} can be chosen."
            )
        if any(
            group.bounds != (len(group.members),) * 2 for each in feature.below() for group in each.groups
        ):
            done = f"How many there are is one choice, and what is below {feature.name} is the same for all of them."
            self.note(feature.line, f"each {feature.name} has choices of its own", done)
        optional = there is not True
        labels = [str(number) for number in range(least, most + 1)]
        choice = self.choices.one_of(feature, labels, optional=optional, absent="0")
        self.copies[feature.name] = choice
        return self.tied(feature, choice, choice.test(labels), there)

    def tied(self, feature: Feature, choice: Choice, chosen: Truth, there: Truth | None) -> Truth:
        """A choice that says none exactly where its feature is not there; it decides where ``there`` is None."""
        if there is None:
            return chosen
        if there is not True:
            self.bond(
                feature.line,
                choice.name,
                alike(there, chosen),
                f"{feature.name} has a value where it is there.",
            )
        return there

    def belong(self, feature: Feature, group: Group, there: Truth, free: Mapping[str, Truth]) -> None:
        """Features of a group are only where what they belong to is."""
        if there is True:
            return
        names = list(free)
        for at in range(0, len(names), TOLD_TOGETHER):
            some = names[at : at + TOLD_TOGETHER]
            verb = "is" if len(some) == 1 else "are"
            truth = both(needs(free[name], there) for name in some)
            self.bond(group.line, some[0], truth, f"{listed(some, 'and')} {verb} part of {feature.name}.")

    def counted(self, feature: Feature, group: Group, there: Truth, members: Mapping[str, Truth]) -> None:
        """From ``low`` to ``high`` of a group are there."""
        low, high = group.bounds
        sure = sum(truth is True for truth in members.values())
        tests = tuple(truth for truth in members.values() if not isinstance(truth, bool))
        demands: list[Truth] = []
        if low > sure:
            demands.append(needs(there, at_least(tests, low - sure)))
        if high < len(members):
            demands.append(at_most(tests, high - sure))
        words = f"{feature.name} takes {many(low, high, len(members))} of {listed(list(members), 'and')}."
        self.bond(group.line, feature.name, both(demands), words)

    def bond(self, line: int, name: str, truth: Truth, reason: str) -> None:
        """Keep what the tree demands, if it demands anything."""
        if truth is not True:
            self.bonds.append(Bond(line, name, truth, reason))

    def tell(self, feature: Feature, cells: list[Cell]) -> None:
        """Note that ranges stand for numbers, or a rest for texts."""
        if all(cell.exact for cell in cells):
            return
        many = len(cells)
        done = f"The {many} answers that the constraints tell apart can be chosen."
        kind = "text" if feature.kind == "String" else "number"
        self.note(feature.line, f"{feature.name} can be any {kind}", done)

    def note(self, line: int, what: str, done: str) -> None:
        """Say what was done instead."""
        self.notes.append(Problem(f"{self.model.file}:{line}", what, done))


def takes_one(group: Group) -> bool:
    """Whether exactly one of several is taken."""
    return group.bounds == (1, 1) and len(group.members) > 1
