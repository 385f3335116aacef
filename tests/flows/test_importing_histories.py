"""A merchant brings in goods and a history at the command line, as docs/signals.md has it."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from shopping import BRANDS
from sumisura.app import wired
from sumisura.cli.main import app
from sumisura.settings import Settings
from sumisura.trust.pseudonyms import pseudonym
from sumisura.usecases.bringing_in import publish
from sumisura.usecases.shop import browse
from sumisura.usecases.tasting.signals import usable

TEXT = (Path(__file__).parents[2] / "docs" / "signals.md").read_text()
FILES = dict(re.findall(r"```\w+ (\S+)\n(.*?)```", TEXT, re.DOTALL))
COMMANDS = re.findall(r"^\$ sumisura (.*)$", TEXT, re.MULTILINE)


@pytest.fixture
def here(tmp_path, monkeypatch, database):
    monkeypatch.chdir(tmp_path)
    for name in ("DATA", "KEYS", "DEMO"):
        monkeypatch.delenv(f"SUMISURA_{name}", raising=False)
    monkeypatch.setenv("SUMISURA_DEMO", "1")
    monkeypatch.setenv("SUMISURA_DATABASE", database)
    for name, text in FILES.items():
        (tmp_path / name).write_text(text.replace("2026-09", f"{datetime.now(UTC):%Y-%m}"))
    with wired(Settings.from_environment()) as services:
        publish.publish(services, publish.read_folder(BRANDS / "indigo"))
    return tmp_path


@pytest.fixture
def run(here):
    def to_its_end(words):
        done = CliRunner().invoke(app, words if isinstance(words, list) else words.split())
        return done.exit_code, done.output, done.exception

    return to_its_end


def kept(key):
    with wired(Settings.from_environment()) as services, services.store.read() as tx:
        brand = browse.brand(services, "indigo")
        return usable(services, tx, brand.id, pseudonym(services.keyring, brand.id, key))


def test_the_page_can_be_followed_word_by_word(run, here):
    """S9, S81."""
    said = {}
    for command in COMMANDS:
        code, output, error = run(re.findall(r'"[^"]*"|\S+', command.replace('"', "")))
        assert code == 0, (command, output, error)
        said[command] = output
    assert [len(said), *map(len, (kept("1001"), kept("1002")))] == [len(COMMANDS), 3, 1]
    shown, recorded = [text for command, text in said.items() if "signals import" in command][:2]
    assert "Nothing was written" in shown
    assert "who → customer" in re.sub(r" +", " ", shown)
    assert "left out, and never kept: name" in shown
    assert "3 rows: 2 signals of 2 customers would be recorded." in shown
    assert "3 rows: 2 signals of 2 customers recorded." in recorded
    rejects = (here / "orders.csv.rejects.csv").read_text()
    assert '4,sku,"there is no item ""belt-wovn"". Did you mean ""belt-woven""?"' in rejects


def test_a_touch_without_consent_says_how_to_ask(run):
    from sumisura.kernel import BadInput

    run("goods import goods.csv --brand indigo")
    touch = "signals add --brand indigo --at till --party 77 --item belt-woven --what liked"
    code, _, error = run(touch)
    assert code == 1
    assert isinstance(error, BadInput)
    assert "--granted-under" in error.mend
    assert kept("77") == ()
    code, output, _ = run(f"{touch} --granted-under 2026-11")
    assert (code, "Noted at the till" in output) == (0, True)
    assert [one.item for one in kept("77")] == ["belt-woven"]


@pytest.mark.parametrize(
    ("words", "mend"),
    [
        ("--map whoo=customer", 'Did you mean "who"?'),
        ("--map who=costumer", 'Did you mean "customer"?'),
        ("--map who=customer --map sku=-", "--map COLUMN=item"),
        ("--map who", "NAME=MEANING"),
        ("--scale 5..1", "1..5"),
        ("--granted-source retina", "stated, visit"),
        ("--granted-since 01/02/2026", "year first"),
    ],
)
def test_slips_in_the_command_are_said(run, words, mend):
    code, _, error = run(f"signals import orders.csv --brand indigo {words}")
    assert code == 1
    assert mend in str(error)
