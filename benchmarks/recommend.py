"""Taste beside its peers on MovieLens and Last.fm, and how fast one customer's answer is."""

import csv
import io
import tempfile
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.measure import SHARED, timed
from sumisura.cli.warm import warm
from sumisura.taste.model import ItemId, Signal
from sumisura.taste.population import Population
from sumisura.taste.state import Taste
from sumisura.taste.sums import evidence
from sumisura.usecases.bench.recommend import bench_recommend

SEED = 1
NOW = datetime(2026, 1, 1, tzinfo=UTC)
DATA = SHARED / "data/recsys"
PARTS = ("train_df", "cold_vali_df", "cold_test_df")


def run() -> dict[str, Any]:
    """Every figure of taste."""
    warm()
    result: dict[str, Any] = {"seed": SEED, "speed": {str(n): speed(n) for n in (10_000, 100_000)}}
    if (DATA / "ml-1m-recohut.zip").exists():
        with tempfile.TemporaryDirectory() as folder:
            result["ML-1M, strong"] = measured(movielens(Path(folder) / "ml-1m.csv"), None, "strong")
    if (DATA / "ml-100k/u.data").exists():
        result["ML-100k, chronological"] = measured(DATA / "ml-100k/u.data", None, "chronological")
    friends = DATA / "hetrec2011-lastfm"
    if friends.exists():
        result["Last.fm, friends"] = measured(
            friends / "user_artists.dat", friends / "user_friends.dat", "strong"
        )
    return result


def measured(interactions: Path, social: Path | None, split: str) -> dict[str, object]:
    """One run of the command."""
    return bench_recommend(interactions, social, split, SEED, lambda _: None)


def movielens(path: Path) -> Path:
    """The union of the three parts that the archive keeps."""
    with zipfile.ZipFile(DATA / "ml-1m-recohut.zip") as archive, path.open("w", encoding="utf-8") as out:
        names = {Path(name).stem: name for name in archive.namelist()}
        rows = csv.writer(out)
        rows.writerow(["user", "item"])
        for part in PARTS:
            lines = csv.reader(io.TextIOWrapper(archive.open(names[part]), "utf-8"))
            next(lines)
            rows.writerows(lines)
    return path


def speed(items: int, dimension: int = 64, signals: int = 100) -> dict[str, object]:
    """Milliseconds from a customer's signals to what they are shown."""
    rng = np.random.default_rng(SEED)
    population = Population(
        version="speed",
        items=tuple(f"i{row}" for row in range(items)),
        vectors=rng.normal(size=(items, dimension)) / 8,
        mean=rng.normal(size=dimension) / 8,
        precision=np.eye(dimension),
        trained_at=NOW,
    )
    told = [
        Signal(f"s{at}", NOW - timedelta(days=at), "visit", ItemId(f"i{rng.integers(items)}"), "viewed")
        for at in range(signals)
    ]
    found = evidence(population, told, NOW)
    taste = Taste(population, found)
    return {
        "evidence from 100 signals": timed(lambda: evidence(population, told, NOW), 100),
        "posterior from 100 signals": timed(lambda: Taste(population, found).mean, 100),
        "top 20": timed(lambda: taste.best(20), 100),
        "event to new top 20": timed(lambda: Taste.of(population, told, NOW).best(20), 100),
        "threads of 20": timed(lambda: taste.threads(taste.best(20).tolist()), 20),
    }
