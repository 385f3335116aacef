"""Take it along: all that is kept of a person in one JSON file, signed so that an alteration shows.

GDPR Art. 15 (a copy, with what is inferred) and Art. 20 (portability). The form is in ``docs/my-data.md``.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from sumisura.insight import repo as arms
from sumisura.insight import trust
from sumisura.kernel import Configuration, Order, OrderId, VaultRef
from sumisura.orders import repo as orders
from sumisura.space import repo as drafts
from sumisura.store.codec import decode
from sumisura.store.ports import Transaction
from sumisura.taste import repo as tastes
from sumisura.taste.crowd import repo as crowd
from sumisura.trust import grants, sessions, vault
from sumisura.trust.grants import Grants
from sumisura.trust.vault import Erased
from sumisura.usecases import greeting
from sumisura.usecases.formats import MY_DATA, VERSION
from sumisura.usecases.my_data import cutting, sealing, showing, telling
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.shop.ordered import number
from sumisura.usecases.tasting import circles, ranking, survey, wishes
from sumisura.usecases.tasting.guests import Guest, guest
from sumisura.usecases.tasting.tastes import FactView

TOP: Final = 10
GIVES_BACK: Final[Mapping[str, str]] = {
    tastes.SIGNALS: "signals",
    grants.KIND: "grants",
    trust.KIND: "answers",
    cutting.CUT: "answers",
    tastes.MANNERS: "manners",
    tastes.FRIENDS: "friends",
    circles.CODE: "friends",
    crowd.PARTY: "counted",
    sessions.KIND: "visit",
    arms.EXPOSURE: "visit",
    greeting.KIND: "visit",
    orders.CART: "bag",
    orders.ORDER: "orders",
    vault.VALUES: "orders",
    vault.DATA_KEYS: "orders",
    survey.KIND: "surveys",
    drafts.DRAFT: "designs",
}
"""Kind of record that names a person → the section of the file that gives it back (GDPR Art. 15)."""
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
            "answers": _answers(services, tx, visitor),
            "inferences": [_plain(one) for one in believed.facts],
            "top": [str(who.cloth.rows[row].id) for row in ranking.ranked(who)[:TOP]],
            "manners": msgspec.to_builtins(who.manners),
            "friends": _friends(services, tx, visitor),
            "visit": _visit(services, tx, visitor),
            "bag": _bag(tx, visitor),
            "surveys": _surveys(tx, visitor),
            "counted": _plainly(tx, visitor, crowd.PARTY),
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
    return [msgspec.to_builtins(one) for one in tastes.signals(tx, visitor.brand.id, visitor.party)]


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
            "despite": one.despite,
        }
        for one in found
    ]


def _answers(services: Services, tx: Transaction, visitor: Visitor) -> Json:
    """What they answered when asked what may be used, and how it feels; and what they cut that is still to be deleted."""
    brand, party = visitor.brand.id, visitor.party
    consents, said = Grants(services.ids).of(tx, brand, party), trust.answer(tx, brand, party)
    return {
        "paused": consents.paused,
        "old_words_hold_since": consents.answered,
        "level": said.level,
        "felt": dict(said.felt),
        "cut": {name: at.isoformat() for name, at in cutting.pending(tx, brand, party).items()},
    }


def _visit(services: Services, tx: Transaction, visitor: Visitor) -> Json:
    """What is kept while they are here: visits that are open, the arm they are shown, a name to be greeted with."""
    brand, party = visitor.brand.id, visitor.party
    return {
        "open": len(tx.records.find(brand, sessions.KIND, "party", party)),
        "arm": _plainly(tx, visitor, arms.EXPOSURE),
        "greeting": greeting.waiting(services, tx, visitor),
    }


def _friends(services: Services, tx: Transaction, visitor: Visitor) -> Json:
    """How many they named, and the code by which friends can name them; who these are is the friends' own."""
    brand, code = visitor.brand.id, circles.code(services, visitor)
    listed = tx.records.get(brand, circles.CODE, code.replace("-", "")) is not None
    return {"named": len(tastes.friends(tx, brand, visitor.party)), "code": code if listed else ""}


def _bag(tx: Transaction, visitor: Visitor) -> Sequence[Json]:
    lines = orders.cart(tx, visitor.brand.id, visitor.party)[0].lines
    return [
        {
            "terms": msgspec.to_builtins(one.claims),
            "quantity": one.quantity,
            "total": msgspec.to_builtins(one.total),
        }
        for one in lines
    ]


def _surveys(tx: Transaction, visitor: Visitor) -> Json:
    """Order → what its questions changed; the answers themselves are among the signals."""
    brand = visitor.brand.id
    mine = orders.orders_of(tx, brand, visitor.party, limit=showing.ORDERS)
    found = {one.id: tx.records.get(brand, survey.KIND, one.id) for one in mine}
    return {id_: decode(one.body, object) for id_, one in found.items() if one}


def _plainly(tx: Transaction, visitor: Visitor, kind: str) -> object:
    """A record of theirs as it rests; nothing of it is written for us alone."""
    found = tx.records.get(visitor.brand.id, kind, visitor.party)
    return decode(found.body, object) if found else None


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
