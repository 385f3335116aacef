"""Orders of the shop under kill -9 and failing commits, for as many rounds as there is patience.

python benchmarks/soak_faults.py --rounds 200
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

TESTS = Path(__file__).parents[1] / "tests"
sys.path[:0] = [str(TESTS), str(TESTS / "faults")]

import harness  # noqa: E402 - found beside the tests
from servers import OwnServer  # noqa: E402 - the same

ROUNDS = 200
FATAL = ("lost", "doubled", "contradicted")


def run(rounds: int = ROUNDS, *, seed: int = 1) -> dict[str, object]:
    """Half the rounds on SQLite, half on a Postgres whose server is killed, too (see ``harness.Tally``).

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
    return {"broken": broken, **{engine: tally.as_dict() for engine, tally in tallies.items()}}


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=ROUNDS)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    outcome = run(given.rounds, seed=given.seed)
    print(json.dumps(outcome, indent=2))
    sys.exit(1 if outcome["broken"] else 0)
