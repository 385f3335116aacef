"""S77: UVL is read as published files mean it, refused where it is wrong, and what cannot be said is told."""

import csv
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared import shared
from sumisura.kernel import Family
from sumisura.space.compiling import compile as compiled
from sumisura.space.constraints import constraints_of
from sumisura.space.read import BadFamily, read_family, read_noted
from sumisura.space.read.feature_ide import read_feature_ide
from sumisura.space.read.uvl import read_uvl
from sumisura.space.structure import structure_of

FM = "data/config/fm"
CUP = """namespace Cups
include
    Boolean.group-cardinality
features
    Cup {abstract, Price 2}
        mandatory
            Wall
        optional
            Lid {Price 0.5, colour 'red'} // one of felt
            "Gift box"
        alternative
            Small
            Large {Price 1}
        [1..2]
            Dots
            Stripes
            Stars
constraints
    Small => !Lid
    "Gift box" | Lid => Large
    sum(Price) <= 3.25
"""


def read(text: str) -> Family:
    return read_uvl(text.encode(), Path("cup.uvl")).family


def count(family: Family) -> int:
    return compiled(family, cache=None).start().count()


def notes(text: str) -> list[str]:
    return [str(note) for note in read_uvl(text.encode(), Path("cup.uvl")).notes]


def test_a_model_becomes_a_configurator() -> None:
    family = read(CUP)
    assert (family.name, family.title, family.base_price) == ("cups", "Cups", 200)
    assert [(each.name, [value.name for value in each.values]) for each in family.variables] == [
        ("Lid", ["yes", "no"]),
        ("Gift-box", ["yes", "no"]),
        ("Cup", ["Small", "Large"]),
        ("Dots", ["yes", "no"]),
        ("Stripes", ["yes", "no"]),
        ("Stars", ["yes", "no"]),
    ]
    assert family.variable("Lid").value("yes").price == 50
    assert family.variable("Gift-box").label == "Gift box"
    assert [(rule.expression, rule.reason, rule.where) for rule in family.rules[1:]] == [
        ("Cup = Small implies Lid != yes", "Small does not go with Lid.", "cup.uvl:19"),
        ("Gift-box = yes or Lid = yes implies Cup = Large", "Gift box or Lid needs Large.", "cup.uvl:20"),
        (
            "sum(Price) + 2 <= 3.25",
            "It must hold that the sum of Price is at most 3.25.",
            "cup.uvl:21",
        ),
    ]
    assert family.rules[0].reason == "Cup takes 1 to 2 of Dots, Stripes and Stars."
    assert count(family) == 6 * (1 + 2)


def test_the_bike_by_hand() -> None:
    """Every product listed as the file says it, with three kinds of inches and two of makers."""
    ways = 0
    for bell, wheels, blah, front, back, dynamo, inch, maker in product(
        (0, 1), range(6), (0, 1), (0, 1), (0, 1), (0, 1), (21, 22, 23), ("Wheelio", "")
    ):
        light = front or back
        weight = 3 + bell + 2 * front + 1.5 * back + 3 * dynamo
        ways += (
            (not blah or wheels > 0)
            and 1 <= bell + bool(wheels) + bool(light) + dynamo <= 3
            and weight < 10
            and not (inch > 22 and wheels)
            and 5 * wheels < 10
            and (not light or bool(dynamo))
            and (not wheels or maker == "Wheelio")
            and not (inch == 22 and wheels)
        )
    reading = read_noted(shared(f"{FM}/uvl/bike.uvl"))
    assert count(reading.family) == ways == 62
    assert [note.where for note in reading.notes] == ["bike.uvl:5", "bike.uvl:6", "bike.uvl:9"]


