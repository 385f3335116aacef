"""Suggesting the next value, on the published sales of two car ranges in ten folds, beside naive Bayes.

Protocol: Fargier, Gimenez & Mengin (2016): learn on nine folds, guess every value of the tenth in a random order.
"""

from pathlib import Path
from typing import Any

import sumisura
from benchmarks.measure import SHARED
from sumisura.cli.warm import warm
from sumisura.stats.intervals import mean, paired
from sumisura.usecases.bench.next_value import Sales, measure, read_sales, shown

FOLDS = 10
PUBLISHED = {"small": {"best": 0.915, "oracle": 0.926}, "medium": {"best": 0.934, "oracle": 0.942}}


def run() -> dict[str, Any]:
    """Both ranges; the mask and its time on the first fold of each."""
    warm()
    result: dict[str, Any] = {"input": "BR4CP small, medium: sales in ten folds", "protocol": __doc__}
    for name in PUBLISHED:
        folder = SHARED / "data/config/renault" / name
        if folder.exists():
            result[name] = measured(name, folder)
    return result


def measured(name: str, folder: Path) -> dict[str, Any]:
    """One range over its folds."""
    space = sumisura.compile(sumisura.read_family(folder / "contraintes.xml"), cache=None)
    return summed(name, [fold(folder, number, None if number else space) for number in range(FOLDS)])


def summed(name: str, folds: list[dict[str, Any]]) -> dict[str, Any]:
    """The mean over the folds, against what was published and against naive Bayes; Student's intervals over the folds."""
    ours, naive = [one["accuracy"] for one in folds], [one["naive_bayes"] for one in folds]
    best = PUBLISHED[name]["best"]
    return {
        "published": PUBLISHED[name],
        "accuracy": shown(mean(ours)),
        "over_published_best": shown(mean([one - best for one in ours])),
        "naive_bayes": shown(mean(naive)),
        "over_naive_bayes": shown(paired(ours, naive)),
        "ms_per_recommendation": folds[0]["ms_per_recommendation"],
        "masked": folds[0]["masked"],
        "folds": [{key: one[key] for key in KEPT} for one in folds],
    }


KEPT = ("accuracy", "naive_bayes", "difference", "by_number_known", "history", "test", "seed")


def fold(folder: Path, number: int, space: sumisura.Space | None) -> dict[str, Any]:
    """Learn on the others, guess this one."""
    files = [folder / f"set{at}_exemples.csv" for at in range(FOLDS)]
    history: Sales = read_sales(file for at, file in enumerate(files) if at != number)
    return measure(history, read_sales([files[number]]), space=space, seed=number)
