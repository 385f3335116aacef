"""Every route of the shop, walked by people who agreed to nothing, to everything, and in between (S97, S98).

No feature is refused without consent, and no price or choice is another, but for what technically needs the signal:
those few stand in `NEEDS` with their reason. A new route that nobody walks fails here. Whoever's browser refuses
(Global Privacy Control) is at the level *nothing*, whatever they agreed to before.
"""

import json
import re
import secrets

import pytest
from litestar.routes import HTTPRoute

from person import Page
from shopping import ADDRESS, MEASURES
from sumisura.kernel import BrandId
from sumisura.taste import repo as tastes
from sumisura.trust.grants import Grants
from sumisura.trust.sessions import Door
from sumisura.usecases.tasting.signals import REFUSED, agreed
from sumisura.web.server import build

INDIGO = BrandId("indigo")
NEEDS = {
    ("POST", "/{brand}/taste/friend"): (422, "friends are found by a code that leads nowhere unless one may be found"),
}  # fmt: skip
"""What cannot be done without a signal: status, and why. For everybody else it stands open."""
ELSEWHERE = {
    "/.well-known/gpc.json": "for browsers and whoever checks on us",
    "/health": "for machines",
    "/ready": "for machines",
    "/static/{file_path}": "files, the same for all",
    "/{brand}/tokens/verify": "for other sites' servers",
}
"""Routes that no shopper walks; the back office is for staff (`test_who_may`), the workbench is no shop (`test_workbench`)."""


def routes(services):
    return {
        (method, re.sub(r":[a-z]+}", "}", route.path_format))
        for route in build(services).routes
        if isinstance(route, HTTPRoute) and not re.search("/office|^/workbench", route.path_format)
        for method in route.methods & {"GET", "POST"}
        if route.path_format not in ELSEWHERE and not route.path_format.startswith("/static")
    }


class Walker:
    """One visitor who goes everywhere, and what they met."""

    def __init__(self, person, headers):
        self.client = person.client
        self.client.headers.update(headers)
        self.met: dict[tuple[str, str], int] = {}
        self.told: dict[str, object] = {}
        self.order: dict[str, object] = {}
        self.names = {"brand": "indigo"}
        self.page = Page("")
        self.on_the_way = lambda: None

    def get(self, route, query=""):
        return self._arrive("GET", route, self.client.get(route.format(**self.names) + query))

    def post(self, route, files=None, **data):
        data = {"csrf": self.csrf, **data}
        return self._arrive(
            "POST", route, self.client.post(route.format(**self.names), data=data, files=files)
        )

    def send(self, route, body):
        return self._arrive("POST", route, self.client.post(route.format(**self.names), content=body))

    @property
    def csrf(self):
        page = Page(self.client.get("/indigo/data/import").text)
        return page.field("csrf")

    def _arrive(self, method, route, answer):
        first = answer.history[0] if answer.history else answer
        self.met[method, route] = max(first.status_code, answer.status_code, self.met.get((method, route), 0))
        self.page = Page(answer.text)
        self.at = str(answer.url)
        return self.page

    def note(self, name, value):
        """What has to be the same for everybody, in any order."""
        self.told[name] = sorted(value) if isinstance(value, list) else value
        self.order[name] = value


def walk(me):
    """Everything the shop has, in the order somebody might do it; the same for whoever walks."""
    me.get("/")
    me.note("families", re.findall(r'action="/indigo/([\w-]+)/designs"', me.get("/{brand}").html))
    me.names["event"] = re.search(r"/indigo/audit/(\w+)", me.page.html)[1]
    me.get("/{brand}/audit")
    me.get("/{brand}/audit/{event}")
    me.note(
        "found",
        list(
            dict.fromkeys(re.findall(r"/indigo/item\?id=([\w-]+)", me.get("/{brand}/search", "?q=belt").html))
        ),
    )
    me.note("item", price(me.get("/{brand}/item", "?id=belt-hemp").html))
    me.get("/{brand}/proof", "?item=belt-hemp")
    me.get("/{brand}/privacy")
    design(me)
    bag_and_order(me)
    me.on_the_way()
    taste(me)
    held(me)
    data(me)


