"""`sumisura bench forget` prints what the issue asks for: times, equality, and no canary found."""

import json

from typer.testing import CliRunner

from sumisura.cli.main import app


def test_it_prints_one_object_and_everything_in_it_is_equal():
    told = CliRunner().invoke(app, ["bench", "forget", "--customers", "60", "--events", "900", "--seed", "3"])
    assert told.exit_code == 0, told.output
    found = json.loads(told.stdout.splitlines()[-1])
    assert (found["folds"], found["folds_equal"]) == (20, 20)
    assert found["co_counts_equal"] is True
    assert found["refit"]["co_counts_equal"] is True
    assert found["refit"]["factors_differ_by"] <= 1e-9
    assert (found["canaries"], found["found"]) == (60, 0)
    assert found["erase_ms"]["median"] > 0
