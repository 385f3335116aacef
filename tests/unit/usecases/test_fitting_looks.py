"""What customers choose together completes the look."""

from datetime import UTC, datetime

from sumisura.kernel import Brand, BrandId
from sumisura.taste import repo
from sumisura.taste.model import Item, ItemId, Kind, Signal
from sumisura.usecases import brands
from sumisura.usecases.learning.fitting_looks import fit_looks

SHOP = Brand(BrandId("lucia"), "Lucia", "EUR")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ITEMS = [
    Item(ItemId(f"{kind}-{colour}"), Kind.GOOD, kind, tokens=(f"{kind}-colour={colour}",))
    for kind in ("belt", "bag")
    for colour in ("red", "blue")
]


def told(count):
    """Customers who bought the red belt and the blue bag."""
    return {
        f"p{party}": [
            Signal(f"s{party}{item}", NOON, "purchases", ItemId(item), "bought")
            for item in ("belt-red", "bag-blue")
        ]
        for party in range(count)
    }


def pulls(services):
    with services.store.read() as tx:
        known = services.tailor.take(tx, SHOP.id).affinity
    red = known.between(["belt-colour=red"], ["bag-colour=blue"])[0]
    return red, known.between(["belt-colour=red"], ["bag-colour=red"])[0]


def test_what_is_chosen_together_goes_together_from_the_next_request_on(services):
    with services.store.write() as tx:
        brands.save(tx, SHOP)
        repo.save_items(tx, SHOP.id, ITEMS)
    assert pulls(services) == (0.0, 0.0)
    assert not fit_looks(services, SHOP.id, {}, ITEMS), "nothing was chosen: nothing changes"
    assert fit_looks(services, SHOP.id, told(40), ITEMS)
    together, apart = pulls(services)
    assert together > apart
    assert together > 0
    assert not fit_looks(services, SHOP.id, told(40), ITEMS), "the same again is not promoted again"
    assert fit_looks(services, SHOP.id, {}, ITEMS), "what everyone took back is forgotten"
    assert pulls(services) == (0.0, 0.0)


def test_without_a_readable_file_like_goes_with_like(services):
    with services.store.write() as tx:
        brands.save(tx, SHOP)
        repo.save_items(tx, SHOP.id, ITEMS)
    fit_looks(services, SHOP.id, told(40), ITEMS)
    with services.store.read() as tx:
        version = services.models.versions(tx, SHOP.id, name="affinity")[-1]
    services.models.path(SHOP.id, "affinity", version).write_bytes(b"PK")
    assert pulls(services) == (0.0, 0.0)
