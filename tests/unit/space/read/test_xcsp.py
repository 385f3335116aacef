"""XCSP 2.1: read as it is written, refused where it is wrong, and never dangerous."""

from pathlib import Path

import pytest

from shared import shared
from sumisura.space.read import BadFamily, Limits, read_family

GOOD = """<?xml version="1.0"?>
<instance>
<presentation format="XCSP 2.1" type="CSP" name="Small One"/>
<domains nbDomains="2">
<domain name="D0" nbValues="3">0..2</domain>
<domain name="D1" nbValues="2" optional="-1">0 -1</domain>
</domains>
<variables nbVariables="2"><variable name="x" domain="D0"/><variable name="y" domain="D1"/></variables>
<relations nbRelations="1">
<relation name="R" arity="2" nbTuples="2" semantics="supports"> 0 0 | 2 -1 </relation>
</relations>
<constraints nbConstraints="1">
<constraint name="c" arity="2" reference="R" scope="x y"/>
</constraints>
</instance>
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "small.xml"
    path.write_text(text, encoding="utf-8")
    return path


def test_names_values_and_rows_are_the_files_own(tmp_path: Path) -> None:
    family = read_family(written(tmp_path, GOOD))
    assert family.name == "small-one"
    assert [value.name for value in family.variable("x").values] == ["0", "1", "2"]
    assert [value.label for value in family.variable("y").values] == ["0", "without"]
    assert family.rules[0].rows == (("0", "0"), ("2", "-1"))
    assert not family.rules[0].forbids
    assert family.rules[0].where == "small.xml:13"


def test_conflicts_are_forbidden_rows(tmp_path: Path) -> None:
    assert read_family(written(tmp_path, GOOD.replace("supports", "conflicts"))).rules[0].forbids


@pytest.mark.parametrize(
    ("name", "variables", "rules", "rows"),
    [("small", 139, 147, 3044), ("medium", 148, 174, 9532), ("big", 268, 332, 225_989)],
)
def test_renault(name: str, variables: int, rules: int, rows: int) -> None:
    family = read_family(shared(f"data/config/renault/{name}/contraintes.xml"))
    assert (family.name, len(family.variables), len(family.rules)) == (name, variables, rules)
    assert sum(len(rule.rows) for rule in family.rules) == rows


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('domain="D0"', 'domain="D9"', 'small.xml:8, variable x: there is no domain "D9"'),
        ('scope="x y"', 'scope="x z"', 'small.xml:13, constraint c: there is no variable "z"'),
        ('scope="x y"', 'scope="x x"', "different variables"),
        ('scope="x y"', 'scope="x"', "every row needs 1 values"),
        ('reference="R"', 'reference="S"', 'there is no relation "S"'),
        ("supports", "soft", 'the semantics "soft" is not read'),
        ("2 -1", "7 -1", '"7" is not a value of x'),
        ("0..2", "0 one", '"one" is not a whole number'),
        ("0..2", " ", "the domain is empty"),
        ('name="y"', 'name="x"', "missing or taken"),
        ("</instance>", "", "not well-formed XML"),
        ("<constraints ", "<predicates/><constraints ", "<predicates> is not read"),
    ],
)
def test_wrong_files_name_line_and_mend(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(BadFamily) as caught:
        read_family(written(tmp_path, GOOD.replace(old, new, 1)))
    assert says in str(caught.value)


BILLION_LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><instance>&c;</instance>'
)
EXTERNAL = '<!DOCTYPE i [<!ENTITY x SYSTEM "file:///etc/passwd">]><instance>&x;</instance>'


@pytest.mark.parametrize(
    "text", [BILLION_LAUGHS, EXTERNAL, '<!DOCTYPE i SYSTEM "http://h/x.dtd"><instance/>']
)
def test_document_types_and_entities_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadFamily, match="entities are not allowed"):
        read_family(written(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<instance>" * 100_000, "nested more than 12 deep"),
        (GOOD.replace("0..2", "0..999999999"), "more than 5,000 values"),
        (GOOD.replace("0..2", " ".join(map(str, range(6000)))), "more than 5,000 values"),
        (
            GOOD.replace("<variables ", '<domain name="D">0</domain>' * 100_001 + "<variables "),
            "more than 100,000",
        ),
    ],
)
def test_bombs_are_refused(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(BadFamily, match=says):
        read_family(written(tmp_path, text))


def test_limits_are_the_callers(tmp_path: Path) -> None:
    with pytest.raises(BadFamily, match="larger than 100 bytes"):
        read_family(written(tmp_path, GOOD), Limits(xml_bytes=100))
    with pytest.raises(BadFamily, match="more than 1 rows"):
        read_family(written(tmp_path, GOOD), Limits(rows=1))
