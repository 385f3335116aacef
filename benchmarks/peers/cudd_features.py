"""CUDD on one DIMACS file through ``dd``, reordering by itself: ``python -m benchmarks.peers.cudd_features FILE``."""

import json
import sys
import time
from pathlib import Path

from dd import cudd


def main(path: str) -> None:
    """Conjoin every clause, and print seconds and nodes."""
    lines = [line.split() for line in Path(path).read_text("utf-8").splitlines() if line[:1] not in "cp"]
    clauses = [[int(literal) for literal in line[:-1]] for line in lines if line]
    start = time.perf_counter()
    manager = cudd.BDD(memory_estimate=2**31)
    manager.configure(reordering=True)
    manager.declare(*(f"x{number}" for number in sorted({abs(one) for clause in clauses for one in clause})))
    root = manager.true
    for clause in clauses:
        found = manager.false
        for literal in clause:
            one = manager.var(f"x{abs(literal)}")
            found |= one if literal > 0 else ~one
        root &= found
    print(json.dumps({"compile_s": round(time.perf_counter() - start, 2), "nodes": len(root)}))


if __name__ == "__main__":
    main(sys.argv[1])
