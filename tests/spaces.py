"""Rng families, what brute force says about them, and random sessions through a space."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path

import numpy as np

import sumisura
from sumisura import Bounds, Design, Space, Unavailable
from sumisura.kernel import Family, Rule, Surcharge, Value, Variable
from sumisura.kernel.time import Rng
from sumisura.space.expressions import parse

EXAMPLES = Path(__file__).parents[1] / "examples" / "brands"

Choices = Mapping[str, str]


def random_family(rng: Rng, most: int = 5) -> Family:
    """A family of 2 to ``most`` variables, with tables, expressions and surcharges; it may hold no variant."""
    variables = tuple(_variable(rng, f"v{number}") for number in range(rng.randint(2, most)))
    return Family(
        "random",
        "Random",
        "EUR",
        variables,
        rules=tuple(_rule(rng, variables, number) for number in range(rng.randint(0, 4))),
        surcharges=tuple(_surcharge(rng, variables, number) for number in range(rng.randint(0, 3))),
        base_price=rng.randint(0, 1000),
    )


def _variable(rng: Rng, name: str) -> Variable:
    values = tuple(
        Value(str(number), price=rng.choice([0, 0, rng.randint(-20, 90)]))
        for number in range(rng.randint(1, 4))
    )
    default = rng.choice([None, rng.choice(values).name])
    return Variable(name, name, values, default=default, weight=rng.choice([1, 1, 2, 7]))


def _rule(rng: Rng, variables: tuple[Variable, ...], number: int) -> Rule:
    scope = rng.sample(variables, rng.randint(1, min(3, len(variables))))
    if rng.random() < 0.3:
        one, two = scope[0], rng.choice(variables)
        text = (
            f"{one.name} = {rng.choice(one.values).name} implies {two.name} != {rng.choice(two.values).name}"
        )
        return Rule(f"r{number}", f"reason {number}", expression=text)
    cells = list(product(*([value.name for value in variable.values] for variable in scope)))
    forbids = rng.random() < 0.5
    rows = rng.sample(cells, rng.randint(1, max(1, len(cells) // 3 if forbids else 3 * len(cells) // 4)))
    return Rule(f"r{number}", f"reason {number}", tuple(v.name for v in scope), tuple(rows), forbids=forbids)


def _surcharge(rng: Rng, variables: tuple[Variable, ...], number: int) -> Surcharge:
    scope = rng.sample(variables, rng.randint(0, min(3, len(variables))))
    when = {
        v.name: tuple(value.name for value in rng.sample(v.values, rng.randint(1, len(v.values))))
        for v in scope
    }
    return Surcharge(f"s{number}", rng.randint(-60, 120), when)


@dataclass(frozen=True)
class Brute:
    """Every question answered by listing every variant."""

    family: Family

    @cached_property
    def variants(self) -> list[dict[str, str]]:
        return list(self.allowed(range(len(self.family.rules))))

    def allowed(self, rules: Iterator[int] | range | list[int]) -> Iterator[dict[str, str]]:
        """Combinations that meet those rules."""
        kept = [self.family.rules[at] for at in rules]
        parsed = {rule.name: parse(rule.expression, self.family) for rule in kept if rule.expression}
        names = [variable.name for variable in self.family.variables]
        for cells in product(
            *([value.name for value in variable.values] for variable in self.family.variables)
        ):
            variant = dict(zip(names, cells, strict=True))
            if all(_holds(rule, parsed.get(rule.name), variant) for rule in kept):
                yield variant

    def price(self, variant: Choices) -> int:
        due = (
            s.amount
            for s in self.family.surcharges
            if all(variant[name] in some for name, some in s.when.items())
        )
        own = (self.family.variable(name).value(value).price for name, value in variant.items())
        return self.family.base_price + sum(due) + sum(own)

    def completions(self, choices: Choices) -> list[dict[str, str]]:
        return [v for v in self.variants if all(v[name] == value for name, value in choices.items())]

    def repair(self, choices: Choices, weight: Choices, variable: str, value: str) -> tuple[int, int] | None:
        """Least weight of other choices to give up, then least price; None when no variant has the value."""
        costs = (
            (sum(weight[n] for n, c in choices.items() if n != variable and v[n] != c), self.price(v))
            for v in self.variants
            if v[variable] == value
        )
        return min(costs, default=None)


def _holds(rule: Rule, expression: object, variant: Choices) -> bool:
    if expression is not None:
        return expression.holds(variant)
    return (tuple(variant[name] for name in rule.scope) in rule.rows) != rule.forbids


def example_families() -> list[Path]:
    """The families that the demo brands bring."""
    beside = {"brand.yaml", "prices.yaml", "presets.yaml"}
    return sorted(path for path in EXAMPLES.glob("*/*.yaml") if path.name not in beside)


def random_spaces(seed: int, count: int) -> Iterator[Space]:
    """Spaces of random families that hold at least one variant."""
    rng = Rng(seed)
    while count:
        family = random_family(rng, 6)
        if Brute(family).variants:
            yield sumisura.compile(family, cache=None)
            count -= 1


def session(space: Space, rng: Rng, steps: int) -> Counter[str]:
    """A random customer; asserts after every step that no promise was broken.

    Counts steps, and ``dead ends``: designs that no variant completes, or with a variable left without any
    available value. There must be none.
    """
    done: Counter[str] = Counter()
    design = space.start()
    for _ in range(steps):
        step, after = _step(space, design, rng)
        done[step] += 1
        done["dead ends"] += _fewest(after) < 1 or not _all_open(after)
        design = after
    finished = design.complete(rng.choice([None, np.array([rng.random() for _ in space.columns])]))
    assert finished.is_complete
    assert finished.count() == 1
    assert design.choices.items() <= finished.choices.items()
    return done


def _fewest(design: Design) -> int:
    count = design.count()
    return count.low if isinstance(count, Bounds) else count


def _all_open(design: Design) -> bool:
    return all(any(option.available for option in values.values()) for values in design.options().values())


def _step(space: Space, design: Design, rng: Rng) -> tuple[str, Design]:
    kind = rng.choices(["choose", "insist", "retract", "complete"], [60, 25, 12, 3])[0]
    if kind == "retract" and design.choices:
        return kind, design.retract(rng.choice(sorted(design.choices)))
    if kind == "complete":
        return kind, design.complete()
    sweep = design.sweep()
    grey = np.flatnonzero(sweep.give_up > 0)
    if kind == "insist" and len(grey):
        return kind, _insist(space, design, int(rng.choice(grey)), rng)
    column = int(rng.choice(np.flatnonzero(sweep.available)))
    after = design.choose(*space.columns[column], weight=rng.choice([None, 1, 1000]))
    assert after.price == design.price + sweep.price_delta[column]
    return "choose", after


def _insist(space: Space, design: Design, column: int, rng: Rng) -> Design:
    variable, value = space.columns[column]
    sweep = design.sweep()
    try:
        design.choose(variable, value)
    except Unavailable as refused:
        after = refused.repair
    else:
        raise AssertionError("a greyed value was chosen")
    assert after.choices[variable] == value
    exact = sweep.exact[column]
    assert after.price == design.price + sweep.price_delta[column] or not exact
    lost = [n for n, v in design.choices.items() if n != variable and after.choices.get(n) != v]
    numbers = space.engine.structure.numbers
    given = sum(design.weight[numbers[name]] for name in lost)
    assert given == sweep.give_up[column] if exact else given <= sweep.give_up[column]
    if rng.random() < 0.05:
        assert set(design.why(variable, value).choices) <= set(design.choices) - {variable}
    return after
