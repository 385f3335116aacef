"""What the workbench keeps of a family that somebody brought, and how much it takes in."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sumisura.files import Problem
from sumisura.kernel import WORKBENCH, Brand, Family, SumisuraError
from sumisura.space.cache import SpaceCache
from sumisura.space.check import Code, Finding
from sumisura.space.compiling import compile as compile_family
from sumisura.space.space import Space
from sumisura.space.ways import Choice
from sumisura.usecases.workbench.apart import Apart

BRAND = Brand(
    WORKBENCH,
    "Workbench",
    "EUR",
    tagline="A file that says what goes with what becomes a configurator in seconds.",
    maker="nobody: nothing is made here",
)
"""How the workbench writes numbers, and what stands over its door."""
SHARE = 0.25
"""The share of the time that one component's d-DNNF may take."""
DEAD = (Code.DEAD, Code.FORCED)


class Over(SumisuraError):
    """What was brought is kept no longer, or never was there.

    Args:
        minutes: how long things are kept.
    """

    code = "over"
    status = 410

    def __init__(self, minutes: int) -> None:
        self.minutes = minutes
        super().__init__(
            f"What is brought here is kept for {minutes} minutes, and then deleted with all that was made of it."
            " Bring the file again."
        )


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much one visitor may ask of the workbench.

    Args:
        minutes: how long what is brought is kept; 0 closes the workbench.
        bytes: size of a file.
        seconds: to read, compile and check it.
        nodes: of the compiled diagram of one component, before another way is tried.
        memory: bytes for all of that.
        most: families kept at once.
        way: how families are compiled.
    """

    minutes: int = 0
    bytes: int = 8_000_000
    seconds: float = 30.0
    nodes: int = 1_000_000
    memory: int = 3_000_000_000
    most: int = 200
    way: Choice = "auto"

    def compile(self, family: Family, spaces: Path) -> Space:
        """The space of a family: compiled within what it may take, and searched where that is too little.

        Args:
            spaces: a folder where what was compiled before is found again.
        """
        return compile_family(
            family, way=self.way, budget=self.nodes, seconds=SHARE * self.seconds, cache=SpaceCache(spaces)
        )


@dataclass(frozen=True, slots=True)
class Workbench:
    """The workbench as it is set up.

    Args:
        spaces: the folder of what is compiled for it alone.
    """

    allows: Allowance
    apart: Apart
    spaces: Path

    def compile(self, family: Family) -> Space:
        """The space of a family that was brought; what was compiled when it was read is found again."""
        return self.allows.compile(family, self.spaces)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many variants there are, and how that is known.

    Args:
        low, high: between which it lies, both included; equal where it was counted.
        exact: all of it is compiled; else some is searched, which is slower.
        ways: how each part of it is answered, and why so.
    """

    low: int
    high: int
    exact: bool
    ways: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What reading, compiling and checking a file told.

    Args:
        counted: None where the time or the memory did not suffice for it.
        findings: what the check found.
        notes: how the file was understood.
        unfinished: what the time did not suffice for, in words.
    """

    counted: Counted | None
    findings: tuple[Finding, ...]
    notes: tuple[Problem, ...]
    unfinished: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Brought:
    """A family on the workbench.

    Args:
        id: unguessable: whoever has it may look.
        digest: of the family as it is kept.
        until: when it is deleted.
        choices, options, rules: how many there are.
    """

    id: str
    title: str
    digest: str
    until: datetime
    choices: int
    options: int
    rules: int
    told: Told

    @property
    def usable(self) -> bool:
        """Whether there is a configurator for it: it is laid out, and something can be made."""
        return self.told.counted is not None and self.told.counted.high > 0

    @property
    def dead(self) -> tuple[Finding, ...]:
        """Options that no variant has, and choices with one option left."""
        return tuple(one for one in self.told.findings if one.code in DEAD)

    @property
    def else_found(self) -> tuple[Finding, ...]:
        """What else the check found."""
        return tuple(one for one in self.told.findings if one.code not in DEAD)
