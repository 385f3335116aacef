"""flamapy on one UVL file, in an environment of its own (it pins another python-sat): ``python flamapy_counts.py FILE``.

Prints a line of JSON after each step, so that what was done before a time limit is known.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any


def main(path: str) -> None:
    """Read, ask whether anything can be had, count with a BDD."""
    from flamapy.metamodels.bdd_metamodel.operations import BDDConfigurationsNumber
    from flamapy.metamodels.bdd_metamodel.transformations import FmToBDD
    from flamapy.metamodels.fm_metamodel.transformations import UVLReader
    from flamapy.metamodels.pysat_metamodel.operations import PySATSatisfiable
    from flamapy.metamodels.pysat_metamodel.transformations import FmToPysat

    model = step("read_s", lambda: UVLReader(path).transform())
    step("satisfiable_s", lambda: PySATSatisfiable().execute(FmToPysat(model).transform()).get_result())
    step("count_s", lambda: BDDConfigurationsNumber().execute(FmToBDD(model).transform()).get_result())


def step(name: str, call: Callable[[], Any]) -> Any:
    """Time one call and print its seconds."""
    start = time.perf_counter()
    found = call()
    print(json.dumps({name: round(time.perf_counter() - start, 2)}), flush=True)
    return found


if __name__ == "__main__":
    main(sys.argv[1])
