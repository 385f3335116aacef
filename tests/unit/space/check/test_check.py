"""S44, S59: what a check says to the maker, and what it does when the time is up."""

from dataclasses import replace

from sumisura.kernel import Family, Group, Rule, Surcharge, Value, Variable
from sumisura.space.check import Code, Severity, check


def choice(name: str, *prices: int, default: str | None = None, group: str = "") -> Variable:
    values = tuple(Value(f"{name}{at}", price=price) for at, price in enumerate(prices))
    return Variable(name, name.title(), values, default=default, group=group)


CLOTH, LEG = choice("cloth", 0, 0, 0), choice("leg", 0, 0)
WIDE = Rule(
    "wide", "The loom is narrow.", ("cloth", "leg"), (("cloth2", "leg1"),), True, where="jeans.yaml:7"
)
FAMILY = Family("jeans", "Jeans", "EUR", (CLOTH, LEG), (WIDE,))


def found(family: Family, code: Code) -> list[str]:
    return [one.about for one in check(family).findings if one.code is code]


def test_nothing_is_said_of_a_family_that_is_well() -> None:
    report = check(FAMILY)
    assert (report.findings, report.variants, report.combinations, report.unfinished) == ((), 5, 6, ())
    assert [(one.rule, str(one.share)) for one in report.bites] == [("wide", "1/6")]


def test_a_rule_stands_where_the_reader_found_it() -> None:
    again = replace(WIDE, name="again", where="jeans.yaml:12")
    (one, other) = check(replace(FAMILY, rules=(WIDE, again))).findings
    assert (one.where, one.mend) == ("jeans.yaml:7", 'Keep "wide" if you remove "again"; not both can go.')
    assert (other.where, other.mend) == ("jeans.yaml:12", 'Remove "again"; "wide" already says it.')


def test_a_dead_option_names_the_file_and_the_rules() -> None:
    out = Rule("out", "Sold out for good.", expression="cloth != cloth1", where="jeans.yaml:9")
    (one,) = check(
        replace(FAMILY, variables=(replace(CLOTH, default="cloth1"), LEG), rules=(WIDE, out))
    ).findings
    assert (one.code, one.severity, one.where) == (Code.DEAD, Severity.ERROR, "jeans.yaml: cloth.cloth1")
    assert one.rules == ("out",)
    assert "brand's own choice" in one.means


def test_an_option_without_a_price_where_its_siblings_have_one_is_a_hole() -> None:
    def holes(*prices: int, default: str | None = None, surcharges: tuple[Surcharge, ...] = ()) -> list[str]:
        variable = choice("wash", *prices, default=default)
        return found(Family("j", "J", "EUR", (variable,), surcharges=surcharges), Code.HOLE)

    assert holes(0, 5, 9, 0, 7) == ["wash.wash3"]
    assert holes(0, 5, 9, 0, 7, default="wash3") == ["wash.wash0"]
    assert holes(0, 5, 9, 0, 7, default="wash1") == ["wash.wash3"]
    assert holes(0, 5, 0, 0, 7) == []
    assert holes(0, 5, 9, 7) == []
    assert holes(0, 5, 9, 0, 7, surcharges=(Surcharge("late", 4, {"wash": ("wash3",)}),)) == []


def test_a_step_that_asks_too_much_is_named_with_where_to_split_it() -> None:
    many = tuple(choice(f"part{at}-", 0, 0, group="fit") for at in range(10))
    family = Family("j", "J", "EUR", many, groups=(Group("fit", "Fit"),))
    (one,) = check(family).findings
    assert (one.code, one.about, one.mend) == (Code.CROWDED, "fit", 'Begin a new step at "Part5-".')
    assert found(replace(family, variables=many[:9]), Code.CROWDED) == []
    assert found(Family("j", "J", "EUR", (choice("size", *[0] * 41),)), Code.CROWDED) == ["size"]


def test_a_rule_without_a_reason_is_named() -> None:
    assert found(replace(FAMILY, rules=(replace(WIDE, reason=" "),)), Code.SILENT) == ["wide"]


def test_what_there_was_no_time_for_is_said() -> None:
    report = check(FAMILY, hurry=lambda: True)
    assert report.variants == 5
    assert (report.bites, report.freedom) == ((), ())
    assert [words.split(":")[0] for words in report.unfinished] == [
        "Whether others say it already was asked of 0 of 1 rule",
        "How often it bites was counted for 0 of 1 rule",
        "How free it is was counted for 0 of 2 choices",
    ]
