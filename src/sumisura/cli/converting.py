"""Turn a family file into one of another form, and say what came of it."""

from pathlib import Path

from rich.console import Console
from rich.markup import escape

from sumisura.kernel import BadInput
from sumisura.space.read import read_noted
from sumisura.space.write import Written, write_family


def convert(source: Path, target: Path, out: Console, *, force: bool) -> None:
    """Read, write, and tell; nothing is written unless all of it can be.

    Raises:
        BadFamily: the source cannot be read.
        BadInput: the form is not known, or something is there already.
    """
    reading = read_noted(source)
    written = write_family(reading.family, target.name)
    _save(written, target.parent, force=force)
    for note in reading.notes:
        _say(out, f"  {note}")
    for lost in written.notes:
        _say(out, f"  {target.name}: {lost}.")
    family = reading.family
    _say(out, f"{', '.join(written.files)}: {len(family.variables):,} choices, {len(family.rules):,} rules.")


def _save(written: Written, folder: Path, *, force: bool) -> None:
    taken = [name for name in written.files if (folder / name).exists()]
    if taken and not force:
        raise BadInput(
            "it is there already", where=str(folder / taken[0]), mend="Give --force to overwrite it."
        )
    try:
        for name, text in written.files.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as problem:
        mend = "Name a folder that is there and may be written to."
        raise BadInput(f"it cannot be written: {problem.strerror}", where=str(folder), mend=mend) from None


def _say(out: Console, words: str) -> None:
    out.print(escape(words), soft_wrap=True)
