"""Whatever the bytes: a family, or bad input that says so. Never another error, never a hang."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sumisura.kernel import Family
from sumisura.space.read import BadFamily, read_family
from sumisura.space.read.dimacs import read_dimacs
from sumisura.space.read.document import read_document
from sumisura.space.read.table import read_table
from sumisura.space.read.xcsp import read_xcsp
from sumisura.space.read.xcsp3 import read_xcsp3

EXAMPLES = Path(__file__).parents[4] / "examples" / "brands"
JEANS = (EXAMPLES / "indigo" / "jeans.yaml").read_bytes()
BURGER = (EXAMPLES / "bastone" / "burger.yaml").read_bytes()
XML = b"""<instance><presentation format="XCSP 2.1" name="n"/><domains><domain name="D">0..2 7</domain></domains>
<variables><variable name="x" domain="D"/><variable name="y" domain="D"/></variables>
<relations><relation name="R" semantics="supports">0 0|1 7</relation></relations>
<constraints><constraint name="c" reference="R" scope="x y"/></constraints></instance>"""
QUIET = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
KEYS = [
    "family",
    "title",
    "currency",
    "price",
    "lead_days",
    "starts_complete",
    "asks",
    "steps",
    "choices",
    "fields",
    "rules",
    "surcharges",
    "values",
    "default",
    "label",
    "reason",
    "must",
    "of",
    "allow",
    "forbid",
    "when",
    "attributes",
    "look",
    "kind",
    "minimum",
    "maximum",
    "max_length",
    "glyphs",
    "preview",
    "standard",
    "a",
    "b",
]


def read_or_bad(read: Callable[[], Family]) -> Family | BadFamily:
    """What was read, or the error that says why not."""
    try:
        return read()
    except BadFamily as bad:
        return bad


def yaml_or_bad(data: bytes) -> None:
    found = read_or_bad(lambda: read_document(data, EXAMPLES / "fuzz.yaml"))
    if isinstance(found, BadFamily):
        assert found.problems
        assert all(problem.where.startswith("fuzz.yaml:") and problem.what for problem in found.problems)
    else:
        assert found.variables
        assert all(variable.values for variable in found.variables)


def xml_or_bad(data: bytes) -> None:
    found = read_or_bad(lambda: read_xcsp(data, "fuzz.xml"))
    assert found.problems if isinstance(found, BadFamily) else found.variables


@QUIET
@given(
    st.one_of(
        st.binary(max_size=400), st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass"))
    )
)
def test_any_bytes(data: bytes) -> None:
    yaml_or_bad(data)
    xml_or_bad(data)


LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.sampled_from(["a", "b", "any", "a = b", "12.50", "EUR", "450 g", "A–Z", "true", "count(a = b) < 2"]),
    st.text(max_size=12),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
    ),
    max_leaves=30,
)


@QUIET
@given(TREES)
def test_any_structure(tree: object) -> None:
    yaml_or_bad(yaml.safe_dump(tree, allow_unicode=True).encode("utf-8", "surrogatepass"))


def mutated(data: bytes, cuts: list[tuple[int, int, bytes]]) -> bytes:
    """The data with pieces cut out and put in."""
    for at, gone, put in cuts:
        at %= len(data) + 1  # noqa: PLW2901 - a place in what is there now
        data = data[:at] + put + data[at + gone :]
    return data


PIECES = st.one_of(
    st.binary(max_size=6),
    st.sampled_from(
        [
            b"\n",
            b": ",
            b"- ",
            b"[",
            b"}",
            b"&a ",
            b"*a",
            b"!!t ",
            b'"',
            b"'",
            b"#",
            b"|",
            b"\t",
            b"  ",
            b"<",
            b"/>",
            b"&lt;",
            b"<!--",
        ]
    ),
)
CUTS = st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 40), PIECES), min_size=1, max_size=4)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([JEANS, BURGER]), CUTS)
def test_broken_examples(good: bytes, cuts: list[tuple[int, int, bytes]]) -> None:
    yaml_or_bad(mutated(good, cuts))


@QUIET
@given(CUTS)
def test_broken_xcsp(cuts: list[tuple[int, int, bytes]]) -> None:
    xml_or_bad(mutated(XML, cuts))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "latin-1"])
def test_other_encodings_are_bad_input(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "jeans.yaml"
    path.write_bytes("title: Größe\n".encode(encoding))
    with pytest.raises(BadFamily, match="UTF-8"):
        read_family(path)


CNF = b"c 1 Cup\nc 2 Intel Core i3\np cnf 3 3\n1 0\n-2 -3\n 0 -1 2 0\n"
TABLE = '!;Größe;fabric\n;S|M;linen\nx;L;*\n;M;"wool; dyed"\n'.encode()
XCSP3 = b"""<instance format="XCSP3"><variables><var id="s" type="symbolic">a b</var>
<array id="x" size="[2][2]"><domain for="x[0][]">0..2</domain><domain for="others">0 1</domain></array></variables>
<constraints><block><intension>imp(eq(s,a),lt(dist(x[0][0],1),x[1][1]))</intension></block>
<extension><list>x[0][] s</list><supports>(0,1,*)(2,*,b)</supports></extension>
<group><sum><list>%...</list><coeffs>2 -1</coeffs><condition>(in,0..3)</condition></sum>
<args>x[1][0] x[0][1]</args></group><allDifferent>x[][0]</allDifferent></constraints></instance>"""


def others_or_bad(kind: str, data: bytes, folder: Path) -> None:
    path = folder / f"fuzz.{kind}"
    path.write_bytes(data)
    readers: dict[str, Callable[[], Family]] = {
        "cnf": lambda: read_dimacs(data, path.name).family,
        "csv": lambda: read_table(path).family,
        "xml": lambda: read_xcsp3(data, path.name).family,
    }
    found = read_or_bad(readers[kind])
    if isinstance(found, BadFamily):
        assert found.problems
        assert all(problem.where.startswith("fuzz.") and problem.what for problem in found.problems)
    else:
        assert found.variables
        assert all(variable.values for variable in found.variables)


KINDS = {"cnf": CNF, "csv": TABLE, "xml": XCSP3}
SIGNS = st.one_of(
    PIECES,
    st.sampled_from(
        [
            b" 0\n",
            b"-",
            b"%",
            b"p cnf 9 9\n",
            b";",
            b"|",
            b"*",
            b"(",
            b")",
            b"[",
            b"]",
            b"..",
            b"%0",
            b"x",
            b"99999999999",
        ]
    ),
)
NEAR = st.lists(st.tuples(st.integers(0, 2_000), st.integers(0, 20), SIGNS), min_size=1, max_size=4)


@pytest.mark.parametrize("kind", KINDS)
def test_any_bytes_in_other_forms(kind: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp(kind)

    @QUIET
    @given(st.one_of(st.binary(max_size=300), NEAR.map(lambda cuts: mutated(KINDS[kind], cuts))))
    def fuzzed(data: bytes) -> None:
        others_or_bad(kind, data, folder)

    others_or_bad(kind, KINDS[kind], folder)
    fuzzed()
