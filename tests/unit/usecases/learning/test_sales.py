"""S85: what sells is counted without anybody's name; what a customer bought tells of their taste where they agreed."""

import pytest

from engines import fresh_database
from sumisura.app import wired
from sumisura.kernel import FixedClock, PartyId, Stale
from sumisura.orders.testpay import OK
from sumisura.settings import Settings
from sumisura.space import repo as families
from sumisura.store.gathered import gathered
from sumisura.store.walk import walk
from sumisura.taste import repo
from sumisura.taste.model import MEANINGS, Item, ItemId, Kind
from sumisura.trust.grants import Grants
from sumisura.usecases.bringing_in.publish import publish_family
from sumisura.usecases.learning import sales
from sumisura.usecases.services import Visitor
from sumisura.usecases.shop import bag, checkout, configure, goods, ordered
from sumisura.usecases.shop.checkout import ADDRESS, Wish
from sumisura.usecases.tasting import deeds

COLUMNS = [("metal", "silver"), ("metal", "gold")]
BELT = Item(ItemId("belt-12"), Kind.GOOD, "Belt", price=4_900)
POSTGRES = pytest.param("postgres", marks=pytest.mark.xdist_group("postgres"))


@pytest.fixture(params=["sqlite", POSTGRES])
def anywhere(request, tmp_path, ada):
    """The shop on either engine."""
    given = request.getfixturevalue("services")
    if request.param == "sqlite":
        yield given
        return
    with given.store.read() as tx:
        family = families.revision(tx, ada.brand.id, families.current(tx, ada.brand.id, "rings"))
    database = fresh_database("sales")
    with wired(
        Settings(data=tmp_path / "own", demo=True, database=database), clock=FixedClock(given.clock.at)
    ) as made:
        publish_family(made, ada.brand, family)
        yield made


def grant(services, visitor, *sources):
    with services.store.write() as tx:
        for source in sources:
            Grants(services.ids).give(tx, visitor.brand.id, visitor.party, "personalise", source, "v1")


def ring(services, visitor, metal="gold"):
    design = configure.start(services, visitor, "rings")
    configure.choose(services, visitor, design, ("metal", metal))
    bag.add(services, visitor, design)


def buy(services, visitor, key="form-1"):
    address = dict.fromkeys(ADDRESS, "a@b.example")
    return checkout.order(services, visitor, Wish(key, address, "IT", OK, understood=True))


def sold(services, visitor):
    with services.store.read() as tx:
        found = sales.history(tx, visitor.brand.id, "rings", COLUMNS)
    return dict(zip(map(tuple, found.rows.tolist()), found.counts.tolist(), strict=True))


def signals(services, visitor):
    with services.store.read() as tx:
        return repo.signals(tx, visitor.brand.id, visitor.party)


def journal(services, visitor, kind):
    with services.store.read() as tx:
        entries = tx.ledger.read(visitor.brand.id, limit=9_999)
    return [one.event for one in entries if one.event.kind == kind]


def test_a_paid_design_is_counted_and_a_cancelled_one_is_not(anywhere, ada):
    ring(anywhere, ada)
    first = buy(anywhere, ada)
    ring(anywhere, ada)
    ring(anywhere, ada, "silver")
    buy(anywhere, ada, "form-2")
    assert sold(anywhere, ada) == {(1,): 2, (0,): 1}
    ordered.cancel(anywhere, ada, first.id)
    ordered.cancel(anywhere, ada, first.id)
    assert sold(anywhere, ada) == {(1,): 1, (0,): 1}


def test_nobody_is_named_in_what_sells(services, ada):
    ring(services, ada)
    buy(services, ada)
    with services.store.read() as tx:
        kept = list(walk(tx, ada.brand.id, sales.SALE))
    assert len(kept) == 1
    assert ada.party not in kept[0].id + kept[0].body.decode()


def test_what_a_family_no_longer_offers_is_left_out_of_the_sale_and_the_rest_stays(services, ada):
    with services.store.write() as tx:
        sales.add(tx, ada.brand.id, "rings", {"metal": "gold", "stone": "ruby"}, times=3)
        sales.add(tx, ada.brand.id, "rings", {"metal": "gold", "stone": "opal"}, times=2)
        sales.add(tx, ada.brand.id, "other", {"metal": "gold"})
    assert sold(services, ada) == {(1,): 5}


def test_taking_out_what_was_never_counted_changes_nothing(services, ada):
    with services.store.write() as tx:
        sales.remove(tx, ada.brand.id, "rings", {"metal": "gold"})
        sales.add(tx, ada.brand.id, "rings", {"metal": "gold"})
    assert sold(services, ada) == {(1,): 1}


