"""S77: a family as clauses has one model for each variant, and says what it lost."""

from itertools import product
from pathlib import Path

import pytest

from shared import shared
from spaces import Brute, random_family
from sumisura.kernel import Family, Variable
from sumisura.kernel.time import Rng
from sumisura.space.read import read_family
from sumisura.space.read.dimacs import read_dimacs
from sumisura.space.read.features import feature
from sumisura.space.write import Unwritable, write_family

pytestmark = pytest.mark.oracle


def test_s77_hundreds_of_random_families_keep_their_variants() -> None:
    for seed in range(300):
        brute = Brute(random_family(Rng(seed), 3))
        text = write_family(brute.family, "r.cnf").files["r.cnf"]
        found = [named(model, text, brute.family) for model in models(text)]
        assert len(found) == len(brute.variants), text
        assert all(variant in found for variant in brute.variants), text


def models(text: str) -> list[tuple[bool, ...]]:
    """Every model, by trying all."""
    lines = text.splitlines()
    (size,) = (int(line.split()[2]) for line in lines if line.startswith("p"))
    clauses = [list(map(int, line.split()[:-1])) for line in lines if line[0] not in "cp"]
    order = sorted(clauses, key=len)
    return (
        [
            bits
            for bits in product([False, True], repeat=size)
            if all(any(bits[abs(each) - 1] == (each > 0) for each in clause) for clause in order)
        ]
        if size <= 14
        else list(_searched(size, order))
    )


def _searched(size: int, clauses: list[list[int]]) -> list[tuple[bool, ...]]:
    """The same one variable after the other: a prefix that breaks a clause goes no further."""
    found: list[tuple[bool, ...]] = [()]
    for number in range(1, size + 1):
        ready = [clause for clause in clauses if max(map(abs, clause)) == number]
        found = [
            (*bits, bit)
            for bits in found
            for bit in (False, True)
            if all(any((*bits, bit)[abs(each) - 1] == (each > 0) for each in clause) for clause in ready)
        ]
    return found


def named(model: tuple[bool, ...], text: str, family: Family) -> dict[str, str]:
    """The variant of a model: of two values, the one that is not named holds where the other does not."""
    names = [line.split(maxsplit=2)[1:] for line in text.splitlines() if line.startswith("c ")]
    true = {name for number, name in names if model[int(number) - 1]}
    variant = {}
    for variable in family.variables:
        values = [value.name for value in variable.values]
        held = [value for value in values if f"{variable.name}={value}" in true]
        variant[variable.name] = held[0] if held else values[0]
    return variant


def test_features_keep_their_names_and_clauses(tmp_path: Path) -> None:
    for name in ("pc-richmond", "berkeleydb", "uclinux-base"):
        family = read_family(shared(f"data/config/fm/dimacs/{name}.dimacs"))
        again = read_dimacs(write_family(family, "x.cnf").files["x.cnf"].encode(), f"{name}.cnf").family
        assert again.variables == family.variables
        assert {(rule.scope, rule.rows) for rule in again.rules} == {
            (rule.scope, rule.rows) for rule in family.rules
        }


def test_a_choice_of_yes_and_no_is_true_for_yes() -> None:
    for order in (1, -1):
        lid = feature("lid", "Lid")
        lid = Variable(lid.name, lid.label, lid.values[::order])
        written = write_family(Family("cup", "Cup", "EUR", (lid,)), "cup.dimacs")
        assert written.files["cup.dimacs"] == "c 1 lid\np cnf 1 0\n"
        assert written.notes == ()


def test_what_is_lost_is_said() -> None:
    family = read_family(Path(__file__).parents[4] / "examples" / "brands" / "indigo" / "jeans.yaml")
    notes = " ".join(write_family(family, "x.cnf").notes)
    for lost in (
        "prices",
        "fields",
        "steps",
        "defaults",
        "attributes",
        "reasons",
        "drawing",
        "a variable for each value",
    ):
        assert lost in notes


def test_a_rule_that_names_what_is_not_there_is_refused() -> None:
    from sumisura.kernel import Rule

    rule = Rule("r", "Why.", ("lid", "cork"), (("yes", "yes"),))
    with pytest.raises(Unwritable, match=r'there is no variable "cork"'):
        write_family(Family("cup", "Cup", "EUR", (feature("lid", "Lid"),), (rule,)), "x.cnf")
