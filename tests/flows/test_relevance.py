"""Relevance rises visit by visit where the shop learns, and stays where it is in the shop for everyone (S27)."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from sumisura.stats.intervals import paired

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "relevance.py"


@pytest.fixture(scope="module")
def bench():
    spec = importlib.util.spec_from_file_location("relevance_bench", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def curves(bench):
    return bench.measure(worlds=3, customers=300, visits=12)


def test_s27_fitted_to_each_it_rises(curves):
    ndcg = curves["fitted"]["ndcg"]
    assert paired(ndcg[:, -1], ndcg[:, 0]).low > 0
    assert paired(ndcg[:, -1], ndcg[:, 5]).low > 0


def test_s27_the_same_for_everyone_stays_where_it_is(curves):
    ndcg = curves["for everyone"]["ndcg"]
    assert (ndcg == ndcg[:, :1]).all()


def test_s27_in_the_end_the_fitted_shop_is_ahead(curves):
    assert paired(curves["fitted"]["ndcg"][:, -1], curves["for everyone"]["ndcg"][:, -1]).low > 0


def test_no_order_beats_the_best_one(curves):
    assert all(each["ndcg"].max() <= 1 + 1e-12 for each in curves.values())
    assert np.isfinite(curves["fitted"]["liked"]).all()


def test_the_plot_names_what_it_shows(bench, curves):
    drawn = bench.plot(bench.summary(curves))
    assert drawn.count("<polyline") == len(curves)
    assert "simulated customers" in drawn
