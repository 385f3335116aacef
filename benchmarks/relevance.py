"""Does relevance rise visit by visit? Simulated customers in a shop that learns, and in one that is the same for everyone.

python -m benchmarks relevance          # writes results/relevance.json and docs/relevance.svg

Five worlds, each with a range and customers of its own. First a thousand customers come twice and are shown things in no
order; from what they tell, popularity is counted and a population is fitted. Then others come, twelve times each, and
every one of them to both shops, neither of which knows of the other. What is measured is hidden from both: the
probability that a customer who looks at a thing likes it, and how close the order comes to the best possible one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from sumisura.kernel import BrandId
from sumisura.simulation import draw_people, relevance, shelf, utility
from sumisura.stats.intervals import Estimate, mean, paired
from sumisura.taste.learning.choosing import choose
from sumisura.taste.learning.fit import fit
from sumisura.taste.model import Item, ItemId, Kind
from sumisura.taste.population import Population
from sumisura.taste.serving.attention import standing
from sumisura.taste.state import Taste
from sumisura.trust.sources import SOURCES
from sumisura.usecases.demo.lives import Lives
from sumisura.usecases.demo.stage import Stage

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Shop = Callable[["World", Lives, datetime], Ints]
"""What each customer is shown at an instant: numbers of things, shape (customers, places)."""

WORLDS, BEFORE, CUSTOMERS, VISITS, PLACES, THINGS = 5, 1_000, 300, 12, 8, 300
SEED = 20261122
START = datetime(2026, 3, 1, tzinfo=UTC)
QUALITIES = {"colour": 10, "material": 8, "style": 7, "shape": 6, "occasion": 4}
DESCRIBED = 0.9
"""The share of qualities that a thing is described by."""
OUT = Path(__file__).parents[1] / "docs" / "relevance.svg"


@dataclass(frozen=True)
class World:
    """A range, its customers, and what the shops learned from others.

    Args:
        stage: the customers who come now.
        population: fitted on the others.
        rows: the row in the population of each thing.
        truth: how likely each likes each thing, shape (customers, things).
    """

    stage: Stage
    population: Population
    rows: Ints
    truth: Floats


def run(worlds: int = WORLDS, customers: int = CUSTOMERS, visits: int = VISITS) -> dict[str, Any]:
    """All figures; the plot is written beside the documents when the whole is run."""
    curves = measure(worlds, customers, visits)
    found = summary(curves)
    if (worlds, customers, visits) == (WORLDS, CUSTOMERS, VISITS):
        OUT.write_text(plot(found), "utf-8")
    return found


def measure(worlds: int, customers: int, visits: int, before: int = BEFORE) -> dict[str, dict[str, Floats]]:
    """Shop → measure → its value for each customer at each visit, shape (worlds × customers, visits)."""
    shops: dict[str, Shop] = {
        "for everyone": mass,
        "for everyone, less what each refused": spared,
        "fitted": fitted,
    }
    found: dict[str, dict[str, list[Floats]]] = {name: {} for name in shops}
    for number in range(worlds):
        world = made(SEED + number, before, customers)
        for name, shop in shops.items():
            for what, curve in walk(world, shop, visits, SEED + number).items():
                found[name].setdefault(what, []).append(curve)
    return {
        name: {what: np.concatenate(parts) for what, parts in each.items()} for name, each in found.items()
    }


def made(seed: int, before: int, customers: int) -> World:
    """A world: its range, the others' past, what was learned from it, and the customers to come."""
    rng = np.random.default_rng(seed)
    items = _range(rng)
    tokens = tuple(sorted({token for item in items for token in item.tokens}))
    things = shelf(tokens, [item.tokens for item in items], [item.price for item in items], rng)
    everybody = draw_people(tokens, before + customers, seed)
    stage = Stage(BrandId("bench"), items, everybody, things, (), everybody.friends)
    past = _lives(stage, seed)
    others = np.arange(before)
    for visit in range(2):
        shown = rng.random((before, len(items))).argsort(axis=1)[:, :PLACES].astype(np.int64)
        past.visit(others, shown, lambda _person, visit=visit: START - timedelta(days=20 - visit))
    told = {stage.parties[person]: past.told[person] for person in range(before)}
    population = fit(items, told, START, rng, choose(items, told, START, rng))
    rows = np.array([population.row[item.id] for item in items], dtype=np.int64)
    newcomers = np.arange(before, before + customers)
    everything = np.tile(np.arange(len(items)), (customers, 1))
    truth = relevance(utility(everybody, things, newcomers, everything))
    return World(stage, population, rows, truth)


