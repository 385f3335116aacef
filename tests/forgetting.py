"""Random histories and grants: a withdrawn source is as if it had never been, bit by bit, in any state of grants."""

from datetime import UTC, datetime, timedelta

import numpy as np

from sumisura.kernel import BrandId, Event, EventId, PartyId, Rng
from sumisura.taste.learning.fit import fit
from sumisura.taste.model import MEANINGS, Item, ItemId, Kind, Signal
from sumisura.taste.sums import evidence
from sumisura.trust.grants import GIVEN, WITHDRAWN, fold, may
from sumisura.trust.sources import SOURCES
from sumisura.usecases.tasting.signals import PERSONALISE, REFUSED, agreed

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
NAMES = tuple(SOURCES)
WHATS = tuple(MEANINGS)
ITEMS = [
    Item(ItemId(f"good-{n}"), Kind.GOOD, f"Good {n}", tokens=(f"colour={n % 3}", f"cloth={n % 4}"))
    for n in range(12)
]


class Now:
    """As much of the services as judging consent asks for: the time."""

    class clock:  # noqa: N801 - as the services call it
        @staticmethod
        def now():
            return NOON


def population():
    """What everybody likes, before anybody told anything."""
    return fit(ITEMS, {}, NOON, np.random.default_rng(0))


def history(chance):
    """What somebody told, on days past, from any source."""
    return [
        Signal(
            f"sig_{n}",
            NOON - timedelta(days=chance.randrange(60), seconds=n),
            chance.choice(NAMES),
            chance.choice(ITEMS).id,
            chance.choice(WHATS),
            chance.choice((-1.0, -0.5, 0.1, 0.3, 1.0)),
            chance.choice((0.1, 0.7, 1.0, 3.0)),
        )
        for n in range(chance.randrange(12))
    ]


def grants(chance):
    """Any order of giving and taking back, of a few sources."""
    days = sorted(chance.sample(range(80), chance.randrange(1, 7)), reverse=True)
    return fold(_said(chance, n, NOON - timedelta(days=day)) for n, day in enumerate(days))


def _said(chance, n, at):
    context = {"purpose": PERSONALISE, "source": chance.choice(NAMES), "text": "v1"}
    kind = chance.choice((GIVEN, GIVEN, WITHDRAWN))
    return Event(
        EventId(f"evt_{n}"), BrandId("b"), kind, at, PartyId("p"), "p", "consent", "consent", context
    )


def bits(population, signals):
    """Every sum, as it is in memory."""
    found = evidence(population, signals, NOON)
    return {
        name: (part.rows.tobytes(), part.weight.tobytes(), part.pull.tobytes())
        for name, part in found.sums.items()
    }


def forgotten(states, seed):
    """How many of so many random histories and grant states lost something to a withdrawal.

    In each, what was used is within what is granted, and what is left is bit by bit what there would be if the source
    had never given anything.
    """
    everybody, chance, cut = population(), Rng(seed), 0
    for _ in range(states):
        told, consents = history(chance), grants(chance)
        source = chance.choice(NAMES)
        used = agreed(told, consents, Now)
        for one in used:
            assert one.what == REFUSED or all(
                may(consents.grants, PERSONALISE, one.source, at) for at in (one.at, NOON)
            )
        withdrawn = fold(_replayed(consents, source))
        never = [one for one in told if one.source != source or one.what == REFUSED]
        left, without = agreed(told, withdrawn, Now), agreed(never, consents, Now)
        assert left == without
        assert bits(everybody, left) == bits(everybody, without)
        cut += len(left) < len(used)
    return cut


def _replayed(consents, source):
    """The grants as they were given, in that order, and the source taken back at last."""
    events = []
    for n, grant in enumerate(consents.grants):
        context = {"purpose": grant.purpose, "source": grant.source, "text": grant.text}
        events.append(_event(GIVEN, n, grant.during.start, context))
        if grant.during.end:
            events.append(_event(WITHDRAWN, n, grant.during.end, context))
    last = _event(WITHDRAWN, -1, NOON, {"purpose": PERSONALISE, "source": source})
    return [*sorted(events, key=lambda one: (one.at, one.kind != WITHDRAWN)), last]


def _event(kind, n, at, context):
    return Event(
        EventId(f"{kind}{n}"), BrandId("b"), kind, at, PartyId("p"), "p", "consent", "consent", context
    )
