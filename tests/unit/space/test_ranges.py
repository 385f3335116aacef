"""Choices that are numbers: bands never refuse what can be built, and the exact check lets nothing else through."""

import random
from dataclasses import replace
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest

from sumisura.kernel import BadInput, Family
from sumisura.space import measuring
from sumisura.space.bands import band_of, number_at, plain, steps
from sumisura.space.compiling import compile as compile_family
from sumisura.space.draft import Draft, choose, finish
from sumisura.space.errors import Contradiction, Unavailable
from sumisura.space.exact import Misfit
from sumisura.space.read import BadFamily, read_family
from sumisura.space.revisions.migrating import migrate
from sumisura.space.write.document import write_document

WINDOW = """\
family: window
title: A window
currency: EUR
price: 200.00
choices:
  width: {minimum: 400, maximum: 2400, unit: mm, default: 800}
  height: {minimum: 400, maximum: 2400, unit: mm, default: 1200, cuts: [1000, 2000]}
  frame:
    values:
      slim: {attributes: {most: 1500 mm}}
      strong: {price: 60, attributes: {most: 2.4 m}}
rules:
  sag: {reason: Larger glass sags., must: width * height <= 2.5 m2}
  bend: {reason: A slim frame bends., must: width <= frame.most}
surcharges:
  wide: {reason: A wide one, when: {width: from 1200 mm}, price: 80}
"""


def read(folder: Path, text: str) -> Family:
    path = folder / "window.yaml"
    path.write_text(text)
    return read_family(path)


def begun(family: Family) -> Draft:
    return Draft("dsn_1", "b", "pty_1", family.name, family.digest)


def names(family: Family, variable: str) -> list[str]:
    return [value.name for value in family.variable(variable).values]


def test_a_new_band_begins_where_rules_prices_and_the_author_turn(tmp_path):
    family = read(tmp_path, WINDOW)
    assert names(family, "width") == ["400-1199", "1200-1500", "1501-2400"]
    assert names(family, "height") == ["400-999", "1000-1999", "2000-2400"]
    assert family.variable("width").value("1200-1500").label == "1200 to 1500 mm"
    assert (family.variable("width").default, family.number_of("width").default) == ("400-1199", "800")
    assert family.surcharges[0].when == {"width": ("1200-1500", "1501-2400")}


def test_one_number_against_another_choice_is_decided_by_its_band(tmp_path):
    space = compile_family(read(tmp_path, WINDOW), cache=None)
    slim = space.start().choose("frame", "slim").options()["width"]
    assert [name for name, option in slim.items() if option.available] == ["400-1199", "1200-1500"]


def test_a_number_is_kept_with_its_band_and_a_wrong_one_is_told_the_nearest(tmp_path):
    family = read(tmp_path, WINDOW)
    space, (width, height) = compile_family(family, cache=None), family.fields
    draft = measuring.write(space, begun(family), height, "1300")
    with pytest.raises(Misfit) as caught:
        measuring.write(space, draft, width, "2000")
    assert str(caught.value) == "Width: Larger glass sags. At most 1923 mm with this height."
    draft = measuring.write(space, draft, width, caught.value.nearest)
    assert draft.fields == {"height": "1300", "width": "1923"}
    assert draft.choices == {"height": "1000-1999", "width": "1501-2400"}
    measuring.check(space, draft)


def test_a_choice_that_a_number_no_longer_fits_is_found_before_it_is_ordered(tmp_path):
    text = WINDOW.replace(
        "must: width * height <= 2.5 m2", "must: frame = slim implies width * height <= 1 m2"
    )
    family = read(tmp_path, text)
    space, (width, height) = compile_family(family, cache=None), family.fields
    draft = measuring.write(space, measuring.write(space, begun(family), height, "1500"), width, "1100")
    draft = choose(space, draft, "frame", "slim")
    with pytest.raises(Misfit, match=r"Height: Larger glass sags. At most 909 mm with this frame and width."):
        measuring.check(space, draft)


def test_suggestions_come_with_numbers_and_numbers_go_with_their_band(tmp_path):
    family = read(tmp_path, WINDOW)
    space = compile_family(family, cache=None)
    draft = measuring.settled(family, finish(space, begun(family)))
    assert draft.fields == {"width": "800", "height": "1200"}
    draft = measuring.settled(family, choose(space, draft, "width", "1501-2400"))
    assert draft.fields == {"height": "1200"}
    with pytest.raises(BadInput, match="Write a number from 400 to 2400 mm"):
        measuring.write(space, draft, family.fields[0], "3000")
    cleared = measuring.write(
        space, draft, family.fields[0], ""
    )  # the rest stays filled in, as the brand would
    assert (cleared.choices["width"], cleared.fields["width"]) == ("400-1199", "800")
    own = measuring.write(space, begun(family), family.fields[0], "523")
    assert measuring.write(space, own, family.fields[0], "").choices == {}


