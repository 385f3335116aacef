"""Help, version, staff, worker and serve."""

from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sumisura.cli.main import app
from sumisura.kernel import NotFound

BRANDS = Path(__file__).parents[3] / "examples" / "brands"


def test_help_teaches_the_first_steps(run):
    said = run("--help").stdout
    for words in (
        "demo",
        "serve",
        "worker",
        "import",
        "configure",
        "staff",
        "First steps",
        "docs/tutorial.md",
    ):
        assert words in said
    assert "\x1b" not in said


def test_no_word_at_all_is_help(run):
    assert "First steps" in run().stdout + run().stderr


def test_the_version_is_the_packages(run):
    assert run("--version").stdout.strip() == version("sumisura")


@pytest.mark.parametrize(
    ("role", "password", "code"),
    [
        ("owner", "twelve letters and more", 0),
        ("owner", "short", 2),
        ("customer", "twelve letters and more", 2),
    ],
)
def test_staff_are_added_with_a_password_of_their_own(data, monkeypatch, role, password, code):
    for name in ("DATA", "DATABASE", "KEYS", "DEMO"):
        monkeypatch.delenv(f"SUMISURA_{name}", raising=False)
    monkeypatch.setenv("SUMISURA_DATA", str(data))
    runner = CliRunner()
    assert runner.invoke(app, ["import", str(BRANDS / "aurea")]).exit_code == 0
    words = ["staff", "add", "aurea", "ada@aurea.example", "--role", role]
    done = runner.invoke(app, words, input=f"{password}\n{password}\n")
    assert (done.exit_code == 0) == (code == 0)
    assert password not in done.output
    again = runner.invoke(app, words, input=f"{password}\n{password}\n")
    assert again.exit_code != 0


def test_staff_of_no_shop_are_refused(data, monkeypatch):
    monkeypatch.setenv("SUMISURA_DATA", str(data))
    words = ["staff", "add", "nowhere", "ada@nowhere.example"]
    done = CliRunner().invoke(app, words, input="twelve letters and more\n" * 2)
    assert isinstance(done.exception, NotFound)


def test_it_runs_as_a_module_too(start):
    module = start("--version")
    module.wait_for(version("sumisura"))
    assert module.process.wait(timeout=60) == 0


def test_the_worker_stops_when_told(start, data):
    worker = start("worker", SUMISURA_DATA=str(data))
    while not (data / "sumisura.sqlite").exists():
        assert worker.process.poll() is None, worker.said
    assert worker.stop() == 0
    assert "Traceback" not in worker.said
