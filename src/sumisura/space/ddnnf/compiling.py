"""From clauses to a circuit by way of d4 (Lagniez and Marquis 2017), kept in a process and a budget of its own."""

import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from math import ceil
from pathlib import Path
from resource import getpagesize
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Literal, NamedTuple

from sumisura.space.circuit import Circuit
from sumisura.space.clauses import Cnf
from sumisura.space.ddnnf import child
from sumisura.space.ddnnf.child import MISSING
from sumisura.space.ddnnf.contracting import circuit_of
from sumisura.space.ddnnf.graph import Unreadable, graph_of
from sumisura.space.structure import Structure

CHILD = Path(child.__file__)
GLANCE = 0.02
"""Seconds between looks at a running d4."""
MEGABYTE = 1 << 20
SHARE = 1 / 20
"""Of the memory, what the written graph may take: read, it takes that much more."""
LAST_WORDS = 200
"""Characters of a dying process's last line that are passed on."""


class Budget(NamedTuple):
    """What one compilation may take.

    Args:
        seconds: of the clock; d4 counts no steps.
        megabytes: of memory in use, where the system tells (Linux). A limit of the system's own would not do:
            d4 reserves gigabytes of addresses that it never touches.
    """

    seconds: float = 60.0
    megabytes: int = 4_000


USUAL = Budget()


class Untaken(NamedTuple):
    """Why d4 gave no circuit.

    Args:
        reason: it is not installed; ran out of time; ran out of memory; died; wrote what cannot be read.
        detail: what it said last, or what was exceeded.
    """

    reason: Literal["missing", "too_slow", "too_large", "died", "unreadable"]
    detail: str


def circuit_by_d4(
    structure: Structure, variables: Sequence[int], cnf: Cnf, budget: Budget = USUAL
) -> Circuit | Untaken:
    """The circuit of the variants that some variables have, or why there is none.

    Args:
        structure: of the family.
        variables: those that have literals; they become the circuit's places.
        cnf: what they must meet. When nothing can, the circuit's root has no arc.
        budget: d4 is stopped when it needs more.
    """
    made = _run(cnf, budget)
    if isinstance(made, Untaken):
        return made
    try:
        return circuit_of(graph_of(made), structure, variables, cnf)
    except Unreadable as error:
        return Untaken("unreadable", str(error))


def _run(cnf: Cnf, budget: Budget) -> str | Untaken:
    """What d4 writes."""
    with TemporaryDirectory(prefix="sumisura-d4-") as folder:
        asked, made, said = (Path(folder) / name for name in ("asked.cnf", "made.nnf", "said.txt"))
        asked.write_text(_dimacs(cnf), "ascii")
        command: list[str | Path] = [
            sys.executable, "-P", CHILD, asked, made, str(ceil(budget.seconds))
        ]  # fmt: skip
        with said.open("wb") as errors:
            process = subprocess.Popen(  # noqa: S603 - our own interpreter, script and files
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors
            )
            exceeded = _exceeded(process, budget)
        if exceeded or process.returncode:
            return exceeded or _death(process.returncode, said.read_text("utf-8", "replace"))
        if made.stat().st_size > budget.megabytes * SHARE * MEGABYTE:
            return Untaken("too_large", f"a graph of {made.stat().st_size // MEGABYTE:,} MB")
        return made.read_text("ascii")


def _exceeded(process: subprocess.Popen[bytes], budget: Budget) -> Untaken | None:
    """Wait for the end. What exceeds its budget is stopped, and said."""
    deadline = monotonic() + budget.seconds
    try:
        while True:
            with suppress(subprocess.TimeoutExpired):
                process.wait(GLANCE)
                return None
            if monotonic() > deadline:
                return Untaken("too_slow", f"{budget.seconds:g} s")
            if _resident(process.pid) > budget.megabytes * MEGABYTE:
                return Untaken("too_large", f"{budget.megabytes:,} MB")
    finally:
        process.kill()
        process.wait()


def _resident(pid: int) -> int:
    """Bytes of memory a process has; 0 where the system does not tell, or it has just ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * getpagesize()
    except (OSError, IndexError):
        return 0


def _death(code: int, said: str) -> Untaken:
    last = (said.strip().splitlines() or [f"exit code {code}"])[-1][-LAST_WORDS:]
    return Untaken("missing" if code == MISSING else "died", last)


def _dimacs(cnf: Cnf) -> str:
    lines = [f"p cnf {cnf.top} {len(cnf.clauses)}"]
    lines += [f"{' '.join(map(str, clause))} 0" for clause in cnf.clauses]
    return "\n".join(lines) + "\n"
