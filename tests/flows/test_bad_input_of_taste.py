"""Bad input of taste, seen where people see it: at the command line, and on the pages afterwards (S9, S36, S81, S101, S102)."""

import csv
import json
import re
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from commands import command
from sumisura.app import wired
from sumisura.kernel import BrandId
from sumisura.taste import repo as tastes
from sumisura.taste.model import ItemId
from sumisura.worker import turn

INDIGO = BrandId("indigo")
PAGES = ("", "/search?q=belt", "/item?id=belt-hemp", "/proof?item=belt-hemp", "/taste")
UGLY = re.compile(r"Traceback|\b[Nn]a[Nn]\b|\binf\b|\bNone\b(?! is left)|\b0 of 0\b|Something broke")
AGREED = ("--granted-under", "2019-terms", "--granted-since", "2020-01-01", "--granted-for", "personalise",
          "--granted-for", "improve")  # fmt: skip


@pytest.fixture
def services(rests, clock):
    """A shop that is fitted to all who agree."""
    with wired(rests, clock=clock) as made:
        yield made


@pytest.fixture
def run(rests, services, monkeypatch, capsys):
    """Runs a command on the shop that is open."""
    return partial(
        command, monkeypatch, capsys, rests.data, SUMISURA_DEMO="1", SUMISURA_DATABASE=rests.database
    )


@pytest.fixture
def count(services):
    """Lets the worker take its turns until all is counted."""

    def until_done():
        for _ in range(6):
            turn(services)

    return until_done


def sound(person, brand="indigo", pages=PAGES, status=200):
    """Every page answers, with words on it and nothing that is for machines."""
    texts = []
    for page in pages:
        text = person.open(f"/{brand}{page}").text
        assert person.status == status, (page, text[:300])
        assert "<h1" in person.page.html, page
        assert not UGLY.search(text), (page, UGLY.search(text), text)
        texts.append(text)
    return texts


def ago(**delta):
    return (datetime.now(UTC) - timedelta(**delta)).isoformat(timespec="seconds")


def pseudonym(person, brand="indigo"):
    return re.search(r"Here you are (pty_\w+)", person.open(f"/{brand}/taste").text)[1]


def kept(text, source):
    """How many signals *Your taste* says it keeps of a source."""
    found = re.search(rf"{source} [^.]*\. (?:(\d+) signals? kept|Nothing yet)", text)
    assert found, text[:1500]
    return int(found[1] or 0)


def rows(*more):
    """Five customers whose rows are right, with others between them."""
    good = [
        {"customer": f"{number}", "item": "belt-hemp", "what": "liked", "at": ago(days=number), "weight": "1"}
        for number in range(1, 6)
    ]
    return [*good[:2], *more, *good[2:]]


BAD = [
    ({"weight": "nan"}, "weight", '"nan" is no number from 0 to 100'),
    ({"weight": "inf"}, "weight", '"inf" is no number from 0 to 100'),
    ({"weight": "-Infinity"}, "weight", '"-Infinity" is no number from 0 to 100'),
    ({"weight": "0"}, "weight", "a weight of 0 says nothing"),
    ({"item": "belt-hempp"}, "item", 'there is no item "belt-hempp"'),
    ({"what": "unsubscribed"}, "what", "nothing a customer tells or does"),
    ({"at": "01/02/2026"}, "at", "may mean two days"),
    ({"at": "2999-01-01"}, "at", "has not come yet"),
    ({"at": ""}, "at", "there is nothing here"),
    ({"customer": ""}, "customer", "there is nothing here"),
]


def spoiled():
    usual = {"customer": "99", "item": "belt-hemp", "what": "liked", "at": ago(days=1), "weight": "1"}
    return [usual | change for change, _, _ in BAD]


def as_csv(path, found):
    with path.open("w", newline="") as file:
        out = csv.DictWriter(file, list(found[0]))
        out.writeheader()
        out.writerows(found)
    return 2


def as_json_lines(path, found):
    path.write_text("".join(json.dumps(row) + "\n" for row in found))
    return 1


def as_json(path, found):
    path.write_text("[\n" + ",\n".join(json.dumps(row) for row in found) + "\n]\n")
    return 2


