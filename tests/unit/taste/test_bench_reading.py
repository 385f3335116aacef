import gzip

import numpy as np
import pytest

from sumisura.kernel import BadInput
from sumisura.taste.bench.reading import read
from sumisura.usecases.bench.recommend import bench_recommend


@pytest.mark.parametrize(
    "lines",
    [
        ["ann,belt", "bob,bag"],
        ["ann\tbelt", "", "bob\tbag"],
        ["ann::belt", "bob::bag"],
        ["\ufeffuser_id,Item ID", '"ann","belt"', "bob,bag"],
        ["rating,userId,movieId", "3,ann,belt", "5,bob,bag"],
        ["userID\tfriendID", "ann\tbelt", "bob\tbag"],
        ["who,what,how much", "ann,belt,3", "bob,bag,5"],
    ],
)
def test_any_common_make_is_read(lines):
    found = read(lines, "f")
    assert [found.users[at] for at in found.user] == ["ann", "bob"]
    assert [found.items[at] for at in found.item] == ["belt", "bag"]
    assert (found.rejected, found.timed) == (0, False)


@pytest.mark.parametrize(
    "lines",
    [
        ["a,x,1,978300760", "b,y,2,978300760"],
        ["a,x,978300760", "b,y,978300760"],
        ["user,item,timestamp", "a,x,2000-12-31T22:12:40", "b,y,2000-12-31T23:12:40+01:00"],
        ["user,item,timestamp", "a,x,978300760000", "b,y,978300760000"],
    ],
)
def test_times_are_read(lines):
    assert read(lines, "f").at.tolist() == [978300760.0, 978300760.0]


def test_a_row_that_cannot_be_read_is_named_and_the_rest_goes_on():
    lines = [
        "user,item,weight,timestamp",
        "a,x,1,5",
        "b",
        ",y,1,5",
        "c,z,many,5",
        "d,z,nan,5",
        "e,z,1,soon",
        "f,x,0,5",
    ]
    found = read(lines, "seen.csv")
    assert found.users == ("a",)
    assert (found.rows, found.rejected, found.weightless) == (7, 5, 1)
    assert found.problems == [
        "seen.csv:3, column item: it is missing; the row has 1 columns",
        "seen.csv:4, column user: it is empty",
        'seen.csv:5, column weight: "many" is no number',
        'seen.csv:6, column weight: "nan" is no finite number',
        'seen.csv:7, column timestamp: "soon" is neither seconds since 1970 nor ISO 8601',
    ]


@pytest.mark.parametrize("lines", [[], ["", " "], ["one"], ["user,item"], ["user,item", ","]])
def test_a_file_with_nothing_in_it_is_said_to_be(lines):
    with pytest.raises(BadInput):
        read(lines, "f")


def log(path, seed=0, users=120, items=20):
    """Users of two kinds; the later an event, the more it is of the other kind."""
    rng = np.random.default_rng(seed)
    lines = []
    for user in range(users):
        mine = [item for item in range(items) if item % 2 == user % 2]
        lines += [
            f"u{user},i{item},1,{1_000_000_000 + at}" for at, item in enumerate(rng.permutation(mine)[:7])
        ]
    text = "\n".join([*lines, "broken"])
    with gzip.open(path, "wt") if path.suffix == ".gz" else path.open("w") as file:
        file.write(text)
    return path


@pytest.mark.parametrize("split", ["strong", "chronological"])
def test_it_measures_ours_beside_the_peers(tmp_path, split):
    said = []
    path = log(tmp_path / "log.csv.gz")
    found = bench_recommend(path, None, split, 3, said.append)
    assert found["ndcg@100"] > found["peers"]["popularity"]["ndcg@100"] > 0
    assert set(found["known"]) == {"1", "3", "5", "10"}
    assert set(found["peers"]) == {"popularity", "item-knn", "ease", "ials"}
    interval = found["paired"]["popularity"]["ndcg@100"]
    assert interval["low"] <= interval["difference"] <= interval["high"]
    assert found["rejected"] == ["log.csv.gz:841, column item: it is missing; the row has 1 columns"]
    assert said[0] == found["rejected"][0]


def test_friends_help_where_nothing_else_is_known(tmp_path):
    social = tmp_path / "friends.csv"
    social.write_text(
        "\n".join(f"u{one},u{(one + 2 * step) % 120}" for one in range(120) for step in (1, 2, 3))
    )
    found = bench_recommend(log(tmp_path / "log.csv"), social, "strong", 3, lambda _: None)
    cold = found["known"]["0"]
    assert cold["ndcg@100"] > cold["peers"]["without friends"]["ndcg@100"] + 0.05


def test_the_same_seed_gives_the_same_figures(tmp_path):
    path = log(tmp_path / "log.csv", users=40)
    one, other = (bench_recommend(path, None, "strong", 3, lambda _: None) for _ in range(2))
    assert one["known"] == other["known"]


@pytest.mark.parametrize(
    ("text", "split", "says"),
    [
        ("a,x\nb,y", "strong", "too few to measure"),
        ("a,x\nb,y", "chronological", "needs a time in every row"),
        ("a,x\nb,y", "sideways", "is no split"),
    ],
)
def test_what_cannot_be_measured_is_said(tmp_path, text, split, says):
    path = tmp_path / "log.csv"
    path.write_text(text)
    with pytest.raises(BadInput, match=says):
        bench_recommend(path, None, split, 0, lambda _: None)


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(BadInput, match="no such file"):
        bench_recommend(tmp_path / "none.csv", None, "strong", 0, lambda _: None)