def published(name: str) -> int:
    """How many digits the published count has (feature-model benchmark, ``NumberOfValidConfigurationsLog``)."""
    with shared(f"{FM}/Complete.csv").open(encoding="utf-8") as file:
        rows = {row["Path"]: row for row in csv.DictReader(file, delimiter=";")}
    return int(next(row for path, row in rows.items() if name in path)["NumberOfValidConfigurationsLog"])


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("e_shop", "e_shop/Lau2006"),
        ("pc-richmond", "pc-richmond/Sprey2020"),
        ("busybox_2010-05-02_14-17-07", "BusyBox/Pett2021-2010-05-02_18-45-02"),
    ],
)
def test_counts_have_the_published_number_of_digits(name: str, path: str) -> None:
    reading = read_noted(shared(f"{FM}/uvl/{name}.uvl"))
    assert not reading.notes
    assert len(str(count(reading.family))) == published(path)


def test_one_model_in_three_forms() -> None:
    assert count(read_family(shared(f"{FM}/uvl/e_shop.uvl"))) == count(
        read_family(shared(f"{FM}/dimacs/e_shop.dimacs"))
    )
    assert count(read_family(shared(f"{FM}/uvl/berkeleydb.uvl"))) == count(
        read_family(shared(f"{FM}/xml/berkeleydb.xml"))
    )


def test_steps_are_bounded() -> None:
    family = read_family(shared(f"{FM}/uvl/busybox_2010-05-02_14-17-07.uvl"))
    steps = [variable.group for variable in family.variables]
    assert max(map(steps.count, set(steps))) <= 12
    assert list(dict.fromkeys(steps)) == [group.name for group in family.groups]


TREE = "features\n  A\n    optional\n      B\n      Integer N\n      String T\n      C cardinality [1..*]\n        optional\n          D\n"


@pytest.mark.parametrize(
    ("constraint", "says"),
    [
        ("N + N > 3", "cup.uvl:11: no rule can say this: N is not a number of finitely many"),
        ("floor(N) > 3 & N > 1 + B.x", 'B has no attribute "x"'),
        ("len(T) > 3", "cup.uvl:11: no rule can say this: len stands where no rule can hold it"),
        ("T < 'x'", "texts are compared by what comes first"),
        ("N / 0 == 3", "it divides by zero"),
        (
            "N > 3",
            "cup.uvl:5: N can be any number. The 3 answers that the constraints tell apart can be chosen.",
        ),
        ("T == 'x'", "cup.uvl:6: T can be any text. The 2 answers"),
        ("B", "cup.uvl:7: there may be any number of C. Up to 101 can be chosen."),
        ("B", "cup.uvl:7: each C has choices of its own. How many there are is one choice"),
    ],
)
def test_what_cannot_be_said_is_told_with_its_line(constraint: str, says: str) -> None:
    text = f"{TREE}constraints\n  {constraint}\n"
    try:
        told = notes(text)
    except BadFamily as bad:
        told = [str(bad)]
    assert any(says in note for note in told), told


def test_other_files_and_lists_are_told() -> None:
    text = "imports\n  sub.model as s\nfeatures\n  A {tags ['a', 'b']}\n    optional\n      s.Root\nconstraints\n  s.Deep => s.Root\n"
    told = notes(text)
    assert "cup.uvl:2" in told[0]
    assert "It was not opened" in told[0]
    assert 'the attribute "tags" is a list or a map' in told[1]
    assert "s.Deep stands in another file" in told[2]


