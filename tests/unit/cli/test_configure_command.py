"""``sumisura configure``: the whole configurator in the terminal, driven by words (S1, S51, S58)."""

from pathlib import Path

import pytest

BRANDS = Path(__file__).parents[3] / "examples" / "brands"
JEANS = BRANDS / "indigo" / "jeans.yaml"


@pytest.fixture
def talk(run):
    """What is said to these words."""

    def about(family, *words):
        done = run("configure", family, stdin="".join(f"{word}\n" for word in words))
        assert done.returncode == 0, done.stderr
        assert "\x1b" not in done.stdout
        return done.stdout

    return about


def test_every_option_has_its_price_and_a_letter_takes_it(talk):
    said = talk(JEANS, "1", "e")
    assert "12 oz hemp and cotton + €18" in " ".join(said.split())
    assert "Denim: – → 12 oz hemp and cotton" in said
    assert "From €157" in said


def test_what_cannot_be_had_says_why_and_can_be_had_anyway(talk):
    asked = talk(JEANS, "fabric=stretch-11", "leg=skinny", "1", "")
    assert " ×  " in asked
    assert "A skinny leg without stretch looks fine until you sit down." in " ".join(asked.split())

    kept = talk(JEANS, "fabric=hemp-12", "leg=skinny", "n")
    assert "A skinny leg without stretch" in kept
    assert "You chose 12 oz hemp and cotton." in kept
    assert "Denim: 12 oz hemp and cotton → " in kept
    assert "  Denim: 12 oz hemp and cotton\n" in kept.split("leg=skinny")[1]

    taken = talk(JEANS, "fabric=hemp-12", "leg=skinny", "y")
    assert "Leg: – → Skinny" in taken
    assert "  Leg: Skinny\n" in taken
    assert "  Denim: 12 oz hemp and cotton\n" not in taken


def test_undo_retract_and_finish(talk):
    said = talk(JEANS, "wash=raw", "fabric=hemp-12", "u", "3", "-", "f")
    assert "Denim: 12 oz hemp and cotton → open again" in said
    assert "Wash: Raw → open again" in said
    end = said.split("\n\n")[-1]
    assert "still open: Waist, Hip, Inside leg" in end
    assert "can be made from here" not in end


def test_fields_are_written_and_checked(talk):
    said = talk(JEANS, "17", "8444", "17", "84,5")
    assert "Write a number from 58 to 132 cm." in said
    assert "  Waist: 84.5 cm" in said


def test_a_default_opens_complete(talk):
    said = talk(BRANDS / "bastone" / "burger.yaml", "q")
    assert "can be made from here" not in said
    assert "still open" not in said


@pytest.mark.parametrize(
    ("word", "answer"),
    [
        ("wsh=raw", 'Did you mean "wash"?'),
        ("wash=rwa", '"raw"'),
        ("zz", '"zz" is nothing here'),
        ("999", '"999" is nothing here'),
        ("?", "f finishes it for you"),
        ("l", "Back pocket stitch"),
    ],
)
def test_a_word_that_means_nothing_loses_nothing(talk, word, answer):
    said = talk(JEANS, "fabric=hemp-12", word)
    assert answer in said
    assert "  Denim: 12 oz hemp and cotton\n" in said


def test_a_bad_file_ends_it_with_what_to_mend(run, tmp_path):
    path = tmp_path / "mug.yaml"
    path.write_text("family: mug\n")
    done = run("configure", path)
    assert done.returncode == 2
    assert "mug.yaml:1" in done.stderr
