"""S103: an option that nobody could buy yet is tried at an open place, with its exact probability on record."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta

import numpy as np
import pytest
from scipy.stats import chisquare

from denim import current
from guests import Customer, order_of
from sumisura.app import wired
from sumisura.kernel import Ids, PartyId, Rng, Value
from sumisura.space import repo as families
from sumisura.stats.off_policy import Log, ips
from sumisura.taste import repo as tastes
from sumisura.taste.serving.explore import NEW
from sumisura.usecases import brands
from sumisura.usecases.bringing_in.publish import publish_family
from sumisura.usecases.held.profile import Held
from sumisura.usecases.learning import sales
from sumisura.usecases.learning.fitting_designs import fit_designs
from sumisura.usecases.services import Visitor
from sumisura.usecases.shop import configure
from sumisura.usecases.shop.leaning import leaning
from sumisura.usecases.tasting import wishes
from sumisura.usecases.tasting.guests import guest

GREEN = "jeans:thread=green"
VISITS = 240


@dataclass
class Heard:
    """Takes the events of visits, each once by its id, as the journal does."""

    events: dict = field(default_factory=dict)

    def add(self, event):
        self.events[event.id] = event

    def trials(self):
        found = [one for one in self.events.values() if one.kind == "decision.made"]
        return [one for one in found if one.context["policy"] == "explore-options"]


@pytest.fixture(scope="module")
def before(moved_in, tmp_path_factory, noon):
    """A shop that sold two hundred jeans and learned from them; its chance is always the same."""
    folder = tmp_path_factory.mktemp("tried") / "data"
    with moved_in(folder, mass_share=0.0) as settings, wired(settings, clock=noon) as own:
        made = replace(
            own,
            keyring=replace(own.keyring, salt=b"always the same"),
            ids=Ids(noon, Rng(7)),
            navigation=Heard(),
        )
        space, rng = current(made), np.random.default_rng(5)
        whole = dict(space.start().complete().choices)
        with made.store.write() as tx:
            for thread, times in (("copper", 90), ("gold", 60), ("tonal", 30), ("white", 15), ("red", 5)):
                sales.add(tx, "indigo", "jeans", {**whole, "thread": thread}, times=times)
        fit_designs(made, "indigo", rng)
        yield made


def come(services, brand="indigo") -> Customer:
    with services.store.read() as tx:
        found = brands.load(tx, brand)
    return Customer(services, Visitor(found, PartyId(services.ids.new("pty")))).agree("stated")


@pytest.fixture(scope="module")
def orders(before):
    """The order of a design's options before the new revision."""
    return come(before).options()


@pytest.fixture(scope="module")
def shop(before, orders, noon):
    """The same shop after it published jeans with one more thread."""
    family = current(before).family
    thread = family.variable("thread")
    more = replace(
        thread, values=(*thread.values, Value("green", "Bottle green", look={"colour": "#254d3a"}))
    )
    other = replace(family, variables=tuple(more if one is thread else one for one in family.variables))
    with before.store.read() as tx:
        brand = brands.load(tx, "indigo")
    assert publish_family(before, brand, other).changed == ["jeans"]
    return before


@pytest.fixture(scope="module")
def visits(shop):
    """(customer, design, its options in order) of many visits."""
    found = []
    for _ in range(VISITS):
        ada = come(shop)
        design = ada.design()
        found.append((ada, design, configure.show(shop, ada.visitor, design)))
    return found


def test_an_option_that_joins_a_family_is_dated_and_no_other_is(shop, noon):
    with shop.store.read() as tx:
        dated = {item.id: item.since for item in tastes.items(tx, "indigo") if item.kind == "option"}
        brand = brands.load(tx, "indigo")
    assert {id_: at for id_, at in dated.items() if at} == {GREEN: noon.at}
    publish_family(shop, brand, current(shop).family)
    with shop.store.read() as tx:
        assert tastes.item(tx, "indigo", GREEN).since == noon.at, "published again, it is no newer"


def test_what_was_learned_holds_in_the_new_revision(shop, orders, visits):
    """The head stands as it stood, and every other choice, too; sizes and numbers are never touched."""
    for _, _, view in visits:
        order = order_of(view)
        thread = order.pop("thread")
        assert order == {name: names for name, names in orders.items() if name != "thread"}
        assert thread[0] == orders["thread"][0]
        assert [name for name in thread if name != "green"] == orders["thread"]


def test_it_is_tried_as_often_as_is_written_down(shop, visits):
    """Over many visits, by chi-square; what is shown is what was drawn, and is marked."""
    logged = {one.subject: one.context for one in shop.navigation.trials()}
    counts, expected = Counter(), Counter()
    for _, design, view in visits:
        second = order_of(view)["thread"][1]
        told = logged[design]
        assert told["shown"] == tuple(f"jeans:thread={name}" for name in order_of(view)["thread"][:2])
        assert sum(told["propensities"]) == pytest.approx(2)
        assert told["propensities"][0] == 1.0
        chance = dict(zip(told["candidates"], told["propensities"], strict=True))
        for id_ in told["candidates"][1:]:
            expected[id_] += chance[id_]
        counts[f"jeans:thread={second}"] += 1
        marked = {one.name: one.badge for one in options(view) if one.badge}
        assert marked == ({"green": "new"} if second == "green" else {})
    assert set(counts) == set(expected) == {GREEN, "jeans:thread=gold"}
    assert counts[GREEN] > VISITS / 20
    assert chisquare([counts[id_] for id_ in expected], list(expected.values())).pvalue > 0.01


