"""Every route of the shop, walked by people who agreed to nothing, to everything, and in between (S97, S98).

No feature is refused without consent, and no price or choice is another, but for what technically needs the signal:
those few stand in `NEEDS` with their reason. A new route that nobody walks fails here.
"""

import json
import re
import secrets

import pytest
from litestar.routes import HTTPRoute

from person import Page
from shopping import ADDRESS, MEASURES
from sumisura.web.server import build

NEEDS = {
    ("POST", "/{brand}/taste/friend"): (422, "friends are found by a code that leads nowhere unless one may be found"),
}  # fmt: skip
"""What cannot be done without a signal: status, and why. For everybody else it stands open."""
ELSEWHERE = {
    "/health": "for machines",
    "/static/{file_path}": "files, the same for all",
    "/{brand}/tokens/verify": "for other sites' servers",
}
"""Routes that no shopper walks; the back office is for staff (`test_who_may`)."""


def routes(services):
    return {
        (method, re.sub(r":[a-z]+}", "}", route.path_format))
        for route in build(services).routes
        if isinstance(route, HTTPRoute) and "/office" not in route.path_format
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
        self.names = {"brand": "indigo"}
        self.page = Page("")

    def get(self, route, query=""):
        return self._arrive("GET", route, self.client.get(route.format(**self.names) + query))

    def post(self, route, **data):
        data = {"csrf": self.csrf, **data}
        return self._arrive("POST", route, self.client.post(route.format(**self.names), data=data))

    def send(self, route, body):
        return self._arrive("POST", route, self.client.post(route.format(**self.names), content=body))

    @property
    def csrf(self):
        page = Page(self.client.get("/indigo/taste").text)
        return page.field("csrf")

    def _arrive(self, method, route, answer):
        first = answer.history[0] if answer.history else answer
        self.met[method, route] = max(first.status_code, answer.status_code, self.met.get((method, route), 0))
        self.page = Page(answer.text)
        self.at = str(answer.url)
        return self.page

    def note(self, name, value):
        self.told[name] = value


def walk(me):
    """Everything the shop has, in the order somebody might do it; the same for whoever walks."""
    me.get("/")
    me.note("families", sorted(re.findall(r'action="/indigo/([\w-]+)/designs"', me.get("/{brand}").html)))
    me.note(
        "found",
        sorted(set(re.findall(r"/indigo/item\?id=([\w-]+)", me.get("/{brand}/search", "?q=belt").html))),
    )
    me.note("item", price(me.get("/{brand}/item", "?id=belt-hemp").html))
    me.get("/{brand}/proof", "?item=belt-hemp")
    me.get("/{brand}/privacy")
    design(me)
    bag_and_order(me)
    taste(me)
    held(me)


def design(me):
    me.names["family"] = "jeans"
    me.post("/{brand}/{family}/designs")
    me.names["design"] = re.search(r"designs/(dsn_\w+)", me.at)[1]
    at = "/{brand}/designs/{design}"
    me.get(at)
    me.note("options", sorted(one.value for one in me.page.buttons if one.name == "option"))
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
    me.get("/{brand}/designs")


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
    me.post("/{brand}/taste/improve", on="no")
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


def price(html):
    return re.findall(r"€[\d.,]+", html)[:1]


def agreed_to_everything(me):
    for source in re.findall(r'name="source" value="(\w+)"', me.get("/{brand}/taste").html):
        me.post("/{brand}/taste/grant", source=source, on="yes")
    me.post("/{brand}/taste/improve", on="yes")


def the_brands_own_order(me):
    for name in ("order", "search", "anticipate", "questions"):
        me.post("/{brand}/taste/manners", **{name: "no"})


def paused(me):
    me.post("/{brand}/taste/manners", pause="yes")


WHO = {
    "agreed to nothing": ({}, lambda _: None),
    "Global Privacy Control": ({"Sec-GPC": "1"}, lambda _: None),
    "Do Not Track": ({"DNT": "1"}, lambda _: None),
    "non-profiling": ({}, the_brands_own_order),
    "paused": ({}, paused),
    "declined": ({}, lambda me: me.post("/{brand}/taste/decline")),
    "agreed to everything": ({}, agreed_to_everything),
}


@pytest.fixture
def walked(visit):
    """How the shop was met by each."""

    def go(who):
        headers, prepare = WHO[who]
        me = Walker(visit(), headers)
        prepare(me)
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
