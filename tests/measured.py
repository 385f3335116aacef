"""Random families whose values have attributes, tags and lead days, and what brute force says of needs."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

from spaces import Brute, Choices, random_family
from sumisura.kernel import Family, Measure, Value
from sumisura.kernel.time import Rng
from sumisura.space.sweeps.measures import Highest, LeadDays, Lowest, Price, Total
from sumisura.space.sweeps.needs import AtLeast, AtMost, Kind, Need, Tagged, Untagged

Reads = Callable[[Choices], Fraction | None]


def measured_families(seed: int, count: int, most: int = 5) -> Iterator[Brute]:
    """Families of at least one variant."""
    rng = Rng(seed)
    while count:
        family = random_family(rng, most)
        variables = tuple(
            replace(variable, values=tuple(_measured(rng, value) for value in variable.values))
            for variable in family.variables
        )
        first = variables[0]
        known = replace(
            first.values[0], attributes={"weight": Measure(0.5, "kg")}, tags=("care=wax", "look=red")
        )
        variables = (replace(first, values=(known, *first.values[1:])), *variables[1:])
        brute = Brute(replace(family, variables=variables, base_lead_days=3))
        if brute.variants:
            yield brute
            count -= 1


def _measured(rng: Rng, value: Value) -> Value:
    weight = Measure(rng.randint(-2, 9) * 100, "g")
    return replace(
        value,
        lead_days=rng.randint(0, 4),
        attributes={"weight": weight} if rng.random() < 0.6 else {},
        tags=tuple(tag for tag in ("care=wax", "look=red") if rng.random() < 0.3),
    )


def reader(brute: Brute, kind: Kind) -> Reads:
    """How brute force measures."""
    family = brute.family
    readers: dict[type, Reads] = {
        Price: lambda variant: Fraction(brute.price(variant)),
        LeadDays: lambda variant: Fraction(
            family.base_lead_days + sum(v.lead_days for v in _values(family, variant))
        ),
        Total: lambda variant: Fraction(sum(_grams(family, variant))),
        Highest: lambda variant: max(_grams(family, variant), default=None),
        Lowest: lambda variant: min(_grams(family, variant), default=None),
    }
    return readers[type(kind)]


def holds(brute: Brute, need: Need, variant: Choices) -> bool:
    """Whether a variant meets a need."""
    if isinstance(need, Tagged | Untagged):
        return any(need.tag in v.tags for v in _values(brute.family, variant)) == isinstance(need, Tagged)
    assert isinstance(need, AtMost | AtLeast)
    value = reader(brute, need.measure)(variant)
    if isinstance(need.measure, Highest) and isinstance(need, AtMost):
        return all(gram <= need.limit for gram in _grams(brute.family, variant))
    if isinstance(need.measure, Lowest) and isinstance(need, AtLeast):
        return all(gram >= need.limit for gram in _grams(brute.family, variant))
    if value is None:
        return False
    return value <= need.limit if isinstance(need, AtMost) else value >= need.limit


def random_needs(rng: Rng, brute: Brute) -> list[Need]:
    """A few needs at limits that bind now and then."""
    prices = sorted(brute.price(variant) for variant in brute.variants)
    kinds: list[Need] = [
        AtMost(Price(), Fraction(rng.choice([prices[0] - 5, *prices])), weight=rng.choice([1.0, 2.0])),
        AtMost(LeadDays(), Fraction(rng.randint(3, 12))),
        AtLeast(Total("weight"), Fraction(rng.randint(0, 20) * 100)),
        AtMost(Total("weight"), Fraction(rng.randint(-3, 12) * 100), weight=1.5),
        AtMost(Highest("weight"), Fraction(rng.randint(-1, 9) * 100)),
        AtLeast(Highest("weight"), Fraction(rng.randint(-1, 9) * 100)),
        AtMost(Lowest("weight"), Fraction(rng.randint(-1, 9) * 100)),
        AtLeast(Lowest("weight"), Fraction(rng.randint(-1, 9) * 100)),
        Tagged("care=wax", weight=rng.choice([1.0, 3.0])),
        Untagged("look=red"),
    ]
    return rng.sample(kinds, rng.randint(1, 4))


def lightest(brute: Brute, needs: list[Need]) -> list[frozenset[int]]:
    """Every minimal set of needs to give up, the lightest first."""
    numbers = range(len(needs))
    sets = [frozenset(some) for size in range(len(needs) + 1) for some in combinations(numbers, size)]
    can: list[frozenset[int]] = []
    for some in sorted(sets, key=lambda one: (sum(needs[at].weight for at in one), len(one))):
        kept = [needs[at] for at in numbers if at not in some]
        if not any(less <= some for less in can) and any(
            all(holds(brute, need, variant) for need in kept) for variant in brute.variants
        ):
            can.append(some)
    return can


def _values(family: Family, variant: Choices) -> list[Value]:
    return [family.variable(name).value(value) for name, value in variant.items()]


def _grams(family: Family, variant: Choices) -> list[Fraction]:
    measures = [v.attributes["weight"] for v in _values(family, variant) if v.attributes]
    return [Fraction(repr(m.value)) * (1000 if m.unit == "kg" else 1) for m in measures]
