"""Orders under kill -9 and failing commits, and the whole product in a storm, for as many rounds as there is patience.

python -m benchmarks.soak_faults --rounds 200 --storm 100
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

TESTS = Path(__file__).parents[1] / "tests"
sys.path[:0] = [str(TESTS), str(TESTS / "faults")]

import harness  # noqa: E402 - found beside the tests
import storm  # noqa: E402 - the same
from servers import OwnServer  # noqa: E402 - the same

from benchmarks.measure import save  # noqa: E402 - after the path

ROUNDS, STORM = 200, 100
AWAY = 30.0
"""Seconds that a database is away, a disk is full, a clock is wrong, clients are slow."""
FATAL = ("lost", "doubled", "contradicted")


def run(rounds: int = ROUNDS, faults: int = STORM, *, seed: int = 1, away: float = AWAY) -> dict[str, object]:
    """Half the rounds on SQLite, half on a Postgres whose server is killed, too (see ``harness.Tally``); then the storm.

    Args:
        rounds: processes that place orders and die at a commit.
        faults: of the whole product (see ``storm.Stage``), half of them on each engine.
        away: seconds that a fault lasts which is not over at once.

    Raises:
        AssertionError: orders, payments and events do not tell the same (see ``shop_orders.audit``).
    """
    half = max(1, rounds // 2)
    with tempfile.TemporaryDirectory() as folder, OwnServer() as server:
        tallies = {
            "sqlite": harness.run(half, str(Path(folder, "shop.sqlite")), seed=seed),
            "postgres": harness.run(half, server.url, seed=seed, server=server),
        }
    broken = sum(getattr(tally, name) for tally in tallies.values() for name in FATAL)
    storms = [
        storm.run(engine, max(1, faults // 2), seed=seed, long=away) for engine in ("sqlite", "postgres")
    ]
    return {
        "seed": seed,
        "broken": broken + sum(len(one.broken) for one in storms),
        "at_commits": {engine: tally.as_dict() for engine, tally in tallies.items()},
        "storms": {one.engine: one.as_dict() for one in storms},
    }


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=ROUNDS)
    asked.add_argument("--storm", type=int, default=STORM)
    asked.add_argument("--away", type=float, default=AWAY)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    outcome = run(given.rounds, given.storm, seed=given.seed, away=given.away)
    print(save("soak-faults", outcome))
    print(json.dumps(outcome, indent=2))
    sys.exit(1 if outcome["broken"] else 0)
