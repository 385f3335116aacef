"""Tables as others export them: what is malformed spoils its own row, and the rest goes on."""

import csv
import io
import json

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sumisura.files import BadFile
from sumisura.files.rows import Rejects, Row, Spoiled, json_rows, open_table


@pytest.fixture
def write(tmp_path):
    def to(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return to


def good(table):
    return [(row.line, dict(row.cells)) for row in table if isinstance(row, Row)]


def bad(table):
    return [(row.line, row.column) for row in table if isinstance(row, Spoiled)]


def test_every_row_knows_its_line(write):
    table = open_table(write("a.csv", 'item,note\nbelt,plain\n\nhat,"two\nlines"\nbag, spaced \n'))
    assert good(table) == [
        (2, {"item": "belt", "note": "plain"}),
        (4, {"item": "hat", "note": "two\nlines"}),
        (6, {"item": "bag", "note": "spaced"}),
    ]
    assert good(table) == good(table), "a table can be read again"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_seen_in_the_first_line(write, separator):
    table = open_table(write("a.txt", separator.join("ab") + "\r\n" + separator.join("12") + "\r\n"))
    assert good(table) == [(2, {"a": "1", "b": "2"})]


def test_a_forgotten_quote_spoils_its_own_row_alone(write):
    rows = "".join(f"{number},x\n" for number in range(500))
    table = open_table(write("a.csv", f'id,note\n1,"open\n{rows}2,"closed"\n'))
    assert bad(table) == [(2, "")]
    assert len(good(table)) == 501
    assert good(table)[-1] == (503, {"id": "2", "note": "closed"})


def test_a_forgotten_quote_in_the_last_row(write):
    table = open_table(write("a.csv", 'id,note\n1,"open\n2,x\n'))
    assert (bad(table), good(table)) == ([(2, "")], [(3, {"id": "2", "note": "x"})])


def test_inches_are_no_quotes(write):
    table = open_table(write("a.csv", 'id,note\n1,5" pipe\n2,"5"" pipe"\n3,"5"x\n'))
    assert [cells["note"] for _, cells in good(table)] == ['5" pipe', '5" pipe']
    assert bad(table) == [(4, "")]


def test_rows_of_another_width_name_the_column(write):
    table = open_table(write("a.csv", "a,b,c\n1,2\n1,2,3,4\n1,2,3,,\n1,2,3\n"))
    assert bad(table) == [(2, "c"), (3, "4")]
    assert [line for line, _ in good(table)] == [4, 5]


def test_bytes_that_are_no_text_spoil_their_line(write):
    table = open_table(write("a.csv", b"\xef\xbb\xbfa,b\n1,caf\xe9\n1,\0\n2,caf\xc3\xa9\n"))
    assert bad(table) == [(2, ""), (3, "")]
    assert good(table) == [(4, {"a": "2", "b": "café"})]
    assert "byte 6 " in next(row.what for row in table if isinstance(row, Spoiled))


def test_an_endless_line_is_passed_over(write):
    table = open_table(write("a.csv", b"a\n" + b"x" * 3_000_000 + b"\n1\n"))
    assert (bad(table), good(table)) == ([(2, "")], [(3, {"a": "1"})])


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "empty"),
        ("\n \n", "empty"),
        ("a,,c\n", "column 2 has no name"),
        ("a,b,a\n", 'two columns are called "a"'),
        (b"\xff\xfea\x00", "UTF-16"),
        (b"\x1f\x8b\x08", "compressed"),
        (b"PK\x03\x04", "workbook"),
        (b"PAR1 is not enough", "Parquet"),
        (b"caf\xe9,b\n", "UTF-8"),
    ],
)
def test_what_makes_the_whole_file_unusable_is_said(write, content, why):
    with pytest.raises(BadFile, match=why):
        open_table(write("a.csv", content))


def test_an_absent_file_is_said(tmp_path):
    with pytest.raises(BadFile, match="no such file"):
        open_table(tmp_path / "none.csv")
    with pytest.raises(BadFile, match="no such file"):
        open_table(tmp_path)


