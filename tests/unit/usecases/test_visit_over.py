"""When a visit is over, all that was begun in it is forgotten; what was bought is not."""

import pytest

from sumisura.kernel import BadInput, NotFound, OrderState, PartyId
from sumisura.trust.vault import VALUES, Erased
from sumisura.usecases.services import Visitor
from sumisura.usecases.shop import bag, checkout, configure, ordered
from sumisura.usecases.shop.checkout import Wish
from sumisura.usecases.tasting import agreeing, circles
from sumisura.usecases.tidy import tidy

ADDRESS = {"name": "Ada", "street": "Via 1", "postcode": "1", "town": "Schio", "email": "ada@example.org"}


@pytest.fixture
def visitor(services, shop):
    with services.store.write() as tx:
        return Visitor(shop, services.sessions.visit(tx, shop.id, "").session.party)


def begun(services, visitor):
    design = configure.start(services, visitor, "rings")
    configure.write(services, visitor, design, {"engraving": "For ever yours"})
    bag.add(services, visitor, design)
    return design


def vaulted(services, visitor):
    with services.store.read() as tx:
        return [record.id for record in tx.records.page(visitor.brand.id, VALUES)]


def test_designs_bag_and_private_words_go_with_the_visit(services, visitor):
    design = begun(services, visitor)
    services.clock.advance(days=29)
    assert tidy(services, visitor.brand.id).sessions == 0
    configure.show(services, visitor, design)
    services.clock.advance(days=2)
    assert tidy(services, visitor.brand.id).sessions == 1
    with pytest.raises(NotFound):
        configure.show(services, visitor, design)
    assert bag.show(services, visitor).lines == []
    refs = vaulted(services, visitor)
    assert refs
    for ref in refs:
        with services.store.read() as tx, pytest.raises(Erased):
            services.vault.get(tx, visitor.brand.id, ref)


def test_nobody_is_found_by_their_code_when_their_visit_is_over(services, visitor):
    agreeing.grant(services, visitor, "friends", on=True)
    friend = Visitor(visitor.brand, PartyId("pty_friend"))
    agreeing.grant(services, friend, "friends", on=True)
    circles.befriend(services, friend, circles.code(services, visitor))
    services.clock.advance(days=31)
    tidy(services, visitor.brand.id)
    with pytest.raises(BadInput):
        circles.befriend(services, friend, circles.code(services, visitor))


def test_what_was_bought_can_still_be_made(services, visitor):
    begun(services, visitor)
    order = checkout.order(services, visitor, Wish("k", ADDRESS, "IT", "test-ok", understood=True))
    assert order.state is OrderState.PAID
    services.clock.advance(days=40)
    tidy(services, visitor.brand.id)
    assert ordered.show(services, visitor, order.id).recipient[0] == "Ada"
    with services.store.read() as tx:
        ref = order.lines[0].personal["engraving"]
        assert services.vault.get(tx, visitor.brand.id, ref) == "For ever yours"
