"""Feature models of hundreds and thousands of features, beside python-sat, flamapy, CUDD and d4 itself, in one run.

Each peer answers what it can: python-sat and d4 which values go with a partial design; CUDD and flamapy compile and
count. What they do not finish within ``LIMIT`` seconds is said so. The plot is ``results/ways.png``.
"""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from pysat.solvers import Solver

import sumisura
from benchmarks.measure import RESULTS, SHARED, interval, once
from benchmarks.space import over, partial_designs, sweep, valid, witnessed
from sumisura import Design, Space
from sumisura.cli.warm import warm
from sumisura.space.clauses import encoded
from sumisura.space.compiling import parts_of

MODELS = ("pc-richmond", "busybox-1.18.0", "uclinux-base", "embtoolkit")
LARGE = "linux-2.6.33.3"
UVL = {"pc-richmond": "pc-richmond", "busybox-1.18.0": "busybox_2010-05-02_14-17-07"}
"""The UVL files at hand; busybox's is of another week than the DIMACS file."""
FOLDER = SHARED / "data/config/fm"
LIMIT = 60
"""Seconds a peer may take for one step."""
DESIGNS, SAT_DESIGNS, D4_DESIGNS = 60, 12, 3
WARM, CLICKS = 20, 100
ROOT = Path(__file__).parents[1]


def run() -> dict[str, Any]:
    """Every figure, and the plot."""
    warm()
    result: dict[str, Any] = {"input": "feature-model-benchmark, DIMACS", "peer_limit_s": LIMIT}
    if not FOLDER.exists():
        return {**result, "skipped": f"{FOLDER} is absent"}
    for name in MODELS:
        result[name] = compiled(name)
    result[LARGE] = searched(LARGE)
    plot(result)
    return result


def compiled(name: str) -> dict[str, Any]:
    """One model that compiles."""
    path = FOLDER / "dimacs" / f"{name}.dimacs"
    family, read = once(lambda: sumisura.read_family(path))
    space, took = once(lambda: sumisura.compile(family, cache=None))
    designs = list(partial_designs(space, DESIGNS))
    own = {
        "read": read,
        "compile": {**took, "target_s": 10, "nodes": space.nodes, "entries": space.engine.circuit.size},
        "ways": "; ".join(map(str, space.ways)),
        "count digits": len(str(space.count())),
        "click": {**over(designs, sweep), "target_ms": 0.15},
        "valid values only": over(designs, valid),
    }
    return {**own, "peers": peers(name, path, space, designs, own)}


def peers(name: str, path: Path, space: Space, designs: list[Design], own: dict[str, Any]) -> dict[str, Any]:
    """The same model elsewhere."""
    sat, d4 = by_sat(space, designs[:SAT_DESIGNS]), by_d4(path, space, designs[:D4_DESIGNS])
    found: dict[str, Any] = {
        "python-sat, valid values": sat,
        "d4 itself": d4,
        "CUDD": alone([sys.executable, "-m", "benchmarks.peers.cudd_features", str(path)]),
    }
    if name in UVL:
        found["flamapy"] = by_flamapy(FOLDER / "uvl" / f"{UVL[name]}.uvl")
    ours = own["valid values only"]["p50_ms"]
    found["ratios"] = {
        "SAT / valid values only": round(sat["p50_ms"] / ours),
        "d4 itself / valid values only": round(d4["p50_ms"] / ours),
    }
    return found


def by_sat(space: Space, designs: list[Design]) -> dict[str, float]:
    """An incremental solver, every witness reused; it must agree."""
    engine = space.engine
    cnf = encoded(
        engine.structure, range(len(engine.structure.widths)), parts_of(space.family, engine.structure)
    )
    took = []
    with Solver("cadical195", bootstrap_with=cnf.clauses) as solver:
        for design in designs:
            start = time.perf_counter_ns()
            found = witnessed(solver, design, cnf.literals.tolist())
            took.append((time.perf_counter_ns() - start) / 1e6)
            if found != design.sweep().available.tolist():
                raise AssertionError("SAT disagrees")
    return interval(took)