def test_a_header_alone_is_an_empty_table(write):
    table = open_table(write("a.csv", "a,b\n"))
    assert (table.columns, list(table)) == (("a", "b"), [])


cells = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0\r"), max_size=20)


@given(st.lists(st.lists(cells, min_size=3, max_size=3), max_size=20), st.sampled_from(",;\t|"))
def test_what_a_csv_writer_writes_is_read_back(tmp_path_factory, rows, separator):
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([["a", "b", "c"], *rows])
    path = tmp_path_factory.mktemp("rows") / "a.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="\n")
    found = [list(row.cells.values()) for row in open_table(path) if isinstance(row, Row)]
    assert found == [[cell.strip() for cell in row] for row in rows]


def test_json_lines_are_flattened(write):
    rows = [{"who": 7, "data": {"rating": 4.5, "tags": ["a"], "ok": True, "none": None}}, {"late": " x "}]
    table = open_table(write("a.jsonl", "\n".join(map(json.dumps, rows)) + "\n"))
    assert table.form == "JSON lines"
    assert table.columns == ("who", "data.rating", "data.tags", "data.ok", "data.none", "late")
    first, second = good(table)
    assert first[1] == {
        "who": "7",
        "data.rating": "4.5",
        "data.tags": '["a"]',
        "data.ok": "true",
        "data.none": "",
    }
    assert second == (2, {"late": "x"})


def test_json_that_is_none_names_line_and_column(write):
    table = open_table(write("a.jsonl", '{"a": 1}\n{"a": NaN}\n{"a" 1}\n{"a": 2\n[1]\n\n{"a": 3}\n'))
    assert bad(table) == [(2, "7"), (3, "6"), (4, ""), (5, "")]
    assert [line for line, _ in good(table)] == [1, 7]


def test_json_nested_without_end_is_refused_not_crashed(write):
    table = open_table(write("a.jsonl", '{"a":' * 100_000 + "\n" + '{"a": 1}\n'))
    assert (bad(table), good(table)) == ([(1, "")], [(2, {"a": "1"})])


EVENTS = [
    {
        "specversion": "1.0",
        "id": str(n),
        "type": "shop.bought",
        "source": "/till",
        "data": {"note": '} ] { " é'},
    }
    for n in range(9)
]


@pytest.mark.parametrize("chunk", [7, 64, 1 << 20])
@pytest.mark.parametrize("indent", [None, 2])
def test_a_batch_of_cloudevents_is_read_a_piece_at_a_time(write, monkeypatch, chunk, indent):
    monkeypatch.setattr(json_rows, "_CHUNK", chunk)
    text = json.dumps(EVENTS, indent=indent)
    table = open_table(write("a.json", text))
    assert table.form == "CloudEvents"
    assert [cells["id"] for _, cells in good(table)] == [event["id"] for event in EVENTS]
    assert bad(table) == []
    if indent:
        lines = text.split("\n")
        assert all(lines[line - 1].strip() == "{" for line, _ in good(table))


def test_a_slip_in_one_object_of_a_batch_spoils_it_alone(write):
    table = open_table(write("a.json", '[{"a": 1},\n{"a": },\n7, {"a": 2},\n{"a": 3}]\n'))
    assert good(table) == [(1, {"a": "1"}), (3, {"a": "2"}), (4, {"a": "3"})]
    assert [line for line, _ in bad(table)] == [2, 2]


def test_a_batch_that_is_cut_off_keeps_what_came_before(write):
    table = open_table(write("a.json", '[{"a": 1},\n{"a": "2'))
    assert (good(table), bad(table)) == ([(1, {"a": "1"})], [(2, "")])


def test_an_object_without_end_is_not_held(write, monkeypatch):
    monkeypatch.setattr(json_rows, "LONGEST", 1_000)
    monkeypatch.setattr(json_rows, "_CHUNK", 100)
    table = open_table(write("a.json", '[{"a": 1}, {"b": "' + "x" * 10_000))
    assert len(good(table)) == 1
    assert [len(row.raw) for row in table if isinstance(row, Spoiled)] == [200]


