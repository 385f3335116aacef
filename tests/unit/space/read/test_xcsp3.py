"""S77: XCSP3 networks mean what they say; what is not read is refused with what to write instead."""

from itertools import product
from pathlib import Path

import pytest

from spaces import Brute
from sumisura.kernel.time import Rng
from sumisura.space.read import BadFamily, Limits, read_noted
from sumisura.space.read.xcsp3 import read_xcsp3

GOOD = """<?xml version="1.0"?>
<instance format="XCSP3" type="CSP">
<variables>
<var id="s" type="symbolic">red blue</var>
<var id="y">-1 0..2</var>
<var id="z" as="y"/>
<array id="x" size="[2][2]" startIndex="1">
<domain for="x[1][]">0..2</domain>
<domain for="others">0 1</domain>
</array>
</variables>
<constraints>
<block><intension id="i">imp(eq(s,red),lt(y,x[1][1]))</intension></block>
<extension><list>x[1][] y</list><supports>(0,1,*)(2,*,-1)(9,9,9)</supports></extension>
<extension><list>z</list><conflicts>0 2</conflicts></extension>
<group><intension>le(add(%0,%1),%2)</intension><args>y z 2</args><args>x[2][1] z 1</args></group>
<group><allDifferent>%...</allDifferent><args>x[1][1] x[1][2]</args></group>
<sum><list>x[2][] y</list><coeffs>2x2 -1</coeffs><condition>(in,1..4)</condition></sum>
</constraints>
</instance>
"""


def expected() -> list[tuple[str, int, int, int, int, int, int]]:
    whole = product(["red", "blue"], (-1, 0, 1, 2), (-1, 0, 1, 2), (0, 1, 2), (0, 1, 2), (0, 1), (0, 1))
    return [
        (s, y, z, a, b, c, d)
        for s, y, z, a, b, c, d in whole
        if (s != "red" or y < a)
        and ((a, b) == (0, 1) or (a, y) == (2, -1))
        and z not in {0, 2}
        and y + z <= 2
        and c + z <= 1
        and a != b
        and 1 <= 2 * c + 2 * d - y <= 4
    ]


def written(folder: Path, text: str) -> Path:
    path = folder / "net.xml"
    path.write_text(text, encoding="utf-8")
    return path


def test_arrays_groups_tables_and_formulas(tmp_path: Path) -> None:
    reading = read_noted(written(tmp_path, GOOD))
    family = reading.family
    assert [each.name for each in family.variables] == ["s", "y", "z", "x-1-1", "x-1-2", "x-2-1", "x-2-2"]
    assert family.variables[3].label == "x[1][1]"
    assert family.rules[0].expression == "s = red implies y < x-1-1"
    assert family.rules[0].where == "net.xml:13"
    found = [tuple(v.values()) for v in Brute(family).variants]
    assert found == [tuple(map(str, each)) for each in expected()]
    assert "1 rows name values that their variables cannot have" in str(reading.notes[0])


def test_objectives_are_said_to_be_left_out(tmp_path: Path) -> None:
    text = GOOD.replace("</constraints>", "</constraints><objectives><minimize>y</minimize></objectives>")
    assert "objectives are not read" in str(read_noted(written(tmp_path, text)).notes)


def formula(rng: Rng, depth: int, *, whole: bool) -> tuple | int | str:  # noqa: PLR0911 - one for each kind
    """A random condition, or with ``whole`` a random amount."""
    if whole:
        if depth == 0:
            return rng.choice(["a", "b", "c", rng.randint(-2, 3)])
        name = rng.choice(["add", "sub", "mul", "dist", "abs", "neg", "min", "max", "if", "cond", "sqr"])
        if name == "cond":
            return formula(rng, depth - 1, whole=False)
        if name == "if":
            return (name, formula(rng, 0, whole=False), *(formula(rng, depth - 1, whole=True) for _ in "12"))
        size = 1 if name in {"abs", "neg", "sqr"} else 2
        return (name, *(formula(rng, depth - 1, whole=True) for _ in range(size)))
    name = rng.choice(
        ["eq", "ne", "lt", "le", "gt", "ge", "in"]
        + (["and", "or", "not", "imp", "iff", "xor"] if depth else [])
    )
    if name == "in":
        return (name, formula(rng, 0, whole=True), ("set", *rng.sample(range(-2, 4), 2)))
    if name in {"and", "or", "not", "imp", "iff", "xor"}:
        return (name, *(formula(rng, depth - 1, whole=False) for _ in range(1 if name == "not" else 2)))
    return (name, *(formula(rng, min(depth, 1), whole=True) for _ in "12"))


def said(node: tuple | int | str) -> str:
    return f"{node[0]}({','.join(map(said, node[1:]))})" if isinstance(node, tuple) else str(node)


