"""From what customers do to what the shop proposes, and back: S8, S85, S101, S102."""

import numpy as np

from crowded import INDIGO, customers, visitor
from shopping import bag, buy
from sumisura.usecases.learning import crowds, nights, promoting
from sumisura.usecases.learning.fitting_designs import fit_designs
from sumisura.usecases.tasting import agreeing, recommend
from sumisura.worker import turn


def counted(services):
    with services.store.read() as tx:
        found = crowds.load(services, tx, INDIGO)
    return dict(zip(found.items, found.popular.tolist(), strict=True)), found.parties, found.simulated


def in_use(services):
    with services.store.read() as tx:
        return services.models.current(tx, INDIGO)


def served_by(services):
    with services.store.read() as tx:
        return services.tailor.take(tx, INDIGO).population.version


def test_what_customers_do_becomes_what_the_shop_proposes_and_can_be_taken_back(services):
    assert in_use(services) is None
    customers(services, 60)
    turn(services)
    popular, parties, simulated = counted(services)
    assert (parties, simulated) == (60, 60)

    card = nights.night(services, INDIGO)
    assert card.promoted, card.why
    assert in_use(services).version == card.version == served_by(services)
    view = recommend.home(services, visitor(services, "pty_0"))
    assert view.rows[0].cards

    agreeing.grant(services, visitor(services, "pty_0"), "purchases", on=False)
    after, parties, _ = counted(services)
    assert parties == 59
    assert sum(popular.values()) - sum(after.values()) == 9
    turn(services)
    assert counted(services)[0] == after


def test_a_rollback_holds_with_the_next_request(services):
    customers(services, 60)
    turn(services)
    first = nights.night(services, INDIGO).version
    later = in_use(services)
    services.models.save(INDIGO, "by-hand", later.to_bytes())
    promoting.promote(services, INDIGO, "by-hand", "to try", policy=promoting.BY_HAND)
    promoting.roll_back(services, INDIGO)
    assert served_by(services) == first


def test_who_buys_without_agreeing_teaches_what_sells_and_nothing_else(services, person):
    for _ in range(2):
        bag(person)
        buy(person)
    with services.store.read() as tx:
        entries = tx.ledger.read(INDIGO, limit=9_999)
    assert not [one for one in entries if one.event.kind.startswith(("signal.", "gate.refused"))]
    fit_designs(services, INDIGO, np.random.default_rng(1))
    with services.store.read() as tx:
        model = services.models.designs(tx, INDIGO, "jeans")
    assert model.history.sales == 2
