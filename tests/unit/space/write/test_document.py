"""S77: what is written as a family file reads as the same family again."""

from dataclasses import replace
from pathlib import Path

import pytest

from families import full_family
from shared import shared
from spaces import example_families
from sumisura.kernel import Family, Field, Group, Rule, Surcharge, Value, Variable
from sumisura.kernel.time import Rng
from sumisura.space.read import read_family
from sumisura.space.read.document import read_document
from sumisura.space.write import Unwritable, Written, write_family

LID = Variable("lid", "Lid", (Value("yes", "Yes"), Value("no", "No")))
CUP = Family("cup", "Cup", "EUR", (LID,))


def again(written: Written, folder: Path) -> Family:
    for name, text in written.files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return read_family(folder / next(iter(written.files)))


@pytest.mark.parametrize("path", example_families(), ids=lambda path: path.stem)
def test_the_example_brands_come_back_as_they_were(path: Path, tmp_path: Path) -> None:
    family = read_family(path)
    written = write_family(family, path.name)
    assert list(written.files) == [path.name, f"{path.stem}.svg"]
    assert written.notes == ()
    assert again(written, tmp_path).digest == family.digest


def test_s77_hundreds_of_random_families_come_back_as_they_were() -> None:
    for seed in range(400):
        family = full_family(Rng(seed))
        written = write_family(family, "full.yaml")
        read = read_document(written.files["full.yaml"].encode(), Path("full.yaml"))
        assert replace(read, rules=[replace(rule, where="") for rule in read.rules]).digest == family.digest
        assert written.notes == ()


@pytest.mark.parametrize(
    "path",
    ["renault/small/contraintes.xml", "renault/medium/contraintes.xml", "fm/dimacs/busybox-1.18.0.dimacs"],
)
def test_published_families_come_back_as_they_were(path: str, tmp_path: Path) -> None:
    family = read_family(shared(f"data/config/{path}"))
    assert again(write_family(family, "x.yaml"), tmp_path).digest == family.digest


def test_choices_of_one_step_may_stand_apart(tmp_path: Path) -> None:
    names = [("a", "one"), ("b", ""), ("c", "two"), ("d", "one")]
    variables = tuple(replace(LID, name=name, group=group) for name, group in names)
    fields = (Field("x", "X", max_length=3, group="two"), Field("y", "Y", max_length=3, group="one"))
    groups = (Group("one", "One"), Group("two", "Two", "A hint."))
    family = replace(CUP, variables=variables, fields=fields, groups=groups)
    read = again(write_family(family, "x.yaml"), tmp_path)
    assert read == family
    assert [variable.group for variable in read.variables] == ["one", "", "two", "one"]


def test_what_a_family_file_cannot_say_is_noted() -> None:
    rule = Rule("r", "", ("lid",), (("yes",),))
    family = replace(CUP, variables=(replace(LID, label="", hint="two  spaces"),), rules=(rule,))
    assert write_family(family, "x.yaml").notes == (
        'variables lid label: "" became "Lid"',
        'variables lid hint: "two  spaces" became "two spaces"',
        'rules r reason: "" became "Nobody has said why."',
    )


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"variables": (replace(LID, name="a b"),)}, '"a b" cannot be a name. Use up to 60 letters'),
        ({"variables": (replace(LID, name="gender"),)}, "sorted by age, gender"),
        ({"currency": "XXY"}, '"XXY" is not a currency'),
        ({"surcharges": (Surcharge("s", 1, {"lid": ()}),)}, "no value of lid is named"),
        ({"fields": (Field("f", "F", max_length=0),)}, "a text needs a max_length"),
        ({"base_price": 10**15}, "is not a number"),
        ({"rules": (Rule("r", "Why.", expression="lid = maybe"),)}, 'lid has no value "maybe"'),
    ],
)
def test_what_cannot_stand_in_a_family_file_is_refused_with_its_mend(change: dict, says: str) -> None:
    with pytest.raises(Unwritable) as caught:
        write_family(replace(CUP, **change), "x.yaml")
    assert says in str(caught.value)