MEANS = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "dist": lambda a, b: abs(a - b),
    "abs": abs,
    "neg": lambda a: -a,
    "sqr": lambda a: a * a,
    "min": min,
    "max": max,
    "if": lambda c, a, b: a if c else b,
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
    "in": lambda a, s: a in s,
    "set": lambda *s: s,
    "and": lambda a, b: bool(a and b),
    "or": lambda a, b: bool(a or b),
    "not": lambda a: not a,
    "imp": lambda a, b: bool(not a or b),
    "iff": lambda a, b: bool(a) == bool(b),
    "xor": lambda a, b: bool(a) != bool(b),
}


def value(node: tuple | int | str, at: dict[str, int]) -> int | bool:
    if isinstance(node, tuple):
        return MEANS[node[0]](*(value(part, at) for part in node[1:]))
    return at[node] if isinstance(node, str) else node


@pytest.mark.oracle
def test_s77_a_thousand_random_formulas_mean_what_they_say() -> None:
    for seed in range(1000):
        rng = Rng(seed)
        domains = {name: sorted(rng.sample(range(-2, 4), rng.randint(1, 4))) for name in "abc"}
        conditions = [formula(rng, 2, whole=False) for _ in range(rng.randint(1, 2))]
        variables = "".join(f'<var id="{n}">{" ".join(map(str, d))}</var>' for n, d in domains.items())
        rules = "".join(f"<intension>{said(each)}</intension>" for each in conditions)
        text = f'<instance format="XCSP3"><variables>{variables}</variables><constraints>{rules}</constraints></instance>'
        found = [
            tuple(map(int, v.values())) for v in Brute(read_xcsp3(text.encode(), "f.xml").family).variants
        ]
        right = [
            cells
            for cells in product(*domains.values())
            if all(value(each, dict(zip("abc", cells, strict=True))) for each in conditions)
        ]
        assert found == right, text


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("imp(eq(s,red)", "imp(eq(s,rde)", 'net.xml:13, intension: there is no variable "rde"'),
        ("lt(y,x[1][1])", "lt(y,x[3][1])", 'there is no variable "x[3][1]"'),
        ("lt(y,x[1][1])", "div(y,2)", "div of 2 is not read. Say it with eq, ne"),
        ("lt(y,x[1][1])", "lt(y", "is not closed"),
        ("lt(y,x[1][1])", "lt(s,1)", 'the values of "s" are not whole numbers'),
        (
            "<allDifferent>%...</allDifferent>",
            "<regular>%...</regular>",
            "net.xml:17, regular: <regular> is not read",
        ),
        ("(2,*,-1)", "(2,*)", "net.xml:14, extension: a row has 2 values, and the list 3 variables"),
        ("<list>z</list>", "<list>z z</list>", "different variables"),
        ("<list>x[1][] y", "<list>x[7][] y", "an index is not within 1 to 2"),
        ("(in,1..4)", "between", '"between" is no condition. Write: (le,10)'),
        ("2x2 -1", "2 -1", "one coefficient for each variable"),
        ('as="y"', 'as="w"', 'net.xml:6, var z: there is no variable "w"'),
        ('size="[2][2]"', 'size="2"', "the size of the array is not said"),
        ("-1 0..2", "-1 0..99999999", "more than 5,000 values"),
        ('size="[2][2]"', 'size="[9999][9999]"', "there are not 1 to 20,000 variables"),
        ("<args>y z 2</args>", "<args>y</args>", "%1"),
        ("</instance>", "", "not well-formed XML"),
        ('<?xml version="1.0"?>', '<!DOCTYPE i [<!ENTITY a "b">]>', "entities are not allowed"),
    ],
)
def test_wrong_files_name_line_and_mend(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in GOOD
    with pytest.raises(BadFamily) as caught:
        read_noted(written(tmp_path, GOOD.replace(old, new, 1)))
    assert says in str(caught.value)


def test_bombs_are_refused() -> None:
    deep = GOOD.replace("lt(y,x[1][1])", "not(" * 5000 + "y" + ")" * 5000)
    for text, says, limits in (
        (deep, "nested more than 12 deep", Limits()),
        (GOOD.replace("lt(y,x[1][1])", "eq(" + "dist(" * 9 + "y" + ",z)" * 9 + ",1)"), "cases", Limits()),
        ("<instance>" * 100_000, "nested more than 12 deep", Limits()),
        (GOOD, "more than 20 elements", Limits(elements=20)),
        (GOOD, "more than 3 rules", Limits(rules=3)),
        (GOOD, "more than 4 rows", Limits(rows=4)),
    ):
        with pytest.raises(BadFamily, match=says):
            read_xcsp3(text.encode(), "net.xml", limits)
