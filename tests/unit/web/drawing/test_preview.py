import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sumisura.kernel import BadInput
from sumisura.web.drawing.preview import PreviewContext, check_drawing, render_preview
from sumisura.web.drawing.swatch import render_swatch

BRANDS = Path(__file__).parents[4] / "examples" / "brands"
TEMPLATES = {
    name: (BRANDS / name).read_text("utf-8")
    for name in ("indigo/jeans.svg", "bastone/burger.svg", "aurea/ring.svg", "volta/car.svg")
}
STAND_IN = "stands here as soon as it is ready"


def draw(template: str, **context: Any) -> str:
    return str(render_preview(template, PreviewContext(**{"label": "Piece", "choice": {}, **context})))


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_brand_is_drawn_before_anything_is_chosen(name: str) -> None:
    drawing = draw(TEMPLATES[name], words=["raw", "straight <leg>"])
    assert STAND_IN not in drawing
    assert 'role="img" aria-label="Piece: raw, straight &lt;leg&gt;"' in drawing
    assert "<title>Piece</title><desc>Piece: raw, straight &lt;leg&gt;</desc>" in drawing


@pytest.mark.parametrize("name", TEMPLATES)
def test_two_drawings_share_a_page(name: str) -> None:
    def ids(uid: str) -> set[str]:
        return {part.split('"')[0] for part in draw(TEMPLATES[name], uid=uid).split(' id="')[1:]}

    assert ids("one")
    assert not ids("one") & ids("two")


@given(
    hint=st.dictionaries(
        st.sampled_from(["colour", "held", "layers", "setting", "kind", "hem", "fade", "across"]),
        st.one_of(st.text(), st.floats(), st.integers()),
    ),
    text=st.text(max_size=40),
)
@pytest.mark.parametrize("name", TEMPLATES)
def test_no_hint_and_no_word_of_a_customer_breaks_a_drawing(
    name: str, hint: dict[str, Any], text: str
) -> None:
    look = dict.fromkeys(
        ["stone", "metal", "wash", "hem", "patty", "cheese", "body", "paint", "setting", "fabric", "patch"],
        hint,
    )
    drawing = draw(
        TEMPLATES[name],
        look=look,
        choice={"patty": text, "leg": text, "body": text},
        field={"waist": text, "engraving": text, "name": text},
    )
    check_drawing(drawing, uid="pv")


def test_jeans_are_drawn_to_the_measures() -> None:
    drawing = draw(TEMPLATES["indigo/jeans.svg"], field={"waist": "84", "inseam": "82,5"})
    # 4 units are a centimetre: laid flat, a waist of 84 cm is 42 cm across.
    assert 'd="M-84 -20H84' in drawing
    assert "waist 84 cm" in drawing
    assert "inside leg 82.5 cm" in drawing
    assert "waist" not in draw(TEMPLATES["indigo/jeans.svg"])


def test_a_held_part_is_absent_and_says_so() -> None:
    look: dict[str, dict[str, Any]] = {"pickles": {"colour": "#6f8a35"}, "patty": {"colour": "#5a3322"}}
    choice = dict.fromkeys(look, "with")
    held = {**look, "pickles": {"held": True}}
    assert "no pickles" not in draw(TEMPLATES["bastone/burger.svg"], look=look, choice=choice)
    without = draw(TEMPLATES["bastone/burger.svg"], look=held, choice=choice)
    assert "no pickles" in without
    assert len(without) < len(draw(TEMPLATES["bastone/burger.svg"], look=look, choice=choice))


def test_the_engraving_reads_as_it_was_written() -> None:
    choice = {"script": "hand", "size": "54"}
    assert "L. &amp; A.</textPath>" in draw(
        TEMPLATES["aurea/ring.svg"], choice=choice, field={"engraving": "L. & A."}
    )
    assert "textPath" not in draw(
        TEMPLATES["aurea/ring.svg"], choice={**choice, "script": "none"}, field={"engraving": "L. & A."}
    )


