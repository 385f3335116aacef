"""Quotes (S1, S30 price side, S79) against a second reckoning and against the engine."""

import itertools
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sumisura
from sumisura.kernel import BadInput, Configuration, Family, Money, Quote, Span, Surcharge, Value, Variable
from sumisura.pricing import Incomplete, TaxRate, TaxTable, UnknownDestination, delivered_to, quote

NOW = datetime(2026, 3, 1, 12, 0, 0, 345678, tzinfo=UTC)
HOLDS = timedelta(days=14)
LONG_AGO = Span(datetime(2020, 1, 1, tzinfo=UTC))
RATES = {
    "IT": Fraction(22, 100),
    "HU": Fraction(27, 100),
    "FI": Fraction(51, 200),
    "CH": Fraction(81, 1000),
    "ZZ": Fraction(0),
}
TAXES = TaxTable(tuple(TaxRate(country, rate, LONG_AGO, "a law") for country, rate in RATES.items()))


def variables() -> st.SearchStrategy[tuple[Variable, ...]]:
    sizes = st.lists(st.lists(st.integers(-500, 2000), min_size=1, max_size=3), min_size=1, max_size=4)
    return sizes.map(
        lambda prices: tuple(
            Variable(f"v{i}", f"V{i}", tuple(Value(f"x{j}", price=price) for j, price in enumerate(row)))
            for i, row in enumerate(prices)
        )
    )


@st.composite
def families(draw: st.DrawFn) -> Family:
    chosen = draw(variables())
    surcharges = []
    for number in range(draw(st.integers(0, 3))):
        scope = draw(
            st.lists(st.sampled_from(chosen), min_size=1, max_size=3, unique_by=lambda each: each.name)
        )
        when = {
            each.name: tuple(
                draw(st.lists(st.sampled_from([v.name for v in each.values]), min_size=1, unique=True))
            )
            for each in scope
        }
        surcharges.append(Surcharge(f"s{number}", draw(st.integers(-300, 900)), when, f"Reason {number}"))
    return Family(
        "thing",
        "Thing",
        "EUR",
        chosen,
        surcharges=tuple(surcharges),
        base_price=draw(st.integers(3000, 9000)),
    )


def every(family: Family) -> list[Configuration]:
    names = [each.name for each in family.variables]
    domains = [[value.name for value in each.values] for each in family.variables]
    return [
        Configuration.of(family.digest, dict(zip(names, row, strict=True)))
        for row in itertools.product(*domains)
    ]


def asked(family: Family, design: Configuration, destination: str = "IT") -> Quote:
    return quote(family, design, destination=destination, taxes=TAXES, at=NOW, holds=HOLDS, book="2026")


def reckoned(family: Family, design: Configuration) -> int:
    """The price, written down a second time: sum everything whose condition holds."""
    chosen = set(design.chosen)
    options = sum(v.price for x in family.variables for v in x.values if (x.name, v.name) in chosen)
    due = [
        s.amount
        for s in family.surcharges
        if all(any((name, value) in chosen for value in values) for name, values in s.when.items())
    ]
    return family.base_price + options + sum(due)


@given(families())
def test_a_quote_equals_brute_force(family: Family) -> None:
    for design in every(family):
        got = asked(family, design)
        assert got.total == Money(reckoned(family, design), "EUR")
        assert all(line.amount.amount for line in got.lines)


@given(families(), st.data())
@settings(max_examples=25, deadline=None)
def test_a_quote_equals_the_engine(family: Family, data: st.DataObject) -> None:
    design = data.draw(st.sampled_from(every(family)))
    walk = sumisura.compile(family).start()
    for variable, value in design.chosen:
        walk = walk.choose(variable, value)
    assert walk.is_complete
    assert asked(family, design).total.amount == walk.price


