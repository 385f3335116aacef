"""`sumisura bench frontier`: what a file's rows are told as, and the shape of its answer (S100)."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from sumisura.cli.main import app
from sumisura.kernel import BadInput
from sumisura.taste.bench.reading import read
from sumisura.taste.bench.sources import FAVOURITES, told
from sumisura.usecases.bench.frontier import bench_frontier

HOUR = 3600


def rows(users=60, items=12, seed=0):
    """Two camps that like different halves; stars, and a last session of two rows before what is held back."""
    rng, lines = np.random.default_rng(seed), ["user,item,rating,timestamp"]
    for user in range(users):
        own = rng.permutation(items // 2) + (user % 2) * items // 2
        for at, item in enumerate(own.tolist()):
            when = 1_000_000_000 + (at * 100 if at >= 2 else at * 10 - 500) * HOUR
            lines.append(f"u{user},i{item},{5 if rng.random() < 0.8 else 2},{when}")
    return lines


def test_rows_are_told_as_the_sources_the_page_names():
    lines = ["user,item,rating,timestamp"]
    when = 1_000_000_000
    lines += [f"ann,i{at},{at % 5 + 1},{when + (at if at < 6 else 1000 + at) * HOUR}" for at in range(10)]
    found = told(read(lines, "seen.csv"), None, np.random.default_rng(0))
    known = found.known["ann"]
    by_source = {
        source: [one.item for one in known if one.source == source]
        for source in {one.source for one in known}
    }
    assert by_source["purchases"] == ["i0", "i1", "i2", "i3", "i4", "i5"]
    assert by_source["visit"] == ["i6", "i7"]
    assert len(by_source["stated"]) == FAVOURITES
    assert "i4" in by_source["stated"]
    (case,) = found.cases
    assert case.wanted == {"i8", "i9"}
    assert all(one.at < case.at for one in case.known)


def test_without_times_no_visit_is_told_apart():
    lines = ["user,item", *(f"ann,i{at}" for at in range(10))]
    found = told(read(lines, "seen.csv"), None, np.random.default_rng(0))
    assert {one.source for one in found.known["ann"]} == {"purchases", "stated"}


def test_what_friends_had_is_told_of_them_and_taken_for_nobodys_own():
    lines = ["user,item", *(f"u{user},i{(user + at) % 9}" for user in range(4) for at in range(5))]
    links = ["user,friend", "u0,u1", "u0,u2", "u0,u3"]
    found = told(read(lines, "seen.csv"), read(links, "friends.csv"), np.random.default_rng(0))
    case = next(one for one in found.cases if one.party == "u0")
    friends = [one for one in case.known if one.source == "friends"]
    assert friends
    assert all(one.what == "friend" for one in friends)
    assert all(one.source != "friends" for one in found.known["u0"])


def test_the_answer_names_every_level_and_what_nothing_beats(tmp_path):
    path = tmp_path / "seen.csv"
    path.write_text("\n".join(rows(users=90)))
    found = bench_frontier(path, None, 0, 1, lambda _: None)
    assert json.loads(json.dumps(found)) == found
    names = [point["name"] for point in found["points"] if point["name"]]
    assert {"nothing", "this visit", "what I tell you", "my history"} <= set(names)
    nothing = next(point for point in found["points"] if point["name"] == "nothing")
    assert nothing["gain"] == {"mean": 0.0, "low": 0.0, "high": 0.0}
    history = next(point for point in found["points"] if point["name"] == "my history")
    assert history["gain"]["low"] > 0
    for point in found["points"]:
        for measure in ("ndcg@20", "gain", "worst_tenth_ndcg"):
            assert point[measure]["low"] <= point[measure]["mean"] <= point[measure]["high"]
    again = bench_frontier(path, None, 0, 1, lambda _: None)
    assert again["points"] == found["points"]


def test_simulated_customers_can_be_measured_on_the_command_line():
    done = CliRunner().invoke(app, ["bench", "frontier", "--simulated", "60", "--seed", "2"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["customers"] == 40
    assert {"friends", "place", "visit"} <= set(found["mapping"])


def test_too_few_are_refused_with_what_would_mend_it(tmp_path):
    path = tmp_path / "seen.csv"
    path.write_text("\n".join(rows(users=5)))
    with pytest.raises(BadInput, match="too few to measure on"):
        bench_frontier(path, None, 0, 1, lambda _: None)
    with pytest.raises(BadInput, match="nothing to measure on"):
        bench_frontier(None, None, 0, 1, lambda _: None)
