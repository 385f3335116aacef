"""Orders under kill -9 and failing commits, for as many rounds as there is patience.

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


def run(rounds: int, url: str, *, seed: int = 1, orders: str = "simple_orders") -> dict[str, object]:
    """Key figures of that many rounds on a Postgres address or an SQLite file (see ``harness.Tally``)."""
    return harness.run(rounds, url, seed=seed, orders=orders).as_dict()


def run_both(rounds: int, *, seed: int = 1, orders: str = "simple_orders") -> dict[str, object]:
    """Half the rounds on SQLite, half on a Postgres whose server is killed, too."""
    half = max(1, rounds // 2)
    with tempfile.TemporaryDirectory() as folder, OwnServer() as server:
        return {
            "sqlite": run(half, str(Path(folder, "shop.sqlite")), seed=seed, orders=orders),
            "postgres": harness.run(half, server.url, seed=seed, server=server, orders=orders).as_dict(),
        }


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=50)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--orders", default="simple_orders")
    given = asked.parse_args()
    print(json.dumps(run_both(given.rounds, seed=given.seed, orders=given.orders), indent=2))
