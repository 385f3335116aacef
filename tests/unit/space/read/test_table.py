"""S77: a table of combinations becomes a family; what is inferred is said."""

from itertools import product
from pathlib import Path

import pytest

from spaces import Brute
from sumisura.kernel.time import Rng
from sumisura.space.read import BadFamily, Limits, read_family, read_noted

GOOD = """!;Größe;fabric;colour
;S|M;linen;red
;L;*;
x;L;wool;blue
;M;wool;blue
"""


def written(folder: Path, text: str | bytes, name: str = "cups.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_columns_are_choices_and_rows_are_what_is_made(tmp_path: Path) -> None:
    reading = read_noted(written(tmp_path, GOOD))
    family = reading.family
    assert [(each.name, each.label) for each in family.variables] == [
        ("Grosse", "Größe"),
        ("fabric", "Fabric"),
        ("colour", "Colour"),
    ]
    assert [value.name for value in family.variables[0].values] == ["S", "M", "L"]
    only, never = family.rules
    assert (len(only.rows), only.forbids, only.where) == (7, False, "cups.csv:2")
    assert (never.rows, never.forbids, never.where) == ((("L", "wool", "blue"),), True, "cups.csv:4")
    assert len(Brute(family).variants) == 6
    assert [str(note) for note in reading.notes] == [
        (
            "cups.csv:1: read as CSV separated by ;, 3 rows allowed and 1 forbidden."
            " Choices, with how many values: Grosse (3), fabric (2), colour (2)."
        ),
        'cups.csv:1: 1 names do not fit into rules. "Größe" became Grosse, and so on.',
    ]


def test_forbidden_rows_alone_leave_all_else(tmp_path: Path) -> None:
    family = read_family(written(tmp_path, "!,a,b\nno,1,2\nno,3,any\n"))
    assert [rule.forbids for rule in family.rules] == [True]
    assert len(Brute(family).variants) == 0  # b is 2 alone, so 1 and 3 have nothing left
    family = read_family(written(tmp_path, "!\ta\tb\nno\t1\t2\nno\t3\t4\n", "cups.tsv"))
    assert len(Brute(family).variants) == 2


def test_a_column_that_differs_in_every_row_is_pointed_at(tmp_path: Path) -> None:
    text = "article,size\n" + "".join(f"{1000 + at},{at % 2}\n" for at in range(6))
    assert any(
        '"article" is different in every row' in str(note)
        for note in read_noted(written(tmp_path, text)).notes
    )


@pytest.mark.oracle
def test_s77_hundreds_of_random_tables_mean_what_they_say(tmp_path: Path) -> None:
    for seed in range(300):
        rng = Rng(seed)
        width, separator = rng.randint(1, 4), rng.choice(",;\t")
        rows = [
            (
                rng.random() < 0.4,
                [[rng.choice("abc") for _ in range(rng.randint(0, 2))] for _ in range(width)],
            )
            for _ in range(rng.randint(1, 6))
        ]
        domains = [sorted({name for _, cells in rows for name in cells[at]}) for at in range(width)]
        if not all(domains):
            continue
        lines = [["!", *(f"c{at}" for at in range(width))]]
        lines += [
            ["!" if bad else "", *("|".join(c) or rng.choice(["*", "any", ""]) for c in cells)]
            for bad, cells in rows
        ]
        text = "\n".join(separator.join(line) for line in lines)
        allows = any(not bad for bad, _ in rows)
        expected = {
            cells
            for cells in product(*domains)
            if (not allows or any(not bad and _matches(row, cells) for bad, row in rows))
            and not any(bad and _matches(row, cells) for bad, row in rows)
        }
        found = [tuple(v.values()) for v in Brute(read_family(written(tmp_path, text))).variants]
        assert (len(found), set(found)) == (len(expected), expected), text


def _matches(row: list[list[str]], cells: tuple[str, ...]) -> bool:
    return all(not some or cell in some for some, cell in zip(row, cells, strict=True))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the file is empty"),
        ("a,,c\n1,2,3\n", "cups.csv:1: column 2 has no name"),
        ("a,a\n1,2\n", 'two columns are called "a"'),
        ("a,b\n1\n", "cups.csv:2, column b: there are 1 cells, and 2 columns"),
        ('a,b\n"1,2\n', "cups.csv:2: a quote is opened and not closed"),
        ("a,b\n1,any\n", 'cups.csv:1: no row names a value of "b". Write its values, or take it out.'),
        ("a,b\n", 'no row names a value of "a"'),
        ("!\nx\n", "a table is of 1 to 1,000 choices"),
        ("a\nGröße\n".encode("latin-1"), "cups.csv:2: byte 3 is not UTF-8. Save the file as UTF-8."),
        ("a\n" + "\n".join(map(str, range(6000))), '"a" has more than 5,000 values'),
        (
            ",".join(f"c{at}" for at in range(40))
            + "\n"
            + ("a," * 40)[:-1]
            + "\n"
            + ("b," * 40)[:-1]
            + "\n"
            + "*," * 39
            + "*",
            "cups.csv:4: the rows stand for more than 2,000,000 combinations",
        ),
    ],
)
def test_wrong_files_name_line_and_mend(tmp_path: Path, text: str | bytes, says: str) -> None:
    with pytest.raises(BadFamily) as caught:
        read_family(written(tmp_path, text))
    assert says in str(caught.value)


def test_limits_are_the_callers(tmp_path: Path) -> None:
    for limits, says in (
        (Limits(text_bytes=10), "larger than 10 bytes"),
        (Limits(rows=2), "more than 2 rows"),
    ):
        with pytest.raises(BadFamily, match=says):
            read_family(written(tmp_path, GOOD), limits)
