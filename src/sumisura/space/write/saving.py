"""Writes a family in the form that a file's ending asks for."""

from collections.abc import Callable, Mapping
from pathlib import Path

from sumisura.kernel import BadInput, Family
from sumisura.space.write.dimacs import write_dimacs
from sumisura.space.write.document import write_document
from sumisura.space.write.model import Written
from sumisura.space.write.uvl import write_uvl

WRITERS: Mapping[str, Callable[[Family, str], Written]] = {
    ".yaml": write_document,
    ".yml": write_document,
    ".uvl": write_uvl,
    ".dimacs": write_dimacs,
    ".cnf": write_dimacs,
}


def write_family(family: Family, file: str) -> Written:
    """The family as the files it takes, with what was lost on the way.

    Args:
        family: any.
        file: the name of the file; its ending decides the form.

    Raises:
        BadInput: no form has that ending.
        Unwritable: the form cannot say what is in the family.
    """
    writer = WRITERS.get(Path(file).suffix.lower())
    if writer is None:
        raise BadInput(
            "that form cannot be written", where=file, mend=f"It can be one of {', '.join(WRITERS)}."
        )
    return writer(family, Path(file).name)
