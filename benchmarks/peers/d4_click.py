"""d4 through its own bindings: ``python d4_click.py FILE CHOICES``, choices being lists of literals as JSON."""

import json
import os
import sys
import time
from pathlib import Path

import numpy as np


def main(path: str, choices: str) -> None:
    """Compile, then ask of every literal whether it goes with each list of choices."""
    from py_d4 import Solver

    out = os.dup(1)
    os.dup2(2, 1)  # d4 writes its log to standard output
    start = time.perf_counter()
    made = Solver(path).compile()
    compiled = time.perf_counter() - start
    lines = Path(path).read_text("utf-8").splitlines()
    variables = next(int(line.split()[2]) for line in lines if line.startswith("p cnf"))
    took = []
    for chosen in json.loads(choices):
        start = time.perf_counter()
        for number in range(1, variables + 1):
            rest = [literal for literal in chosen if abs(literal) != number]
            made.isSAT([*rest, number])
            made.isSAT([*rest, -number])
        took.append(1000 * (time.perf_counter() - start))
    said = {
        "compile_s": round(compiled, 3),
        "nodes": made.getNbNodes(),
        "p50_ms": round(float(np.median(took)), 2),
    }
    os.write(out, (json.dumps(said) + "\n").encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
