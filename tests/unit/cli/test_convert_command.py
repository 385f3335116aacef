"""`sumisura convert`: from any form to any other, saying what was lost, and never over what is there."""

from functools import partial

import pytest

from commands import command
from sumisura.space.read import read_family

TABLE = "size,lid\nS,yes\nM|L,*\nS,no\nL,no\n"


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    return partial(command, monkeypatch, capsys, tmp_path)


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "cups.csv"
    path.write_text(TABLE)
    return path


def test_a_table_becomes_a_family_file_and_clauses(run, table, tmp_path):
    done = run("convert", table, tmp_path / "cups.yaml")
    assert done.returncode == 0
    assert "cups.csv:1: read as CSV, 4 rows allowed and 0 forbidden" in done.stdout
    assert "cups.yaml: 2 choices, 1 rules." in done.stdout
    family = read_family(tmp_path / "cups.yaml")
    assert family.digest == read_family(table).digest
    done = run("convert", tmp_path / "cups.yaml", tmp_path / "cups.dimacs")
    assert "cups.dimacs: left out, since DIMACS has no place for them: the reasons of rules." in done.stdout
    assert len(read_family(tmp_path / "cups.dimacs").variables) == 4


def test_what_is_there_is_not_overwritten_unless_forced(run, table, tmp_path):
    target = tmp_path / "cups.yaml"
    target.write_text("mine")
    done = run("convert", table, target)
    assert done.returncode == 2
    assert "it is there already. Give --force" in done.stderr
    assert target.read_text() == "mine"
    assert run("convert", table, target, "--force").returncode == 0
    assert target.read_text().startswith("family: cups")


def test_what_cannot_be_read_or_written_leaves_nothing(run, table, tmp_path):
    done = run("convert", table, tmp_path / "cups.docx")
    assert done.returncode == 2
    assert "that form cannot be written. It can be one of .yaml" in done.stderr
    table.write_text("size,size\n")
    done = run("convert", table, tmp_path / "cups.yaml")
    assert done.returncode == 2
    assert 'cups.csv:1: two columns are called "size"' in done.stderr
    done = run("convert", tmp_path / "none.csv", tmp_path / "cups.yaml")
    assert "there is no such file" in done.stderr
    assert not (tmp_path / "cups.yaml").exists()


def test_a_folder_that_is_not_there_is_said(run, table, tmp_path):
    done = run("convert", table, tmp_path / "none" / "cups.yaml")
    assert done.returncode == 2
    assert "Name a folder that is there" in done.stderr
