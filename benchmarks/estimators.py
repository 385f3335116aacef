"""How often intervals hold the truth, how often looking too often alarms, and what counting arms costs.

python -m benchmarks estimators

Every figure of coverage is the share of 1,000 synthetic logs whose 95 % interval holds the truth.
"""

import csv
import gzip
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import ndtri

from benchmarks.measure import SHARED, interval
from sumisura.insight import repo
from sumisura.insight.comparison import compare
from sumisura.insight.model import Arm, ArmTotals
from sumisura.kernel import BrandId, PartyId
from sumisura.stats import cuped, intervals, ratio, sequential
from sumisura.stats.moments import Moments
from sumisura.stats.off_policy import Evaluation, Log, dr, ips, snips
from sumisura.store.sqlite import open_sqlite

LOGS, SEED, LOOKS = 1000, 20261122, 40
RATE, SHARE, ALPHA = 0.05, 0.1, 0.05
"""Of visitors who buy; of visitors in the mass arm; of false alarms allowed."""
CONTEXTS, ACTIONS = 4, 6
BRAND = BrandId("bench")


def run() -> dict[str, Any]:
    """All figures."""
    return {
        "seed": SEED,
        "logs": LOGS,
        "coverage": _coverage(),
        "false alarms in 40 looks": _alarms(),
        "cuped": _cuped(),
        "open bandit": _open_bandit(),
        "counting arms (SQLite)": _counting(),
    }


def _coverage() -> dict[str, Any]:
    rng = np.random.default_rng(SEED)
    estimators: dict[str, Callable[[Log, Any, Any], Evaluation]] = {
        "IPS": lambda log, *_: ips(log),
        "SNIPS": lambda log, *_: snips(log),
        "DR, model 0.05 off": dr,
    }
    held = {(name, rows): 0 for rows in (500, 2000) for name in estimators}
    for rows in (500, 2000):
        for _ in range(LOGS):
            log, model, expected, truth = _synthetic(rng, rows)
            for name, estimate in estimators.items():
                held[name, rows] += estimate(log, model, expected).estimate.covers(truth)
    found = {f"{name}, {rows} rows": count / LOGS for (name, rows), count in held.items()}
    arms = [[_arm(rng, effect, n) for effect, n in ((0.2, 400), (0.0, 200))] for _ in range(LOGS)]
    found["CUPED difference"] = sum(cuped.difference(*pair).estimate.covers(0.2) for pair in arms) / LOGS
    pairs = [(rng.normal(0.1, 1, 30), rng.normal(0, 1, 30)) for _ in range(LOGS)]
    found["paired difference"] = sum(intervals.paired(*pair).covers(0.1) for pair in pairs) / LOGS
    found["Wilson, rate .05 of 300"] = (
        sum(intervals.wilson(int(s), 300).covers(0.05) for s in rng.binomial(300, 0.05, LOGS)) / LOGS
    )
    return found


def _synthetic(rng: np.random.Generator, rows: int) -> tuple[Log, Any, Any, float]:
    """A world of its own for each log: kinds of customers, a policy that was logged, and a sharper one."""
    quality = rng.uniform(0.05, 0.6, (CONTEXTS, ACTIONS))
    logging, target = _softmax(rng.normal(0, 0.6, (CONTEXTS, ACTIONS))), _softmax(3 * quality)
    x = rng.integers(CONTEXTS, size=rows)
    a = (rng.random(rows)[:, None] > logging[x].cumsum(1)).sum(1).clip(max=ACTIONS - 1)
    r = (rng.random(rows) < quality[x, a]).astype(float)
    model = np.clip(quality + 0.05, 0, 1)
    log = Log.of(r, logging[x, a], target[x, a])
    return log, model[x, a], (target * model).sum(1)[x], float((target * quality).sum(1).mean())


def _softmax(scores: Any) -> Any:
    grown = np.exp(scores)
    return grown / grown.sum(-1, keepdims=True)


def _arm(rng: np.random.Generator, effect: float, n: int, rho: float = 0.7) -> tuple[Any, Any]:
    before = rng.normal(0, 1, n)
    return effect + rho * before + np.sqrt(1 - rho**2) * rng.normal(0, 1, n), before


def _alarms() -> dict[str, Any]:
    """Two arms without any difference, looked at forty times."""
    rng = np.random.default_rng(SEED + 1)
    found = {
        "t-test, normal": 0,
        "mSPRT, normal": 0,
        "mSPRT, rate .05, a tenth": 0,
        "mSPRT, money, a tenth": 0,
    }
    found |= {
        "the same, own variances alone": 0,
        "sample ratio, chi-square": 0,
        "sample ratio, sequential": 0,
    }
    for _ in range(LOGS):
        one, other = (_looks(np.rint(rng.normal(1000, 300, 4000)).astype(np.int64), 100) for _ in range(2))
        pairs = list(zip(one, other, strict=True))
        found["t-test, normal"] += any(_t_test(*pair) for pair in pairs)
        found["mSPRT, normal"] += any(sequential.difference(*pair).decided for pair in pairs)
        buys = rng.random(10_000) < RATE
        spent = np.where(buys, np.rint(5000 * rng.lognormal(0, 1, 10_000)), 0).astype(np.int64)
        shops = list(zip(_looks(spent[:1000], 25), _looks(spent[1000:], 225), strict=True))
        found["mSPRT, money, a tenth"] += any(
            sequential.difference(*pair, planned=10_000).decided for pair in shops
        )
        found["the same, own variances alone"] += any(
            _own(*pair) for pair in shops if pair[0].n >= sequential.LEAST
        )
        takers = list(zip(_looks(buys[:1000] * 1, 25), _looks(buys[1000:] * 1, 225), strict=True))
        found["mSPRT, rate .05, a tenth"] += any(
            sequential.rate_difference((a.total, a.n), (b.total, b.n), planned=10_000).decided
            for a, b in takers
        )
        arrivals = (rng.random(10_000) < SHARE).cumsum()[249::250]
        counts = [(int(s), 250 * (look + 1) - int(s)) for look, s in enumerate(arrivals)]
        found["sample ratio, chi-square"] += any(
            ratio.chi_square_p(one, (SHARE, 1 - SHARE)) < ALPHA for one in counts
        )
        found["sample ratio, sequential"] += any(
            ratio.sequential_p(one, (SHARE, 1 - SHARE)) < ALPHA for one in counts
        )
    return {name: count / LOGS for name, count in found.items()}


