"""Opens a family file by the ending of its name, and XML by what stands in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sumisura.files import Problem, read_bytes
from sumisura.kernel import Family
from sumisura.space.read.dimacs import read_dimacs
from sumisura.space.read.document import read_document
from sumisura.space.read.errors import BadFamily
from sumisura.space.read.limits import LIMITS, Limits
from sumisura.space.read.reading import Reading
from sumisura.space.read.table import read_table
from sumisura.space.read.uvl import read_uvl
from sumisura.space.read.xml import read_xml


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of file.

    Args:
        words: what it is called.
        most: how many bytes it may have.
        read: from its bytes and its path to the family with notes.
    """

    words: str
    most: Callable[[Limits], int]
    read: Callable[[bytes, Path, Limits], Reading]


def _own(data: bytes, path: Path, limits: Limits) -> Reading:
    return Reading(read_document(data, path, limits))


_YAML = Form("a family file", lambda limits: limits.yaml_bytes, _own)
_DIMACS = Form(
    "DIMACS CNF",
    lambda limits: limits.text_bytes,
    lambda data, path, limits: read_dimacs(data, path.name, limits),
)
_TABLE = Form(
    "a table in CSV",
    lambda limits: limits.text_bytes,
    lambda _, path, limits: read_table(path, limits),
)
FORMS: Mapping[str, Form] = {
    ".yaml": _YAML,
    ".yml": _YAML,
    ".xml": Form("XML", lambda limits: limits.xml_bytes, read_xml),
    ".uvl": Form("UVL", lambda limits: limits.text_bytes, read_uvl),
    ".dimacs": _DIMACS,
    ".cnf": _DIMACS,
    ".csv": _TABLE,
    ".tsv": _TABLE,
}


def read_noted(path: str | Path, limits: Limits = LIMITS) -> Reading:
    """The family in a file, with notes on how it was understood; its form goes by the ending of its name.

    Raises:
        BadFamily: with every problem found: file, line, variable, what is wrong and what would mend it.
    """
    path = Path(path)
    form = FORMS.get(path.suffix.lower())
    if form is None:
        known = ", ".join(FORMS)
        raise BadFamily([Problem(path.name, "the kind of file is not known", f"It can be one of {known}.")])
    return form.read(read_bytes(path, form.most(limits), BadFamily), path, limits)


def read_family(path: str | Path, limits: Limits = LIMITS) -> Family:
    """The family in a file: Sumisura's own form, or one of those in ``docs/formats.md``.

    Raises:
        BadFamily: with every problem found: file, line, variable, what is wrong and what would mend it.
    """
    return read_noted(path, limits).family
