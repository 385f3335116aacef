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
    resource.setrlimit(
        resource.RLIMIT_CPU, (int(seconds), int(seconds))
    )  # also when nobody is left to stop it
    try:
        from py_d4 import Solver
    except ImportError as error:
        print(error, file=sys.stderr)  # noqa: T201 - this is how a process tells its parent
        return MISSING
    Path(nnf).write_text(Solver(cnf).compile().getNNFString(), "ascii")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