@pytest.mark.parametrize(
    "template",
    [
        "<svg>{{",
        "<svg>{{ 1 / 0 }}</svg>",
        "<svg>{{ 'a' * 1000000000 }}</svg>",
        "<svg>{{ 9 ** 9 ** 9 }}</svg>",
        "<svg>{% for i in range(1000000) %}{% endfor %}</svg>",
        "<svg>{% for i in range(400) %}{% for j in range(400) %}{{ 'aaaaaaaa' }}{% endfor %}{% endfor %}</svg>",
        "<svg>{{ ''.__class__.__mro__[1].__subclasses__() }}</svg>",
        "<svg>{{ choice.clear() }}</svg>",
        "<svg>{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}</svg>",
        "<svg>{% include 'other' %}</svg>",
        "<svg><g></svg>",
        "",
    ],
)
def test_a_template_at_fault_leaves_a_calm_page(template: str) -> None:
    drawing = draw(template, label="Ring & stone")
    assert STAND_IN in drawing
    assert "Ring &amp; stone" in drawing


def test_the_log_names_the_fault_and_keeps_the_measure_to_itself(capsys: pytest.CaptureFixture[str]) -> None:
    draw("<svg>{{ range(field.waist) }}</svg>", field={"waist": "eighty-four"})
    logged = "".join(capsys.readouterr())
    assert "preview_failed" in logged
    assert "eighty-four" not in logged


@pytest.mark.parametrize(
    "inside",
    [
        "<script/>", "<SCRIPT/>", "<foreignObject/>", '<image href="#a"/>', "<animate/>", "<a/>", "<style/>",
        '<g onclick="x()"/>', '<g ONLOAD="x()"/>', '<g style="fill:red"/>', '<use href="https://x.example/a.svg#b"/>',
        '<use href="javascript:alert(1)"/>', '<rect fill="url(https://x.example)"/>', '<rect fill="URL( //x.example )"/>',
        '<rect fill="u\\72l(//x.example)"/>', '<rect fill="url(&#35;a) url(//x)"/>', '<g id="other"/>', "<?php ?>",
    ],
)  # fmt: skip
def test_what_could_act_or_load_is_refused(inside: str) -> None:
    with pytest.raises(BadInput):
        check_drawing(f"<svg>{inside}</svg>", uid="pv")


def test_entities_are_refused() -> None:
    with pytest.raises(BadInput, match="document type"):
        check_drawing('<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg>&a;</svg>')


def test_jeans_are_drawn_while_one_does_not_notice() -> None:
    def once() -> float:
        start = time.perf_counter()
        draw(TEMPLATES["indigo/jeans.svg"], field={"waist": 84, "inseam": 82})
        return time.perf_counter() - start

    once()
    # A busy machine must not fail the build: the fastest of many is what the code costs; about 2 ms where it is quiet.
    assert min(once() for _ in range(30)) < 0.010


def test_a_swatch_takes_colours_alone() -> None:
    assert "alert" not in render_swatch({"colour": '"/><script>alert(1)</script>'}, uid="s")
    check_drawing(
        str(render_swatch({"colour": "#aa0000", "colour_2": "#ffffff", "finish": "metal"}, uid="s")).replace(
            ' focusable="false"', ""
        ),
        uid="s",
    )


# The same to the eye on the default design: the line in the cuff needs a cuff, the inscription and the script need words,
# where a stone grew cannot be seen.
UNSEEN = {
    ("fabric", "selvedge-12"),
    ("inscription", "named"),
    ("origin", "grown"),
    ("script", "laser"),
    ("script", "hand"),
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_hint_that_a_family_gives_is_seen_in_its_drawing(name: str) -> None:
    family = yaml.safe_load((BRANDS / name).with_suffix(".yaml").read_text("utf-8"))
    choices = {
        var: told for step in family["steps"].values() for var, told in step.get("choices", {}).items()
    }
    values = {var: told["values"] for var, told in choices.items() if isinstance(told["values"], dict)}
    default = {var: str(choices[var].get("default", next(iter(of)))) for var, of in values.items()}
    look = {var: (values[var][value] or {}).get("look", {}) for var, value in default.items()}
    told = {(var, value): (of[value] or {}).get("look") for var, of in values.items() for value in of}
    other = {(var, value): hint for (var, value), hint in told.items() if hint and value != default[var]}
    plain = draw(TEMPLATES[name], choice=default, look=look)
    blind = {
        (var, value)
        for (var, value), hint in other.items()
        if draw(TEMPLATES[name], choice=default | {var: value}, look=look | {var: hint}) == plain
    }
    assert other
    assert blind <= UNSEEN
