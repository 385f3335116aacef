"""The register of backups, and erasing again after a restore, on the command line."""

import pytest
from typer.testing import CliRunner

from sumisura.cli.main import app
from sumisura.kernel import BadInput


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("SUMISURA_DATA", str(tmp_path))
    monkeypatch.setenv("SUMISURA_DEMO", "1")
    return lambda *words: CliRunner().invoke(app, words)


def test_a_backup_is_noted_and_listed_while_it_is_kept(run):
    assert "No backup is noted." in run("backups", "list").stdout
    assert "kept until 2999-03-01" in run("backups", "note", "the cellar", "--until", "2999-03-01").stdout
    assert "the cellar  kept until 2999-03-01" in run("backups", "list").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("backups", "note", "cellar", "--until", "soon"), "is no day"),
        (("backups", "note", "cellar", "--until", "2001-01-01"), "is over"),
        (("backups", "note", " ", "--until", "2999-01-01"), "needs a name"),
        (("forget",), "nothing to do"),
        (("forget", "--replay", "--register", "nowhere.jsonl"), "no such file"),
    ],
)
def test_what_cannot_be_is_said(run, words, said):
    found = run(*words)
    assert isinstance(found.exception, BadInput)
    assert said in str(found.exception)


def test_a_line_that_is_no_erasure_names_itself_and_erases_nobody(run, tmp_path):
    (tmp_path / "copy.jsonl").write_text("{}\n")
    found = run("forget", "--replay", "--register", str(tmp_path / "copy.jsonl"))
    assert "copy.jsonl, line 1" in str(found.exception)
