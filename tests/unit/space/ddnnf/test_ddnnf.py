"""S77: what d4 compiles is every variant and no other; and d4 may fail in every way without harm."""

import os
import re
import resource
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from math import prod
from pathlib import Path

import numpy as np
import pytest

from clauses import family_of
from shared import shared
from spaces import Brute, random_family
from sumisura.kernel import Family, Value, Variable
from sumisura.kernel.time import Rng
from sumisura.space.circuit import Circuit
from sumisura.space.clauses import Cnf, encoded
from sumisura.space.constraints import Constraint, Tally, constraints_of
from sumisura.space.ddnnf import Budget, Untaken, child, circuit_by_d4, compiling
from sumisura.space.ddnnf.compiling import USUAL
from sumisura.space.ddnnf.graph import Unreadable, graph_of
from sumisura.space.diagram import Indicator, Part
from sumisura.space.structure import Structure, structure_of

pytest.importorskip("py_d4", reason="the extra d4 is not installed")
pytestmark = pytest.mark.oracle


def compiled(structure: Structure, parts: Sequence[Part]) -> Circuit:
    """The circuit of a whole family."""
    variables = range(len(structure.widths))
    circuit = circuit_by_d4(structure, variables, encoded(structure, variables, parts))
    assert isinstance(circuit, Circuit), circuit
    return circuit


def count(circuit: Circuit, allowed: np.ndarray) -> int:
    """Variants of allowed columns, node by node."""
    widths = [int(allowed[circuit.first[n] : circuit.first[n + 1]].sum()) for n in map(int, circuit.order)]
    below = [0] * circuit.nodes
    for node in reversed(range(circuit.nodes)):
        for arc in range(circuit.begin[node], circuit.begin[node + 1]):
            columns, children, gaps = at(circuit, arc)
            free = [prod(widths[slice(*circuit.gaps[gap])]) for gap in gaps]
            below[node] += prod([*free, *(below[n] for n in children)]) * bool(allowed[columns].all())
    return below[0]


def at(circuit: Circuit, arc: int) -> list[np.ndarray]:
    ends = (circuit.column_begin, circuit.child_begin, circuit.gap_begin)
    labels = (circuit.column, circuit.child, circuit.gap)
    return [label[end[arc] : end[arc + 1]] for end, label in zip(ends, labels, strict=True)]


def assert_smooth(circuit: Circuit) -> None:
    """On every arc: the variables chosen, free and led to are those of its node, each once."""
    owner = np.repeat(np.arange(len(circuit.first) - 1), np.diff(circuit.first))
    below: dict[int, list[int]] = {0: sorted(circuit.order)}
    for node in reversed(range(circuit.nodes)):
        for arc in range(circuit.begin[node], circuit.begin[node + 1]):
            columns, children, gaps = at(circuit, arc)
            assert all(child > node for child in children)
            own = [*owner[columns], *(n for gap in gaps for n in circuit.order[slice(*circuit.gaps[gap])])]
            own = sorted([*own, *(n for child in children for n in below[child])])
            assert below.setdefault(node, own) == own


def side_by_side(families: list[Family]) -> Family:
    """One family of many that have nothing to do with each other."""
    variables, rules, surcharges = [], [], []
    for at, family in enumerate(families):
        variables += [replace(variable, name=f"f{at}{variable.name}") for variable in family.variables]
        for rule in family.rules:
            text = re.sub(r"\bv(\d)", rf"f{at}v\1", rule.expression)
            rules.append(replace(rule, scope=tuple(f"f{at}{name}" for name in rule.scope), expression=text))
        for surcharge in family.surcharges:
            when = {f"f{at}{name}": values for name, values in surcharge.when.items()}
            surcharges.append(replace(surcharge, when=when))
    return Family("many", "Many", "EUR", tuple(variables), tuple(rules), tuple(surcharges))


