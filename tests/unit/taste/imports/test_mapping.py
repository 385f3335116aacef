"""Which column says what: guessed from names and first rows, corrected by the person."""

from datetime import UTC, datetime

import pytest

from sumisura.files.rows import Row
from sumisura.kernel import BadInput
from sumisura.taste.imports.deeds import read
from sumisura.taste.imports.doings import NAMES, SOURCE, doing, source_of
from sumisura.taste.imports.mapping import FIELDS, guess
from sumisura.taste.model import MEANINGS
from sumisura.trust.sources import SOURCES

WHO = {"user": "7", "item": "belt", "date": "2026-03-01"}


def plan_of(*rows, **more):
    cells = [WHO | row for row in rows] or [WHO]
    return guess(list(cells[0]), [Row(2, one) for one in cells], **more)


def deed(plan, **cells):
    return read(plan, Row(2, WHO | cells), UTC)


def test_every_doing_has_a_name_a_meaning_and_a_source():
    assert set(NAMES.values()) == MEANINGS.keys() == SOURCE.keys()
    assert set(SOURCE.values()) == SOURCES.keys()
    assert all(NAMES[what] == what for what in MEANINGS)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("PURCHASE", "bought"),
        ("com.example.orders.order-placed", "bought"),
        ("Product Viewed", "viewed"),
        ("addToCart", "chose"),
        ("removeFromCart", "retracted"),
        ("not interested", "refused"),
        ("", ""),
        ("!", ""),
        ("unsubscribed", ""),
    ],
)
def test_what_others_call_it(text, what):
    assert doing(text) == what


def test_a_source_is_a_name_or_the_end_of_an_address():
    assert [source_of(text) for text in ("Purchases", "/shop/returns/", "urn:x", "", "retina")] == [
        "purchases",
        "returns",
        "",
        "",
        "",
    ]


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ("Customer ID", "customer"),
        ("data.customer", "customer"),
        ("E-Mail", "customer"),
        ("SKU", "item"),
        ("Order Date", "at"),
        ("timestamp", "at"),
    ],
)
def test_names_as_shops_write_them(column, field):
    others = {"customer": "user", "item": "product", "at": "date"}
    columns = [column, *(name for need, name in others.items() if need != field)]
    assert guess(columns, []).columns[field] == column


def test_the_likeliest_name_wins_and_the_rest_is_left_out():
    plan = guess(["email", "customer_id", "item", "date", "iban"], [])
    assert (plan.columns["customer"], plan.left_out) == ("customer_id", ("email", "iban"))


@pytest.mark.parametrize(
    ("column", "texts", "field"),
    [
        ("id", ("1", "2"), "id"),
        ("id", ("1", "1"), None),
        ("value", ("0.5", "-1"), "value"),
        ("value", ("45.00", "12"), None),
        ("type", ("purchase", "other"), "what"),
        ("type", ("B2C", "B2B"), None),
        ("source", ("purchases", "x"), "source"),
        ("source", ("google", "direct"), None),
        ("score", ("AAA", "B"), None),
        ("quantity", ("1", "2"), "times"),
    ],
)
def test_a_column_is_taken_only_if_what_stands_in_it_fits(column, texts, field):
    plan = plan_of(*({column: text} for text in texts))
    found = {name: what for what, name in plan.columns.items()}
    assert found.get(column) == field
    assert (column in plan.left_out) == (field is None)


@pytest.mark.parametrize(
    ("seen", "scale"),
    [
        (["1", "5"], (1, 5)),
        (["4.5"], (1, 5)),
        (["1"], (1, 5)),
        (["0", "5"], (0, 5)),
        (["1", "10"], (1, 10)),
        (["0", "1"], (0, 5)),
        (["55"], (0, 100)),
        (["-1", "1"], (-1, 1)),
        (["0.5", "1"], (-1, 1)),
        (["3", "x"], (1, 5)),
        (["1000"], (0, 1000)),
        (["-3", "2"], (-3, 3)),
    ],
)
def test_the_scale_of_ratings(seen, scale):
    plan = plan_of(*({"stars": text} for text in seen))
    assert plan.scale == scale
    assert plan_of({"stars": "3"}, scale=(0, 3)).scale == (0, 3)


def test_ratings_go_from_least_to_most():
    plan = plan_of({"stars": "5"})
    values = [deed(plan, stars=stars).value for stars in ("1", "2", "3", "4", "5", "")]
    assert values == [-1.0, -0.5, 0.0, 0.5, 1.0, 1.0]
    with pytest.raises(BadInput, match="from 1 to 5"):
        deed(plan, stars="6")


def test_what_the_person_says_comes_first():
    rows = {"name": "belt", "plays": "8"}
    plan = plan_of(rows, given={"item": "-", "name": "item"}, fixed={"what": "viewed", "source": "designs"})
    found = deed(plan, **rows)
    assert (found.item, found.what, found.source, found.weight) == ("belt", "viewed", "designs", 0.5 * 4)
    assert "item" in plan.left_out


def test_everything_is_shown_before_it_is_believed():
    plan = plan_of(
        {"stars": "4", "colour": "red", "iban": "x"}, given={"colour": "token"}, fixed={"origin": "till 3"}
    )
    assert [(column, field) for column, field, _ in plan.lines()] == [
        ("user", "customer"),
        ("item", "item"),
        ("date", "at"),
        ("stars", "rating"),
        ('"till 3", always', "origin"),
        ("colour", "token"),
        ('"rated", always', "what"),
    ]
    assert plan.left_out == ("iban",)
    assert all(known.means for known in FIELDS.values())


@pytest.mark.parametrize(
    ("columns", "field"),
    [(["item", "date"], "customer"), (["user", "date"], "item"), (["user", "item"], "at")],
)
def test_a_file_must_say_who_what_about_and_when(columns, field):
    with pytest.raises(BadInput, match=f"--map COLUMN={field}"):
        guess(columns, [])
    assert guess(columns, [], fixed={field: "x"}).fixed == {field: "x"}


@pytest.mark.parametrize("times", ["1", "2", "1024"])
def test_n_times_count_logarithmically(times):
    plan = plan_of({"plays": times})
    assert deed(plan, plays=times).weight == 3.0 * {"1": 1, "2": 2, "1024": 11}[times]


@pytest.mark.parametrize(
    ("text", "sources", "since"),
    [
        ("yes", None, None),
        ("NO", frozenset(), None),
        ("", frozenset(), None),
        ("purchases, ratings", frozenset({"purchases", "ratings"}), None),
        ("2026-01-01", None, datetime(2026, 1, 1, tzinfo=UTC)),
    ],
)
def test_what_a_row_says_of_consent(text, sources, since):
    agreed = deed(plan_of({"consent": text}), consent=text).agreed
    assert (agreed.sources, agreed.since) == (sources, since)


def test_consent_in_words_nobody_knows_is_rejected():
    with pytest.raises(BadInput) as found:
        deed(plan_of({"consent": "maybe"}), consent="maybe")
    assert found.value.where == "consent"


@pytest.mark.parametrize("column", ["user", "item", "date"])
@pytest.mark.parametrize("text", ["", "x" * 300])
def test_what_is_missing_or_endless_names_its_column(column, text):
    with pytest.raises(BadInput) as found:
        deed(plan_of(), **{column: text})
    assert found.value.where == column
