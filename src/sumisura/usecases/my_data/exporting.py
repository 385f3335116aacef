"""Take it along: all that is kept of a person in one JSON file, signed so that an alteration shows.

GDPR Art. 15 (a copy, with what is inferred) and Art. 20 (portability). The form is in ``docs/my-data.md``.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from sumisura.kernel import Configuration, Order, OrderId, VaultRef
from sumisura.orders import repo as orders
from sumisura.space import repo as drafts
from sumisura.store.ports import Transaction
from sumisura.taste import repo
from sumisura.trust.grants import Grants
from sumisura.trust.vault import Erased
from sumisura.usecases.formats import MY_DATA, VERSION
from sumisura.usecases.my_data import sealing, showing, telling
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.shop.ordered import number
from sumisura.usecases.tasting import ranking, wishes
from sumisura.usecases.tasting.guests import Guest, guest
from sumisura.usecases.tasting.tastes import FactView

TOP: Final = 10
Json = Mapping[str, Any]


def export(services: Services, visitor: Visitor) -> bytes:
    """All that is kept of a visitor, as a file of JSON."""
    view = showing.show(services, visitor)
    believed = wishes.taste(services, visitor, None)
    with services.store.read() as tx:
        who = guest(services, tx, visitor)
        sections = {
            "signals": _signals(tx, visitor),
            "grants": _grants(services, tx, visitor),
            "inferences": [_plain(one) for one in believed.facts],
            "top": [str(who.cloth.rows[row].id) for row in ranking.ranked(who)[:TOP]],
            "manners": msgspec.to_builtins(who.manners),
            "friends": len(repo.friends(tx, visitor.brand.id, visitor.party)),
            "designs": _designs(services, tx, visitor),
            "orders": _orders(services, tx, visitor),
            "journal": _journal(services, tx, visitor, who),
            "reads": {
                "readers": [msgspec.to_builtins(one) for one in view.readers],
                "openings": [msgspec.to_builtins(one) for one in view.openings],
            },
            "retained": [msgspec.to_builtins(one) for one in view.stays],
        }
    head = {
        "format": MY_DATA,
        "version": VERSION,
        "brand": visitor.brand.id,
        "party": visitor.party,
        "exported_at": services.clock.now().isoformat(),
    }
    return sealing.seal(services.keyring, head, sections)


def _signals(tx: Transaction, visitor: Visitor) -> Sequence[Json]:
    return [msgspec.to_builtins(one) for one in repo.signals(tx, visitor.brand.id, visitor.party)]


def _grants(services: Services, tx: Transaction, visitor: Visitor) -> Sequence[Json]:
    """Each with the version of the text that was shown."""
    found = Grants(services.ids).of(tx, visitor.brand.id, visitor.party).grants
    return [
        {
            "purpose": one.purpose,
            "source": one.source,
            "from": one.during.start.isoformat(),
            "until": one.during.end.isoformat() if one.during.end else None,
            "text": one.text,
        }
        for one in found
    ]


def _plain(fact: FactView) -> Json:
    return {
        "token": fact.token,
        "words": fact.words,
        "label": fact.label,
        "sure": fact.sure,
        "strength": fact.strength,
        "sources": [thread.name for thread in fact.threads],
    }


def _designs(services: Services, tx: Transaction, visitor: Visitor) -> Sequence[Json]:
    return [
        {
            "id": one.id,
            "family": one.family_name,
            "choices": dict(one.choices),
            "fields": dict(one.fields),
            "words": _opened(services, tx, visitor, one.personal),
        }
        for one in drafts.drafts_of(tx, visitor.brand.id, visitor.party)
    ]


def _orders(services: Services, tx: Transaction, visitor: Visitor) -> Sequence[Json]:
    found = orders.orders_of(tx, visitor.brand.id, visitor.party, limit=showing.ORDERS)
    return [_order(services, tx, visitor, one) for one in found]


def _order(services: Services, tx: Transaction, visitor: Visitor, order: Order) -> Json:
    return {
        "id": order.id,
        "number": number(OrderId(order.id)),
        "state": order.state.value,
        "history": [[state.value, at.isoformat()] for state, at in order.history],
        "total": msgspec.to_builtins(order.total),
        "destination": order.destination,
        "recipient": _opened(services, tx, visitor, {"recipient": order.recipient}).get("recipient", ""),
        "lines": [
            {
                "family": line.family_name,
                "choices": _chosen(line.configuration),
                "quantity": line.quantity,
                "total": msgspec.to_builtins(line.total),
                "fields": dict(line.fields),
                "words": _opened(services, tx, visitor, line.personal),
            }
            for line in order.lines
        ],
    }


def _chosen(configuration: Configuration) -> Json:
    return dict(configuration)


def _opened(
    services: Services, tx: Transaction, visitor: Visitor, refs: Mapping[str, VaultRef]
) -> dict[str, str]:
    """One's own sealed words: they are handed to whose they are, and to nobody else."""
    found = {}
    for name, ref in refs.items():
        try:
            text = services.vault.get_own(tx, visitor.brand.id, visitor.party, ref) if ref else None
        except Erased:
            text = None
        if text is not None:
            found[name] = text
    return found


def _journal(services: Services, tx: Transaction, visitor: Visitor, who: Guest) -> Sequence[Json]:
    """Every entry, as the page tells it; who of the staff it was is left out."""
    told = (
        telling.told(one.event, who.cloth)
        for one in services.gate.own_all(tx, visitor.brand.id, visitor.party)
    )
    return [
        {
            "id": one.id,
            "at": one.at.isoformat(),
            "words": one.words,
            "source": one.source.name if one.source else one.origin,
            "why": one.why,
            "article": one.article,
            "until": one.until.isoformat(),
        }
        for one in told
    ]
