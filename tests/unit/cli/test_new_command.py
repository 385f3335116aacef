"""`sumisura new`: a brand from a few questions; all of it, or nothing is left."""

import pytest
import typer

from sumisura.cli import beginning, importing
from sumisura.space.read import read_family
from sumisura.space.read.brand import read_brand

MUGS = (
    *("--title", "Ten Mügs & Co", "--country", "it", "--product", "Mug", "--price", "18"),
    *("--choice", "Size=Small, Large:4", "--choice", "Glaze=White, Blue:2.50, Gold:12"),
    *("--rule", "Glaze=Gold / Size=Large / Our gold kiln takes small mugs only."),
)
NAME = "ten-mugs-co"


@pytest.fixture
def new(run, tmp_path, monkeypatch):
    """Runs `new` in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return lambda *words, **more: run("new", *words, **more)


def test_flags_alone_make_a_shop(new, tmp_path):
    done = new(*MUGS, "--yes")
    assert done.returncode == 0, done.stderr
    assert "5 variants" in done.stdout  # six, less the large golden one
    assert f"http://127.0.0.1:8000/{NAME}" in done.stdout
    brand = read_brand(tmp_path / NAME / "brand.yaml")
    assert (brand.title, brand.currency, brand.time_zone, brand.home) == (
        "Ten Mügs & Co",
        "EUR",
        "Europe/Rome",
        "IT",
    )
    assert read_family(tmp_path / NAME / "mug.yaml").rules[0].reason == "Our gold kiln takes small mugs only."
    assert "# what a new design begins with" in (tmp_path / NAME / "mug.yaml").read_text()


def test_nothing_given_and_nothing_asked_makes_one_too(new):
    assert new("--yes").returncode == 0
    again = new("--yes")  # and the second try overwrites nothing
    assert again.returncode == 2
    assert "there already" in again.stderr
    elsewhere = new("--yes", "--folder", "elsewhere")
    assert elsewhere.returncode == 2
    assert "there is a shop called my-atelier" in elsewhere.stderr


def test_answers_come_from_standard_input(new, tmp_path):
    said = ["Hats", "DE", "Hat", "", "", "", "40", "Brim=Wide:5, Narrow", "", "", "-"]
    done = new(stdin="".join(f"{line}\n" for line in said))
    assert done.returncode == 0, done.stderr
    assert read_brand(tmp_path / "hats" / "brand.yaml").time_zone == "Europe/Berlin"
    assert list(read_family(tmp_path / "hats" / "hat.yaml").variables)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--country", "Italy"), "is no country"),
        (("--price", "a lot"), "is no price"),
        (("--currency", "LIRA"), "currency"),
        (("--title", "7 & 8"), "cannot stand in an address"),
        (("--choice", "Size=Small"), "is no choice"),
        (("--choice", "Size=Small, small"), "is no choice"),
        (("--rule", "Glaze=Gold"), "is no rule"),
        (("--rule", "Glaze=Golden / Size=Large / No."), "golden"),
    ],
)
def test_an_answer_that_cannot_be_used_leaves_nothing(new, tmp_path, words, said):
    done = new(*MUGS, *words, "--yes")
    assert done.returncode == 2
    assert said in done.stderr
    assert [path.name for path in tmp_path.iterdir() if path.name != "data"] == []


def test_stopping_half_way_leaves_nothing(new, tmp_path, monkeypatch):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    for part, name in ((importing, "bring_in"), (beginning, "_check"), (typer, "prompt")):
        with monkeypatch.context() as here:
            here.setattr(part, name, stopped)
            words = () if part is typer else (*MUGS, "--yes")
            assert new(*words).returncode != 0
        assert [path.name for path in tmp_path.iterdir() if path.name != "data"] == []
