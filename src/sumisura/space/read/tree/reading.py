"""The family that a feature model stands for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sumisura.files import Problem, Problems
from sumisura.kernel import BadInput, Family, Field, Rule, Value, Variable
from sumisura.space.constraints import of_expression
from sumisura.space.expressions import parse
from sumisura.space.expressions.names import Names
from sumisura.space.expressions.nodes import Among, And, Compare, Implies, Node, Or, children
from sumisura.space.read.features import YES
from sumisura.space.read.limits import Limits
from sumisura.space.read.names import family_name, fitted
from sumisura.space.read.reading import Reading
from sumisura.space.read.tree.amounts import VALUE, Amounts
from sumisura.space.read.tree.asked import asked
from sumisura.space.read.tree.carried import carry, prices
from sumisura.space.read.tree.logic import Truth
from sumisura.space.read.tree.model import Feature, Formula, Model
from sumisura.space.read.tree.planting import Planted
from sumisura.space.read.tree.sentences import Sentences
from sumisura.space.read.tree.steps import steps
from sumisura.space.read.tree.uses import Unsayable
from sumisura.space.read.tree.words import reason
from sumisura.space.structure import Structure

CURRENCY = "EUR"
NEVER = "1 = 2"
"""A rule that nothing meets."""
SURE = 400
"""Characters up to which a rule that compares values alone is held without trying."""


def family_of(model: Model, limits: Limits, problems: Problems) -> Reading:
    """The family with one variant for each product of the model, and notes on what could not be said.

    Args:
        model: the features and constraints.
        limits: how large it may be.
        problems: where what is wrong goes.

    Raises:
        BadFamily: of what ``problems`` raises: names that are taken or not there, limits that are broken.
    """
    features = _by_name(model, problems)
    problems.check()
    planted = Planted.of(model, features, limits)
    return _Builder(model, features, planted, limits, problems).reading()


def _by_name(model: Model, problems: Problems) -> dict[str, Feature]:
    found: dict[str, Feature] = {}
    for feature in model.root.below():
        if feature.name in found:
            what = f'the name "{feature.name[:60]}" is taken in line {found[feature.name].line}'
            problems.add(f"{model.file}:{feature.line}", what, "Give every feature its own name.")
        found.setdefault(feature.name, feature)
        for group in feature.groups:
            if not group.members:
                what = f'a group of "{feature.name[:60]}" has no features'
                problems.add(
                    f"{model.file}:{group.line}", what, "Put a feature below it, or take the group out."
                )
    return found


@dataclass(slots=True)
class _Builder:
    model: Model
    features: Mapping[str, Feature]
    planted: Planted
    limits: Limits
    problems: Problems
    notes: list[Problem] = field(default_factory=list)
    sure: set[str] = field(default_factory=set)

    def reading(self) -> Reading:
        attributes = self.attributes()
        carry(self.planted, attributes)
        sentences = Sentences(Amounts(self.planted, self.features, attributes))
        found = [self.rule(bond.line, bond.name, bond.truth, bond.reason) for bond in self.planted.bonds]
        found += self.constraints(sentences)
        self.problems.check()
        base = prices(self.planted, CURRENCY)
        variables, groups = steps(self.model.root, self.planted.choices.made.values())
        variables = variables or (Variable("model", self.model.title, (Value(YES, "Yes"),)),)
        title = " ".join(self.model.title.split()) or "family"
        family = Family(
            family_name(title, self.model.root.name),
            title,
            CURRENCY,
            variables,
            tuple(self.checked(found, variables)),
            fields=tuple(self.fields()),
            groups=groups,
            base_price=base,
        )
        return Reading(family, (*self.planted.notes, *self.notes))

    def fields(self) -> Iterator[Field]:
        """What is asked in words, of features that may be there."""
        for feature in self.planted.fields:
            if self.planted.there[feature.name] is not False:
                yield asked(self.planted, feature)

    def attributes(self) -> dict[str, str]:
        """Names of attributes, apart from those of choices."""
        own = list(dict.fromkeys(name for each in self.features.values() for name in each.attributes))
        taken = list(self.planted.choices.made)
        made = fitted([*taken, *own, VALUE])[len(taken) :]
        return (
            dict(zip([*own, VALUE], made, strict=True))
            if VALUE not in own
            else dict(zip(own, made[:-1], strict=True))
        )

    def constraints(self, sentences: Sentences) -> Iterator[Rule | None]:
        """A rule for each constraint that can be said."""
        for line, formula in self.model.constraints:
            try:
                sentences.known(formula)
                yield self.rule(line, f"line-{line}", sentences.truth(formula), reason(formula))
            except BadInput as bad:
                self.problems.add(f"{self.model.file}:{line}", bad.what, bad.mend)
            except Unsayable as why:
                self.left_out(line, str(why), formula)

    def left_out(self, line: int, why: str, formula: Formula) -> None:
        what = f"no rule can say this: {why}"
        done = f"It was left out, so more can be chosen than the model allows: “{reason(formula)}”"
        self.notes.append(Problem(f"{self.model.file}:{line}", what, done))

    def rule(self, line: int, name: str, truth: Truth, why: str) -> Rule | None:
        """A rule; none where nothing is demanded."""
        if truth is True:
            return None
        text = NEVER if isinstance(truth, bool) else str(truth)
        if len(text) < SURE and not isinstance(truth, bool) and _tests_alone(truth):
            self.sure.add(text)
        return Rule(name, why, expression=text, where=f"{self.model.file}:{line}")

    def checked(self, found: Iterable[Rule | None], variables: Sequence[Variable]) -> Iterator[Rule]:
        """Those rules that a space can hold, each with a name of its own; the others are told."""
        names = Names({variable.name: variable for variable in variables})
        structure = Structure(tuple(variables), ())
        kept = [rule for rule in found if rule and self.holds(rule, names, structure)]
        own = fitted([rule.name for rule in kept])
        return (replace(rule, name=name) for rule, name in zip(kept, own, strict=True))

    def holds(self, rule: Rule, names: Names, structure: Structure) -> bool:
        """Whether a space can hold it: that is sure where it is short and compares values alone."""
        if rule.expression in self.sure:
            return True
        try:
            for part in parse(rule.expression, names).conjuncts():
                of_expression(part, structure)
        except BadInput as bad:
            done = f"It was left out. {bad.mend}"
            self.notes.append(Problem(rule.where, f"no rule can hold this: {bad.what}", done))
            return False
        return True


def _tests_alone(node: Node) -> bool:
    """Whether it is made of tests of values, and nested little."""
    if isinstance(node, Among):
        return True
    return not isinstance(node, Compare) and all(
        isinstance(each, Among) or _flat(each) for each in children(node)
    )


def _flat(node: Node) -> bool:
    return isinstance(node, And | Or | Implies) and all(isinstance(each, Among) for each in children(node))
