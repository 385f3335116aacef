"""``sumisura import``: from a file to a shop, or a message that says what to mend (S51, S110)."""

import shutil
from pathlib import Path

import httpx
import pytest

from person import Person
from shared import shared

BRANDS = Path(__file__).parents[3] / "examples" / "brands"
PASSWORD = "a password of the tests"


def shops(data):
    """The brands that are in the data, or None where there is no data."""
    from sumisura.app import wired
    from sumisura.settings import Settings
    from sumisura.usecases.shop import browse

    if not data.exists():
        return []
    with wired(Settings(data=data)) as services:
        return [brand.id for brand in browse.every_brand(services)]


def test_a_folder_becomes_a_brand_and_is_unchanged_the_second_time(run, data):
    first = run("import", BRANDS / "aurea")
    assert first.returncode == 0, first.stderr
    assert "new revision" in first.stdout
    assert "variants can be made" in first.stdout
    assert "\x1b" not in first.stdout  # no colours where nobody looks
    assert shops(data) == ["aurea"]
    assert "unchanged" in run("import", BRANDS / "aurea").stdout


def test_one_file_goes_to_the_brand_of_its_folder_or_to_the_one_named(run, data):
    assert run("import", BRANDS / "indigo" / "jeans.yaml").returncode == 0
    assert run("import", BRANDS / "indigo" / "jeans.yaml", "--brand", "mill").returncode == 0
    assert shops(data) == ["indigo", "mill"]


def test_a_car_from_a_benchmark_is_imported_opened_finished_and_quoted(run, start, data, port):
    source = shared("data/config/renault/medium/contraintes.xml")
    done = run("import", source, "--brand", "renault")
    assert done.returncode == 0, done.stderr
    assert "278,744 variants can be made" in done.stdout

    server = start("serve", SUMISURA_DATA=str(data), SUMISURA_PORT=str(port), SUMISURA_TEST_PAYMENTS="1")
    server.wait_for("server.open")
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
        person = Person(client)
        person.open("/renault")
        person.press("Make yours")
        assert "can be made from here" in person.page.text
        person.press("Finish it for me")
        person.press("Put in the bag")
        assert person.at == "/renault/bag", person.page.text[:500]
        person.follow("Go on to order")
        assert person.status == 200
        assert "right to withdraw" in person.page.text
    assert server.stop() == 0


def broken(folder, text):
    copy = folder / "indigo"
    shutil.copytree(BRANDS / "indigo", copy)
    path = copy / "jeans.yaml"
    path.write_text(path.read_text().replace("default: organic-13", text, 1))
    return path


def test_a_bad_file_is_named_with_line_and_mend_and_nothing_is_written(run, data, tmp_path):
    path = broken(tmp_path, "default: orgnic-13")
    line = path.read_text().splitlines().index("        default: orgnic-13") + 1
    for source in (path, path.parent):
        done = run("import", source)
        assert done.returncode == 2
        assert f"jeans.yaml:{line}" in done.stderr
        assert 'Did you mean "organic-13"?' in done.stderr
        assert "Traceback" not in done.stderr
    assert shops(data) == []


def test_words_in_brackets_reach_the_person(run, tmp_path):
    path = tmp_path / "mug.yaml"
    path.write_text("family: mug\ntitle: A mug\ncurrency: EUR\nchoices:\n  size: {values: {a: {b: [c]}}}\n")
    done = run("import", path, "--brand", "mugs")
    assert done.returncode == 2
    assert "mug.yaml:5" in done.stderr


@pytest.mark.parametrize(
    ("words", "needle"),
    [
        (["nowhere.yaml"], "there is no such file"),
        (["{tmp}"], "there is no brand.yaml"),
        ([str(BRANDS / "indigo" / "jeans.svg")], "the kind of file is not known"),
        ([str(BRANDS / "indigo" / "jeans.yaml"), "--brand", "No Name!"], "cannot stand in an address"),
    ],
)
def test_what_cannot_be_imported_is_said(run, data, tmp_path, words, needle):
    done = run("import", *(word.format(tmp=tmp_path) for word in words))
    assert done.returncode == 2
    assert needle in done.stderr
    assert shops(data) == []


def test_a_family_in_another_currency_is_refused(run, data, tmp_path):
    run("import", BRANDS / "aurea")
    ring = tmp_path / "ring.yaml"
    text = (BRANDS / "aurea" / "ring.yaml").read_text()
    ring.write_text(text.replace("currency: EUR", "currency: USD").replace("preview: ring.svg\n", ""))
    done = run("import", ring, "--brand", "aurea")
    assert done.returncode == 2
    assert "Use one currency" in done.stderr


def test_a_contradiction_names_the_rules(run, data, tmp_path):
    path = tmp_path / "mug.yaml"
    path.write_text(
        "family: mug\ntitle: A mug\ncurrency: EUR\nchoices:\n  size: {values: [small, large]}\n"
        "rules:\n  one: {must: size = small, reason: Shelf.}\n  two: {must: size = large, reason: Oven.}\n"
    )
    done = run("import", path, "--brand", "mugs")
    assert done.returncode == 2
    assert "one" in done.stderr
    assert "two" in done.stderr
    assert shops(data) == []


def test_a_wrong_setting_is_named(run):
    done = run("import", BRANDS / "aurea", SUMISURA_PRT="9")
    assert done.returncode == 2
    assert "SUMISURA_PRT" in done.stderr
