"""Simulated customers of a shop who agreed, and what they bought: what models are trained on."""

from datetime import timedelta

import numpy as np

from sumisura.kernel import BrandId, PartyId
from sumisura.taste import repo
from sumisura.taste.model import Kind, Signal
from sumisura.usecases.services import Visitor
from sumisura.usecases.shop import browse
from sumisura.usecases.tasting import agreeing
from sumisura.usecases.tasting.signals import record_many

INDIGO = BrandId("indigo")
AGREED = ("purchases", "visit")


def visitor(services, name):
    return Visitor(browse.brand(services, "indigo"), PartyId(name))


def customers(services, count, each=9):
    """Simulated customers who agreed, each buying within one half of what is on offer."""
    with services.store.read() as tx:
        pieces = [item.id for item in repo.items(tx, INDIGO) if item.kind is not Kind.OPTION]
    chance, start = np.random.default_rng(3), services.clock.now() + timedelta(seconds=5)
    for number in range(count):
        who = visitor(services, f"pty_{number}")
        agreeing.grant_many(services, who, AGREED, improve=True)
        half = pieces[number % 2 :: 2]
        wanted = [half[at] for at in chance.permutation(len(half))[:each]]
        signals = [
            Signal(f"sig-{number}-{step}", start + timedelta(hours=5 * step), "purchases", item, "bought")
            for step, item in enumerate(wanted)
        ]
        with services.store.write() as tx:
            record_many(services, tx, INDIGO, who.party, signals, simulated=True)
    services.clock.advance(hours=5 * each + 1)