def test_numbers_and_texts_without_constraints_are_asked_in_fields() -> None:
    family = read("features\n  A\n    optional\n      String Name\n    mandatory\n      Integer Size\n")
    assert [(field.name, field.kind, dict(field.when)) for field in family.fields] == [
        ("Name-value", "text", {"Name": ("yes",)}),
        ("Size-value", "number", {}),
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "cup.uvl:1: there are no features"),
        ("features\n", "cup.uvl:1: there are no features. Write features, and a feature below it."),
        ("A\n", 'cup.uvl:1: no section is open before "A". Write features above it.'),
        (
            CUP.replace("Small => ", "Smal => "),
            'cup.uvl:19: there is no feature "Smal". Did you mean "Small"?',
        ),
        (
            CUP.replace("            Stars", "            Dots"),
            'cup.uvl:17: the name "Dots" is taken in line 15',
        ),
        (CUP.replace("        optional", "        optionl"), 'Did you mean "optional"?'),
        (CUP.replace("[1..2]", "[2..1]"), "cup.uvl:14: a cardinality runs backwards"),
        (
            CUP.replace("            Stars", "          Stars"),
            "cup.uvl:17: the indent is that of no line above",
        ),
        (
            CUP.replace("!Lid", "!"),
            "cup.uvl:19: a feature, a number or a text is missing at the end of the line",
        ),
        (CUP.replace("<= 3.25", "<= (3.25"), 'cup.uvl:21: ")" is missing'),
        (CUP.replace("<= 3.25", "= 3.25"), 'cup.uvl:21: "=" has no meaning here. Compare with =='),
        (CUP.replace("Price 0.5", "Price 0.5 0.6"), "cup.uvl:9: a comma is missing"),
        (CUP.replace("Price 0.5", "Price -"), "cup.uvl:9: this is no value"),
        (CUP.replace('"Gift box"', '"Gift box', 1), 'cup.uvl:10: """ has no meaning here. Close the quote'),
        (
            CUP.replace("sum(Price)", "sum(Prize)"),
            'cup.uvl:21: there is no feature or attribute "Prize". Did you mean "Price"?',
        ),
        (CUP + "    " + "(" * 200 + "Lid", "nested more than 100 deep"),
    ],
)
def test_wrong_files_name_line_and_mend(text: str, says: str) -> None:
    with pytest.raises(BadFamily) as caught:
        read(text)
    assert says in str(caught.value)


def test_deep_trees_are_refused() -> None:
    lines = ["features", "  F0"]
    for at in range(300):
        lines += ["  " * (2 * at + 2) + "optional", "  " * (2 * at + 3) + f"F{at + 1}"]
    with pytest.raises(BadFamily, match="nested more than 150 deep"):
        read("\n".join(lines))


PIECES = st.one_of(
    st.binary(max_size=6),
    st.sampled_from(
        [
            *(word.encode() for word in ["features", "constraints", "imports", "optional", "alternative", "Integer", "String"]),
            *(sign.encode() for sign in ["=>", "<=>", "|", "&", "!", "(", ")", "{", "}", "[", "]", "[1..3]", "[0..0]", ".", ",", "==", "<", "+", "*", "/", "-", "'", '"', "//", "/*", "*/"]),
            *(word.encode() for word in ["sum(", "avg(", "len(", "floor(", "Lid", "Cup", "Price", "0", "1e9", "cardinality"]),
            b"\n", b"\t", b"    ", b"\r", b"Cup.Price",
        ]
    ),
)  # fmt: skip
CUTS = st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 30), PIECES), min_size=1, max_size=4)
TYPED = CUP + "    avg(Price) < 2 & Wall.Price == 2 | sum(Cup, Price) > 1\n"
XML = b"""<featureModel><struct><and mandatory="true" name="Cup"><alt name="Size"><feature name="S"/><feature name="L"/></alt>
<feature name="Lid"><attribute name="p" type="long" value="3"/></feature></and></struct><constraints><rule><imp><var>S</var>
<not><var>Lid</var></not></imp></rule><rule><atmost1><var>S</var><var>Lid</var></atmost1></rule></constraints></featureModel>"""


def mutated(data: bytes, cuts: list[tuple[int, int, bytes]]) -> bytes:
    for at, gone, put in cuts:
        at %= len(data) + 1  # noqa: PLW2901 - a place in what is there now
        data = data[:at] + put + data[at + gone :]
    return data