def as_cloudevents(path, found):
    events = (
        {
            "specversion": "1.0", "id": str(at), "source": "//shop.example", "type": f"com.shop.{row['what']}",
            "subject": row["item"], "time": row["at"], "data": {"customer": row["customer"], "weight": row["weight"]},
        }
        for at, row in enumerate(found)
    )  # fmt: skip
    path.write_text("".join(json.dumps(event) + "\n" for event in events))
    return 1


RENAMED = {
    "item": "subject",
    "at": "time",
    "what": "type",
    "customer": "data.customer",
    "weight": "data.weight",
}


@pytest.mark.parametrize(
    "write", [as_csv, as_json_lines, as_json, as_cloudevents], ids=lambda it: it.__name__
)
def test_a_malformed_row_is_named_by_file_line_and_column_and_the_rest_is_on_the_home(
    run, person, count, tmp_path, write
):
    file = tmp_path / (
        "history.csv" if write is as_csv else "history.json" if write is as_json else "history.jsonl"
    )
    first = write(file, rows(*spoiled()))
    done = run("signals", "import", file, "--brand", "indigo", *AGREED, "--yes")
    assert done.returncode == 0, done.stderr
    assert "15 rows: 5 signals of 5 customers recorded." in done.stdout
    assert f"10 rows could not be used, and are in {file.name}.rejects.csv." in done.stdout
    names = RENAMED if write is as_cloudevents else {}
    column = names.get("weight", "weight")
    assert f'{file.name}:{first + 2}, column {column}: "nan" is no number from 0 to 100' in done.stdout
    with (tmp_path / f"{file.name}.rejects.csv").open(newline="") as rejects:
        found = list(csv.DictReader(rejects))
    assert [(row["line"], row["column"]) for row in found] == [
        (str(first + 2 + at), names.get(column, column)) for at, (_, column, _) in enumerate(BAD)
    ]
    for row, (_, _, why) in zip(found, BAD, strict=True):
        assert why in row["why"]
        assert row["raw"]
    count()
    home = sound(person)[0]
    assert "Counted from 5 customers who agreed to it, 5 signals." in home


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_number_that_json_does_not_know_spoils_its_own_line_alone(run, person, count, tmp_path, number):
    file = tmp_path / "history.jsonl"
    as_json_lines(file, rows())
    lines = file.read_text().splitlines()
    lines.insert(2, lines[0].replace('"weight": "1"', f'"weight": {number}'))
    file.write_text("\n".join(lines) + "\n")
    done = run("signals", "import", file, "--brand", "indigo", *AGREED, "--yes")
    assert "6 rows: 5 signals of 5 customers recorded." in done.stdout
    assert re.search(r"history\.jsonl:3, column (\d+|weight): ", done.stdout), done.stdout
    assert "finite" in done.stdout or "is no number from 0 to 100" in done.stdout
    count()
    assert "Counted from 5 customers" in sound(person)[0]


def test_a_file_of_nothing_but_bad_rows_says_so_and_changes_no_page(run, person, count, tmp_path):
    before = sound(person)
    file = tmp_path / "history.csv"
    as_csv(file, spoiled())
    done = run("signals", "import", file, "--brand", "indigo", *AGREED, "--yes")
    assert done.returncode == 0, done.stderr
    assert "10 rows: 0 signals of 0 customers recorded." in done.stdout
    assert "10 rows could not be used" in done.stdout
    count()
    assert sound(person) == before
    assert "Nobody has agreed to be counted yet." in before[0]


def test_an_event_told_twice_counts_once_on_every_page(run, person, count, tmp_path):
    file = tmp_path / "history.csv"
    as_csv(file, rows(*rows()))
    for said in ("5 were there already; each counts once.", "10 were there already; each counts once."):
        done = run("signals", "import", file, "--brand", "indigo", *AGREED, "--yes")
        assert said in done.stdout
    count()
    assert "Counted from 5 customers who agreed to it, 5 signals." in sound(person)[0]

    person.press(value="history")
    touch = ("signals", "add", "--brand", "indigo", "--at", "till", "--party", pseudonym(person))
    touch += ("--item", "belt-hemp", "--what", "liked", "--when", datetime.now(UTC).isoformat())
    for _ in range(2):
        assert run(*touch).returncode == 0
    assert kept(person.open("/indigo/taste").text, "What you told us") == 1
    person.open("/indigo")
    assert "1 signal of yours" in person.page.text


