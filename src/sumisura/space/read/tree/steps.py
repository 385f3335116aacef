"""Lays choices out in steps of a bounded size, along the tree."""

from collections import Counter
from collections.abc import Iterable, Iterator

from sumisura.kernel import Group, Variable
from sumisura.space.read.names import fitted
from sumisura.space.read.tree.choices import Choice
from sumisura.space.read.tree.model import Feature

MOST = 12
"""Choices in one step."""
FEW = 3
"""Choices below a feature that do not make a step of their own where it is crowded."""


def steps(root: Feature, choices: Iterable[Choice]) -> tuple[tuple[Variable, ...], tuple[Group, ...]]:
    """The variables in the order of their steps, and the steps: a feature with what is below it, as far as they fit.

    Example:
        >>> cup = Feature("Cup", 1)
        >>> variables, groups = steps(cup, [Choice(f"c{number}", "", cup, {"yes": "Yes"}) for number in range(20)])
        >>> [group.label for group in groups], variables[12].group
        (['Cup 1', 'Cup 2'], 'Cup-2')
    """
    owned: dict[str, list[Choice]] = {}
    for choice in choices:
        owned.setdefault(choice.owner.name, []).append(choice)
    plan = _Plan(owned)
    plan.count(root)
    found = list(_labelled(plan.blocks(root)))
    names = fitted([label for label, _ in found])
    groups = tuple(Group(name, label) for name, (label, _) in zip(names, found, strict=True))
    variables = tuple(
        choice.variable(name) for name, (_, block) in zip(names, found, strict=True) for choice in block
    )
    return variables, groups


Block = tuple[str, list[Choice]]


class _Plan:
    def __init__(self, owned: dict[str, list[Choice]]) -> None:
        self._owned = owned
        self._counts: Counter[str] = Counter()

    def count(self, feature: Feature) -> int:
        below = (member for group in feature.groups for member in group.members)
        self._counts[feature.name] = len(self._owned.get(feature.name, ())) + sum(map(self.count, below))
        return self._counts[feature.name]

    def blocks(self, feature: Feature) -> Iterator[Block]:
        if not self._counts[feature.name]:
            return
        if self._counts[feature.name] <= MOST:
            yield feature.name, list(self._below(feature))
            return
        members = [member for group in feature.groups for member in group.members]
        own = list(self._owned.get(feature.name, ()))
        for member in members:
            if self._counts[member.name] <= FEW:
                own += self._below(member)
        if own:
            yield feature.name, own
        for member in members:
            if self._counts[member.name] > FEW:
                yield from self.blocks(member)

    def _below(self, feature: Feature) -> Iterator[Choice]:
        for each in feature.below():
            yield from self._owned.get(each.name, ())


def _labelled(blocks: Iterable[Block]) -> Iterator[Block]:
    for label, choices in blocks:
        if len(choices) <= MOST:
            yield label, choices
        else:
            for number, at in enumerate(range(0, len(choices), MOST), 1):
                yield f"{label} {number}", choices[at : at + MOST]
