"""The engine on real ratings, with floors below what `benchmarks/recommend.py` records."""

from shared import shared
from sumisura.usecases.bench.recommend import bench_recommend


def test_the_blend_is_above_simple_rankers_on_movielens():
    found = bench_recommend(shared("data/recsys/ml-100k/u.data"), None, "strong", 1, lambda _: None)
    peers = found["peers"]
    assert found["ndcg@100"] > max(0.52, peers["popularity"]["ndcg@100"] + 0.15)
    one = found["known"]["1"]
    assert one["ndcg@100"] > max(one["peers"][name]["ndcg@100"] for name in ("popularity", "ease"))