def design(me):
    me.names["family"] = "jeans"
    me.get("/{brand}/{family}/needs", "?price=150")
    me.post("/{brand}/{family}/needs/design", **{"choice.fabric": "hemp-12"})
    me.post("/{brand}/{family}/designs")
    me.names["design"] = re.search(r"designs/(dsn_\w+)", me.at)[1]
    at = "/{brand}/designs/{design}"
    me.get(at)
    me.note("options", [one.value for one in me.page.buttons if one.name == "option"])
    me.note("start", me.page.price)
    me.post(f"{at}/choose", option="fabric:hemp-12")
    me.post(f"{at}/anyway", option="rise:high")
    me.post(f"{at}/retract", variable="fabric")
    me.post(f"{at}/undo")
    me.post(f"{at}/choose", option="fabric:hemp-12")
    me.note("chosen", me.page.price)
    me.post(f"{at}/finish")
    me.post(f"{at}/unfinish")
    me.post(f"{at}/finish")
    me.post(f"{at}/fields", **MEASURES)
    me.post(f"{at}/bag", **MEASURES)
    me.get(f"{at}/proof")
    me.get("/{brand}/designs")
    code = re.search(r"(\w{4}-){2}\w{4}", me.post("/{brand}/designs/code").text)[0]
    me.get("/{brand}/resume", f"?code={code}")
    me.post("/{brand}/resuming", code=code)


def bag_and_order(me):
    me.post("/{brand}/goods/bag", item="belt-hemp")
    page = me.get("/{brand}/bag")
    me.names["line"] = re.search(r'id="line-([^"]+)"', page.html)[1]
    me.post("/{brand}/bag/{line}/quantity", quantity="1")
    me.post("/{brand}/bag/{line}/again")
    me.post("/{brand}/bag/{line}/reopen")
    me.note("methods", re.findall(r'name="method" value="([\w-]+)"', me.get("/{brand}/checkout").html))
    key = me.page.field("key")
    form = {**ADDRESS, "key": key, "country": "IT", "method": "test-ok"}
    me.post("/{brand}/checkout/order", **form)
    me.names["order"] = re.search(r"orders/(ord_\w+)", me.at)[1]
    me.get("/{brand}/orders")
    me.note("paid for", "belt" in me.get("/{brand}/orders/{order}").text.lower())
    me.post("/{brand}/orders/{order}/survey", skip="yes")
    me.post("/{brand}/orders/{order}/cancel")


def taste(me):
    me.get("/{brand}/taste")
    me.post("/{brand}/taste/manners", questions="no")
    me.post("/{brand}/taste/rewind", day="")
    me.post("/{brand}/taste/answer", question="material=hemp", answer="")
    me.post("/{brand}/taste/correct", token="material=hemp", value="1")
    me.post("/{brand}/taste/friend", code="0000-0000-0000")
    me.post("/{brand}/tell", item="belt-hemp", what="liked")
    me.post("/{brand}/taste/felt", source="visit", how="fine")
    me.post("/{brand}/taste/greeting", name="Ada")
    me.post("/{brand}/taste/reread", agree="no")
    me.post("/{brand}/taste/worth", source="visit")
    me.post("/{brand}/taste/allow", set="improve stated no")
    me.post("/{brand}/taste/grant", source="stated", on="no")
    me.post("/{brand}/taste/consent", level="none")
    me.post("/{brand}/taste/decline")


def held(me):
    profile = me.post("/{brand}/held/export").html
    me.get("/{brand}/held")
    me.post("/{brand}/held/view", held=profile, at="/indigo")
    me.note(
        "held",
        re.findall(r"/indigo/item\?id=([\w-]+)", me.post("/{brand}/held/shop", profile=profile).html) != [],
    )
    me.send("/{brand}/held/ranking", profile)
    me.get("/{brand}/held/reports")
    asked = json.loads(me.client.get("/indigo/held/reports").text)
    report = {"week": asked["week"], "list": asked["list"], "token": secrets.token_hex(8)}
    me.send("/{brand}/held/report", json.dumps(report | {"bits": "0" * len(asked["qualities"])}))
    me.post("/{brand}/held/move", profile=profile)
    me.post("/{brand}/held/back", held=profile)
    me.post("/{brand}/held/leave")


