"""A price book may name what designs begun earlier do not know; these keep their meaning, and go on."""

from dataclasses import replace

import pytest

from sumisura.kernel import Span, Surcharge, Value
from sumisura.pricing import PriceBook, Prices
from sumisura.pricing.rates import standard_rates
from sumisura.usecases.bringing_in.publish import Folder, publish
from sumisura.usecases.shop import bag, browse, configure


@pytest.fixture
def grown(services, shop, ada):
    """A ring begun, and one in the bag, before the family got another metal, a surcharge, and a book for both."""
    begun, bought = (configure.start(services, ada, "rings") for _ in range(2))
    bag.add(services, ada, bought)
    with services.store.read() as tx:
        old = services.shelf.family(tx, shop.id, configure.show(services, ada, begun).family.digest)
    metal = old.variables[0]
    rose = replace(metal, values=(*metal.values, Value("rose")))
    new = replace(old, variables=(rose,), surcharges=(Surcharge("rare", 100, {"metal": ("rose",)}),))
    year = Span(services.clock.now())
    book = PriceBook("2026", "rings", year, 9_500, {("metal", "rose"): 50_000}, {"rare": 700})
    publish(services, Folder(shop, [new], Prices((book,), standard_rates())))
    return begun


def test_a_design_of_an_earlier_revision_goes_on_under_the_new_book(services, ada, grown):
    view = configure.choose(services, ada, grown, ("metal", "gold"))
    assert view.price.amount == 9_500 + 40_000
    assert len(browse.designs(services, ada)) == 2


def test_the_bag_opens_and_its_price_stands_until_it_runs_out(services, ada, grown):
    (line,) = bag.show(services, ada).lines
    assert (line.total.amount, line.today) == (9_000, None)
    services.clock.advance(days=15)
    (line,) = bag.show(services, ada).lines
    assert line.expired
    assert line.today.amount == 9_500