def test_what_many_buy_at_once_is_counted_in_many_rows_and_summed(services, ada):
    for number in range(200):
        with services.store.write() as tx:
            sales.add(tx, ada.brand.id, "rings", {"metal": "gold"}, order=f"ord_{number}")
    with services.store.read() as tx:
        assert len(list(walk(tx, ada.brand.id, sales.SALE))) == sales.SHARDS
    assert sold(services, ada) == {(1,): 200}
    with services.store.write() as tx:
        sales.remove(tx, ada.brand.id, "rings", {"metal": "gold"}, order="ord_7")
    assert sold(services, ada) == {(1,): 199}


def test_an_order_counted_before_there_were_shards_is_taken_out_where_it_was(services, ada):
    with services.store.write() as tx:
        sales.add(tx, ada.brand.id, "rings", {"metal": "gold"}, times=2)
        sales.remove(tx, ada.brand.id, "rings", {"metal": "gold"}, order="ord_of_0.1.0")
    assert sold(services, ada) == {(1,): 1}


@pytest.mark.parametrize("anywhere", [POSTGRES], indirect=True)
def test_a_call_off_takes_nothing_along_that_was_counted_meanwhile(anywhere, ada):
    gold = (ada.brand.id, "rings", {"metal": "gold"})
    with anywhere.store.write() as tx:
        sales.add(tx, *gold)
        (row,) = (one.id for one in walk(tx, ada.brand.id, sales.SALE))

    def called_off_late() -> None:
        with anywhere.store.write() as tx, gathered(tx) as slow:
            slow.foresee(ada.brand.id, sales.SALE, [row])
            with anywhere.store.write() as quick:
                sales.add(quick, *gold)
            sales.remove(slow, *gold)

    with pytest.raises(Stale):
        called_off_late()
    assert sold(anywhere, ada) == {(1,): 2}


def test_a_finished_good_is_no_design(services, ada):
    with services.store.write() as tx:
        repo.save_items(tx, ada.brand.id, [BELT])
    grant(services, ada, "purchases")
    goods.put_in_bag(services, ada, BELT.id)
    buy(services, ada)
    with services.store.read() as tx:
        assert not list(walk(tx, ada.brand.id, sales.SALE))
    assert [(one.item, one.weight) for one in signals(services, ada)] == [
        ("belt-12", MEANINGS["bought"].weight)
    ]


def test_one_order_weighs_as_one_purchase_and_counts_once(anywhere, ada):
    grant(anywhere, ada, "purchases")
    ring(anywhere, ada)
    ring(anywhere, ada, "silver")
    order = buy(anywhere, ada)
    found = signals(anywhere, ada)
    assert sorted(one.item for one in found) == ["rings", "rings", "rings:metal=gold", "rings:metal=silver"]
    assert sum(one.weight for one in found) == pytest.approx(MEANINGS["bought"].weight)
    with anywhere.store.write() as tx:
        deeds.bought(anywhere, tx, order)
    assert signals(anywhere, ada) == found
    assert len(journal(anywhere, ada, "signal.bought")) == 4


def test_where_nothing_was_agreed_nothing_is_told_and_nothing_refused(services, ada):
    ring(services, ada)
    order = buy(services, ada)
    with services.store.write() as tx:
        deeds.designed(services, tx, ada, "rings", {"metal": "gold"})
        deeds.bought(services, tx, order)
    ordered.cancel(services, ada, order.id)
    assert signals(services, ada) == ()
    assert journal(services, ada, "gate.refused") == []


def test_what_was_given_back_speaks_against_it_where_that_was_agreed(services, ada, eve):
    for visitor, sources in ((ada, ["purchases", "returns"]), (eve, ["purchases"])):
        grant(services, visitor, *sources)
        ring(services, visitor)
        ordered.cancel(services, visitor, buy(services, visitor).id)
    assert sum(one.value * one.weight for one in signals(services, ada)) == pytest.approx(0.0)
    assert {one.what for one in signals(services, eve)} == {"bought"}


def test_a_design_weighs_as_one_signal_of_its_kind(services, ada):
    grant(services, ada, "designs")
    with services.store.write() as tx:
        deeds.designed(services, tx, ada, "rings", {"metal": "gold", "stone": "ruby"})
    found = signals(services, ada)
    assert {one.item for one in found} == {"rings", "rings:metal=gold", "rings:stone=ruby"}
    assert sum(one.weight for one in found) == pytest.approx(MEANINGS["designed"].weight)


def test_a_visitor_without_a_name_tells_nothing(services, ada):
    nobody = Visitor(ada.brand, PartyId(""))
    with services.store.write() as tx:
        deeds.designed(services, tx, nobody, "rings", {"metal": "gold"})
    assert journal(services, ada, "signal.designed") == []
