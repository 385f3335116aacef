"""A family as programs see it: its choices, what can be written on it, and why its rules are as they are."""

from collections.abc import Mapping, Sequence

from sumisura.api.wire.common import Choices, Count, Money, Out
from sumisura.kernel import Family as OurFamily
from sumisura.kernel import Field as OurField
from sumisura.kernel import Money as OurMoney
from sumisura.kernel import Rule as OurRule
from sumisura.kernel import Value as OurValue
from sumisura.kernel import Variable as OurVariable
from sumisura.space.expressions import parse
from sumisura.usecases.shop.browse import Piece


class Measure(Out, frozen=True):
    """What is measured of a value: so much of a unit."""

    value: float
    unit: str


class Value(Out, frozen=True):
    """One value of a variable; ``price`` is what it adds by itself."""

    name: str
    label: str
    price: Money
    lead_days: int
    benefit: str
    attributes: Mapping[str, Measure]
    look: Mapping[str, str]

    @classmethod
    def of(cls, value: OurValue, currency: str) -> "Value":
        """A value of ours."""
        measures = {name: Measure(float(one.value), one.unit) for name, one in value.attributes.items()}
        price = Money(value.price, currency)
        return cls(value.name, value.label, price, value.lead_days, value.benefit, measures, dict(value.look))


class Variable(Out, frozen=True):
    """A choice: its values in the brand's order."""

    name: str
    label: str
    group: str
    hint: str
    default: str | None
    values: Sequence[Value]

    @classmethod
    def of(cls, one: OurVariable, currency: str) -> "Variable":
        """A variable of ours."""
        values = [Value.of(value, currency) for value in one.values]
        return cls(one.name, one.label, one.group, one.hint, one.default, values)


class Rule(Out, frozen=True):
    """A rule, and why it is there, in the maker's words."""

    name: str
    reason: str
    variables: Sequence[str]
    standard: str

    @classmethod
    def of(cls, rule: OurRule, family: OurFamily) -> "Rule":
        """A rule of ours."""
        scope = rule.scope or parse(rule.expression, family).scope
        return cls(rule.name, rule.reason, scope, rule.standard)


class Field(Out, frozen=True):
    """Something to write on a design; ``personal`` texts are kept apart and are their writer's alone."""

    name: str
    label: str
    kind: str
    group: str
    hint: str
    personal: bool
    required: bool
    when: Mapping[str, Sequence[str]]
    minimum: float
    maximum: float
    step: float
    unit: str
    max_length: int

    @classmethod
    def of(cls, one: OurField) -> "Field":
        """A field of ours."""
        return cls(
            name=one.name,
            label=one.label,
            kind=one.kind,
            group=one.group,
            hint=one.hint,
            personal=one.personal,
            required=one.required,
            when={name: list(values) for name, values in one.when.items()},
            minimum=one.minimum,
            maximum=one.maximum,
            step=one.step,
            unit=one.unit,
            max_length=one.max_length,
        )


class FamilyHead(Out, frozen=True):
    """A family in a list: how many variants can be made, and what the cheapest costs."""

    name: str
    title: str
    tagline: str
    revision: str
    variants: Count
    cheapest: Money
    default: Choices

    @classmethod
    def of(cls, piece: Piece) -> "FamilyHead":
        """A family as the home shows it."""
        family = piece.family
        return cls(
            name=family.name,
            title=family.title,
            tagline=family.tagline,
            revision=family.digest,
            variants=Count.of(piece.count),
            cheapest=Money.of(piece.price),
            default=dict(piece.choices),
        )


class Family(Out, frozen=True):
    """A family: everything that can be chosen and written, and the rules between."""

    name: str
    title: str
    tagline: str
    story: str
    revision: str
    currency: str
    base_price: Money
    base_lead_days: int
    variables: Sequence[Variable]
    fields: Sequence[Field]
    rules: Sequence[Rule]

    @classmethod
    def of(cls, family: OurFamily) -> "Family":
        """A family of ours."""
        return cls(
            name=family.name,
            title=family.title,
            tagline=family.tagline,
            story=family.story,
            revision=family.digest,
            currency=family.currency,
            base_price=Money.of(OurMoney(family.base_price, family.currency)),
            base_lead_days=family.base_lead_days,
            variables=[Variable.of(one, family.currency) for one in family.variables],
            fields=[Field.of(one) for one in family.fields],
            rules=[Rule.of(one, family) for one in family.rules],
        )


class FamilyPage(Out, frozen=True):
    """Families, and the cursor of the next page; null at the end."""

    items: Sequence[FamilyHead]
    next: str | None