@pytest.mark.parametrize("seed", range(20))
def test_a_circuit_is_every_variant_of_its_family(seed: int) -> None:
    """A hundred random families at a time against lists of all their variants, under random restrictions."""
    rng = Rng(seed)
    brutes = [brute for brute in (Brute(random_family(rng)) for _ in range(100)) if brute.variants]
    family = side_by_side([brute.family for brute in brutes])
    structure = structure_of(family)
    parts: list[Part] = [*constraints_of(family, structure)]
    parts += [Indicator(structure.size + at, members) for at, members in enumerate(structure.indicators)]
    circuit = compiled(structure, parts)
    assert_smooth(circuit)
    for _ in range(10):
        kept = {(f"f{at}{n}", v) for at, b in enumerate(brutes) for n, v in rng.choice(b.variants).items()}
        kept |= {column for column in structure.columns if rng.random() < 0.6}
        own = np.array([column in kept for column in structure.columns])
        allowed = np.append(own, np.ones(2 * len(structure.indicators), np.bool_))
        left = (
            sum(kept.issuperset((f"f{at}{n}", v) for n, v in variant.items()) for variant in brute.variants)
            for at, brute in enumerate(brutes)
        )
        assert count(circuit, allowed) == prod(left)


@pytest.mark.parametrize("seed", range(5))
def test_tallies_of_wide_variables_are_counted_exactly(seed: int) -> None:
    """Forty tallies at a time, each over variables of its own; none excludes everything."""
    rng = Rng(seed)
    amounts = [
        tuple(tuple(rng.randint(-2, 5) for _ in range(rng.randint(1, 5))) for _ in range(rng.randint(1, 5)))
        for _ in range(40)
    ]
    values = [tuple(Value(str(value)) for value in range(len(own))) for some in amounts for own in some]
    structure = Structure(tuple(Variable(f"v{at}", "", some) for at, some in enumerate(values)), ())
    tallies, expected, start = [], 1, 0
    for some in amounts:
        totals = list(map(sum, product(*some)))
        low = rng.choice(totals)
        tallies.append(Tally(tuple(range(start, start + len(some))), some, low, low + rng.randint(0, 5)))
        expected *= sum(low <= total <= tallies[-1].high for total in totals)
        start += len(some)
    circuit = compiled(structure, tallies)
    assert_smooth(circuit)
    assert count(circuit, np.ones(int(structure.first[-1]), np.bool_)) == expected


def own_count(structure: Structure, parts: Sequence[Part]) -> str:
    """What d4 counts when it is only asked to count."""
    cnf = encoded(structure, range(len(structure.widths)), parts)
    asked = f"print(py_d4.Solver({cnf.clauses}, {cnf.top}).count().getResult())"
    command = [sys.executable, "-c", f"import py_d4\n{asked}"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1]  # noqa: S603


@pytest.mark.parametrize(
    ("name", "digits", "most"),
    [
        ("busybox-1.18.0", 202, 300),
        ("embtoolkit", 97, 450),
        ("uclinux-base", 23, 250),
        ("pc-richmond", 22, 400),
    ],
)
def test_feature_models_have_the_counts_that_are_published(name: str, digits: int, most: int) -> None:
    """Digits as in Complete.csv of the feature model benchmark (its pc-richmond lacks 13 of the file's features)."""
    structure, rules = family_of(shared(f"data/config/fm/dimacs/{name}.dimacs"))
    circuit = compiled(structure, rules)
    counted = str(count(circuit, np.ones(int(structure.first[-1]), np.bool_)))
    assert len(counted) == digits
    assert counted == own_count(structure, rules)
    assert circuit.nodes <= most
    assert_smooth(circuit)


def test_only_the_variables_asked_for_are_places() -> None:
    values = (Value("no"), Value("yes"))
    structure = Structure(tuple(Variable(str(at), "", values) for at in range(4)), ())
    rule = Constraint((1, 3), np.array([[0, 0]]), forbids=True)
    circuit = circuit_by_d4(structure, [1, 2, 3], encoded(structure, [1, 2, 3], [rule]))
    assert isinstance(circuit, Circuit)
    assert sorted(circuit.order) == [1, 2, 3]
    assert count(circuit, np.ones(8, np.bool_)) == 6