def by_d4(path: Path, space: Space, designs: list[Design]) -> dict[str, Any]:
    """d4 through its own bindings: compile, then ask for each value whether it goes."""
    script = ROOT / "benchmarks" / "peers" / "d4_click.py"
    asked = [sorted(_literals(space, design)) for design in designs]
    return alone([sys.executable, str(script), str(path), json.dumps(asked)])


def _literals(space: Space, design: Design) -> list[int]:
    """The file's literals of a design's choices: variables are numbered as they stand."""
    numbers = space.engine.structure.numbers
    return [(1 if value == "yes" else -1) * (numbers[name] + 1) for name, value in design.choices.items()]


def by_flamapy(path: Path) -> dict[str, Any]:
    """What flamapy does, in an environment of its own, made when it is first needed."""
    home = ROOT / ".cache" / "flamapy"
    python, uv = home / "bin" / "python", ROOT / ".tools" / "bin" / "uv"
    if not python.exists():
        subprocess.run([uv, "venv", "--quiet", home], check=True)  # noqa: S603 - our own tool
        install = [uv, "pip", "install", "--quiet", "--python", python, "--require-hashes", "-r"]
        subprocess.run([*install, ROOT / "requirements" / "flamapy.txt"], check=True)  # noqa: S603 - our own tool
    return alone([str(python), str(ROOT / "benchmarks/peers/flamapy_counts.py"), str(path)])


def alone(command: list[str]) -> dict[str, Any]:
    """What a peer's process prints, one JSON map a line; what is missing was not reached in time."""
    done: dict[str, Any] = {}
    try:
        ran = subprocess.run(command, capture_output=True, timeout=LIMIT, check=False, cwd=ROOT)  # noqa: S603 - our own scripts
        printed, ended = ran.stdout, f"exit code {ran.returncode}" if ran.returncode else ""
    except subprocess.TimeoutExpired as over:
        printed, ended = over.stdout or b"", f"stopped after {LIMIT} s"
    for line in printed.decode("utf-8", "replace").splitlines():
        if line.startswith("{"):
            done |= json.loads(line)
    return {**done, **({"ended": ended} if ended else {})}


def searched(name: str) -> dict[str, Any]:
    """The model that does not compile: SAT with witnesses, its clicks after warming."""
    path = FOLDER / "dimacs" / f"{name}.dimacs"
    family, read = once(lambda: sumisura.read_family(path))
    space, took = once(lambda: sumisura.compile(family, way="search", cache=None))
    designs = list(partial_designs(space, WARM + CLICKS))
    clicks = [_clicked(design) for design in designs]
    count = space.count()
    return {
        "read": read,
        "compile": {**took, "ways": "; ".join(map(str, space.ways))},
        "click": {**interval(clicks[WARM:]), "target_ms": 500},
        "count is at least": f"10^{len(str(count.low)) - 1}" if isinstance(count, tuple) else str(count),
    }


def _clicked(design: Design) -> float:
    start = time.perf_counter_ns()
    sweep(design)
    return (time.perf_counter_ns() - start) / 1e6


def plot(result: dict[str, Any]) -> None:
    """Milliseconds of one click, ours and the peers', on a logarithmic scale."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    rows = {
        "Sumisura, all prices and repairs": [result[name]["click"]["p50_ms"] for name in MODELS],
        "python-sat, valid values": [
            result[name]["peers"]["python-sat, valid values"]["p50_ms"] for name in MODELS
        ],
        "d4 itself, valid values": [result[name]["peers"]["d4 itself"]["p50_ms"] for name in MODELS],
    }
    figure, axes = plt.subplots(figsize=(8, 3.6), layout="constrained")
    for at, (label, times) in enumerate(rows.items()):
        axes.bar([place + (at - 1) * 0.27 for place in range(len(MODELS))], times, 0.25, label=label)
    axes.set(yscale="log", ylabel="ms a click, p50", xticks=range(len(MODELS)), xticklabels=MODELS)
    axes.axhline(0.15, color="0.4", linewidth=0.8, linestyle="--", label="aim: 0.15 ms")
    axes.legend(frameon=False, fontsize=8)
    figure.savefig(RESULTS / "ways.png", dpi=150)


if __name__ == "__main__":
    print(json.dumps(run(), indent=2, default=str))
