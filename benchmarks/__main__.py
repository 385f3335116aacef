"""Run every module here that has ``run() -> dict``, save what it gives and print it."""

import pkgutil
import sys
from importlib import import_module
from pathlib import Path

from benchmarks.measure import save, show


def main(wanted: list[str]) -> None:
    """Run the modules named, or all; those that soak run by ``python -m benchmarks.soak``."""
    names = [module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)])]
    for name in names:
        if name.startswith(("_", "soak")) or (wanted and name not in wanted):
            continue
        run = getattr(import_module(f"benchmarks.{name}"), "run", None)
        if run is not None:
            result = run()
            save(name, result)
            show(name, result)


if __name__ == "__main__":
    main(sys.argv[1:])