def _looks(values: Any, each: int) -> list[Moments]:
    at = np.arange(1, LOOKS + 1) * each
    sums = zip(at, values.cumsum()[at - 1], (values**2).cumsum()[at - 1], strict=True)
    return [Moments(int(n), int(total), int(squares)) for n, total, squares in sums]


def _own(one: Moments, other: Moments) -> bool:
    """What `sequential.difference` would say without looking at both arms' variance together."""
    variance = one.variance / one.n + other.variance / other.n
    if not variance > 0:
        return False
    mixing = sequential.tuned(variance * (one.n + other.n) / 10_000)
    return bool(abs(one.mean - other.mean) > sequential.reach(variance, mixing))


def _t_test(one: Moments, other: Moments) -> bool:
    error = np.sqrt(one.variance / one.n + other.variance / other.n)
    return bool(abs(one.mean - other.mean) > ndtri(0.975) * error)


def _cuped() -> dict[str, Any]:
    rng = np.random.default_rng(SEED + 2)
    found = {}
    for rho in (0.3, 0.5, 0.7, 0.9):
        left = [cuped.difference(_arm(rng, 0.2, 400, rho), _arm(rng, 0, 400, rho)).left for _ in range(200)]
        found[f"rho {rho}"] = {
            "variance_left": round(float(np.mean(left)), 4),
            "expected": round(1 - rho**2, 4),
        }
    return found


def _open_bandit() -> dict[str, Any]:
    """The uniform log says what Thompson sampling earns; its own log says what it did earn."""
    uniform, thompson = _bandit("random"), _bandit("bts")
    if uniform is None or thompson is None:
        return {"absent": "data/recsys/obd is not beside the checkout"}
    shown = np.zeros((3, 34))
    np.add.at(shown, (thompson[1], thompson[0]), 1)
    policy = shown / shown.sum(1, keepdims=True)
    log = Log.of(uniform[2], uniform[3], policy[uniform[1], uniform[0]])
    earned = intervals.mean(thompson[2])
    found: dict[str, Any] = {"on policy": _told(earned)}
    for estimate in (ips, snips):
        one = estimate(log)
        found[one.method] = {
            **_told(one.estimate),
            "effective": round(one.effective),
            "plausible": one.plausible,
        }
    return found


def _told(found: intervals.Estimate) -> dict[str, float]:
    return {name: round(getattr(found, name), 5) for name in ("value", "low", "high")}


def _bandit(policy: str) -> tuple[Any, Any, Any, Any] | None:
    path = SHARED / f"data/recsys/obd/{policy}_men.csv.gz"
    if not path.exists():
        return None
    with gzip.open(path, "rt") as file:
        rows = list(csv.DictReader(file))
    item, place = (np.array([int(row[name]) for row in rows]) for name in ("item_id", "position"))
    click, propensity = (
        np.array([float(row[name]) for row in rows]) for name in ("click", "propensity_score")
    )
    return item, place - 1, click, propensity


def _counting() -> dict[str, Any]:
    """What a deed pays for being counted within its own unit of work, and what a year of days costs the page."""
    rng, start = np.random.default_rng(SEED + 3), datetime(2026, 1, 1, tzinfo=UTC)
    with tempfile.TemporaryDirectory() as folder:
        store = open_sqlite(Path(folder) / "bench.sqlite")
        exposed, paid = [], []
        for number in range(0, 365 * 60, 60):
            with store.write(durable=False) as tx:
                for party in range(number, number + 60):
                    arm = Arm.MASS if rng.random() < SHARE else Arm.PERSONAL
                    who, at = PartyId(f"pty_{party}"), start + timedelta(days=number // 60)
                    exposed.append(_timed(lambda: repo.expose(tx, BRAND, who, arm, at, share=SHARE)))  # noqa: B023
                    if rng.random() < SHARE:
                        paid.append(_timed(lambda: repo.bought(tx, BRAND, who, 9_000, at)))  # noqa: B023
        page = [_timed(lambda: _page(store)) for _ in range(10)]
        store.close()
    return {"expose": interval(exposed), "bought": interval(paid), "page after 365 days": interval(page)}


def _page(store: Any) -> None:
    with store.read() as tx:
        days = repo.totals(tx, BRAND)
    both = [sum((one.totals for one in days if one.arm is arm), ArmTotals()) for arm in Arm]
    compare(*both)


def _timed(act: Callable[[], object]) -> float:
    start = time.perf_counter_ns()
    act()
    return (time.perf_counter_ns() - start) / 1e6
