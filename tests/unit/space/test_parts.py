"""Several instances of a part: said once, built as often as there are."""

from itertools import product
from pathlib import Path

import pytest

from sumisura import Unavailable
from sumisura.kernel import ABSENT, Family
from sumisura.space import measuring
from sumisura.space.compiling import compile as compile_family
from sumisura.space.draft import Draft, choose, finish, unfinish
from sumisura.space.read import BadFamily, read_family
from sumisura.space.write.document import write_document

SHELVES = """\
family: shelves
title: Shelves
currency: EUR
price: 80.00
choices:
  case: {default: oak, values: {oak: 40, pine: }}
parts:
  shelf:
    from: 1
    to: 3
    default: 2
    price: 15.00
    choices:
      wood: {default: oak, values: {oak: 10, pine: , glass: 25}}
      depth: {default: "20", values: [20, 30]}
    rules:
      glass: {reason: Glass breaks., must: wood = glass implies depth <= 20}
rules:
  few: {reason: One glass shelf at most., must: "count(each shelf: wood = glass) <= 1"}
  deep: {reason: The wall holds no more., must: "sum(each shelf: depth) <= 70"}
  same: {reason: A pine case takes no oak., must: "case = pine implies each shelf: wood != oak"}
"""


MEASURED = SHELVES.replace(
    'depth: {default: "20", values: [20, 30]}', "depth: {minimum: 100, maximum: 400, unit: mm, default: 200}"
)
MEASURED = MEASURED.replace("depth <= 20", "depth <= 200 mm").replace("<= 70", "<= 700 mm")


def read(folder: Path, text: str = SHELVES) -> Family:
    path = folder / "shelves.yaml"
    path.write_text(text)
    return read_family(path)


def begun(family: Family) -> Draft:
    return Draft("dsn_1", "b", "pty_1", family.name, family.digest)


def built() -> list[tuple[str, list[tuple[str, int]]]]:
    """Every case with its shelves, by the rules' plain meaning; shelves in another order are another piece."""
    found = []
    for case, many in product(("oak", "pine"), (1, 2, 3)):
        for shelves in product(product(("oak", "pine", "glass"), (20, 30)), repeat=many):
            woods = [wood for wood, _ in shelves]
            if (
                all(depth <= 20 for wood, depth in shelves if wood == "glass")
                and woods.count("glass") <= 1
                and sum(depth for _, depth in shelves) <= 70
                and not (case == "pine" and "oak" in woods)
            ):
                found.append((case, list(shelves)))
    return found


def price(case: str, shelves: list[tuple[str, int]]) -> int:
    """Minor units of one piece."""
    woods = {"oak": 1000, "pine": 0, "glass": 2500}
    return 8000 + (4000 if case == "oak" else 0) + sum(1500 + woods[wood] for wood, _ in shelves)


def test_exactly_what_the_rules_allow_can_be_built_at_its_price(tmp_path):
    space, pieces = compile_family(read(tmp_path), cache=None), built()
    assert space.count() == len(pieces)
    for case, shelves in pieces[::7]:
        choices = {"case": case, "shelf": str(len(shelves))}
        for at in range(1, 4):
            wood, depth = shelves[at - 1] if at <= len(shelves) else (ABSENT, ABSENT)
            choices |= {f"shelf-{at}-wood": wood, f"shelf-{at}-depth": str(depth)}
        design = space.start().choose_all(choices)
        assert design.is_complete
        assert design.price == price(case, shelves)


def test_what_is_not_there_settles_itself_and_comes_back(tmp_path):
    family = read(tmp_path)
    space = compile_family(family, cache=None)
    draft = measuring.settled(family, choose(space, begun(family), "shelf", "2"))
    assert draft.choices == {"shelf": "2", "shelf-3-wood": ABSENT, "shelf-3-depth": ABSENT}
    assert not draft.finished
    draft = measuring.settled(family, choose(space, draft, "shelf", "3"))
    assert draft.choices == {"shelf": "3"}
    whole = measuring.settled(family, finish(space, begun(family)))
    assert (whole.choices["shelf"], whole.choices["shelf-2-wood"]) == ("2", "oak")
    assert measuring.settled(family, unfinish(whole)).choices == {}


def test_an_instance_that_is_not_there_says_how_to_get_it(tmp_path):
    family = read(tmp_path)
    space = compile_family(family, cache=None)
    draft = measuring.settled(family, choose(space, begun(family), "shelf", "2"))
    with pytest.raises(Unavailable) as caught:
        choose(space, draft, "shelf-3-wood", "oak")
    assert caught.value.conflict.rules[0].reason == "Shelf 3 is there when there are 3 or more."
    after = choose(space, draft, "shelf-3-wood", "oak", anyway=True)
    assert after.choices["shelf-3-wood"] == "oak"


def test_an_instance_may_be_measured(tmp_path):
    family = read(tmp_path, MEASURED)
    space, field = compile_family(family, cache=None), family.number_of("shelf-2-depth")
    assert [one.name for one in family.variable("shelf-2-depth").values] == ["100-200", "201-400", ABSENT]
    draft = measuring.settled(family, choose(space, begun(family), "shelf", "2"))
    draft = measuring.write(space, draft, family.number_of("shelf-1-depth"), "380")
    with pytest.raises(measuring.Misfit, match="At most 320 mm"):
        measuring.write(space, draft, field, "400")
    assert measuring.write(space, draft, field, "320").fields == {
        "shelf-1-depth": "380",
        "shelf-2-depth": "320",
    }


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("to: 3", "to: 40", "there cannot be 1 to 40 of them"),
        ("default: 2\n", "default: 5\n", "5 is not from 1 to 3"),
        ("each shelf: wood = glass", "each shelve: wood = glass", 'there is no part "shelve"'),
        ("wood = glass implies depth <= 20", "wod = glass implies depth <= 20", 'there is no variable "wod"'),
        (
            "must: wood = glass implies depth <= 20",
            "of: [wood], forbid: [[glass]]",
            "a rule of a part is a sentence",
        ),
        ("each shelf: depth)", "each shelf: depth + 1)", "a sum over instances is of a choice"),
        (
            "values: {oak: 10, pine: ,",
            "values: {oak: 10, absent: ,",
            '"absent" is the value of what is not there',
        ),
        ("    price: 15.00\n", "    cost: 15.00\n", '"cost" is not known here'),
    ],
)
def test_what_is_wrong_is_named_with_its_line_and_mend(tmp_path, old, new, said):
    assert old in SHELVES
    with pytest.raises(BadFamily) as caught:
        read(tmp_path, SHELVES.replace(old, new, 1))
    assert said in str(caught.value)
    assert "shelves.yaml:" in str(caught.value)


@pytest.mark.parametrize("text", [SHELVES, MEASURED])
def test_what_is_written_out_reads_as_the_same_family(tmp_path, text):
    assert write_document(read(tmp_path, text), "shelves.yaml").notes == ()