def test_what_nothing_meets_has_a_root_without_arcs() -> None:
    structure = Structure((Variable("v", "", (Value("0"), Value("1"))),), ())
    circuit = circuit_by_d4(structure, [0], Cnf(1, np.array([-1, 1], np.int32), [], [[1], [-1]]))
    assert isinstance(circuit, Circuit)
    assert (circuit.nodes, len(circuit.child_begin)) == (1, 1)


@pytest.fixture
def pretended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that runs in place of d4's process."""
    monkeypatch.setattr(compiling, "CHILD", tmp_path / "child.py")
    return tmp_path / "child.py"


def refusal(budget: Budget = USUAL) -> Untaken:
    structure = Structure((Variable("v", "", (Value("0"), Value("1"))),), ())
    found = circuit_by_d4(structure, [0], encoded(structure, [0], []), budget)
    assert isinstance(found, Untaken)
    return found


def test_a_d4_that_is_missing_is_survived(pretended: Path) -> None:
    source = Path(child.__file__).read_text("utf-8").replace("from py_d4", "from py_d4_that_is_absent")
    pretended.write_text(source, "utf-8")
    assert refusal() == ("missing", "No module named 'py_d4_that_is_absent'")


def test_a_d4_that_dies_is_survived(pretended: Path) -> None:
    pretended.write_text("import os\nos.abort()\n", "utf-8")
    assert refusal() == ("died", "exit code -6")
    pretended.write_text("raise RuntimeError('out of luck')\n", "utf-8")
    assert refusal() == ("died", "RuntimeError: out of luck")


def test_a_d4_that_hangs_is_stopped(pretended: Path) -> None:
    pretended.write_text(
        "import os, sys, time\nprint(os.getpid(), file=sys.stderr)\ntime.sleep(600)\n", "utf-8"
    )
    assert refusal(Budget(seconds=0.3)) == ("too_slow", "0.3 s")


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the system does not tell memory in use")
def test_a_d4_that_swallows_memory_is_stopped(pretended: Path) -> None:
    pretended.write_text("kept = bytearray(80_000_000)\nimport time\ntime.sleep(600)\n", "utf-8")
    assert refusal(Budget(megabytes=50)) == ("too_large", "50 MB")


@pytest.mark.parametrize(
    "text", ["", "o 1 0\nt 2 0\n1 3 5 0\n", "o 1 0\nt 2 0\n1 2 5\n", "1 2 3 0\n", "x y\n"]
)
def test_a_d4_that_writes_nonsense_is_survived(pretended: Path, text: str) -> None:
    pretended.write_text(f"import sys\nopen(sys.argv[2], 'w').write({text!r})\n", "utf-8")
    assert refusal().reason == "unreadable"
    with pytest.raises(Unreadable):
        graph_of(text)


def test_a_graph_that_is_too_long_to_read_is_refused(pretended: Path) -> None:
    pretended.write_text("import sys\nopen(sys.argv[2], 'w').write('c' * 2_000_000)\n", "utf-8")
    assert refusal(Budget(megabytes=30)) == ("too_large", "a graph of 1 MB")


def test_nothing_is_left_behind(pretended: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    pretended.write_text("raise SystemExit(1)\n", "utf-8")
    refusal()
    assert os.listdir(tmp_path) == ["child.py"]  # noqa: PTH208 - names are what is compared


def test_a_bound_on_addresses_is_no_bound_on_d4() -> None:
    """d4 reserves gigabytes that it never touches; who asks may be held to less."""
    structure, rules = family_of(shared("data/config/fm/dimacs/e_shop.dimacs"))
    cnf = encoded(structure, range(len(structure.widths)), rules)
    taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (taken + 1_000_000_000, hard))
    try:
        found = circuit_by_d4(structure, range(len(structure.widths)), cnf)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    assert isinstance(found, Circuit)
