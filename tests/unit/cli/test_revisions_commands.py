"""``sumisura compare`` and ``sumisura revisions``: what a change does, and the way there and back (S44)."""

import json

import pytest

MUG = """\
family: mug
title: Mug
currency: EUR
choices:
  size: {values: [small, large]}
  glaze: {values: {plain: , blue: 3.00, gold: 9.00}}
rules:
  gold-large: {reason: Gold runs on small ones., must: glaze = gold implies size = large}
"""


@pytest.fixture
def old(tmp_path):
    path = tmp_path / "mug.yaml"
    path.write_text(MUG)
    return path


@pytest.fixture
def new(tmp_path):
    path = tmp_path / "next.yaml"
    changed = (
        MUG.replace("blue: 3.00, ", "")
        .replace("gold-large: {", "gold-small: {")
        .replace("size = large}", "size = small}")
    )
    path.write_text(changed)
    return path


def test_compare_counts_and_shows_one_of_each(run, old, new):
    done = run("compare", old, new)
    assert done.returncode == 0, done.stderr
    assert "− option glaze.blue: Blue" in done.stdout
    assert "1 design became possible, 3 impossible; 2 can be made as before." in done.stdout
    assert "Counted exactly, over all their choices." in done.stdout
    assert "No longer: Size: Small, Glaze: Blue. Because of glaze.blue." in done.stdout
    assert "Now: Size: Small, Glaze: Gold. Before, gold-large stood against it." in done.stdout


def test_compare_as_json(run, old, new):
    found = json.loads(run("compare", old, new, "--json").stdout)
    assert {name: found["counted"][name] for name in ("old", "new", "both", "lost", "won")} == {
        "old": 5, "new": 3, "both": 2, "lost": 3, "won": 1,
    }  # fmt: skip
    assert found["won"]["choices"] == {"size": "small", "glaze": "gold"}


def test_the_same_is_said_to_be_the_same(run, old):
    done = run("compare", old, old)
    assert done.stdout.splitlines() == [
        "They are the same.",
        "The same 5 designs can be made.",
        "Counted exactly, over all their choices.",
    ]


def test_draft_publish_and_back(run, old, new):
    assert run("import", old, "--brand", "cups").returncode == 0
    kept = run("revisions", "draft", new, "--brand", "cups", "--note", "no blue")
    digest = kept.stdout.split()[2].rstrip(".")
    published = run("revisions", "publish", "mug", digest, "--brand", "cups", "--note", "no blue")
    assert published.stdout.startswith(f"Mug {digest} is on offer now. 0 open designs moved")
    lines = run("revisions", "list", "mug", "--brand", "cups").stdout.splitlines()
    assert [line[2:].split("  ")[2] for line in lines] == [
        "published by command line", "drafted by command line", "published by command line",
    ]  # fmt: skip
    assert lines[0].startswith(f"● {digest}")
    assert lines[0].endswith("no blue")
    back = run("revisions", "rollback", "mug", "--brand", "cups")
    assert "is on offer now" in back.stdout
    again = run("revisions", "rollback", "mug", "--brand", "cups")
    assert again.returncode == 2
    assert "has no earlier revision" in again.stderr


def test_a_revision_that_was_never_kept_is_not_published(run, old):
    run("import", old, "--brand", "cups")
    done = run("revisions", "publish", "mug", "0123", "--brand", "cups")
    assert done.returncode == 2
    assert "There is no revision of this family" in done.stderr
