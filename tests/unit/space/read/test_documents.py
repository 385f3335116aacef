"""Sumisura's own family files: every word kept, every problem named."""

from pathlib import Path

import pytest

from sumisura.kernel import Family, Measure
from sumisura.space.read import BadFamily, Limits, read_family

GOOD = """\
family: mug
title: A mug
currency: EUR
price: 12.50
lead_days: 5
steps:
  form:
    hint: Hold it.
    choices:
      size: {default: "2", values: [1, 2, 3]}
      lid:
        weight: 4
        values:
          yes: 1.5
          no:
          on:
            label: Fixed
            price: -0.25
            lead_days: 2
            attributes: {weight: 40 g ± 2}
            look: {colour: "#fff"}
    fields:
      words: {personal: true, max_length: 9, glyphs: A–C!, when: {lid: [yes, on]}}
      depth: {kind: number, minimum: 5, maximum: 9, unit: cm}
choices:
  glaze: {values: [white, blue]}
rules:
  no-lid-on-small:
    reason: A small mug needs none.
    must: size = 1 implies lid = no
  blue:
    reason: Blue runs.
    standard: EN 1388
    of: [glaze, size, lid]
    forbid:
      - [blue, [1, 2], any]
surcharges:
  big-blue: {reason: More glaze, when: {glaze: blue, size: 3}, price: 2}
"""


def read(folder: Path, text: str, limits: Limits | None = None) -> Family:
    path = folder / "mug.yaml"
    path.write_text(text, encoding="utf-8")
    return read_family(path, limits or Limits())


