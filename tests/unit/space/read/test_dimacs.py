"""S77: clauses with feature names, read as they are published; every slip named with its line."""

from itertools import product
from pathlib import Path

import pytest

from shared import shared
from spaces import Brute
from sumisura.kernel.time import Rng
from sumisura.space.read import BadFamily, Limits, read_family, read_noted
from sumisura.space.read.dimacs import read_dimacs

GOOD = """c a cup
c 1 Cup
c 2 Intel Core i3
c 3 Intel-Core-i3
p cnf 4 3
1 0
-2 -3
 0 -1 2
4 0
"""


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "cup.dimacs"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_names_clauses_and_places_are_the_files_own(tmp_path: Path) -> None:
    reading = read_noted(written(tmp_path, GOOD))
    family = reading.family
    assert (family.name, family.title, family.currency) == ("cup", "cup", "EUR")
    named = {variable.name: variable.label for variable in family.variables}
    assert named == {
        "Cup": "Cup",
        "Intel-Core-i3-2": "Intel Core i3",
        "Intel-Core-i3": "Intel-Core-i3",
        "x4": "x4",
    }
    assert all([value.name for value in each.values] == ["yes", "no"] for each in family.variables)
    assert [rule.where for rule in family.rules] == ["cup.dimacs:6", "cup.dimacs:8", "cup.dimacs:9"]
    assert [rule.reason for rule in family.rules] == [
        "Cup is always there.",
        "Intel Core i3 and Intel-Core-i3 do not go together.",
        "Cup needs Intel Core i3 or x4.",
    ]
    assert [str(note) for note in reading.notes] == [
        (
            "cup.dimacs:5: 1 of 4 variables have no name. They are called x and their number."
            " To name one, write a comment: c 12 Cork."
        ),
        (
            'cup.dimacs:5: 1 names do not fit into rules. "Intel Core i3" became Intel-Core-i3-2, and so on;'
            " labels keep the names as they were."
        ),
    ]


def test_a_clause_that_is_always_met_is_no_rule(tmp_path: Path) -> None:
    reading = read_noted(written(tmp_path, "p cnf 2 2\n1 -1 0\n2 2 0\n"))
    assert [rule.scope for rule in reading.family.rules] == [("x2",)]
    assert "cup.dimacs:2: 1 clauses hold a feature and its opposite" in str(reading.notes[0])


def test_what_follows_a_percent_sign_is_not_read(tmp_path: Path) -> None:
    assert len(read_family(written(tmp_path, "p cnf 1 1\n1 0\n%\n0\n")).rules) == 1


PUBLISHED = {
    "berkeleydb": (117, 417),
    "busybox-1.18.0": (854, 1163),
    "e_shop": (173, 289),
    "embtoolkit": (1179, 5414),
    "linux-2.6.33.3": (6467, 40_121),
    "pc-richmond": (377, 1356),
    "uclinux-base": (380, 3982),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_models_have_their_variables_and_clauses(name: str) -> None:
    path = shared(f"data/config/fm/dimacs/{name}.dimacs")
    reading = read_noted(path)
    lines = path.read_text().splitlines()
    literals = [list(map(int, line.split()[:-1])) for line in lines if line[0] in "-123456789"]
    always = sum(any(-each in clause for each in clause) for clause in literals)
    variables, clauses = PUBLISHED[name]
    assert len(reading.family.variables) == variables
    assert len(reading.family.rules) + always == clauses == len(literals)
    labels = {" ".join(line.split()[2:]) for line in lines if line.startswith("c ")}
    assert {variable.label for variable in reading.family.variables} == labels
    assert len({variable.name for variable in reading.family.variables}) == variables


@pytest.mark.oracle
def test_s77_a_thousand_random_formulas_mean_what_they_say() -> None:
    for seed in range(1000):
        rng = Rng(seed)
        size = rng.randint(1, 5)
        numbers = range(1, size + 1)
        formula = [
            [rng.choice([-1, 1]) * rng.choice(numbers) for _ in range(rng.randint(1, 4))]
            for _ in range(rng.randint(0, 6))
        ]
        text = f"p cnf {size} {len(formula)}\n" + "".join(f"{' '.join(map(str, c))} 0\n" for c in formula)
        models = {
            bits
            for bits in product([True, False], repeat=size)
            if all(any(bits[abs(each) - 1] == (each > 0) for each in clause) for clause in formula)
        }
        variants = Brute(read_dimacs(text.encode(), "f.cnf").family).variants
        found = [tuple(variant[f"x{number}"] == "yes" for number in numbers) for variant in variants]
        assert len(found) == len(models), text
        assert set(found) == models, text


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("p cnf 4 3", "", "cup.dimacs:6: there is no head before this. Write before the clauses"),
        ("p cnf", "p dnf", "cup.dimacs:5: this is not the head of a CNF"),
        ("4 3\n", "4 3\np cnf 4 3\n", "cup.dimacs:6: this is no second head"),
        ("4 3", "4 4", "cup.dimacs:9: there are 3 clauses, and 4 are promised. Write the true number"),
        ("4 3", "4 2", "cup.dimacs:9: there are more clauses than the 2 promised"),
        ("4 3", "3 3", 'cup.dimacs:9: "4" is no literal. Write numbers from 1 to 3'),
        ("4 3", "0 3", "a family has 1 to 20,000 variables"),
        ("4 3", "999999999 3", "a family has 1 to 20,000 variables"),
        ("4 3", "4 999999999", "there are more than 100,000 clauses"),
        ("-2 -3", "-2 x", 'cup.dimacs:7: "x" is no literal'),
        ("4 0", "4", "the last clause is not closed. Write a 0 behind it"),
        ("1 0\n", "0\n", "cup.dimacs:6: an empty clause can never be met"),
        ("c 2", "c 2 Other\nc 2", "cup.dimacs:4: variable 2 has two names"),
    ],
)
def test_wrong_files_name_line_and_mend(tmp_path: Path, old: str, new: str, says: str) -> None:
    try:
        noted = "\n".join(map(str, read_noted(written(tmp_path, GOOD.replace(old, new, 1))).notes))
    except BadFamily as bad:
        noted = str(bad)
    assert says in noted


def test_other_encodings_and_empty_files_are_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadFamily, match=r"cup.dimacs:1: the line is not written in UTF-8"):
        read_family(written(tmp_path, "c 1 Größe\np cnf 1 0\n".encode("latin-1")))
    with pytest.raises(BadFamily, match="there is no head"):
        read_family(written(tmp_path, b""))


def test_limits_are_the_callers(tmp_path: Path) -> None:
    for limits, says in (
        (Limits(text_bytes=10), "larger than 10 bytes"),
        (Limits(variables=2), "1 to 2 variables"),
        (Limits(rules=1), "more than 1 clauses"),
        (Limits(arity=1), "more than 1 literals"),
    ):
        with pytest.raises(BadFamily, match=says):
            read_family(written(tmp_path, GOOD), limits)
