"""Reads, compiles and checks a file that a stranger brought; runs in a process of its own."""

import re
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from sumisura.files import BadFile, Problem
from sumisura.kernel import BadInput, Family
from sumisura.space.check import Report, check
from sumisura.space.model import Bounds
from sumisura.space.read import read_noted
from sumisura.space.space import Space
from sumisura.store.codec import encode
from sumisura.usecases.workbench.apart import Send
from sumisura.usecases.workbench.model import Allowance, Counted

FAMILY, NOTES, COUNTED, REPORT, PROBLEMS = "family", "notes", "counted", "report", "problems"
"""What is told, as it is found."""
HASTE = 0.4
"""The share of the time after which a check leaves out what takes long."""
DRAWN = re.compile(rb"^preview:[ \t]*([\w-]+\.svg)[ \t]*\r?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Asked:
    """What to look at, and within what.

    Args:
        file: the only one in its folder.
        name: what the family is called among those that were brought.
        spaces: where compiled diagrams are kept.
    """

    file: Path
    name: str
    spaces: Path
    allows: Allowance


def look(send: Send, asked: Asked) -> None:
    """Tell the family and the notes of its reader, then how many variants there are, then what a check finds.

    What cannot be used is told as its problems, and nothing else.
    """
    began = time.monotonic()
    try:
        family, notes = _read(asked)
        send(NOTES, encode(notes))
        send(FAMILY, encode(family))
        send(REPORT, encode(_checked(send, asked, family, began)))
    except BadFile as error:
        send(PROBLEMS, encode(error.problems))
    except BadInput as error:
        send(PROBLEMS, encode((Problem(error.where or asked.file.name, error.what, error.mend),)))


def _checked(send: Send, asked: Asked, family: Family, began: float) -> Report:
    def compiled(family: Family) -> Space:
        space = asked.allows.compile(family, asked.spaces)
        send(COUNTED, encode(_counted(space)))
        return space

    def hurry() -> bool:
        return time.monotonic() - began > HASTE * asked.allows.seconds

    report = check(family, file=asked.file.name, compiles=compiled, hurry=hurry)
    return replace(report, variants=None, freedom=(), bites=())


def _counted(space: Space) -> Counted:
    count, ways = space.count(), tuple(map(str, space.ways))
    if isinstance(count, Bounds):
        return Counted(count.low, count.high, exact=False, ways=ways)
    return Counted(count, count, exact=True, ways=ways)


def _read(asked: Asked) -> tuple[Family, tuple[Problem, ...]]:
    """The family as it may be tried, and what was left out of it for that."""
    drawn = DRAWN.search(asked.file.read_bytes()) if asked.file.suffix in {".yaml", ".yml"} else None
    if drawn:
        with suppress(FileExistsError):
            (asked.file.parent / drawn[1].decode()).touch(exist_ok=False)
    reading = read_noted(asked.file)
    family = reading.family
    tried = replace(
        family,
        name=asked.name,
        preview="",
        fields=tuple(field for field in family.fields if not field.personal),
    )
    return tried, (*reading.notes, *_left_out(asked.file.name, family, drawn=drawn is not None))


def _left_out(file: str, family: Family, *, drawn: bool) -> Iterator[Problem]:
    if drawn:
        yield Problem(
            file,
            "its drawing stays at home",
            "Designs are shown in words; in a shop of yours they are drawn.",
        )
    personal = [field.label for field in family.fields if field.personal]
    if personal:
        yield Problem(
            file,
            f"nothing personal is asked for here: {', '.join(personal)}",
            "It was left out; in a shop of yours it is kept under lock.",
        )