TEMPLATES = [
    "{a} + {b} <= {n} mm",
    "{a} * {b} <= {n} mm2",
    "{a} - {b} >= {k} mm",
    "2 * {a} - {b} != {k} mm",
    "{a} <= lid.most",
    "lid = with implies {a} + 2 * {b} < {n} mm",
    "not {a} > {k} mm or {b} < {k} mm",
    "count({a} > {k} mm, {b} > {k} mm) <= 1",
    "{a} = {b} xor lid = with",
    "({a} - {k} mm) * {b} <= {n} mm2",
]


def generated(rng: random.Random) -> str:
    """A family of two or three measured choices and one other, with random rules over them."""
    measured = ["a", "b", "c"][: rng.choice([2, 2, 3])]
    lines = ["family: f", "title: F", "currency: EUR", "choices:"]
    for name in measured:
        low, step = rng.randint(0, 4), rng.choice([1, 1, 2, 0.5])
        lines += [f"  {name}: {{minimum: {low}, maximum: {low + rng.randint(3, 6)}, step: {step}, unit: mm}}"]
    lines += [
        "  lid: {values: {with: {attributes: {most: 4 mm}}, without: {attributes: {most: 6 mm}}}}",
        "rules:",
    ]
    for number in range(rng.randint(1, 3)):
        one, other = rng.sample(measured, 2)
        text = rng.choice(TEMPLATES).format(a=one, b=other, n=rng.randint(4, 24), k=rng.randint(1, 6))
        lines.append(f"  r{number}: {{reason: Reason {number}., must: '{text}'}}")
    return "\n".join(lines)


def buildable(family: Family) -> set[tuple[str, ...]]:
    """Every combination of exact numbers and other values that meets every rule, by reading the rules naively."""
    measured = [field.name for field in family.fields]
    numbers = {
        field.name: [number_at(field, step) for step in range(steps(field))] for field in family.fields
    }
    found = set()
    for values in product(*numbers.values(), ("with", "without")):
        said = dict(zip((*measured, "lid"), values, strict=True))
        if all(_plainly(rule.expression, said) for rule in family.rules):
            found.add((*(plain(value) for value in values[:-1]), values[-1]))
    return found


def _plainly(text: str, said: dict[str, object]) -> bool:
    """A rule of `TEMPLATES`, decided by Python's own arithmetic."""
    most = {"with": 4, "without": 6}[said["lid"]]
    text = text.replace("mm2", "").replace("mm", "").replace("lid.most", str(most))
    text = text.replace("lid = with", str(said["lid"] == "with"))
    if " implies " in text:
        given, then = text.split(" implies ")
        text = f"not ({given}) or ({then})"
    if text.startswith("count("):
        text = f"sum([{text[6:].replace(') <=', ']) <=')}"
    text = text.replace(" = ", " == ")
    if " xor " in text:
        left, right = text.split(" xor ")
        text = f"({left}) != ({right})"
    return bool(eval(text, {"__builtins__": {}, "sum": sum}, said))  # noqa: S307 - the oracle reads the test's own templates


@pytest.mark.parametrize("seed", range(30))
def test_nothing_buildable_is_refused_and_nothing_else_is_let_through(tmp_path, seed):
    """Every combination of exact numbers: written one after the other, and checked at the end (S1, S77)."""
    family = read(tmp_path, generated(random.Random(seed)))  # noqa: S311 - a test's chance repeats
    truth = buildable(family)
    try:
        space = compile_family(family, cache=None)
    except Contradiction:
        assert not truth
        return
    fields = family.fields
    numbers = [[plain(number_at(field, step)) for step in range(steps(field))] for field in fields]
    rng = random.Random(seed)  # noqa: S311 - a test's chance repeats
    every = list(product(*numbers, ("with", "without")))
    for values in rng.sample(every, min(len(every), 40)):
        assert (values in truth) == accepted(space, family, values), values


def accepted(space, family: Family, values: tuple[str, ...]) -> bool:
    """Whether numbers and lid can be written in this order, and pass the check before ordering."""
    draft = begun(family)
    try:
        for field, text in zip(family.fields, values, strict=False):
            draft = measuring.write(space, draft, field, text)
        draft = choose(space, draft, "lid", values[-1])
        measuring.check(space, draft)
    except (BadInput, Unavailable):
        return False
    assert measuring.settled(family, draft) == draft
    return True


