"""Kills a process that places orders, again and again, and asks the store what became of its answers."""

import importlib
import os
import random
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import cache
from multiprocessing import forkserver, get_context
from multiprocessing.process import BaseProcess
from typing import Protocol

from child import main, opened

PROCESSES = get_context("forkserver")
"""Every process is forked from one that has read the code and holds no connection: reading it takes seconds."""
PROCESSES.set_forkserver_preload(["child", "shop_orders"])
ORDERS = "shop_orders"

KEYS_A_ROUND = 12
IN_THE_PROCESS = ("kill-before", "kill-after", "fail-before", "fail-after", "kill-anywhere", "kill-anywhere")
IN_THE_SERVER = ("backend", "server")


class Server(Protocol):
    """A database server whose processes may be killed."""

    def kill_backend(self) -> None:
        """SIGKILL one of the processes that serve a connection."""

    def kill_and_restart(self) -> None:
        """SIGKILL the server itself, and start it again."""


@dataclass
class Tally:
    """What became of the orders.

    Args:
        rounds: processes that were started.
        faults: how often each fault was tried.
        acknowledged: keys that were answered.
        retried: keys sent again because a process died before it answered.
        lost: keys that were answered, and whose order is not there.
        doubled: keys under which more than one order stands.
        contradicted: keys that were answered with two different orders.
    """

    rounds: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    acknowledged: int = 0
    retried: int = 0
    lost: int = 0
    doubled: int = 0
    contradicted: int = 0
    seconds: float = 0.0

    def as_dict(self) -> dict[str, object]:
        """For a file of results."""
        return {**asdict(self), "faults": dict(self.faults)}


def run(
    rounds: int,
    url: str,
    *,
    seed: int = 1,
    server: Server | None = None,
    orders: str = ORDERS,
    faults: tuple[str, ...] = IN_THE_PROCESS,
) -> Tally:
    """Place orders in that many processes, each meeting a fault, then count.

    Args:
        url: a Postgres address, or the path of an SQLite file.
        seed: of the faults; what the machine makes of them is its own.
        server: also kill its processes.
        orders: the module that places and audits orders (see ``shop_orders``).
        faults: each in turn, then at random.
    """
    rng, tally, began = random.Random(seed), Tally(), time.monotonic()  # noqa: S311 - a seed repeats a run
    answers: dict[str, set[str]] = defaultdict(set)
    sent: list[str] = []
    faults = (*(IN_THE_SERVER if server else ()), *faults)
    for number in range(rounds):
        fault = faults[number] if number < len(faults) else rng.choice(faults)
        open_keys = [key for key in sent if key not in answers]
        tally.retried += len(open_keys)
        new = [f"key-{number}-{index}" for index in range(KEYS_A_ROUND)]
        sent += new
        _round(url, orders, fault, [*open_keys, *new], answers, rng, server)
        tally.faults[fault] += 1
    left = [key for key in sent if key not in answers]
    tally.retried += len(left)
    _round(url, orders, "none", left, answers, rng, None)
    tally.rounds, tally.acknowledged = rounds + 1, len(answers)
    _count(tally, url, orders, sent, answers)
    tally.seconds = round(time.monotonic() - began, 1)
    return tally


@cache
def _read_once() -> None:
    """Start the process that others are forked from; it finds modules where we do (3.11 forgets to tell it)."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)
    try:
        forkserver.ensure_running()
    finally:
        del os.environ["PYTHONPATH"]
        os.environ |= {"PYTHONPATH": before} if before is not None else {}


def _round(
    url: str,
    orders: str,
    fault: str,
    keys: list[str],
    answers: dict[str, set[str]],
    rng: random.Random,
    server: Server | None,
) -> None:
    """One process: feed it, let it meet its fault, and note every answer that left it."""
    inside = fault in IN_THE_PROCESS and fault != "kill-anywhere"
    commits: int = KEYS_A_ROUND * importlib.import_module(orders).COMMITS
    at, wait_for, pause = rng.randrange(1, commits), rng.randrange(KEYS_A_ROUND), rng.random() * 0.02
    _read_once()
    ours, theirs = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(
        target=main, args=(url, orders, fault if inside else "none", at, keys, theirs)
    )
    process.start()
    theirs.close()
    with os.fdopen(os.dup(ours.fileno()), encoding="utf-8") as told:
        ours.close()
        for number, line in enumerate(told):
            _, key, order = line.split()
            answers[key].add(order)
            if number == wait_for and not inside:
                time.sleep(pause)
                _strike(fault, process, server)
    process.join()
    died = process.exitcode == -signal.SIGKILL
    assert died or process.exitcode == 0, f"the process ended with {process.exitcode}"
    assert died or not fault.startswith("kill-a"), "the process was faster than its fault"
    process.close()


def _strike(fault: str, process: BaseProcess, server: Server | None) -> None:
    strikes: dict[str, Callable[[], object]] = {"kill-anywhere": process.kill}
    if server is not None:
        strikes |= {"backend": server.kill_backend, "server": server.kill_and_restart}
    strikes.get(fault, lambda: None)()


def _count(tally: Tally, url: str, orders: str, sent: list[str], answers: dict[str, set[str]]) -> None:
    store = opened(url)
    placed = importlib.import_module(orders).audit(store)
    store.close()
    tally.contradicted = sum(len(found) > 1 for found in answers.values())
    tally.lost = sum(not found <= set(placed.get(key, ())) for key, found in answers.items())
    tally.doubled = sum(len(placed.get(key, ())) > 1 for key in sent)
