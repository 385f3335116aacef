"""``docs/tutorial.md``, followed word by word: from a family file to an order (S51, S110)."""

import re
from pathlib import Path

import pytest
from litestar.testing import TestClient
from typer.testing import CliRunner

from person import Person
from sumisura.app import wired
from sumisura.cli.main import app
from sumisura.settings import Settings
from sumisura.usecases.bringing_in import publish
from sumisura.web.server import build

TEXT = (Path(__file__).parents[2] / "docs" / "tutorial.md").read_text()
FILES = dict(re.findall(r"```yaml (\S+)\n(.*?)```", TEXT, re.DOTALL))
COMMANDS = re.findall(r"^\$ sumisura (.*)$", TEXT, re.MULTILINE)
ADDRESS = {
    "name": "Ada Byron",
    "street": "Via Roma 1",
    "postcode": "36015",
    "town": "Schio",
    "email": "ada@x.it",
}


@pytest.fixture
def here(tmp_path, monkeypatch, database):
    """An empty folder with the files that the tutorial has one write."""
    monkeypatch.chdir(tmp_path)
    for name in ("DATA", "KEYS", "DEMO"):
        monkeypatch.delenv(f"SUMISURA_{name}", raising=False)
    monkeypatch.setenv("SUMISURA_DATABASE", database)
    (tmp_path / "mugs").mkdir()
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def sumisura(words, typed=""):
    done = CliRunner().invoke(app, words.split(), input=typed, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


def test_the_tutorial_goes_from_a_family_file_to_an_order(here):
    configure, import_, serve, staff = COMMANDS
    said = sumisura(configure, "glaze=gold\n1\n\nf\nq\n")
    assert "10 can be made from here" in said
    assert "× Large" in said
    assert "Our gold kiln takes small mugs only." in said

    assert "10 variants can be made" in sumisura(import_)
    assert serve == "serve"
    assert "owner added to mugs" in sumisura(staff, "twelve letters and more\n" * 2)

    with wired(Settings.from_environment()) as services, TestClient(build(services)) as client:
        person = Person(client)
        person.open("/mugs")
        person.press("Make yours")
        person.press("Gold")
        person.press("Finish it for me")
        person.press("Put in the bag")
        person.follow("Go on to order")
        person.press("Buy for", **ADDRESS, understood="yes")
        assert person.at.startswith("/mugs/orders/ord_"), person.page.text[:500]
        assert "It is yours to be made" in person.page.text

        clerk = Person(client)
        clerk.open("/mugs/office")
        clerk.press("Sign in", email="ada@mugs.example", password="twelve letters and more")
        assert "A mug for one" in clerk.page.text


def test_the_mistake_is_explained_as_promised(here):
    path = here / "mugs" / "mug.yaml"
    path.write_text(path.read_text().replace("glaze = gold", "glaze = golden"))
    with pytest.raises(publish.BadInput, match=r'mug.yaml:\d+, rule oven: .*"gold"'):
        publish.read_folder(here / "mugs")
