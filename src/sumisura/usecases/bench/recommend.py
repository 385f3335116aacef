"""Measure the engine of taste beside its peers on anyone's interactions."""

import gzip
import io
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from sumisura.kernel import BadInput
from sumisura.taste.bench.compare import measured, trained
from sumisura.taste.bench.protocol import protocol
from sumisura.taste.bench.reading import Interactions, read

SPLITS = ("strong", "chronological")


def bench_recommend(
    interactions: Path,
    social: Path | None,
    split: str,
    seed: int,
    tell: Callable[[str], None],
) -> dict[str, object]:
    """Read, split, fit, rank; the same seed gives the same figures.

    Args:
        interactions: columns user, item, and maybe weight and timestamp.
        social: columns user, friend: whose likes are a signal to whom; None for none.
        split: one of `SPLITS`.
        seed: of everything drawn.
        tell: told what is being done, and of every row that cannot be read.

    Returns:
        ``ndcg@100`` and ``recall@20`` of ours, the same of ``peers``, both again under ``known`` with few known
        events, ``paired`` differences to each peer with 95 % intervals, and what it was measured on.

    Raises:
        BadInput: a file cannot be read, or is too small; or there is no such split.
    """
    if split not in SPLITS:
        raise BadInput(f'"{split}" is no split', mend=f"Use {' or '.join(SPLITS)}.")
    log = read_file(interactions, tell)
    friends = None if social is None else read_file(social, tell)
    rng = np.random.default_rng(seed)
    cut = protocol(log, friends, split == "chronological", rng)
    engine = trained(cut, rng, tell)
    fitted = engine.population
    return {
        **measured(engine, cut, rng, tell),
        "train_seconds": round(engine.seconds, 2),
        "train_processor_seconds": round(engine.processor, 2),
        "split": split,
        "seed": seed,
        "counts": {
            "users": len(log.users),
            "items": len(log.items),
            "events": len(log.user),
            "trained_on": cut.train.size,
            "tuned_on": cut.tune.fold.known.size,
            "tested_on": cut.test.fold.known.size,
            "rows": log.rows,
            "rejected": log.rejected,
            "weightless": log.weightless,
            "items_with_item_item_weights": 0
            if engine.learned.weights is None
            else len(engine.learned.weights),
        },
        "chosen": {
            "share": engine.knobs.share,
            "unseen": engine.knobs.unseen,
            "spread": engine.knobs.spread,
            "fame": engine.knobs.fame,
            "strengths": {name: _finite(one) for name, one in fitted.strengths.items()},
            "ridge": engine.settings.ridge,
            "contrast": engine.settings.contrast,
            "dimension": engine.settings.dimension,
        },
        "rejected": log.problems,
    }


def _finite(numbers: tuple[float, ...]) -> list[float | None]:
    """JSON knows no infinity: a strength that never fades has a half-life of null."""
    return [one if np.isfinite(one) else None for one in numbers]


def read_file(path: Path, tell: Callable[[str], None]) -> Interactions:
    """Read a file of interactions, plain or compressed, and tell of every row that cannot be read.

    Raises:
        BadInput: there is no such file, or nothing in it can be read.
    """
    if not path.is_file():
        raise BadInput("There is no such file", where=str(path), mend="Check the path.")
    with ExitStack() as stack:
        file = stack.enter_context(path.open("rb"))
        plain = stack.enter_context(gzip.open(file)) if path.suffix == ".gz" else file
        text = io.TextIOWrapper(plain, encoding="utf-8", errors="replace")
        found = read(stack.enter_context(text), path.name)
    for problem in found.problems:
        tell(problem)
    if found.rejected > len(found.problems):
        tell(f"{path.name}: {found.rejected - len(found.problems)} more rows cannot be read")
    return found
