"""S51, S77: what the public contract says, and what it says to those who ask wrongly."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import sumisura
from sumisura import Contradiction, Space, TooLarge, Unavailable
from sumisura.kernel import BadInput, Family, Rule, Surcharge, Value, Variable
from sumisura.space.model import NEVER
from sumisura.space.structure import structure_digest

CUT = Variable("cut", "Cut", (Value("slim"), Value("wide", price=500)), default="slim")
WASH = Variable("wash", "Wash", (Value("raw"), Value("stone", price=1200), Value("acid", price=900)))
MEMORY = Variable("memory", "Memory", (Value("8"), Value("32", price=4000)), default="8")
ACID = Rule(
    "acid", "Acid eats slim seams.", ("cut", "wash"), (("slim", "acid"),), forbids=True, where="jeans.yaml:7"
)
PAIR = Surcharge("pair", 300, {"cut": ("wide",), "wash": ("stone", "acid")})
FAMILY = Family("jeans", "Jeans", "EUR", (CUT, WASH, MEMORY), (ACID,), (PAIR,), base_price=8000)


@pytest.fixture(scope="module")
def space() -> Space:
    return sumisura.compile(FAMILY, cache=None)


def test_columns_are_the_pairs_in_the_authors_order(space: Space) -> None:
    assert space.columns[:5] == (
        ("cut", "slim"),
        ("cut", "wide"),
        ("wash", "raw"),
        ("wash", "stone"),
        ("wash", "acid"),
    )
    assert len(space.columns) == 7
    assert space.count() == 10


def test_a_shown_delta_is_the_surcharge_too(space: Space) -> None:
    wide = space.start().choose("cut", "wide")
    assert wide.options()["wash"]["stone"].price_delta == 1500
    assert wide.choose("wash", "stone").price == 8000 + 500 + 1200 + 300


def test_values_may_be_anything_that_reads_like_their_name(space: Space) -> None:
    assert space.start().choose("memory", 32).choices == {"memory": "32"}


def test_designs_never_change(space: Space) -> None:
    start = space.start()
    slim = start.choose("cut", "slim")
    assert not start.choices
    assert slim.retract("cut").choices == {}
    assert slim.choose("cut", "wide").choices == {"cut": "wide"}
    assert slim.retract("wash").choices == {"cut": "slim"}


def test_an_unavailable_choice_carries_its_conflict_and_its_repair(space: Space) -> None:
    slim = space.start().choose("cut", "slim")
    with pytest.raises(Unavailable, match="Acid eats slim seams") as raised:
        slim.choose("wash", "acid")
    assert raised.value.status == 409
    assert raised.value.conflict == ({"cut": "slim"}, (ACID,))
    assert raised.value.repair.choices == {"wash": "acid"}


def test_a_complete_design_stays_complete_through_a_repair(space: Space) -> None:
    design = space.start().complete()
    assert design.is_complete
    assert design.choices == {"cut": "slim", "wash": "raw", "memory": "8"}
    assert design.repair("wash", "acid").choices == {"cut": "wide", "wash": "acid", "memory": "8"}


def test_weights_decide_what_is_given_up(space: Space) -> None:
    touched = space.start().choose("cut", "slim", weight=1000)
    assert touched.options()["wash"]["acid"].give_up == 1000


def test_choosing_many_at_once_is_choosing_them_one_by_one(space: Space) -> None:
    many = space.start().choose_all({"cut": "wide", "wash": "acid"}, weight=9)
    assert many.choices == {"cut": "wide", "wash": "acid"}
    with pytest.raises(Unavailable):
        space.start().choose_all({"cut": "slim", "wash": "acid"})


def test_a_value_of_no_variant_says_so() -> None:
    never = Rule("never", "Out of stock for good.", ("wash",), (("acid",),), forbids=True)
    design = sumisura.compile(replace(FAMILY, rules=(never,)), cache=None).start()
    assert design.options()["wash"]["acid"] == (False, 0, NEVER, True)
    assert design.why("wash", "acid") == ({}, (never,))
    with pytest.raises(Unavailable, match="in no variant") as raised:
        design.choose("wash", "acid")
    assert raised.value.repair is None
    with pytest.raises(Unavailable):
        design.repair("wash", "acid")


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("wsh", "raw", 'Did you mean "wash"'),
        ("wash", "stne", 'Did you mean "stone"'),
        ("memory", 16, 'Known are "8", "32"'),
    ],
)
def test_unknown_names_meet_near_ones(space: Space, variable: str, value: object, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        space.start().choose(variable, value)


@pytest.mark.parametrize(
    ("weights", "says"),
    [
        (np.zeros(7), "shape"),
        (np.zeros((2, 6)), "shape"),
        (np.full((1, 7), np.nan), "nan"),
        (np.full((1, 7), np.inf), "inf"),
        ([["dear"] * 7], "not numbers"),
        ([[1.0], [1.0, 2.0]], "not numbers"),
    ],
)
def test_weights_that_are_none_are_refused(space: Space, weights: np.ndarray, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        space.best(weights)


def test_weights_of_a_completion_are_checked(space: Space) -> None:
    with pytest.raises(BadInput, match="shape"):
        space.start().complete(np.zeros(3))
    with pytest.raises(BadInput, match="nan"):
        space.start().complete(np.full(7, np.nan))


def test_weights_of_choices_are_checked(space: Space) -> None:
    with pytest.raises(BadInput, match="cannot weigh 0"):
        space.start().choose("cut", "slim", weight=0)
    with pytest.raises(BadInput, match="too heavy"):
        space.start().choose("cut", "slim", weight=1 << 50)
    with pytest.raises(BadInput, match="too heavy"):
        space.start().choose("cut", "slim", weight=1 << 70)


def test_no_customers_have_no_bests(space: Space) -> None:
    assert len(space.best(np.empty((0, 7)))) == 0


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            {"rules": (replace(ACID, scope=("cot", "wash")),)},
            'jeans.yaml:7: there is no variable "cot". Did you mean "cut"',
        ),
        ({"rules": (replace(ACID, rows=(("slim", "acd"),)),)}, 'has no value "acd". Did you mean "acid"'),
        ({"rules": (replace(ACID, rows=(("slim",),)),)}, "a row has not 2 values"),
        ({"rules": (replace(ACID, scope=("cut", "cut")),)}, "names a variable twice"),
        ({"rules": (Rule("empty", "Nothing."),)}, "names no variables"),
        ({"rules": (Rule("odd", "Odd.", expression="cut = slm"),)}, "slm"),
        ({"surcharges": (Surcharge("s", 1, {"cut": ("slim",), "hem": ("raw",)}),)}, 'no variable "hem"'),
        ({"surcharges": (Surcharge("s", 1, {"hem": ("raw",)}),)}, 'no variable "hem"'),
        ({"variables": ()}, "has no variables"),
        ({"variables": (replace(CUT, values=()), WASH, MEMORY)}, "has no values"),
        ({"variables": (replace(CUT, default="x"), WASH, MEMORY)}, "is no value of it"),
        ({"variables": (replace(CUT, weight=0), WASH, MEMORY)}, "weight is below 1"),
        ({"variables": (CUT, CUT, WASH, MEMORY)}, "two variables"),
        ({"base_price": 1 << 60}, "too large"),
        ({"variables": (replace(CUT, weight=1 << 57), WASH, MEMORY)}, "too heavy"),
    ],
)
def test_wrong_families_are_refused(change: dict[str, Any], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        sumisura.compile(replace(FAMILY, **change), cache=None)


@pytest.mark.parametrize("budget", [0, -1, 1 << 40])
def test_budgets_out_of_reach_are_refused(budget: int) -> None:
    with pytest.raises(BadInput, match="budget"):
        sumisura.compile(FAMILY, budget=budget, cache=None)


def test_a_family_that_outgrows_its_budget_says_what_to_try() -> None:
    bits = tuple(Variable(f"b{n}", "Bit", (Value("0"), Value("1"))) for n in range(16))
    crossed = tuple(Rule(f"r{n}", "", (f"b{n}", f"b{15 - n}"), (("0", "0"), ("1", "1"))) for n in range(8))
    sums = Rule("sum", "", expression=" or ".join(f"b{n} = 1 and b{(n * 7 + 3) % 16} = 0" for n in range(16)))
    with pytest.raises(TooLarge, match=r"more than 20 diagram nodes.*larger budget"):
        sumisura.compile(
            Family("bits", "Bits", "EUR", bits, (*crossed, sums)), way="diagram", budget=20, cache=None
        )


def test_a_contradiction_names_only_the_rules_at_fault() -> None:
    slim = Rule("slim", "Slim only.", ("cut",), (("slim",),), where="jeans.yaml:9")
    sour = Rule("sour", "Acid only.", expression="wash = acid", where="jeans.yaml:11")
    with pytest.raises(Contradiction, match=r"jeans\.yaml:11") as raised:
        sumisura.compile(
            replace(FAMILY, rules=(Rule("dear", "", expression="memory = 32"), slim, ACID, sour)), cache=None
        )
    assert raised.value.rules == (slim, ACID, sour)


def test_an_expression_of_no_variant_is_a_contradiction_alone() -> None:
    never = Rule("never", "", expression="cut = slim and cut = wide")
    with pytest.raises(Contradiction) as raised:
        sumisura.compile(replace(FAMILY, rules=(ACID, never)), cache=None)
    assert raised.value.rules == (never,)


def test_prices_are_bound_without_compiling_again(space: Space) -> None:
    dearer = replace(FAMILY, base_price=9000, surcharges=(replace(PAIR, amount=-100),), title="New book")
    assert structure_digest(dearer) == structure_digest(FAMILY)
    again = space.priced(dearer)
    assert again.engine.circuit is space.engine.circuit
    assert again.start().choose("cut", "wide").choose("wash", "stone").price == 9000 + 500 + 1200 - 100
    assert space.start().price == 8000


def test_another_structure_is_not_bound(space: Space) -> None:
    with pytest.raises(BadInput, match="differs in more than prices"):
        space.priced(replace(FAMILY, rules=()))


def test_arrays_cannot_be_written(space: Space) -> None:
    with pytest.raises(ValueError, match="read-only"):
        space.engine.circuit.child[:] = 0


def test_a_family_without_rules_is_all_free() -> None:
    free = sumisura.compile(replace(FAMILY, rules=(), surcharges=()), cache=None)
    assert (free.count(), free.nodes) == (12, 2)
    assert all(option.available for values in free.start().options().values() for option in values.values())
    assert free.start().complete(np.array([0.0, 1, 0, 0, 1, 0, 1])).choices == {
        "cut": "wide",
        "wash": "acid",
        "memory": "32",
    }