def refused_in_place(bad: BadFamily, file: str) -> None:
    assert bad.problems
    for problem in bad.problems:
        assert problem.where.startswith(f"{file}:")
        assert problem.what


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from([CUP, TYPED]), CUTS)
def test_broken_uvl(good: str, cuts: list[tuple[int, int, bytes]]) -> None:
    try:
        family = read_uvl(mutated(good.encode(), cuts), Path("cup.uvl")).family
    except BadFamily as bad:
        refused_in_place(bad, "cup.uvl")
    else:
        assert len({variable.name for variable in family.variables}) == len(family.variables)


WORDS = [
    "Cup",
    "Lid",
    "Small",
    "N",
    "T",
    "R",
    "C",
    "D",
    "Cup.Price",
    "Lid.colour",
    "Lid.x",
    "Q",
    "Price",
    "value",
    "'red'",
    "0",
    "2",
    "2.5",
    "sum(Price)",
    "sum(N)",
    "sum(Lid.Price)",
    "sum(Cup,Price)",
    "sum(Price,N)",
    "sum(value)",
    "avg(Price)",
    "avg(Cup,Price)",
    "avg(Lid.Price)",
    "len(T)",
    "floor(N)",
    "ceil(R)",
    "floor(Lid.Price)",
    "(",
    ")",
    "!",
    "-",
    "+",
    "*",
    "/",
    "&",
    "|",
    "=>",
    "<=>",
    "==",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "==",
    "<",
    "&",
    "|",
]
MORE = CUP.replace(
    "        alternative\n",
    "            Integer N\n            String T\n            Real R\n            C cardinality [1..3]\n                optional\n"
    "                    D\n        alternative\n",
)


@settings(max_examples=800, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=9), min_size=1, max_size=2))
def test_any_constraints(lines: list[list[str]]) -> None:
    text = MORE + "".join(f"    {' '.join(words)}\n" for words in lines)
    try:
        family = read_uvl(text.encode(), Path("cup.uvl")).family
    except BadFamily as bad:
        refused_in_place(bad, "cup.uvl")
    else:
        constraints_of(family, structure_of(family))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(CUTS)
def test_broken_feature_ide(cuts: list[tuple[int, int, bytes]]) -> None:
    try:
        read_feature_ide(mutated(XML, cuts), Path("cup.xml"))
    except BadFamily as bad:
        refused_in_place(bad, "cup.xml")


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass"))
    )
)
def test_any_bytes(data: bytes) -> None:
    for reader, file in ((read_uvl, "a.uvl"), (read_feature_ide, "a.xml")):
        try:
            reader(data, Path(file))
        except BadFamily as bad:
            refused_in_place(bad, file)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (b"<var>S</var>", b"<var>X</var>", 'cup.xml:2: there is no feature "X"'),
        (b'name="L"', b'name="S"', 'cup.xml:1: the name "S" is taken in line 1'),
        (b'name="L"', b"", "cup.xml:1: a feature has no name"),
        (b"<imp>", b"<imp><var>Lid</var>", "cup.xml:2: <imp> has 3 parts"),
        (b"<not>", b"<nor>", "cup.xml"),
        (b"<alt ", b"<xor ", "not well-formed XML"),
        (b"</and>", b"", "not well-formed XML"),
        (b"<struct>", b'<struct><feature name="Z"/>', "there are 2 features at the top"),
    ],
)
def test_wrong_feature_ide_names_line_and_mend(old: bytes, new: bytes, says: str) -> None:
    with pytest.raises(BadFamily) as caught:
        read_feature_ide(XML.replace(old, new, 1), Path("cup.xml"))
    assert says in str(caught.value)


def test_a_group_without_features_is_named_with_its_line() -> None:
    with pytest.raises(BadFamily, match=r'cup\.uvl:5.*a group of "Lid" has no features.*take the group out'):
        read_uvl(
            b"features\n    Cup\n        optional\n            Lid\n                [1..2]\nconstraints\n    Lid\n",
            Path("cup.uvl"),
        )