def test_every_word_is_kept(tmp_path: Path) -> None:
    family = read(tmp_path, GOOD)
    assert (family.base_price, family.base_lead_days, family.groups[0].label) == (1250, 5, "Form")
    assert [value.name for value in family.variable("lid").values] == ["yes", "no", "on"]
    fixed = family.variable("lid").value("on")
    assert (fixed.price, fixed.lead_days, fixed.label) == (-25, 2, "Fixed")
    assert fixed.attributes == {"weight": Measure(40.0, "g", 2.0)}
    assert (family.variable("lid").weight, family.variable("glaze").group) == (4, "")
    assert family.rules[0].expression == "size = 1 implies lid = no"
    assert family.rules[1].rows == tuple(("blue", s, lid) for s in "12" for lid in ("yes", "no", "on"))
    assert (family.rules[1].forbids, family.rules[1].standard) == (True, "EN 1388")
    assert family.surcharges[0].when == {"glaze": ("blue",), "size": ("3",)}
    assert family.fields[0].when == {"lid": ("yes", "on")}
    assert (family.fields[0].glyphs, family.fields[0].personal, family.fields[1].unit) == ("ABC!", True, "cm")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("title: A mug", "titel: A mug", 'mug.yaml:2: "titel" is not known here. Did you mean "title"?'),
        ("title: A mug\n", "", "mug.yaml:1: title is missing"),
        ("currency: EUR", "currency: EURO", 'mug.yaml:3: "EURO" is not a currency'),
        ("price: 12.50", "price: 12,50", 'mug.yaml:4: "12,50" is not a number. Write it with a point'),
        ("price: 12.50", "price: 12.505", "finer than EUR can be paid"),
        ('default: "2"', 'default: "4"', 'mug.yaml:10, choice size: the default "4" is not a value'),
        ("[1, 2, 3]}", "[1, 2, 2]}", 'the value "2" is here twice'),
        ("yes: 1.5", "or: 1.5", '"or" has a meaning in rules'),
        ("yes: 1.5", '"a b": 1.5', '"a b" cannot be a name'),
        ("yes: 1.5", "yes: [1.5]", "value lid.yes cannot be a list"),
        ("40 g ± 2", "heavy", 'mug.yaml:20, value lid.on: "heavy" is not a measure'),
        ("weight: 4", "weight: 0", "weight is below 1"),
        ("lid = no", "lid = nein", 'mug.yaml:30, rule no-lid-on-small: lid has no value "nein"'),
        ("lid = no", "lif = no", 'there is no variable "lif" (column 18 of'),
        ("    reason: Blue runs.\n", "", "mug.yaml:31, rule blue: reason is missing"),
        ("EN 1388", "", "the standard is not named"),
        ("[blue, [1, 2], any]", "[blue, [1, 7], any]", 'size has no value "7"'),
        ("[blue, [1, 2], any]", "[blue, any]", "the row has 2 cells, the table 3 columns"),
        (
            "of: [glaze, size, lid]",
            "of: [glaze, sise, lid]",
            'there is no choice "sise". Did you mean "size"?',
        ),
        ("    forbid:", "    must: size = 1\n    forbid:", "a rule is one of must, allow or forbid"),
        ("{glaze: blue, size: 3}", "{glaze: bleu}", 'glaze has no value "bleu". Did you mean "blue"?'),
        ("{glaze: blue, size: 3}", "{glace: blue}", 'there is no choice "glace"'),
        ("max_length: 9, ", "", "a text needs a max_length"),
        ("minimum: 5, ", "minimum: 9, ", "a larger maximum"),
        ("unit: cm", "glyphs: abc", "glyphs means nothing for a number"),
        ("  glaze:", "  size:", 'the name "size" is taken'),
        ("glaze: {values: [white, blue]}", "glaze: {values: []}", "glaze has no values"),
        ("title: A mug", "title: A mug\ntitle: A cup", 'mug.yaml:3: "title" is here twice (first in line 2)'),
        ("title: A mug", "title: &a A mug", "&a marks a place"),
        ("title: A mug", "title: *a", "not"),
        ("title: A mug", "title: !!python/object:os.system x", "the tag"),
        ("title: A mug", "title: A: mug", "quotes"),
        ("steps:", "starts_complete: true\nsteps:", "glaze has no default"),
        ("steps:", "asks: {weigth: Weight}\nsteps:", 'no option has an attribute "weigth"'),
        ("title: A mug", "title: A mug\npreview: ../secret.svg", "is not the name of an SVG file"),
        ("title: A mug", "title: A mug\npreview: mug.svg", "mug.svg: there is no such file"),
    ],
)
def test_wrong_files_name_line_and_mend(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in GOOD
    with pytest.raises(BadFamily) as caught:
        read(tmp_path, GOOD.replace(old, new, 1))
    assert says in str(caught.value)


def test_all_problems_are_reported_together(tmp_path: Path) -> None:
    text = (
        GOOD.replace("12.50", "a lot").replace("lid = no", "lid = nein").replace("glaze: blue", "glaze: bleu")
    )
    with pytest.raises(BadFamily) as caught:
        read(tmp_path, text)
    assert sorted(problem.where for problem in caught.value.problems) == [
        "mug.yaml:30",
        "mug.yaml:38",
        "mug.yaml:4",
    ]


def test_a_default_that_breaks_a_rule_is_refused(tmp_path: Path) -> None:
    text = GOOD.replace("choices:\n  glaze: {", "starts_complete: true\nchoices:\n  glaze: {default: blue, ")
    text = text.replace("weight: 4\n", "default: yes\n")
    with pytest.raises(BadFamily, match='the default breaks the rule "blue"'):
        read(tmp_path, text)


def test_the_preview_is_the_text_of_the_file_beside_it(tmp_path: Path) -> None:
    (tmp_path / "mug.svg").write_text("<svg/>")
    assert read(tmp_path, GOOD + "preview: mug.svg\n").preview == "<svg/>"


def test_yen_have_no_decimals_and_dinars_have_three(tmp_path: Path) -> None:
    text = GOOD.replace("12.50", "1250").replace("1.5", "1").replace("-0.25", "-25")
    assert read(tmp_path, text.replace("EUR", "JPY")).base_price == 1250
    assert read(tmp_path, GOOD.replace("EUR", "KWD")).base_price == 12500


LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)
)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (LAUGHS, "refers to another place"),
        ("a: " + "[" * 5000, "nested more than"),
        ("".join(f"{' ' * n}a:\n" for n in range(2000)), "nested more than"),
        (
            "family: x\nchoices: {a: {values: [" + ", ".join(map(str, range(9000))) + "]}}",
            "more than 5,000 values",
        ),
        (GOOD.replace("family: mug", f"family: mug\nstory: {'x' * 30_000}"), "longer than 20,000"),
        ("x" * 33_000_000, "larger than"),
        (GOOD.replace("[blue, [1, 2], any]", "[any, any, any]\n" + "      - [any, any, any]\n" * 1), ""),
    ],
)
def test_bombs_are_refused(tmp_path: Path, text: str, says: str) -> None:
    limits = Limits(rows=20) if not says else Limits()
    with pytest.raises(BadFamily, match=says or "more than 20 rows"):
        read(tmp_path, text, limits)


@pytest.mark.parametrize(
    ("name", "says"), [("mug.txt", "not known"), ("none.yaml", "no such file"), ("a\0.xml", "a")]
)
def test_files_that_cannot_be_read(tmp_path: Path, name: str, says: str) -> None:
    if says == "not known":
        (tmp_path / name).write_text(GOOD)
    with pytest.raises(BadFamily, match=says):
        read_family(tmp_path / name)
