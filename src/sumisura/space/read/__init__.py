"""Reads product families, and the brands that make them, from files."""

from pathlib import Path

from sumisura.files import Problem, read_bytes
from sumisura.kernel import Family
from sumisura.space.read.brand import BadBrand, read_brand
from sumisura.space.read.document import read_document
from sumisura.space.read.errors import BadFamily
from sumisura.space.read.limits import LIMITS, Limits
from sumisura.space.read.xcsp import read_xcsp

__all__ = ["LIMITS", "BadBrand", "BadFamily", "Limits", "read_brand", "read_family"]


def read_family(path: str | Path, limits: Limits = LIMITS) -> Family:
    """The family in a file: Sumisura's own form (``.yaml``, ``.yml``), or XCSP 2.1 (``.xml``).

    Raises:
        BadFamily: with every problem found: file, line, variable, what is wrong and what would mend it.
    """
    path = Path(path)
    match path.suffix.lower():
        case ".yaml" | ".yml":
            return read_document(read_bytes(path, limits.yaml_bytes, BadFamily), path, limits)
        case ".xml":
            return read_xcsp(read_bytes(path, limits.xml_bytes, BadFamily), path.name, limits)
        case _:
            mend = "Name it .yaml for a family file, or .xml for XCSP 2.1."
            raise BadFamily([Problem(path.name, "the kind of file is not known", mend)])
