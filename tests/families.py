"""Random families that use everything a family can have, for round trips through files."""

from sumisura.kernel import Family, Field, Group, Measure, Rule, Surcharge, Value, Variable
from sumisura.kernel.time import Rng
from sumisura.space.expressions import parse

WORDS = [
    "Blue",
    "yes",
    "34",
    "2.5",
    "null",
    "~",
    "a: b",
    "#1",
    "Größe",
    "'",
    '"',
    "- x",
    "[x]",
    "& co",
    "|",
    "🙂",
    "1:30",
    "=",
    "<<",
    "% ok",
]
NAMES = ["yes", "no", "on", "34", "2.5", "-1", "x", "null", "1e3", "0x1", "2027-01-01", "_", "a-b"]
UNITS = ["g", "cm", "°C", "", "ct"]


def full_family(rng: Rng) -> Family:
    """A family of a few choices with labels, prices, attributes, rules, surcharges, fields and steps in any order."""
    groups = tuple(Group(f"g{at}", words(rng), words(rng, 0)) for at in range(rng.randint(0, 3)))
    steps = ["", *(group.name for group in groups)]
    variables = tuple(_variable(rng, f"v{at}", steps) for at in range(rng.randint(1, 4)))
    bare = Family("full", words(rng), rng.choice(["EUR", "JPY", "BHD"]), variables)
    return Family(
        bare.name,
        bare.title,
        bare.currency,
        variables,
        rules=tuple(_rule(rng, bare, at) for at in range(rng.randint(0, 4))),
        surcharges=tuple(_surcharge(rng, variables, at) for at in range(rng.randint(0, 2))),
        fields=tuple(_field(rng, variables, f"f{at}", steps) for at in range(rng.randint(0, 3))),
        groups=groups,
        base_price=rng.choice([0, 5, 1999]),
        base_lead_days=rng.choice([0, 12]),
        tagline=words(rng, 0),
        story=rng.choice(["", words(rng), "One.\n\nTwo: three."]),
        returns=words(rng, 0),
    )


def words(rng: Rng, least: int = 1) -> str:
    """Words that YAML might take for something else."""
    return " ".join(rng.choice(WORDS) for _ in range(rng.randint(least, 3)))


def _variable(rng: Rng, name: str, steps: list[str]) -> Variable:
    plain = rng.random() < 0.3
    values = tuple(_value(rng, each, plain=plain) for each in rng.sample(NAMES, rng.randint(1, 4)))
    default = rng.choice([None, rng.choice(values).name])
    return Variable(
        name, words(rng), values, default, rng.choice(steps), words(rng, 0), rng.choice([1, 1, 4])
    )


def _value(rng: Rng, name: str, *, plain: bool) -> Value:
    if plain:
        return Value(name, words(rng), rng.choice([0, 250]))
    return Value(
        name,
        words(rng),
        rng.choice([0, -5, 1250]),
        rng.choice([0, 3]),
        words(rng, 0),
        words(rng, 0),
        {f"m{at}": _measure(rng) for at in range(rng.randint(0, 2))},
        {"colour": rng.choice(["#fff", "", "a b"])} if rng.random() < 0.5 else {},
        tuple(f"style={at}" for at in range(rng.randint(0, 2))),
    )


def _measure(rng: Rng) -> Measure:
    number = rng.choice([0.0, -40.0, 2.5, 0.000001, 123456789.25])
    return Measure(number, rng.choice(UNITS), rng.choice([0, 0.5]))


def _when(rng: Rng, variables: tuple[Variable, ...]) -> dict[str, tuple[str, ...]]:
    chosen = rng.sample(variables, rng.randint(0, len(variables)))
    return {
        v.name: tuple(x.name for x in rng.sample(v.values, rng.randint(1, len(v.values)))) for v in chosen
    }


def _rule(rng: Rng, family: Family, number: int) -> Rule:
    name, reason, standard = f"r{number}", words(rng), rng.choice(["", "EN 71-1"])
    one, two = rng.choice(family.variables), rng.choice(family.variables)
    if rng.random() < 0.4:
        quoted = f'{one.name} = "{rng.choice(one.values).name}" implies {two.name} != "{rng.choice(two.values).name}"'
        return Rule(name, reason, expression=str(parse(quoted, family)), standard=standard)
    scope = rng.sample(family.variables, rng.randint(1, len(family.variables)))
    rows = dict.fromkeys(tuple(rng.choice(v.values).name for v in scope) for _ in range(rng.randint(0, 5)))
    forbids = rng.random() < 0.5
    return Rule(name, reason, tuple(v.name for v in scope), tuple(rows), forbids=forbids, standard=standard)


def _surcharge(rng: Rng, variables: tuple[Variable, ...], number: int) -> Surcharge:
    return Surcharge(f"s{number}", rng.choice([0, -7, 900]), _when(rng, variables), words(rng))


def _field(rng: Rng, variables: tuple[Variable, ...], name: str, steps: list[str]) -> Field:
    common = {
        "group": rng.choice(steps),
        "personal": rng.random() < 0.5,
        "required": rng.random() < 0.5,
        "when": _when(rng, variables),
        "hint": words(rng, 0),
        "example": words(rng, 0),
    }
    if rng.random() < 0.5:
        glyphs = rng.choice(["", "abc", "A–Z", "a–", "x 🙂", "\"'#"])
        return Field(name, words(rng), max_length=rng.randint(1, 99), glyphs=glyphs, **common)
    step, tolerance = rng.choice([1, 0.5]), rng.choice([0, 0.2])
    return Field(
        name,
        words(rng),
        "number",
        minimum=-3,
        maximum=9.5,
        step=step,
        unit="cm",
        tolerance=tolerance,
        **common,
    )
