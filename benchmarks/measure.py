"""Timing, hardware and where results go."""

import json
import os
import platform
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

RESULTS = Path(__file__).parent / "results"
SHARED = Path(os.environ.get("SUMISURA_SHARED", Path(__file__).parents[2] / "shared"))


def timed(call: Callable[[], object], n: int) -> dict[str, float]:
    """Milliseconds of ``n`` calls after one that warms up: p50, p95, n."""
    call()
    took = []
    for _ in range(n):
        start = time.perf_counter_ns()
        call()
        took.append((time.perf_counter_ns() - start) / 1e6)
    return interval(took)


def interval(milliseconds: list[float]) -> dict[str, float]:
    """p50, p95 and how many."""
    p50, p95 = np.percentile(milliseconds, [50, 95])
    return {"p50_ms": round(float(p50), 5), "p95_ms": round(float(p95), 5), "n": len(milliseconds)}


def once(call: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    """What a call gives, with its seconds by the clock and of this process's processor time."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = call()
    return found, {
        "wall_s": round(time.perf_counter() - wall, 4),
        "cpu_s": round(time.process_time() - cpu, 4),
    }


def hardware() -> dict[str, Any]:
    """What the figures were measured on."""
    cpu = next(
        (line.split(":")[1].strip() for line in _cpuinfo() if line.startswith("model name")), "unknown"
    )
    packages = {name: version(name) for name in ("numpy", "numba", "python-sat")}
    return {"cpu": cpu, "cores": os.cpu_count(), "python": platform.python_version(), **packages}


def _cpuinfo() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text("utf-8").splitlines() if path.exists() else []


def save(name: str, result: dict[str, Any]) -> Path:
    """Write ``results/<name>.json`` with the hardware and the load it was measured under."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    full = {"hardware": hardware(), "load_average": os.getloadavg()[0], **result}
    path.write_text(json.dumps(full, indent=2, default=str) + "\n", "utf-8")
    return path


def show(name: str, result: object, depth: int = 0) -> None:
    """Print nested figures, one a line."""
    if isinstance(result, dict):
        flat = not any(isinstance(value, dict) for value in result.values())
        if flat:
            print("  " * depth + f"{name:<28}" + "  ".join(f"{key} {value}" for key, value in result.items()))
            return
        print("  " * depth + name)
        for key, value in result.items():
            show(str(key), value, depth + 1)
        return
    print("  " * depth + f"{name:<28}{result}")
