"""The constraints of a feature model, as conditions on choices."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from sumisura.files import did_you_mean
from sumisura.kernel import BadInput
from sumisura.space.expressions.holds import RELATIONS
from sumisura.space.expressions.nodes import Amount, Compare, Constant, Count, Product, Reading
from sumisura.space.read.tree.amounts import Amounts, number
from sumisura.space.read.tree.counts import at_most
from sumisura.space.read.tree.domains import Cell
from sumisura.space.read.tree.logic import Truth, alike, both, either, needs, opposite
from sumisura.space.read.tree.model import RELATIONS as COMPARED
from sumisura.space.read.tree.model import Call, Formula, Joined, Negated, Number, Reference, Words, parts_of
from sumisura.space.read.tree.planting import Held
from sumisura.space.read.tree.uses import MIRRORED, NUMBERS, Unsayable, constant

SIGNS = {"==": "="}
Case = tuple[str | None, Truth]
"""A text (None for one that no constraint names), and when it is that."""


@dataclass(frozen=True, slots=True)
class Sentences:
    """Turns formulas into conditions.

    Args:
        amounts: what reckons.
    """

    amounts: Amounts

    def known(self, formula: Formula) -> None:
        """Check every name.

        Raises:
            BadInput: there is no such feature or attribute.
            Unsayable: it is another file's.
        """
        if isinstance(formula, Reference):
            self.resolved(formula)
        if not (isinstance(formula, Call) and formula.name in {"sum", "avg"}):
            for part in parts_of(formula):
                self.known(part)
        else:
            for each in formula.given:
                self.summed(each)

    def resolved(self, reference: Reference) -> None:
        """Check that a feature or its attribute is there."""
        features = self.amounts.features
        name, owner = ".".join(reference.path), features.get(".".join(reference.path[:-1]))
        if name in features or (owner is not None and reference.path[-1] in owner.attributes):
            return
        if reference.path[0] in self.amounts.planted.model.imports:
            raise Unsayable(f"{name} stands in another file")
        if owner is not None:
            raise BadInput(
                f'{owner.name} has no attribute "{reference.path[-1][:60]}"',
                mend=did_you_mean(reference.path[-1], owner.attributes) or "Give it one in braces.",
            )
        raise BadInput(f'there is no feature "{name[:60]}"', mend=did_you_mean(name, features))

    def summed(self, reference: Reference) -> None:
        """Check what a sum is of: an attribute may stand alone there."""
        name, known = ".".join(reference.path), self.summable()
        if len(reference.path) > 1:
            self.resolved(reference)
        elif name not in known:
            raise BadInput(
                f'there is no feature or attribute "{name[:60]}"', mend=did_you_mean(name, sorted(known))
            )

    def summable(self) -> set[str]:
        """What a sum can be of."""
        features = self.amounts.features
        return {*features, *(name for each in features.values() for name in each.attributes)}

    def truth(self, formula: Formula) -> Truth:
        """When the formula holds.

        Raises:
            Unsayable: no rule can hold it.
        """
        match formula:
            case Reference():
                return self.there(formula)
            case Negated(part=part):
                return opposite(self.truth(part))
            case Joined(by="=>", parts=(given, then)):
                return needs(self.truth(given), self.truth(then))
            case Joined(by="<=>", parts=(one, two)):
                return alike(self.truth(one), self.truth(two))
            case Joined(by=by, parts=(left, right)) if by in COMPARED:
                return self.compared(by, left, right)
            case Joined(by=by, parts=parts) if by in LISTS:
                return LISTS[by](map(self.truth, parts))
        raise Unsayable("it is no condition")

    def there(self, reference: Reference) -> Truth:
        """That a feature is there, or that a flag is set where it is."""
        name = ".".join(reference.path)
        if name in self.amounts.features:
            return self.amounts.planted.there[name]
        owner = self.amounts.features[".".join(reference.path[:-1])]
        if owner.attributes[reference.path[-1]] is True:
            return self.amounts.planted.there[owner.name]
        raise Unsayable(f"{name} is no condition")

    def compared(self, relation: str, left: Formula, right: Formula) -> Truth:
        """Two texts, a number with the values of one feature, an average, or two amounts."""
        if self.is_text(left) or self.is_text(right):
            return self.texts(relation, left, right)
        for one, other, sign in ((left, right, relation), (right, left, MIRRORED[relation])):
            mark = constant(other)
            if mark is not None and (held := self.held(one)):
                return self.marked(held, sign, mark)
            if mark is not None and isinstance(one, Call) and one.name == "avg":
                return self.average(one, sign, mark)
        return _compared(relation, self.amounts.amount(left), self.amounts.amount(right))

    def held(self, formula: Formula) -> Held | None:
        """The number that a feature holds, where it is one of finitely many."""
        if not isinstance(formula, Reference):
            return None
        feature = self.amounts.features.get(".".join(formula.path))
        if feature is None or feature.kind not in NUMBERS:
            return None
        return self.amounts.planted.held.get(feature.name)

    def marked(self, held: Held, relation: str, mark: Fraction) -> Truth:
        """The values that compare so with a number; where the feature is not there, it counts as 0."""
        compare = RELATIONS[SIGNS.get(relation, relation)]
        numbers = {value: cell.number for value, cell in held.cells.items()}
        return held.choice.test(
            value for value in held.choice.values if compare(numbers.get(value) or Fraction(0), mark)
        )

    def average(self, call: Call, relation: str, mark: Fraction) -> Truth:
        """An average: the sum beside as many times the number as there are carriers."""
        root, attribute = self.amounts.scope(call.given)
        carriers = self.amounts.carriers(root, attribute)
        tests = [test for feature in carriers for test in self.amounts.times_there(feature)]
        sure = sum(test is True for test in tests)
        open_ = tuple(test for test in tests if not isinstance(test, bool))
        counted = Count(open_) if open_ else number(Fraction(0))
        whole = self.amounts.amount(Joined("-", (Call("sum", call.given), Number(mark * sure))))
        share = self.amounts.amount(Number(mark))
        return _compared(relation, whole, Product((share, counted)))

    def is_text(self, formula: Formula) -> bool:
        """Whether it is a text, a feature that holds one, or an attribute that does."""
        if not isinstance(formula, Reference):
            return isinstance(formula, Words)
        feature = self.amounts.features.get(".".join(formula.path))
        if feature is not None:
            return feature.kind == "String"
        owner = self.amounts.features[".".join(formula.path[:-1])]
        return isinstance(owner.attributes[formula.path[-1]], str)

    def texts(self, relation: str, left: Formula, right: Formula) -> Truth:
        """Two texts are the same, or not."""
        if relation not in {"==", "!="}:
            raise Unsayable("texts are compared by what comes first")
        others = [(text, when) for text, when in self.cases(right)]
        same = either(
            both((when, then)) for text, when in self.cases(left) for other, then in others if text == other
        )
        return same if relation == "==" else opposite(same)

    def cases(self, formula: Formula) -> list[Case]:
        """Which text it is, and when."""
        if isinstance(formula, Words):
            return [(formula.value, True)]
        if not isinstance(formula, Reference):
            raise Unsayable("a text is compared with what is none")
        feature = self.amounts.features.get(".".join(formula.path))
        if feature is None:
            owner = self.amounts.features[".".join(formula.path[:-1])]
            there = self.amounts.planted.there[owner.name]
            held = owner.attributes[formula.path[-1]]
            if not isinstance(held, str):
                raise Unsayable("a text is compared with what is none")
            return [(held, there), ("", opposite(there))]
        found = self.amounts.planted.held.get(feature.name)
        if found is None or feature.kind != "String":
            raise Unsayable(f"{feature.name} is compared with what is no text that the model names")
        return [(_text(found.cells.get(value)), found.choice.test([value])) for value in found.choice.values]


def _most_one(parts: Iterable[Truth]) -> Truth:
    """At most one of them holds."""
    found = list(parts)
    tests = tuple(part for part in found if not isinstance(part, bool))
    return at_most(tests, 1 - sum(part is True for part in found))


LISTS: Mapping[str, Callable[[Iterable[Truth]], Truth]] = {"&": both, "|": either, "most-one": _most_one}


def _text(cell: Cell | None) -> str | None:
    if cell is None:
        return ""
    return cell.label if cell.exact else None


def _compared(relation: str, left: Amount, right: Amount) -> Truth:
    if isinstance(left, Reading) and not left.attribute and isinstance(right, Constant):
        # A number behind a choice's name would be read as the name of a value.
        return Compare(SIGNS.get(MIRRORED[relation], MIRRORED[relation]), right, left)
    return Compare(SIGNS.get(relation, relation), left, right)
