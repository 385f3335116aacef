"""Whatever was agreed to and taken back, no page uses more than was granted at that moment. Shows S98, S99."""

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sumisura.kernel import Rng
from sumisura.trust.use import OVERUSED, Overused, Use
from sumisura.usecases.tasting import deciding
from sumisura.usecases.tasting.tastes import Fit

SOURCES = ("stated", "visit", "designs", "purchases", "ratings", "friends", "place")


@dataclass
class Heard:
    """Takes the events of visits, for a test to look at."""

    events: list = field(default_factory=list)

    def add(self, event):
        self.events.append(event)

    def used(self):
        return [set(one.context["signals"]) for one in self.events if one.kind == "decision.made"]


def checking(shop, heard, share, rng=None):
    return replace(shop, navigation=heard, use=Use(shop.ids, rng or Rng(1), heard.add, share))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_what_is_used_lies_within_what_is_granted(customer, shop, data):
    """Random grants, withdrawals and signals; after each, home, search and an item, with every decision checked."""
    heard = Heard()
    ada = customer(services=checking(shop, heard, 1.0))
    granted = set()
    for _ in range(data.draw(st.integers(1, 6))):
        source = data.draw(st.sampled_from(SOURCES))
        match data.draw(st.sampled_from(["agree", "withdraw", "say", "say"])):
            case "agree":
                ada.agree(source)
                granted.add(source)
            case "withdraw":
                ada.withdraw(source)
                granted.discard(source)
            case _:
                ada.say("liked", data.draw(st.sampled_from(["belt", "jeans", "fabric=hemp-12"])), source)
        ada.home()
        ada.search("hemp")
        assert all(used <= granted for used in heard.used()), (heard.used(), granted)
        heard.events.clear()


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
