"""An order outlives its customer's data: its page opens, and says nothing of who it was."""

from sumisura.kernel import PartyId, Role, VaultRef
from sumisura.orders.testpay import OK
from sumisura.trust.members import Member
from sumisura.usecases.office import operate
from sumisura.usecases.shop import bag, checkout, configure, ordered
from sumisura.usecases.shop.checkout import ADDRESS, Wish


def test_an_erased_recipient_leaves_an_order_that_can_be_read(services, ada):
    bag.add(services, ada, configure.start(services, ada, "rings"))
    address = {**dict.fromkeys(ADDRESS, "Somewhere"), "email": "a@b.example"}
    order = checkout.order(services, ada, Wish("form-1", address, "IT", OK, understood=True))
    assert "Somewhere" in ordered.show(services, ada, order.id).recipient
    with services.store.write() as tx:
        assert services.vault.erase_party(tx, ada.brand.id, ada.party) == 1
    assert ordered.show(services, ada, order.id).recipient == []
    owner = Member(PartyId("pty_o"), ada.brand.id, frozenset({Role.OWNER}), VaultRef("vlt_o"), "")
    assert operate.order_sheet(services, ada.brand, owner, order.id).recipient == []


def test_a_list_of_orders_opens_nobodys_address(services, ada, eve, monkeypatch):
    bag.add(services, ada, configure.start(services, ada, "rings"))
    address = {**dict.fromkeys(ADDRESS, "Somewhere"), "email": "a@b.example"}
    order = checkout.order(services, ada, Wish("form-1", address, "IT", OK, understood=True))
    monkeypatch.setattr(type(services.vault), "fields", None)
    (head,) = ordered.every(services, ada)
    assert (head.id, head.total.amount, head.headline) == (
        order.id,
        9_000,
        "Thank you. It is yours to be made",
    )
    assert ordered.every(services, eve) == []
