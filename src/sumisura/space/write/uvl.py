"""Writes UVL: choices as groups of features, rules as constraints, measures and prices as attributes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from sumisura.kernel import Family, Value, Variable
from sumisura.kernel.money import digits
from sumisura.space.expressions.units import in_base
from sumisura.space.read.features import YES
from sumisura.space.write.model import Written
from sumisura.space.write.uvl_names import Features, decimal, is_plain, written
from sumisura.space.write.uvl_rules import Constraints

INDENT = "\t"
PRICE = "Price"


def write_uvl(family: Family, file: str) -> Written:
    r"""The family as a UVL file, which reads as a family with the same variants.

    Args:
        family: any whose rules a space can hold.
        file: the name of the file.

    Raises:
        BadInput: a rule names what is not there.

    Example:
        >>> from sumisura.kernel import Rule
        >>> lid = Variable("lid", "Lid", (Value("yes"), Value("no")))
        >>> size = Variable("size", "Size", (Value("S"), Value("L", price=150)))
        >>> rule = Rule("r", "A small cup has no lid.", expression="size = S implies lid = no")
        >>> cup = Family("cup", "Cup", "EUR", (lid, size), (rule,))
        >>> print(write_uvl(cup, "cup.uvl").files["cup.uvl"].replace("\t", "  "), end="")
        namespace Cup
        <BLANKLINE>
        features
          Cup {abstract}
            optional
              lid
            mandatory
              size {abstract}
                alternative
                  S
                  L {Price 1.5}
        <BLANKLINE>
        constraints
          S => !lid // A small cup has no lid.
    """
    features = Features.of(family)
    constraints = Constraints(family, features)
    rules = [f"{INDENT}{line}" for line in constraints.lines()]
    tree = _Tree(family, features, constraints.sums)
    head = [f"namespace {written(features.root)}", "", "features", *tree.lines()]
    text = "\n".join([*head, *(["", "constraints", *rules] if rules else [])]) + "\n"
    return Written({file: text}, tuple(_lost(family)))


@dataclass(frozen=True, slots=True)
class _Tree:
    family: Family
    features: Features
    sums: Mapping[str, Mapping[tuple[str, str], int]]

    def lines(self) -> Iterator[str]:
        """The root, and every choice below it in the family's order, in runs of one kind."""
        base = Fraction(self.family.base_price, 10 ** digits(self.family.currency))
        told = ["abstract", *([f"{PRICE} {decimal(base)}"] if base and self.priced() else [])]
        yield f"{INDENT}{written(self.features.root)} {{{', '.join(told)}}}"
        kind = ""
        for variable in self.family.variables:
            own = "optional" if is_plain(variable) else "mandatory"
            if own != kind:
                kind = own
                yield f"{INDENT * 2}{kind}"
            yield from self.choice(variable)

    def choice(self, variable: Variable) -> Iterator[str]:
        """A feature, with its values below it where it is more than there or not."""
        name = written(self.features.choices[variable.name])
        if is_plain(variable):
            yield f"{INDENT * 3}{name}{self.told(variable, variable.value(YES))}"
            return
        yield f"{INDENT * 3}{name} {{abstract}}"
        yield f"{INDENT * 4}alternative"
        for value in variable.values:
            own = written(self.features.values[variable.name, value.name])
            yield f"{INDENT * 5}{own}{self.told(variable, value)}"

    def told(self, variable: Variable, value: Value) -> str:
        """What a value carries: measures in base units, its price, and what it adds to sums."""
        carried = {name: in_base(each.value, each.unit) for name, each in value.attributes.items()}
        if self.priced() and value.price:
            carried[PRICE] = Fraction(value.price, 10 ** digits(self.family.currency))
        for name, amounts in self.sums.items():
            if (variable.name, value.name) in amounts:
                carried[name] = Fraction(amounts[variable.name, value.name])
        said = [f"{written(name)} {decimal(number)}" for name, number in carried.items()]
        return f" {{{', '.join(said)}}}" if said else ""

    def priced(self) -> bool:
        """Whether prices can stand under a name of their own."""
        names = {name for each in self.family.variables for value in each.values for name in value.attributes}
        return PRICE not in names


def _lost(family: Family) -> Iterator[str]:
    """What UVL has no words for."""
    for many, what in (
        (len(family.fields), "fields to write in"),
        (len(family.surcharges), "prices for combinations"),
        (len(family.groups), "steps"),
    ):
        if many:
            yield f"UVL has no {what}: {many} left out"
    values = [value for variable in family.variables for value in variable.values]
    if any(measure.unit for value in values for measure in value.attributes.values()):
        yield "UVL has no units: measures are written in their base units (g, mm, s)"
    if any(
        value.benefit or value.look or value.tags or value.lead_days or value.maker_note for value in values
    ):
        yield "UVL has no words for what an option does, how it looks, and how long it takes: left out"
