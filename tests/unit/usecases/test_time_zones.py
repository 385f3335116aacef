"""Days are the brand's own: near midnight, far from Greenwich, and on the days that clocks are put forward and back."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

import offers
import sumisura
from sumisura.insight import repo as insight
from sumisura.insight import tally
from sumisura.insight.model import Arm
from sumisura.kernel import Brand, BrandId, Family, OrderState, PartyId, Value, Variable
from sumisura.orders.token import Expired, sign
from sumisura.pricing import in_force
from sumisura.pricing.read import read_prices
from sumisura.store.codec import decode, encode
from sumisura.usecases.learning.nights import following, nightfall
from sumisura.usecases.office import trusting
from sumisura.usecases.shop.vouching import vouch
from sumisura.usecases.tasting import ranking
from sumisura.web import words

AUCKLAND, KOLKATA, ATHENS = "Pacific/Auckland", "Asia/Kolkata", "Europe/Athens"
JEANS = Family("jeans", "Jeans", "EUR", (Variable("cut", "Cut", (Value("slim"),)),), base_price=8900)
QUARTER = timedelta(minutes=15)


def shop(zone):
    return Brand(offers.INDIGO, "Indigo", "EUR", locale="en", time_zone=zone)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "instant", "day", "moment"),
    [
        (AUCKLAND, "2026-03-01T10:59:59", "1 Mar 2026", "1 Mar 2026, 23:59"),
        (AUCKLAND, "2026-03-01T11:00:00", "2 Mar 2026", "2 Mar 2026, 00:00"),
        (AUCKLAND, "2026-12-31T11:00:00", "1 Jan 2027", "1 Jan 2027, 00:00"),
        (KOLKATA, "2026-03-01T18:29:59", "1 Mar 2026", "1 Mar 2026, 23:59"),
        (KOLKATA, "2026-03-01T18:30:00", "2 Mar 2026", "2 Mar 2026, 00:00"),
        # Clocks in Auckland go from 02:00 to 03:00 on 27 September 2026, and from 03:00 to 02:00 on 5 April 2026.
        (AUCKLAND, "2026-09-26T13:59:00", "27 Sep 2026", "27 Sep 2026, 01:59"),
        (AUCKLAND, "2026-09-26T14:00:00", "27 Sep 2026", "27 Sep 2026, 03:00"),
        (AUCKLAND, "2026-09-27T10:59:00", "27 Sep 2026", "27 Sep 2026, 23:59"),
        (AUCKLAND, "2026-04-04T13:30:00", "5 Apr 2026", "5 Apr 2026, 02:30"),
        (AUCKLAND, "2026-04-04T14:30:00", "5 Apr 2026", "5 Apr 2026, 02:30"),
        (AUCKLAND, "2026-04-05T11:59:00", "5 Apr 2026", "5 Apr 2026, 23:59"),
        (AUCKLAND, "2026-04-05T12:00:00", "6 Apr 2026", "6 Apr 2026, 00:00"),
    ],
)
def test_until_when_a_price_holds_is_told_by_the_brands_clocks(zone, instant, day, moment):
    assert words.day(at(instant), shop(zone)) == day
    assert words.moment(at(instant), shop(zone)) == moment


@pytest.mark.parametrize(
    ("zone", "said"),
    [(AUCKLAND, "2026-09-27 03:30 NZDT"), (KOLKATA, "2026-09-26 20:00 IST"), ("UTC", "2026-09-26 14:30 UTC")],
)
def test_a_price_that_held_until_then_says_so_by_the_brands_clocks(services, zone, said):
    over = at("2026-09-26T14:30")
    services.clock.at = over
    token = sign(offers.claims(issued=over - timedelta(days=1), expires=over), services.keyring)
    with pytest.raises(Expired, match=said):
        vouch(services, shop(zone), "somebody", token)


@pytest.mark.parametrize(
    ("zone", "instant", "kept"),
    [
        (AUCKLAND, "2026-03-01T10:59", 1),
        (AUCKLAND, "2026-03-01T11:01", 0),
        (KOLKATA, "2026-03-01T18:29", 1),
        (KOLKATA, "2026-03-01T18:31", 0),
        ("America/Los_Angeles", "2026-03-02T07:59", 1),
        ("America/Los_Angeles", "2026-03-02T08:01", 0),
        (AUCKLAND, "2026-02-28T12:00", 1),
    ],
)
def test_a_promised_day_ends_at_the_brands_midnight(services, zone, instant, kept):
    order = offers.order()
    (line,) = order.lines[:1]
    promised = replace(line, quote=replace(line.quote, promised=date(2026, 3, 1)))
    order = replace(order, lines=(promised,), history=(*order.history, (OrderState.DELIVERED, at(instant))))
    with services.store.write() as tx:
        trusting.delivered(tx, shop(zone), order)
        found = tally.totals(tx, offers.INDIGO)
    assert (found.get("promise/delivery/kept", 0), found.get("promise/delivery/broken", 0)) == (
        kept,
        1 - kept,
    )


def test_a_price_book_begins_and_ends_at_the_brands_midnight(tmp_path):
    path = tmp_path / "prices.yaml"
    path.write_text(
        f"taxes: []\nbooks:\n  - {{revision: spring, family: {JEANS.name}, from: 2026-09-27, until: 2026-09-28, base: 90.00}}\n"
    )
    books = read_prices(path, [JEANS], ZoneInfo(AUCKLAND)).books
    for some in (books, decode(encode(books), tuple[type(books[0]), ...])):  # at rest as in the file
        holds = [
            in_force(some, JEANS.name, at(instant)) is not None
            for instant in ("2026-09-26T11:59", "2026-09-26T12:00", "2026-09-27T10:59", "2026-09-27T11:00")
        ]
        assert holds == [False, True, True, False]  # a day of 23 hours


def all_year(zone, year=2026):
    now = datetime(year, 1, 2, tzinfo=UTC)
    while now.year == year:
        yield now, nightfall(now, zone), following(now, zone)
        now += QUARTER


@pytest.mark.parametrize(
    "zone", [AUCKLAND, KOLKATA, ATHENS, "Europe/Rome", "America/Santiago", "Australia/Lord_Howe", "UTC"]
)
def test_there_is_one_night_a_day_all_year(zone):
    there = ZoneInfo(zone)
    found = [
        (now, last.astimezone(UTC), following_.astimezone(UTC)) for now, last, following_ in all_year(there)
    ]
    assert all(last <= now < following_ for now, last, following_ in found)
    nights = [last for _, last, _ in found]
    assert nights == sorted(nights), "a night that was over does not come again"
    days = [night.astimezone(there).date() for night in dict.fromkeys(nights)]
    assert days == [days[0] + timedelta(days=number) for number in range(len(days))]
    assert {night.astimezone(there).hour for night in nights} <= {3, 4}


@pytest.mark.parametrize(
    ("now", "last"),
    [
        (
            "2026-03-29T00:59",
            "2026-03-28T01:00",
        ),  # clocks in Athens go from 03:00 to 04:00: there is no three
        ("2026-03-29T01:00", "2026-03-29T01:00"),
        (
            "2026-10-25T00:00",
            "2026-10-25T00:00",
        ),  # from 04:00 back to 03:00: three comes twice, the night once
        ("2026-10-25T01:30", "2026-10-25T00:00"),
        ("2026-10-25T02:30", "2026-10-25T00:00"),
    ],
)
def test_where_three_is_skipped_or_comes_twice_the_night_is_one(now, last):
    assert nightfall(at(now), ZoneInfo(ATHENS)).astimezone(UTC) == at(last)


@pytest.mark.parametrize(("zone", "same"), [(AUCKLAND, False), (KOLKATA, True), ("UTC", True)])
def test_a_page_is_the_same_all_day_of_the_brand(services, zone, same):
    who = SimpleNamespace(visitor=SimpleNamespace(brand=shop(zone), party=PartyId("pty_1")))
    drawn = []
    for instant in ("2026-03-01T10:59", "2026-03-01T11:01"):
        services.clock.at = at(instant)
        drawn.append(ranking._chance(services, who).random())
    assert (drawn[0] == drawn[1]) is same


def test_weeks_and_days_that_are_counted_are_the_brands(services):
    sunday = at("2026-03-01T11:30")
    assert trusting.week(sunday) == "2026-W09"
    assert trusting.week(shop(AUCKLAND).local(sunday)) == "2026-W10"
    with services.store.write() as tx:
        local = shop(AUCKLAND).local(sunday)
        made = insight.expose(tx, BrandId("indigo"), PartyId("pty_1"), Arm.MASS, local, share=0.5)
    assert made.day == date(2026, 3, 2)


def test_the_brand_alone_knows_where_its_clocks_hang():
    sources = Path(sumisura.__file__).parent
    asking = [path.name for path in sources.rglob("*.py") if "ZoneInfo(self.time_zone)" in path.read_text()]
    others = [
        path
        for path in sources.rglob("*.py")
        if re.search(r"ZoneInfo\(\w+\.(\w+\.)*time_zone", path.read_text())
    ]
    assert (asking, [path.name for path in others]) == (["brand.py"], ["brand.py"])