def test_a_button_pressed_twice_counts_once(person):
    person.open("/indigo")
    person.press(value="history")
    person.open("/indigo/item?id=belt-hemp")
    for _ in range(3):
        person.press("I like it")
        assert "It counts from this page on." in person.page.text
    assert kept(person.open("/indigo/taste").text, "What you told us") == 1
    person.open("/indigo/item?id=belt-hemp")
    pressed = person.page
    for _ in range(2):
        person.page = pressed
        person.press("Not for me")
    person.open("/indigo/taste")
    assert [one.text for one in person.page.buttons].count("Take it back : Woven hemp belt") == 1


def test_clocks_that_run_ahead_or_backwards_leave_every_page_standing(run, person, clock):
    person.open("/indigo")
    person.press(value="history")
    party = pseudonym(person)
    touch = ("signals", "add", "--brand", "indigo", "--at", "till", "--party", party, "--what", "liked")
    ahead = run(*touch, "--item", "belt-hemp", "--when", ago(hours=-3))
    assert ahead.returncode == 0, ahead.stderr
    far = run(*touch, "--item", "belt-hemp", "--when", "2999-01-01")
    assert far.returncode == 2
    assert "has not come yet. Set the clock right that wrote it." in far.stderr
    sound(person)

    clock.advance(days=2)
    person.open("/indigo/item?id=tote-selvedge")
    person.press("I like it")
    told = sound(person)
    clock.advance(days=-1, hours=-6)
    for text in sound(person):
        assert text
    person.open("/indigo/item?id=cap-denim")
    person.press("I like it")
    days = re.findall(r'href="/indigo/taste\?day=([\d-]+)"', person.open("/indigo/taste").html)
    assert days == sorted(set(days))
    for day in days:
        sound(person, pages=(f"/taste?day={day}",))
    assert max(days) <= clock.now().date().isoformat(), "no day stands on the tape that has not come"
    clock.advance(days=2)
    assert sound(person)
    assert told


def test_what_was_told_of_things_that_are_gone_breaks_no_page_and_stays_ones_own(services, person, run):
    person.open("/indigo")
    person.press(value="history")
    person.open("/indigo/item?id=belt-hemp")
    person.press("I like it")
    person.open("/indigo/item?id=tote-selvedge")
    person.press("Not for me")
    with services.store.write() as tx:
        tastes.forget_items(tx, INDIGO, [ItemId("belt-hemp"), ItemId("tote-selvedge")])
    texts = sound(
        person, pages=("", "/search?q=belt", "/taste", "/proof?item=soap-denim", "/item?id=soap-denim")
    )
    assert "Woven hemp belt" not in "".join(texts)
    assert kept(texts[2], "What you told us") == 2
    for gone in ("/item?id=belt-hemp", "/proof?item=tote-selvedge"):
        text = person.open(f"/indigo{gone}").text
        assert person.status == 404
        assert "There is no piece" in text
    person.open("/indigo/taste")
    person.press("Take it back")
    assert "Nothing is put away." in person.page.text
    done = run(
        "signals",
        "add",
        "--brand",
        "indigo",
        "--at",
        "till",
        "--party",
        "7",
        "--item",
        "belt-hemp",
        "--what",
        "liked",
    )
    assert (done.returncode, "there is no item" in done.stderr) == (2, True)


BRAND = """brand: lone
title: Lone
tagline: One stool.
currency: EUR
locale: en
time_zone: Europe/Rome
home: IT
destinations: [IT]
"""
STOOL = "id,title,words,price,colour\nstool,Oak stool,Three legs,49.00,oak\n"


