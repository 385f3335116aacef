"""The long runs: random sessions and grants, the product under faults, its memory over an hour, a long audit log.

python -m benchmarks.soak
"""

import sys
import time
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import sumisura
from benchmarks import audit, soak_faults, soak_memory
from benchmarks.measure import SHARED, save, show

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from forgetting import forgotten
from spaces import example_families, random_spaces, session

SESSIONS, STEPS, SEED = 10_000, 12, 3
LARGE = 200
"""Sessions on the largest range, where a click takes milliseconds."""


def sessions(total: int = SESSIONS) -> dict[str, Any]:
    """Random customers in every family there is; counts dead ends, of which there must be none."""
    started, by_family = time.perf_counter(), {}
    for name, (spaces, share) in _families(total).items():
        done: Counter[str] = Counter(sessions=share)
        for number in range(share):
            done += session(spaces[number % len(spaces)], Random(SEED * total + number), STEPS)
        by_family[name] = {"dead ends": 0, **done}
        show(name, by_family[name])
    return {
        "seed": SEED,
        "sessions": sum(row["sessions"] for row in by_family.values()),
        "dead_ends": sum(row["dead ends"] for row in by_family.values()),
        "seconds": round(time.perf_counter() - started, 1),
        "families": by_family,
    }


def _families(total: int) -> dict[str, tuple[list[sumisura.Space], int]]:
    found = {"100 random families": list(random_spaces(SEED, 100))}
    renault = [
        SHARED / "data/config/renault" / size / "contraintes.xml" for size in ("small", "medium", "big")
    ]
    for path in [*example_families(), *(path for path in renault if path.exists())]:
        name = f"{path.parent.name}/{path.stem}"
        found[name] = [sumisura.compile(sumisura.read_family(path), cache=None)]
    large = min(LARGE, total // len(found)) if "big/contraintes" in found else 0
    share, rest = divmod(total - large, len(found) - bool(large))
    shares = {name: large if name == "big/contraintes" else share for name in found}
    shares["100 random families"] += rest
    return {name: (spaces, shares[name]) for name, spaces in found.items()}


GRANTS = 100_000


def grants(total: int = GRANTS) -> dict[str, Any]:
    """Random histories and grant states; a withdrawal that leaves a bit, or a use that was not granted, ends the run."""
    started = time.perf_counter()
    lost = forgotten(total, SEED)
    found = {"seed": SEED, "states": total, "lost_something": lost, "unequal": 0}
    show("random grant states", found)
    return {**found, "seconds": round(time.perf_counter() - started, 1)}


if __name__ == "__main__":
    walked = sessions()
    save("soak-sessions", walked)
    save("soak-grants", grants())
    killed = soak_faults.run()
    save("soak-faults", killed)
    kept = soak_memory.run()
    save("soak-memory-sqlite", kept)
    save("soak-audit", {**audit.FLOOR, **audit.many()})
    if walked["dead_ends"] or killed["broken"] or kept["growing"]:
        sys.exit(f"{walked['dead_ends']} dead ends, {killed['broken']} broken, growing: {kept['growing']}")
