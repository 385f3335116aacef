"""However many shops there are, each is found and none is overwritten."""

from dataclasses import replace

from sumisura.kernel import BrandId, Span
from sumisura.pricing import PriceBook, Prices
from sumisura.pricing.rates import standard_rates
from sumisura.space import repo
from sumisura.store.codec import encode
from sumisura.store.ports import NOBODY
from sumisura.usecases import brands
from sumisura.usecases.bringing_in.publish import Folder, publish, publish_family
from sumisura.usecases.shop import browse

MANY = 1_050


def test_every_shop_is_listed(services, shop):
    with services.store.write() as tx:
        for number in range(MANY):
            other = replace(shop, id=BrandId(f"shop-{number:05}"))
            tx.records.put(NOBODY, brands.KIND, other.id, encode(other), version=0)
    assert len(browse.every_brand(services)) == MANY + 1


def test_one_more_family_leaves_a_brand_and_its_prices_alone(services, shop):
    with services.store.read() as tx:
        digest = repo.current(tx, shop.id, "rings")
        family = services.shelf.family(tx, shop.id, digest)
    titled = replace(shop, title="Lucia’s table")
    book = PriceBook("2026", "rings", Span(services.clock.now()), 9_500)
    publish(services, Folder(titled, [family], Prices((book,), standard_rates())))
    with services.store.write() as tx:
        for number in range(MANY):
            other = replace(shop, id=BrandId(f"shop-{number:05}"))
            tx.records.put(NOBODY, brands.KIND, other.id, encode(other), version=0)
    publish_family(services, shop, replace(family, name="bands"))
    with services.store.read() as tx:
        assert brands.load(tx, shop.id).title == "Lucia’s table"
        assert services.shelf.prices(tx, shop.id).books == (book,)
        assert repo.names(tx, shop.id) == ["bands", "rings"]
