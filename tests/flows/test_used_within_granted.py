"""Whatever was agreed to and taken back, no page uses more than was granted at that moment. Shows S98, S99."""

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import denim
from denim import BOLD
from sumisura.kernel import NotFound, Rng
from sumisura.trust.use import OVERUSED, Overused, Use
from sumisura.usecases.my_data import erasing
from sumisura.usecases.shop import configure, finishing
from sumisura.usecases.shop.leaning import Leaning
from sumisura.usecases.shop.trying import Trial
from sumisura.usecases.tasting import agreeing, deciding, recommend
from sumisura.usecases.tasting.tastes import Fit

SOURCES = ("stated", "visit", "designs", "purchases", "ratings", "friends", "place")


@dataclass
class Heard:
    """Takes the events of visits, for a test to look at."""

    events: list = field(default_factory=list)

    def add(self, event):
        self.events.append(event)

    def settle(self):
        return True

    def used(self):
        return [set(one.context["signals"]) for one in self.events if one.kind == "decision.made"]


def checking(shop, heard, share, rng=None):
    return replace(shop, navigation=heard, use=Use(shop.ids, rng or Rng(1), heard.add, share))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_what_is_used_lies_within_what_is_granted(customer, shop, data):
    """Random grants, withdrawals, pauses and signals; after each, every page that proposes, every decision checked."""
    heard = Heard()
    ada = customer(services=checking(shop, heard, 1.0))
    granted, paused = set(), False
    for _ in range(data.draw(st.integers(1, 6))):
        source = data.draw(st.sampled_from(SOURCES))
        match data.draw(st.sampled_from(["agree", "withdraw", "pause", "say", "say"])):
            case "agree":
                ada.agree(source)
                granted.add(source)
            case "withdraw":
                ada.withdraw(source)
                granted.discard(source)
            case "pause":
                paused = not paused
                agreeing.pause(ada.services, ada.visitor, on=paused)
            case _:
                ada.say("liked", data.draw(st.sampled_from(["belt", "jeans", "fabric=hemp-12"])), source)
        everywhere(ada)
        may = set() if paused else granted
        assert len(heard.used()) >= 4
        assert all(used <= may for used in heard.used()), (heard.used(), may)
        heard.events.clear()


def everywhere(ada):
    """Every page that proposes something, and a design finished for them."""
    ada.home()
    ada.search("hemp")
    recommend.item(ada.services, ada.visitor, "jeans")
    design = ada.design()
    configure.show(ada.services, ada.visitor, design)
    finishing.finish(ada.services, ada.visitor, design)


def test_a_breach_is_an_error_where_every_decision_is_checked(customer, shop, monkeypatch):
    """The check can fail: a policy that took what nobody granted is caught, and nothing of it is shown."""
    monkeypatch.setattr(deciding, "used", lambda who: ("devices", "stated"))
    heard = Heard()
    ada = customer(services=checking(shop, heard, 1.0)).agree("stated")
    ada.say("liked", "jeans")
    with pytest.raises(Overused):
        ada.home()
    assert [event.context["sources"] for event in heard.events if event.kind == OVERUSED] == [["devices"]]
    assert heard.used() == []


def test_a_breach_elsewhere_is_told_and_the_shop_shown_as_everyone_sees_it(customer, shop, monkeypatch):
    monkeypatch.setattr(deciding, "used", lambda who: ("devices",))
    heard = Heard()
    always = Rng(1)
    monkeypatch.setattr(always, "random", lambda: 0.0)
    ada = customer(services=checking(shop, heard, 0.5, always)).agree("stated")
    ada.say("liked", "jeans")
    page = ada.home()
    assert page.fit is Fit.EVERYONE
    assert not ada.search("hemp").personal
    assert {event.kind for event in heard.events} >= {OVERUSED, "decision.made"}
    assert all(used == set() for used in heard.used())


WAYS = {
    "home": lambda ada, design: ada.home(),
    "search": lambda ada, design: ada.search("hemp"),
    "item": lambda ada, design: recommend.item(ada.services, ada.visitor, "jeans"),
    "design": lambda ada, design: configure.show(ada.services, ada.visitor, design),
}
MEANWHILE = {
    "withdrawn": lambda ada: ada.withdraw("stated"),
    "paused": lambda ada: agreeing.pause(ada.services, ada.visitor, on=True),
    "erased": lambda ada: erasing.erase(ada.services, ada.visitor),
}


@pytest.mark.parametrize("meanwhile", MEANWHILE)
@pytest.mark.parametrize("way", WAYS)
def test_what_is_taken_back_while_a_page_is_made_is_nobodys_error(
    customer, sold, monkeypatch, way, meanwhile
):
    """Everything is read, then it is taken back, then it is decided: no 500, no breach, and nothing of it is shown."""
    heard = Heard()
    ada = customer(services=checking(sold, heard, 1.0)).agree("stated")
    ada.say("liked", "jeans")
    design = ada.design()
    after(monkeypatch, deciding, "used", lambda: MEANWHILE[meanwhile](ada))
    trial = Trial(("copper", "gold", "red"), ("copper", "red"), (1.0, 0.5, 0.5), frozenset())
    monkeypatch.setattr(Leaning, "drawn", property(lambda lean: {"thread": trial}))
    heard.events.clear()
    if (way, meanwhile) == ("design", "erased"):
        with pytest.raises(NotFound):  # it went with its owner
            WAYS[way](ada, design)
    else:
        assert WAYS[way](ada, design).fit is Fit.EVERYONE
    assert all(used == set() for used in heard.used())
    assert OVERUSED not in {event.kind for event in heard.events}
    if meanwhile == "erased":
        assert ada.visitor.party not in {event.party for event in heard.events}


def after(monkeypatch, module, name, then):
    """Let something happen once, right after that function was first called."""
    real, left = getattr(module, name), [then]

    def called(*given):
        found = real(*given)
        if left:
            left.pop()()
        return found

    monkeypatch.setattr(module, name, called)


def test_a_design_is_finished_as_the_brand_would_where_it_may_not_be_for_them(customer, sold, monkeypatch):
    """A breach is seen before the design is kept: nothing of it stays in the design."""
    heard, always = Heard(), Rng(1)
    ada = customer(services=checking(sold, heard, 1.0)).agree("stated")
    ada.say("liked", "jeans")
    for name, value in BOLD.items():
        ada.say("liked", f"jeans:{name}={value}")
    assert denim.finish(ada).choices != denim.usual(ada)
    assert heard.used()[-1] == {"stated"}
    monkeypatch.setattr(deciding, "used", lambda who: ("devices",))
    monkeypatch.setattr(always, "random", lambda: 0.0)
    ada.services = checking(sold, heard, 0.5, always)
    view = denim.finish(ada)
    assert view.choices == denim.usual(ada)
    assert heard.used()[-1] == set()
    assert [event.context["policy"] for event in heard.events if event.kind == OVERUSED][
        -1
    ] == "taste-designs"