def options(view):
    return [option for group in view.groups for variable in group.variables for option in variable.options]


def test_the_log_tells_what_another_policy_would_have_earned(shop, visits):
    """Customers take what stands second three times in ten if it is green, else once: the log alone says so.

    Over eighty logs of sixty designs each, drawn anew: unbiased, and its intervals keep their word.
    """
    ada, design, _ = visits[0]
    lean = lean_of(ada, design)
    thread = lean.space.family.variable("thread")
    opening = lean.opens.now
    ranked = lean.ranked(thread, opening)
    columns = [lean.column["thread", name] for name in ranked]
    rng, found = np.random.default_rng(3), []
    for log in range(80):
        drawn = [lean.trials.of(f"another chance: {log}/{at}", ranked, columns, opening) for at in range(60)]
        tried = np.array([one.head[1] == "green" for one in drawn])
        rewards = (rng.random(60) < np.where(tried, 0.3, 0.1)).astype(float)
        found.append(ips(Log.of(rewards, [one.chance for one in drawn], tried.astype(float))).estimate)
    values = np.array([one.value for one in found])
    assert abs(values.mean() - 0.3) < 4 * values.std() / np.sqrt(len(values))
    assert np.mean([one.low <= 0.3 <= one.high for one in found]) > 0.9


def lean_of(customer, design):
    with customer.services.store.read() as tx:
        draft, _ = families.draft(tx, customer.brand.id, design)
        space = customer.services.shelf.take(tx, customer.brand.id, draft.family).space
        return leaning(customer.services, tx, guest(customer.services, tx, customer.visitor), space, draft)


def test_it_stays_where_it_is_while_one_chooses_and_is_logged_once(shop, visits):
    ada, design, view = next(one for one in visits if order_of(one[2])["thread"][1] == "green")
    logged = len(shop.navigation.trials())
    for choice in (("leg", "wide"), ("thread", "red"), ("hem", "plain")):
        assert order_of(configure.choose(shop, ada.visitor, design, choice)) == order_of(view)
    assert order_of(configure.show(shop, ada.visitor, design)) == order_of(view)
    assert len(shop.navigation.trials()) == logged


def test_nothing_is_tried_on_those_who_are_served_as_everyone_or_want_the_brands_order(shop, visits):
    ada, design, _ = visits[0]
    logged = len(shop.navigation.trials())
    wishes.serve(shop, ada.visitor, order="brand")
    brands_own = order_of(configure.show(shop, ada.visitor, design))
    assert brands_own["thread"] == [one.name for one in current(shop).family.variable("thread").values]
    ada.withdraw("stated")
    assert order_of(configure.show(shop, ada.visitor, design)) == brands_own
    for other in (replace(shop, mass_share=1.0), shop):
        bob = come(other)
        if other is shop:
            bob.withdraw("stated")
        view = configure.show(other, bob.visitor, bob.design())
        assert order_of(view) == brands_own
        assert not any(one.badge for one in options(view))
    assert len(shop.navigation.trials()) == logged


def test_another_persons_design_tries_nothing_on_whoever_opens_its_link(shop, visits):
    _, design, view = next(one for one in visits if order_of(one[2])["thread"][1] == "green")
    seen = configure.show(shop, come(shop).visitor, design)
    assert order_of(seen)["thread"][1] == "gold"
    assert not any(one.badge for one in options(seen))
    assert order_of(view)["thread"][1] == "green"


def test_nothing_is_tried_on_who_holds_their_own_profile(shop):
    """A draw that is not written down teaches nothing, and written down it would tell of the profile (S39)."""
    for _ in range(12):
        ada = come(shop)
        design = ada.design()
        assert lean_of(ada, design).drawn
        ada.visitor = replace(ada.visitor, held=Held(sent=True))
        logged = len(shop.navigation.events)
        assert not any(one.badge for one in options(configure.show(shop, ada.visitor, design)))
        assert len(shop.navigation.events) == logged


def test_what_was_refused_is_not_tried(shop):
    for _ in range(12):
        ada = come(shop)
        ada.refuse(GREEN)
        assert order_of(configure.show(shop, ada.visitor, ada.design()))["thread"][-1] == "green"


def test_after_a_month_it_is_new_no_longer(shop, moment):
    moment.advance(seconds=(NEW + timedelta(days=1)).total_seconds())
    for _ in range(12):
        ada = come(shop)
        view = configure.show(shop, ada.visitor, ada.design())
        assert not any(one.badge == "new" for one in options(view))