def walk(world: World, shop: Shop, visits: int, seed: int) -> dict[str, Floats]:
    """Let the newcomers come again and again to one shop; each measure by customer and visit."""
    lives = _lives(world.stage, seed + 1)
    newcomers = _newcomers(world)
    found: dict[str, list[Floats]] = {"liked": [], "ndcg": []}
    for visit in range(visits):
        now = START + timedelta(days=3 * visit)
        shown = shop(world, lives, now)
        seen = np.take_along_axis(world.truth, shown, axis=1)
        found["liked"].append(seen.mean(axis=1))
        found["ndcg"].append(_gain(seen) / _gain(-np.sort(-world.truth, axis=1)[:, :PLACES]))
        lives.visit(newcomers, shown, lambda _person, now=now: now)
    return {what: np.stack(curve, axis=1) for what, curve in found.items()}


def mass(world: World, _lives: Lives, _now: datetime) -> Ints:
    """The most popular: one list."""
    best = np.argsort(-world.population.counts[world.rows], kind="stable")[:PLACES].astype(np.int64)
    return np.tile(best, (len(world.truth), 1))


def spared(world: World, lives: Lives, _now: datetime) -> Ints:
    """The most popular, less what each refused."""
    return _first(np.tile(world.population.counts[world.rows], (len(world.truth), 1)), world, lives)


def fitted(world: World, lives: Lives, now: datetime) -> Ints:
    """The best by each one's own taste, less what each refused."""
    scores = [
        Taste.of(world.population, lives.told[person], now).scores[world.rows]
        for person in _newcomers(world).tolist()
    ]
    return _first(np.array(scores), world, lives)


def summary(curves: dict[str, dict[str, Floats]]) -> dict[str, Any]:
    """Means with 95 % intervals over customers, visit by visit; rises and differences paired by customer."""
    found: dict[str, Any] = {"seed": SEED, "customers": len(curves["fitted"]["ndcg"]), "places": PLACES}
    for what in ("ndcg", "liked"):
        for name, each in curves.items():
            found[f"{what}, {name}"] = [_told(mean(column)) for column in each[what].T]
            found[f"{what}, {name}: last visit less first"] = _told(
                paired(each[what][:, -1], each[what][:, 0])
            )
        first, last = (
            _told(paired(curves["fitted"][what][:, at], curves["for everyone"][what][:, at]))
            for at in (0, -1)
        )
        found[f"{what}, fitted less for everyone"] = {"first visit": first, "last visit": last}
    return found


def _range(rng: np.random.Generator) -> list[Item]:
    """Things with one value of each quality, the first values of a quality more common than the last."""
    items = []
    for number in range(THINGS):
        tokens = tuple(
            f"{name}={int(many * rng.beta(1.0, 1.6))}"
            for name, many in QUALITIES.items()
            if rng.random() < DESCRIBED
        )
        price = int(np.exp(rng.normal(8.5, 0.6)))
        items.append(
            Item(ItemId(f"thing-{number:03d}"), Kind.GOOD, f"Thing {number}", tokens=tokens, price=price)
        )
    return items


def _lives(stage: Stage, seed: int) -> Lives:
    """Lives in which everybody agreed to everything."""
    people = len(stage.people)
    agreed = np.ones((people, len(SOURCES)), dtype=np.bool_)
    seen = np.zeros((people, len(stage.items)), dtype=np.int64)
    return Lives(stage, np.random.default_rng(seed), agreed, seen, [[] for _ in range(people)])