@pytest.mark.parametrize("seed", range(25))
def test_the_proposed_number_is_the_nearest_that_fits(tmp_path, seed):
    """Against trying every number, where each comparison is a line in it."""
    family = read(tmp_path, generated(random.Random(seed)))  # noqa: S311 - a test's chance repeats
    truth = buildable(family)
    if not truth:
        return
    space, rng = compile_family(family, cache=None), random.Random(seed)  # noqa: S311 - a test's chance repeats
    start = rng.choice(sorted(truth))
    draft = begun(family)
    for field, text in zip(family.fields, start, strict=False):
        draft = measuring.write(space, draft, field, text)
    draft = choose(space, draft, "lid", start[-1])
    for at, field in enumerate(family.fields):
        fits = [
            Fraction(one[at]) for one in truth if one[:at] + one[at + 1 :] == start[:at] + start[at + 1 :]
        ]
        for step in range(steps(field)):
            number = number_at(field, step)
            if number in fits:
                continue
            with pytest.raises(Misfit) as caught:
                measuring.write(space, draft, field, plain(number))
            least = min(abs(each - number) for each in fits)
            assert abs(Fraction(caught.value.nearest) - number) == least


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "minimum: 400, maximum: 2400, unit: mm, default: 800",
            "minimum: 400",
            "choice width: a number needs a minimum",
        ),
        ("default: 800", "default: 300", 'window.yaml:6, choice width: the default "300" cannot be made'),
        ("default: 800", "step: 0", "a step is above 0"),
        ("default: 800", "step: 0.01", "there are 200,001 numbers"),
        (
            "minimum: 400, maximum: 2400, unit: mm, default: 800",
            "minimum: -4, maximum: 5",
            "a measure is not below 0",
        ),
        ("cuts: [1000, 2000]", "cuts: [wide]", '"wide" is not a number'),
        ("default: 800", "personal: true", '"personal" is not known here'),
        (
            "from 1200 mm",
            "from 1200 kg",
            'surcharge wide: width has no value "from 1200 kg". Write a span within',
        ),
        ("must: width <= frame.most", "must: width in (slim)", "width is a number"),
        ("must: width <= frame.most", "must: width <= 1500", "length and a plain number do not go together"),
        (
            "must: width <= frame.most",
            "must: width * width * height <= 3 m2",
            "only two lengths make an area",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_line_and_mend(tmp_path, old, new, said):
    assert old in WINDOW
    with pytest.raises(BadFamily) as caught:
        read(tmp_path, WINDOW.replace(old, new, 1))
    assert said in str(caught.value)


def test_a_table_names_spans(tmp_path):
    table = "  glass: {reason: Thin glass., of: [frame, width], forbid: [[slim, 600 to 700], [strong, [to 500, 2400]]]}\n"
    family = read(tmp_path, WINDOW.replace("surcharges:", table + "surcharges:"))
    rule = next(rule for rule in family.rules if rule.name == "glass")
    assert rule.rows == (("slim", "600-700"), ("strong", "400-500"), ("strong", "2400"))


def test_a_design_moves_to_a_revision_with_other_bands_and_keeps_its_number(tmp_path):
    old = read(tmp_path, WINDOW)
    draft = measuring.write(compile_family(old, cache=None), begun(old), old.fields[0], "1450")
    new = read(tmp_path, WINDOW.replace("1500 mm", "1400 mm"))
    moved = migrate(old, compile_family(new, cache=None), draft, new.digest)
    assert (moved.fields, moved.choices, moved.news) == ({"width": "1450"}, {"width": "1401-2400"}, None)


def test_families_that_use_nothing_new_keep_their_digest():
    """Orders and tokens name a revision by its digest."""
    examples = Path(__file__).parents[3] / "examples" / "brands"
    digests = {
        path.stem: replace(read_family(path), asks={}).digest[:12]
        for path in (
            examples / "aurea/ring.yaml",
            examples / "indigo/jeans.yaml",
            examples / "bastone/burger.yaml",
        )
    }
    assert digests == {"ring": "8121295c0573", "jeans": "72aaa92fc216", "burger": "627e317ab4f3"}


def test_a_number_out_of_its_band_does_not_stand(tmp_path):
    family = read(tmp_path, WINDOW)
    draft = replace(begun(family), fields={"width": "523"})
    assert measuring.settled(family, draft).fields == {}
    assert band_of(family.variable("width").values, Fraction("399")) is None


def test_what_is_written_out_reads_as_the_same_family(tmp_path):
    family = read(tmp_path, WINDOW)
    assert write_document(family, "window.yaml").notes == ()