@given(families(), st.sampled_from(sorted(RATES)), st.sampled_from(sorted(RATES)), st.data())
def test_tax_is_rounded_per_line_and_sums(
    family: Family, first: str, second: str, data: st.DataObject
) -> None:
    got = asked(family, data.draw(st.sampled_from(every(family))), first)
    for line in got.lines:
        exact = line.amount.amount * RATES[first] / (1 + RATES[first])
        assert abs(line.tax.amount - exact) <= Fraction(1, 2)
    assert got.tax.amount == sum(line.tax.amount for line in got.lines)
    assert abs(got.tax.amount - got.total.amount * RATES[first] / (1 + RATES[first])) <= Fraction(
        len(got.lines), 2
    )
    moved = delivered_to(got, second, taxes=TAXES, at=NOW)
    assert [line.amount for line in moved.lines] == [line.amount for line in got.lines]
    assert (moved.total, moved.valid_until, moved.book) == (got.total, got.valid_until, got.book)
    assert delivered_to(moved, first, taxes=TAXES, at=NOW) == got


BURGER = Family(
    "burger",
    "The Burger",
    "EUR",
    (
        Variable("pickles", "Pickles", (Value("with", "with"), Value("without", "held", price=-20))),
        Variable("cheese", "Cheese", (Value("one"), Value("two", "two slices", price=80))),
    ),
    surcharges=(
        Surcharge("lean", 15, {"pickles": ("without",), "cheese": ("two",)}, "More cheese takes its place"),
    ),
    base_price=690,
)


def test_lines_stand_in_family_order_with_their_words() -> None:
    design = Configuration.of(BURGER.digest, {"pickles": "without", "cheese": "two"})
    got = asked(BURGER, design)
    assert [(line.about, line.reason, line.amount.amount) for line in got.lines] == [
        ("base", "The Burger", 690),
        ("pickles=without", "Pickles: held", -20),
        ("cheese=two", "Cheese: two slices", 80),
        ("lean", "More cheese takes its place", 15),
    ]
    assert (got.destination, got.tax_rate, got.book, got.promised) == ("IT", RATES["IT"], "2026", None)


def test_a_quote_says_how_long_it_holds_to_the_second() -> None:
    got = asked(BURGER, Configuration.of(BURGER.digest, {"pickles": "with", "cheese": "one"}))
    assert got.valid_until == datetime(2026, 3, 15, 12, 0, 0, tzinfo=UTC)


def test_an_unfinished_design_has_no_price_and_says_what_is_open() -> None:
    with pytest.raises(Incomplete, match="not finished: Cheese") as caught:
        asked(BURGER, Configuration.of(BURGER.digest, {"pickles": "with"}))
    assert caught.value.open == ("Cheese",)


def test_an_unknown_destination_is_refused() -> None:
    design = Configuration.of(BURGER.digest, {"pickles": "with", "cheese": "one"})
    with pytest.raises(UnknownDestination, match='deliver to "US"'):
        asked(BURGER, design, "US")
    with pytest.raises(UnknownDestination, match='deliver to "US"'):
        delivered_to(asked(BURGER, design), "US", taxes=TAXES, at=NOW)


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"pickles": "with", "cheese": "three"}, 'no "three" for "cheese"'),
        ({"pickles": "with", "cheese": "one", "bun": "rye"}, 'no "rye" for "bun"'),
    ],
)
def test_a_design_of_something_else_is_refused(choices: dict[str, str], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        asked(BURGER, Configuration.of(BURGER.digest, choices))


@given(st.integers(1, 10_000))
def test_nothing_costs_less_than_nothing(rebate: int) -> None:
    family = Family(
        "gift", "Gift", "EUR", (Variable("v", "V", (Value("x", price=-rebate),)),), base_price=5000
    )
    design = Configuration.of(family.digest, {"v": "x"})
    if rebate <= family.base_price:
        assert asked(family, design).total.amount == family.base_price - rebate
    else:
        with pytest.raises(BadInput, match="rebates exceed the price"):
            asked(family, design)