@pytest.fixture
def lone(run, tmp_path):
    """Brings in a brand with these goods, and nothing else."""

    def bring(goods=""):
        folder = tmp_path / "lone"
        folder.mkdir()
        (folder / "brand.yaml").write_text(BRAND)
        if goods:
            (folder / "goods.csv").write_text(goods)
        done = run("import", folder)
        assert done.returncode == 0, done.stderr
        return done

    return bring


def test_a_brand_with_nothing_says_that_it_offers_nothing_yet(lone, person, run):
    lone()
    for text in sound(person, "lone", ("", "/search?q=stool", "/taste")):
        assert "Lone" in text
    assert "Nothing is on offer here yet." in person.open("/lone").text
    assert "May this shop fit itself to you?" not in person.page.text
    assert person.open("/lone/item?id=stool").text
    assert person.status == 404
    done = run("train", "--brand", "lone")
    assert done.returncode == 0, done.stderr
    assert "there is too little to learn from yet" in done.stdout


def test_a_brand_with_one_thing_proposes_it_to_all_and_to_who_agreed(lone, person):
    lone(STOOL)
    pages = ("", "/search?q=stool", "/item?id=stool", "/proof?item=stool", "/taste")
    home, *_ = sound(person, "lone", pages)
    assert "Oak stool" in home
    assert "Nobody has agreed to be counted yet." in home
    person.open("/lone")
    person.press(value="history")
    person.open("/lone/item?id=stool")
    person.press("I like it")
    home, found, _, proof, _ = sound(person, "lone", pages)
    assert "Oak stool" in home
    assert "1 thing fits these words." in found
    assert "stands at place 1" in proof


@pytest.mark.parametrize("agreed", [False, True])
def test_who_put_the_only_thing_away_is_told_so_with_the_way_back(lone, person, agreed):
    lone(STOOL)
    person.open("/lone")
    if agreed:
        person.press(value="history")
    person.open("/lone/item?id=stool")
    person.press("Not for me")
    home, found, item, proof, taste = sound(
        person, "lone", ("", "/search?q=stool", "/item?id=stool", "/proof?item=stool", "/taste")
    )
    assert "You put away all that is on offer here." in home
    assert "Oak stool" not in home
    assert "What fits “stool” you put away." in found
    assert "Oak stool" in item
    assert "is not proposed to you" in proof
    assert "Oak stool" in taste
    person.press("Take it back")
    assert "Oak stool" in person.open("/lone").text


def test_what_is_sold_out_is_said_to_be(lone, person):
    lone(STOOL.replace("price", "stock,price").replace("49.00", "0,49.00"))
    home, *_ = sound(person, "lone", ("", "/search?q=stool", "/item?id=stool", "/taste"))
    assert "All of it is sold out just now." in home


def test_one_party_with_thousands_of_events_does_not_move_what_is_hot(run, person, count, tmp_path):
    """S102."""
    file = tmp_path / "crowd.csv"
    surge = [
        {"customer": f"c{number}", "item": item, "what": "liked", "at": ago(hours=hours, minutes=number)}
        for number in range(60)
        for item, hours in (("soap-denim", 24 * (20 + number % 20)), ("belt-hemp", 1))
    ]
    as_csv(file, surge)
    assert (
        "120 signals of 60 customers recorded."
        in run("signals", "import", file, "--brand", "indigo", *AGREED, "--yes").stdout
    )
    count()
    before = hot(person)
    assert "belt-hemp" in before
    as_csv(
        file,
        [
            {"customer": "loud", "item": "cap-denim", "what": "viewed", "at": ago(seconds=2 * number)}
            for number in range(5_000)
        ],
    )
    assert (
        "5,000 signals of 1 customer recorded."
        in run("signals", "import", file, "--brand", "indigo", *AGREED, "--yes").stdout
    )
    count()
    assert hot(person) == before
    assert "5,120 signals" in person.page.text


def hot(person):
    """The things that are marked as hot, in the order of the home; none of them stands twice."""
    html = person.open("/indigo").html
    found = [
        card[1]
        for card in re.finditer(r'<article class="card" data-item="([^"]+)">.*?</article>', html, re.DOTALL)
        if 'data-badge="hot"' in card[0]
    ]
    assert len({*found}) == len(found), found
    return found
