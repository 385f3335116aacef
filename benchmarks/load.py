"""The API under load, on SQLite and on Postgres, beside its own health page: server and client share the machine.

One client asks for every option of the car range; 200 people shape jeans, a click every five seconds each, at times drawn
beforehand, so that a slow answer delays nobody's next click and its wait is counted (no coordinated omission); eight
clients order what lies in carts filled beforehand, each order on disk when it is acknowledged. On Postgres also with a
process for each of two cores, as it is meant to be run.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from benchmarks.measure import interval
from benchmarks.serving import free_port, running
from engines import fresh_database
from programs import ORDER, Program, admitted
from shopping import furnish
from sumisura.app import wired
from sumisura.settings import Settings

SEED = 7
CLICKS = 300
PEOPLE, EVERY, SECONDS = 200, 5.0, 30.0
ORDERS, CLIENTS = 400, 8
Keys = dict[str, tuple[str, str]]


def run() -> dict[str, object]:
    """Milliseconds and rates of each engine."""
    return {
        "seed": SEED,
        "sqlite": _engine("", 1),
        "postgres": _engine(fresh_database("load"), 1),
        "postgres_two_processes": _engine(fresh_database("load"), 2),
    }


def _engine(database: str, processes: int) -> dict[str, object]:
    with (
        tempfile.TemporaryDirectory() as folder,
        _open(Path(folder), database, processes) as (address, keys),
    ):
        limits = httpx.Limits(max_connections=64, max_keepalive_connections=64)
        with httpx.Client(base_url=f"{address}/api", limits=limits, timeout=60) as client:
            volta, indigo = (Program(client, brand, *keys[brand]) for brand in ("volta", "indigo"))
            return {
                "health": interval([_ms(lambda: client.get(f"{address}/health")) for _ in range(CLICKS)]),
                "car_options": _car(volta),
                "jeans_200_people": _people(indigo),
                "orders": _orders(indigo),
            }


def _car(program: Program) -> dict[str, float]:
    rng, times, choices = random.Random(SEED), list[float](), dict[str, str]()
    for click in range(CLICKS):
        if click % 12 == 0:
            choices = {}
        began = time.perf_counter()
        answer = program.post("/families/car/options", {"choices": choices})
        times.append((time.perf_counter() - began) * 1000)
        variable, value = rng.choice(_open_options(answer.json()))
        choices[variable] = value
    return interval(times[20:])


def _people(program: Program) -> dict[str, float]:
    """A click every five seconds each, for half a minute; waits are counted from when each was due."""
    rng = random.Random(SEED)
    begun = [program.customer() for _ in range(PEOPLE)]
    pages = [(one, program.post(f"{one}/designs", {"family": "jeans"}).json()) for one in begun]
    due = sorted(
        (rng.uniform(0, EVERY) + round_ * EVERY, person)
        for person in range(PEOPLE)
        for round_ in range(int(SECONDS / EVERY))
    )
    plans = {person: [rng.random() for _ in range(int(SECONDS / EVERY))] for person in range(PEOPLE)}
    started = time.perf_counter()

    def click(at: float, person: int) -> float:
        customer, view = pages[person]
        options = _open_options(view)
        variable, value = options[int(plans[person].pop() * len(options))]
        answer = program.post(
            f"{customer}/designs/{view['id']}/choices", {"variable": variable, "value": value}
        )
        took = (time.perf_counter() - started - at) * 1000
        answer.raise_for_status()
        pages[person] = (customer, answer.json())
        return took

    with ThreadPoolExecutor(32) as pool:
        waits = []
        for at, person in due:
            time.sleep(max(0.0, at - (time.perf_counter() - started)))
            waits.append(pool.submit(click, at, person))
        return interval([one.result() for one in waits])


def _orders(program: Program) -> dict[str, float]:
    customers = [program.customer() for _ in range(ORDERS)]

    def fill(customer: str) -> None:
        design = program.design(customer).rsplit("/", 1)[1]
        program.post(f"{customer}/cart/lines", {"design": design}).raise_for_status()

    def order(customer: str) -> float:
        return _ms(lambda: program.post(f"{customer}/orders", ORDER, key=customer).raise_for_status())

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(fill, customers))
        began = time.perf_counter()
        times = list(pool.map(order, customers))
        took = time.perf_counter() - began
    return {"a_second": round(ORDERS / took, 1), **interval(times)}


def _open_options(view: dict[str, object]) -> list[tuple[str, str]]:
    return [
        (choice["variable"], option["value"])
        for choice in view["options"]
        for option in choice["options"]
        if option["state"] == "available"
    ]


def _ms(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


@contextmanager
def _open(folder: Path, database: str, processes: int) -> Iterator[tuple[str, Keys]]:
    """A server of so many processes of its own over the example shops, and a key for each of two brands."""
    with wired(Settings(data=folder, demo=True, database=database, mass_share=0.0)) as services:
        furnish(services)
        keys = {}
        for brand in ("volta", "indigo"):
            made = admitted(services, httpx.Client(), brand)
            keys[brand] = made.id, made.secret
    port = free_port()
    own = {"DATA": folder, "DATABASE": database, "DEMO": 1, "MASS_SHARE": 0, "PORT": port}
    with running(["serve", "--processes", str(processes)], port, own) as address:
        yield address, keys


if __name__ == "__main__":
    import json

    print(json.dumps(run(), indent=2))