def data(me):
    """Seen, taken along, brought again, forgotten in part and in whole: by whoever has agreed to nothing, too."""
    me.get("/{brand}/data")
    entry = next(one.value for one in me.page.buttons if one.name == "entry")
    me.post("/{brand}/data/forget", entry=entry)
    file = me.client.get("/indigo/data/export.json").content
    me.get("/{brand}/data/export.json")
    me.get("/{brand}/data/import")
    me.post("/{brand}/data/import/look", files={"file": ("mine.json", file, "application/json")})
    me.post("/{brand}/data/import/bring", file=me.page.field("file"))
    me.get("/{brand}/data/erase")
    me.post("/{brand}/data/erase/now", sure="yes")
    me.note("erased", "You are erased" in me.page.text)


def price(html):
    return re.findall(r"€[\d.,]+", html)[:1]


def agreed_to_everything(me):
    for source in re.findall(r'name="source" value="(\w+)"', me.get("/{brand}/taste").html):
        me.post("/{brand}/taste/grant", source=source, on="yes")
    for purpose in ("improve", "research", "survey"):
        me.post("/{brand}/taste/allow", set=f"{purpose} * yes")
    me.get("/{brand}/taste")
    on = {one.value.split()[0] for one in me.page.buttons if one.name == "set" and one.value.endswith(" no")}
    assert on == {"personalise", "improve", "research", "survey"}


def refused_by_the_browser(me):
    """They agreed to everything once; from now on their browser refuses."""
    agreed_to_everything(me)
    me.post("/{brand}/tell", item="belt-hemp", what="liked")
    me.client.headers["Sec-GPC"] = "1"


def the_brands_own_order(me):
    for name in ("order", "search", "anticipate", "questions"):
        me.post("/{brand}/taste/manners", **{name: "no"})


def paused(me):
    me.post("/{brand}/taste/manners", pause="yes")


WHO = {
    "agreed to nothing": ({}, lambda _: None),
    "Global Privacy Control": ({"Sec-GPC": "1"}, lambda _: None),
    "Global Privacy Control later": ({}, refused_by_the_browser),
    "Do Not Track": ({"DNT": "1"}, lambda _: None),
    "non-profiling": ({}, the_brands_own_order),
    "paused": ({}, paused),
    "declined": ({}, lambda me: me.post("/{brand}/taste/decline")),
    "agreed to everything": ({}, agreed_to_everything),
}


@pytest.fixture
def walked(visit, clock):
    """How the shop was met by each."""

    def go(who, halfway=lambda _: None):
        clock.advance(minutes=5)  # they come from one address: rates are counted by it
        headers, prepare = WHO[who]
        me = Walker(visit(), headers)
        prepare(me)
        halfway(me)
        walk(me)
        return me

    return go


def test_no_feature_is_refused_and_no_price_is_another_without_consent(services, walked):
    everything = walked("agreed to everything")
    for who in WHO:
        me = everything if who == "agreed to everything" else walked(who)
        assert set(me.met) == routes(services), "walk the new route, too"
        for route, status in me.met.items():
            needs, why = NEEDS.get(route, (None, ""))
            assert status < 400 or status == needs, (who, route, status, why)
        assert me.told == everything.told, who


@pytest.mark.parametrize("who", ["Global Privacy Control", "Global Privacy Control later"])
def test_whose_browser_refuses_is_at_the_level_nothing_all_the_way(services, walked, who):
    """S98: nothing is granted, nothing is used, and all of it stands in the order in which nobody knows anybody."""
    nobody = walked("agreed to nothing")
    seen = []

    def look(me):
        """Before they take anything back themselves."""
        me.on_the_way = lambda: seen.append(standing(services, me))

    me = walked(who, look)
    assert seen == [(frozenset(), set())]
    assert me.order == nobody.order


def standing(services, me):
    """What is agreed to, and from which sources anything is used."""
    token = next(value for name, value in me.client.cookies.items() if name.endswith("visit-indigo"))
    with services.store.read() as tx:
        party = services.sessions.find(tx, INDIGO, token, Door.VISIT).party
        consents = Grants(services.ids).of(tx, INDIGO, party)
        told = agreed(tastes.signals(tx, INDIGO, party), consents, services)
    return consents.open, {one.source for one in told if one.what != REFUSED}


def test_the_walk_can_fail(services, walked):
    """What it compares is there: a price, options, ways to pay."""
    told = walked("agreed to nothing").told
    assert told["start"] > 0
    assert told["chosen"] > 0
    assert len(told["options"]) > 10
    assert told["item"]
    assert told["families"] == ["jeans"]
    assert told["methods"]
    assert told["paid for"]
    assert "belt-hemp" in told["found"]
