"""Runs d4 once, in a process of its own: ``python child.py CNF NNF SECONDS``.

Stands alone, so that it starts at once. Whatever becomes of it, the process that asked lives on; its exit code says
what became of it.
"""

import resource
import sys
from pathlib import Path

MISSING = 3
"""Exit code: d4 cannot be imported."""


def main(cnf: str, nnf: str, seconds: str) -> int:
    """Compile the clauses in one file to the graph in the other."""
    _bounded(int(seconds))
    try:
        from py_d4 import Solver
    except ImportError as error:
        print(error, file=sys.stderr)  # noqa: T201 - this is how a process tells its parent
        return MISSING
    Path(nnf).write_text(Solver(cnf).compile().getNNFString(), "ascii")
    return 0


def _bounded(seconds: int) -> None:
    """End after so much processor time, also when nobody is left to stop it; and let go of a bound on addresses.

    d4 reserves gigabytes of addresses that it never touches: what it uses is watched by the process that asked.
    """
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    _, longest = resource.getrlimit(resource.RLIMIT_CPU)
    limit = seconds if longest == resource.RLIM_INFINITY else min(seconds, longest)
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
