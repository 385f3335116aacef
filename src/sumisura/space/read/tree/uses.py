"""What the constraints ask of features that hold a number or a text: decides which values are told apart."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from sumisura.space.read.tree.model import (
    RELATIONS,
    Feature,
    Formula,
    Joined,
    Model,
    Negated,
    Number,
    Plain,
    Reference,
    Words,
    parts_of,
)

MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
NUMBERS = frozenset({"Integer", "Real"})


class Unsayable(Exception):
    """Something that no rule can say; the message tells what."""


@dataclass(slots=True)
class Use:
    """What is asked of one feature.

    Args:
        marks: the numbers it is compared with.
        texts: the texts it is compared with, in the order met.
        low, high: bounds that hold wherever it is there.
        reckoned: it stands in sums, or is compared with what is no constant.
        like: features it must share its texts with.
    """

    marks: set[Fraction] = field(default_factory=set)
    texts: dict[str, None] = field(default_factory=dict)
    low: Fraction | None = None
    high: Fraction | None = None
    reckoned: bool = False
    like: set[str] = field(default_factory=set)

    def bound(self, relation: str, mark: Fraction) -> None:
        """A bound that always holds."""
        if relation in {">", ">=", "=="}:
            self.low = mark if self.low is None else max(self.low, mark)
        if relation in {"<", "<=", "=="}:
            self.high = mark if self.high is None else min(self.high, mark)


def constant(formula: Formula) -> Fraction | None:
    """The number that it is, whatever is chosen; None for anything else.

    Raises:
        Unsayable: it divides by zero.
    """
    match formula:
        case Number(value=value):
            return value
        case Negated(part=part):
            inner = constant(part)
            return None if inner is None else -inner
        case Joined(by="+" | "-" | "*" | "/" as sign, parts=(left, right)):
            one, two = constant(left), constant(right)
            return None if one is None or two is None else reckoned(sign, one, two)
        case _:
            return None


def reckoned(sign: str, one: Fraction, two: Fraction) -> Fraction:
    """Two numbers added, taken away, multiplied or divided."""
    if sign == "/" and not two:
        raise Unsayable("it divides by zero")
    operations = {"+": one + two, "-": one - two, "*": one * two}
    return operations[sign] if sign in operations else one / two


@dataclass(slots=True)
class Uses:
    """Surveys constraints.

    Args:
        features: by name.
        found: feature name → what is asked of it.
    """

    features: Mapping[str, Feature]
    found: dict[str, Use] = field(default_factory=dict)

    @classmethod
    def of(cls, model: Model, features: Mapping[str, Feature]) -> "Uses":
        """What a model's constraints ask."""
        uses = cls(features)
        for _, formula in model.constraints:
            uses.survey(formula)
            for part in conjuncts(formula):
                uses.always(part)
        uses.share()
        return uses

    def get(self, feature: Feature) -> Use:
        """What is asked of a feature."""
        return self.found.setdefault(feature.name, Use())

    def feature(self, formula: Formula) -> Feature | None:
        """The feature with a value that a reference means."""
        found = self.features.get(".".join(formula.path)) if isinstance(formula, Reference) else None
        return found if found and found.kind else None

    def survey(self, formula: Formula) -> None:
        """Note what one formula asks."""
        if isinstance(formula, Joined) and formula.by in RELATIONS:
            self.compared(formula.parts[0], formula.parts[1])
            return
        for part in parts_of(formula):
            self.survey(part)

    def compared(self, left: Formula, right: Formula) -> None:
        """Note what one comparison asks of both sides."""
        for one, other in ((left, right), (right, left)):
            feature = self.feature(one)
            if feature is None:
                self.amounts(one)
            elif feature.kind in NUMBERS and (mark := _quiet(other)) is not None:
                self.get(feature).marks.add(mark)
            elif feature.kind in NUMBERS:
                self.get(feature).reckoned = True
            else:
                self.text(feature, other)

    def amounts(self, formula: Formula) -> None:
        """Features with numbers inside sums are reckoned with."""
        for part in parts_of(formula):
            feature = self.feature(part)
            if feature is not None:
                self.get(feature).reckoned = True
            self.amounts(part)

    def text(self, feature: Feature, other: Formula) -> None:
        """A text is compared with a text, an attribute, or another feature's text."""
        known = self.feature(other)
        if isinstance(other, Words):
            self.get(feature).texts[other.value] = None
        elif known is not None:
            self.get(feature).like.add(known.name)
            self.get(known).like.add(feature.name)
        elif isinstance(other, Reference) and isinstance(held := self.attribute(other), str):
            self.get(feature).texts[held] = None

    def attribute(self, reference: Reference) -> Plain | None:
        """What ``Feature.attribute`` holds."""
        owner = self.features.get(".".join(reference.path[:-1]))
        return owner.attributes.get(reference.path[-1]) if owner else None

    def always(self, formula: Formula) -> None:
        """Take the bounds that hold for a number wherever it is there: by itself, or as ``N => N > 3``."""
        if isinstance(formula, Joined) and formula.by == "=>":
            owner = self.feature(formula.parts[0])
            for part in conjuncts(formula.parts[1]) if owner else ():
                self.bounds(part, owner)
        else:
            self.bounds(formula)

    def bounds(self, formula: Formula, owner: Feature | None = None) -> None:
        """Take the bounds that one part of a constraint sets; of one feature alone, where that is the ``owner``."""
        if not (isinstance(formula, Joined) and formula.by in RELATIONS):
            return
        left, right = formula.parts
        for one, other, relation in ((left, right, formula.by), (right, left, MIRRORED[formula.by])):
            feature, mark = self.feature(one), _quiet(other)
            if feature is not None and mark is not None and (owner is None or owner is feature):
                self.get(feature).bound(relation, mark)

    def share(self) -> None:
        """Features whose texts are compared know each other's."""
        for name in self.found:
            joined, waiting = {name}, [name]
            while waiting:
                new = self.found[waiting.pop()].like - joined
                joined |= new
                waiting += new
            if len(joined) > 1:
                texts = [text for each in sorted(joined) for text in self.found[each].texts]
                self.found[name].texts |= dict.fromkeys(texts)


def conjuncts(formula: Formula) -> Iterator[Formula]:
    """The parts that must all hold."""
    if isinstance(formula, Joined) and formula.by == "&":
        for part in formula.parts:
            yield from conjuncts(part)
    else:
        yield formula


def _quiet(formula: Formula) -> Fraction | None:
    try:
        return constant(formula)
    except Unsayable:
        return None
