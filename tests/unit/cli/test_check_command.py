"""``sumisura check``: findings with their place and mend, as text, as JSON, as a report (S44)."""

import json

import pytest

ILL = """\
family: mug
title: Mug
currency: EUR
choices:
  size: {values: [small, large]}
  glaze: {values: {plain: , blue: 3.00, green: 3.00, gold: 9.00, red: , white: 2.00}}
rules:
  no-gold: {reason: The kiln is too cold., must: glaze != gold}
  blue-large: {reason: Blue runs on small ones., must: glaze = blue implies size = large}
  gold-large: {reason: Gold runs on small ones., must: glaze = gold implies size = large}
"""


@pytest.fixture
def mug(tmp_path):
    path = tmp_path / "mug.yaml"
    path.write_text(ILL)
    return path


def test_it_says_what_is_wrong_where_and_what_would_mend_it(run, mug):
    done = run("check", mug)
    assert done.returncode == 1
    head, *rest = done.stdout.splitlines()
    assert head == "Mug: 9 of 12 can be made. 1 error, 1 warning, 1 hint: customers meet the errors."
    told = "\n".join(rest)
    assert (
        'mug.yaml: glaze.gold: error: No variant has "glaze" = "gold": the rule "no-gold" excludes it' in told
    )
    assert 'mug.yaml:10: warning: The rule "gold-large" lies in the shadow of "no-gold"' in told
    assert 'Remove "gold-large"; "no-gold" already says it.' in told
    assert "mug.yaml: glaze.red: hint:" in told


def test_a_family_that_is_well_ends_with_zero(run, mug):
    mug.write_text(ILL.split("rules:", maxsplit=1)[0].replace("red: ,", ""))
    done = run("check", mug)
    assert (done.returncode, done.stdout) == (0, "Mug: 10 of 10 can be made. Nothing to mend.\n")


def test_rules_that_leave_nothing_are_shown_as_their_smallest_set(run, mug):
    only = "rules:\n  a: {reason: One., must: size = small}\n  b: {reason: Two., must: size = large}\n"
    mug.write_text(ILL.replace("rules:\n", only))
    done = run("check", mug, "--json")
    found = json.loads(done.stdout)
    assert (done.returncode, found["variants"]) == (1, 0)
    assert found["findings"][0]["rules"] == ["a", "b"]
    assert found["findings"][0]["where"] == "mug.yaml:8, mug.yaml:9"


def test_json_has_every_number(run, mug):
    found = json.loads(run("check", mug, "--json").stdout)
    assert [one["code"] for one in found["findings"]] == ["dead_option", "shadowed_rule", "price_hole"]
    assert [one["severity"] for one in found["findings"]] == ["error", "warning", "hint"]
    assert found["bites"][0] == {"rule": "no-gold", "reason": "The kiln is too cold.", "share": 1 / 6}
    assert found["freedom"][0]["variable"] == "size"
    assert found["unfinished"] == []


def test_the_report_needs_nothing_beside_it(run, mug, tmp_path):
    mug.write_text(ILL.replace("The kiln is too cold.", "Too <cold>."))
    report = tmp_path / "report.html"
    run("check", mug, "--report", report)
    page = report.read_text()
    assert "Check of Mug" in page
    assert "Too &lt;cold&gt;." in page
    assert "glaze.gold" in page
    assert not {"url(", "<link", "<script", 'src="'} & set(page.split())
    assert "url(" not in page


def test_a_report_that_cannot_be_written_says_so(run, mug, tmp_path):
    done = run("check", mug, "--report", tmp_path / "nowhere" / "report.html")
    assert done.returncode == 2
    assert "the report cannot be written" in done.stderr