def test_parquet_comes_as_text_with_instants_in_utc(tmp_path):
    path = tmp_path / "a[1].parquet"
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'Europe/Rome'")
        connection.execute(
            "CREATE TABLE t AS SELECT * FROM (VALUES"
            " (' belt', 4.5::DOUBLE, TIMESTAMPTZ '2026-03-01 12:00:00+01', 'nan'::DOUBLE), (NULL, 1, NULL, 0.25))"
            ' t("the ""item", rating, "at", weight)'
        )
        connection.table("t").write_parquet(str(tmp_path / "b.parquet"))
    (tmp_path / "b.parquet").rename(path)
    table = open_table(path)
    assert table.columns == ('the "item', "rating", "at", "weight")
    assert good(table) == [
        (1, {'the "item': "belt", "rating": "4.5", "at": "2026-03-01 11:00:00+00", "weight": "nan"}),
        (2, {'the "item': "", "rating": "1.0", "at": "", "weight": "0.25"}),
    ]


FEED = """<?xml version="1.0"?>
<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><title>All</title>
<item>
<g:id>belt-1</g:id><title>Belt &amp; buckle</title><g:price>12.50 EUR</g:price>
<g:shipping><g:price>4 EUR</g:price></g:shipping><g:product_type>Belts</g:product_type><g:product_type>Gifts</g:product_type>
</item>
<item><g:id>hat-1</g:id></item>
</channel></rss>"""


def test_a_feed_gives_one_row_for_each_item(write):
    table = open_table(write("a.xml", FEED))
    assert table.feed
    assert good(table) == [
        (3, {
            "id": "belt-1",
            "title": "Belt & buckle",
            "price": "12.50 EUR",
            "shipping": "",
            "product_type": "Belts|Gifts",
        }),
        (7, {"id": "hat-1"}),
    ]  # fmt: skip


def test_atom_names_its_link_in_an_attribute(write):
    atom = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><link href="https://a.it/1"/></entry></feed>'
    assert good(open_table(write("a.xml", atom))) == [(1, {"id": "1", "link": "https://a.it/1"})]


def test_a_broken_feed_keeps_what_came_before(write):
    table = open_table(write("a.xml", FEED.replace("hat-1</g:id>", "hat & 1</g:id>")))
    assert [line for line, _ in good(table)] == [3]
    assert bad(table) == [(7, "18")]
    cut = open_table(write("b.xml", FEED[:-10]))
    assert (len(good(cut)), len(bad(cut))) == (2, 1)


def test_a_feed_with_entities_is_refused(write):
    bomb = '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><rss><item><id>&c;</id></item></rss>'
    (spoiled,) = open_table(write("a.xml", bomb))
    assert "entities are not allowed" in spoiled.what


def test_rejects_are_written_beside_and_only_for_their_owner(tmp_path):
    source = tmp_path / "a.csv"
    with Rejects(source) as rejects:
        rejects.add(Spoiled(3, "b", "there is nothing here", "Fill it in.", '1,"a\nb"'))
    assert rejects.path == tmp_path / "a.csv.rejects.csv"
    with rejects.path.open(newline="") as file:
        assert list(csv.reader(file)) == [
            ["line", "column", "why", "raw"],
            ["3", "b", "there is nothing here. Fill it in.", '1,"a\nb"'],
        ]
    assert rejects.path.stat().st_mode & 0o077 == 0
    with Rejects(source):
        pass
    assert not rejects.path.exists(), "nothing rejected, nothing left over"


def test_rejects_that_are_only_counted_leave_no_file(tmp_path):
    with Rejects(tmp_path / "a.csv", keep=False) as rejects:
        rejects.add(Spoiled(3, "b", "no", "", ""))
    assert (rejects.count, str(rejects.first[0]), list(tmp_path.iterdir())) == (
        1,
        "a.csv:3, column b: no.",
        [],
    )


def test_rejects_that_cannot_be_written_are_said_before_anything_is_done(tmp_path):
    with pytest.raises(BadFile, match="cannot be written"), Rejects(tmp_path / "absent" / "a.csv"):
        pass
