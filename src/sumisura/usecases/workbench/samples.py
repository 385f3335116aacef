"""Small files of our own, one of each form, to try the workbench with."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import sumisura
from sumisura.kernel import NotFound
from sumisura.space.read.opening import FORMS


@dataclass(frozen=True, slots=True)
class Sample:
    """A file to try.

    Args:
        file: its name.
        form: what its form is called.
        words: what it is about.
    """

    file: str
    form: str
    words: str
    data: bytes = field(repr=False)


ABOUT = {
    "lamp.yaml": ("Sumisura’s own YAML", "a reading lamp, with prices"),
    "bicycle.uvl": ("UVL", "a city bicycle, with an option that no variant has"),
    "tea.csv": ("a table in CSV", "which tea goes into which tin"),
    "coffee.dimacs": ("DIMACS CNF", "a coffee machine as clauses"),
    "seats.xml": ("XCSP", "who sits where at a small table"),
    "tent.xml": ("FeatureIDE", "a tent as a feature diagram"),
}
"""File → the form, and what it is about."""


@cache
def every() -> Sequence[Sample]:
    """All there are; none where an installation left them out."""
    folder = _folder()
    return [
        Sample(file, form, words, (folder / file).read_bytes())
        for file, (form, words) in ABOUT.items()
        if (folder / file).is_file() and Path(file).suffix in FORMS
    ]


def named(file: str) -> Sample:
    """The sample of that name.

    Raises:
        NotFound: there is none.
    """
    for sample in every():
        if sample.file == file:
            return sample
    raise NotFound("sample", file[:60])


def _folder() -> Path:
    """Where they are: in a checkout, or inside the installed package."""
    package = Path(sumisura.__file__).parent
    checkout = package.parents[1] / "examples" / "rules"
    return checkout if checkout.is_dir() else package / "examples" / "rules"