def _newcomers(world: World) -> Ints:
    people = len(world.stage.people)
    return np.arange(people - len(world.truth), people)


def _first(scores: Floats, world: World, lives: Lives) -> Ints:
    number = {str(item.id): thing for thing, item in enumerate(world.stage.items)}
    scores = scores.astype(np.float64)
    for visitor, person in enumerate(_newcomers(world).tolist()):
        scores[visitor, [number[item] for item in standing(lives.told[person])]] = -np.inf
    return np.argsort(-scores, axis=1, kind="stable")[:, :PLACES].astype(np.int64)


def _gain(relevances: Floats) -> Floats:
    """Discounted cumulative gain (Järvelin and Kekäläinen, 2002) of graded relevances, shape (customers,)."""
    discounts = 1.0 / np.log2(np.arange(2, relevances.shape[1] + 2))
    return np.asarray(relevances @ discounts)


def _told(estimate: Estimate) -> dict[str, float]:
    """Without an interval where nothing ever differed: the same list gives the same figure."""
    if not estimate.known:
        return {"mean": round(estimate.value, 4)}
    return {"mean": round(estimate.value, 4), "low": round(estimate.low, 4), "high": round(estimate.high, 4)}


def plot(found: dict[str, Any]) -> str:
    """The curves of ndcg as an SVG: one line and the band of its interval for each shop."""
    lines = {
        "fitted": ("#2f5da8", "fitted to each", ""),
        "for everyone": ("#7a5f1f", "the same for everyone", "6 4"),
        "for everyone, less what each refused": ("#5a6b2f", "less what was refused", "2 3"),
    }
    curves = {name: found[f"ndcg, {name}"] for name in lines}
    top = max(point["high"] for curve in curves.values() for point in curve)
    width, height, visits = 640, 320, len(curves["fitted"])

    def x(visit: int) -> float:
        return 60 + visit * (width - 220) / (visits - 1)

    def y(value: float) -> float:
        return height - 50 - value / (1.08 * top) * (height - 80)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" font-family="sans-serif" font-size="13">',
        "<title>Relevance of what simulated customers are shown, visit by visit</title>",
        f'<rect width="{width}" height="{height}" fill="#fbfaf7"/>',
    ]
    for tick in np.arange(0, top, 0.2):
        parts.append(f'<path d="M60 {y(tick):.1f}H{width - 160}" stroke="#d8d4c8"/>')
        parts.append(f'<text x="52" y="{y(tick) + 4:.1f}" text-anchor="end" fill="#444">{tick:.1f}</text>')
    parts.extend(
        f'<text x="{x(visit):.1f}" y="{height - 30}" text-anchor="middle" fill="#444">{visit + 1}</text>'
        for visit in range(visits)
    )
    parts.append(
        f'<text x="60" y="20" fill="#222">NDCG@{found["places"]} against the hidden truth, simulated customers</text>'
    )
    parts.append(f'<text x="{x(0):.1f}" y="{height - 10}" fill="#444">visit</text>')
    for name, (colour, words, dash) in lines.items():
        curve = curves[name]
        upper = [f"{x(at):.1f},{y(point['high']):.1f}" for at, point in enumerate(curve)]
        lower = [f"{x(at):.1f},{y(point['low']):.1f}" for at, point in enumerate(curve)]
        middle = [f"{x(at):.1f},{y(point['mean']):.1f}" for at, point in enumerate(curve)]
        parts.append(f'<polygon points="{" ".join(upper + lower[::-1])}" fill="{colour}" opacity=".2"/>')
        parts.append(
            f'<polyline points="{" ".join(middle)}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>'
        )
        parts.append(
            f'<text x="{width - 152}" y="{y(curve[-1]["mean"]) + 4:.1f}" fill="{colour}">{words}</text>'
        )
    return "\n".join([*parts, "</svg>"]) + "\n"
