"""Events in words, to the person whose they are."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sumisura.kernel import Event, OrderId
from sumisura.taste.model import MEANINGS
from sumisura.trust import refusals
from sumisura.trust.gate import OPENED
from sumisura.trust.gate import REFUSED as TURNED_AWAY
from sumisura.trust.grants import GIVEN, KEPT, PAUSED, RESUMED, WITHDRAWN
from sumisura.trust.purposes import PURPOSES
from sumisura.trust.sources import SOURCES
from sumisura.trust.use import OVERUSED
from sumisura.usecases.bringing_in.touchpoints import TOUCHES
from sumisura.usecases.greeting import GREETED
from sumisura.usecases.my_data import retained
from sumisura.usecases.my_data.views import Entry
from sumisura.usecases.noticing import DECIDED
from sumisura.usecases.shop.ordered import number
from sumisura.usecases.tasting import cards
from sumisura.usecases.tasting.tailor import Cloth

ORIGINS: Mapping[str, str] = {
    "consent": "What you agreed to",
    "gate": "What we turned away",
    "staff": "Our people",
    "purchases": "Your orders",
}
"""How sources are called that are no threads of taste."""
KINDS: Mapping[str, str] = {
    "home.seen": "you opened the shop",
    "search.done": "you searched; what you typed is not kept",
    "item.seen": "you opened {named}",
    "taste.seen": "you opened Your taste",
    "data.seen": "you opened My data",
    DECIDED: "what we showed you, and why",
    OVERUSED: "we found that something would have used what you had not agreed to; it was not shown",
    "options.shown": "which options we showed you",
    "bag.added": "you put a design in the bag",
    "bag.changed": "you changed the bag",
    "bag.requoted": "you took today’s price",
    "wish.taken_back": "you took back that you do not want {named}",
    "design.started": "you began a design",
    "design.chose": "you chose something in a design",
    "design.retracted": "you took a choice back in a design",
    "design.finished": "we filled in the rest of a design",
    "design.reopened": "you took what we filled in out again",
    "design.wrote": "you wrote something in a design; what it was lies sealed",
    "option.wanted": "you wanted an option that could not be had",
    "needs.told": "you told us what you need",
    "needs.unmet": "you told us what you need, and nothing we make is all of it",
    "proof.opened": "you asked why a choice was advised",
    "felt.fine": "you said that the use of “{thread}” feels right",
    "felt.close": "you said that the use of “{thread}” feels too close",
    PAUSED: "you asked us to use nothing of yours for a while",
    RESUMED: "you let us use again what you had agreed to",
    KEPT: "you wanted what you had agreed to before to hold, under new words",
    "order.placed": "you ordered {order}",
    "order.paid": "you paid for {order}",
    "order.making": "we began to make {order}",
    "order.shipped": "we sent {order}",
    "order.delivered": "{order} arrived",
    "order.cancelled": "{order} was cancelled",
    "order.refunded": "we gave back what you paid for {order}",
    OPENED: "our people opened your address and words, {why} {order}",
    GREETED: "our people read the name you gave them, by the code you showed",
}
"""What events are called that are no signals."""
BROUGHT = {"ours": "brought along from here", "theirs": "as you brought it along; nobody vouches for it"}
"""How a signal is told that its owner brought in a file."""


def told(event: Event, cloth: Cloth) -> Entry:
    """An event as the page of one's own data shows it."""
    purpose = PURPOSES[event.purpose]
    thread = SOURCES.get(event.source) if purpose.needs_consent or purpose.name == "wishes" else None
    return Entry(
        id=event.id,
        at=event.at,
        words=words(event, cloth),
        source=thread,
        origin=ORIGINS.get(event.source, "Kept to serve you"),
        why=purpose.words,
        article=purpose.article,
        until=until(event),
        forgettable=retained.forgettable(event),
    )


def until(event: Event) -> datetime:
    """When an event is deleted by itself: its purpose's time, or its source's where that is shorter."""
    purpose, source = PURPOSES[event.purpose], SOURCES.get(event.source)
    days = purpose.keep_days
    if purpose.needs_consent and source is not None:
        days = min(days, source.keep_days)
    return event.at + timedelta(days=days)


def words(event: Event, cloth: Cloth) -> str:
    """What an event was, in a few words."""
    kind, _, what = event.kind.partition(".")
    if kind == "signal" and what in MEANINGS:
        touch = {**TOUCHES, **BROUGHT}.get(str(event.context.get("touch", "")), "")
        said = f"{MEANINGS[what].words} {cards.named(cloth, event.subject)}"
        return f"{said}, {touch}" if touch else said
    if event.kind in {GIVEN, WITHDRAWN}:
        return _agreed(event)
    if event.kind == TURNED_AWAY:
        return f"turned away: {refusals.words(refusals.reason(event), str(event.context.get('detail', '')))}"
    plain = KINDS.get(event.kind, event.kind.replace(".", " ").replace("_", " "))
    return plain.format(
        named=cards.named(cloth, event.subject),
        order=f"order {number(OrderId(event.subject))}",
        why=event.context.get("why", "for"),
        thread=SOURCES[event.subject].title if event.subject in SOURCES else "a source",
    )


def _agreed(event: Event) -> str:
    name = str(event.context.get("source", ""))
    title = SOURCES[name].title if name in SOURCES else name
    purpose = PURPOSES.get(str(event.context.get("purpose", "")))
    aim = {"personalise": "to be fitted to you", "improve": "to improve the shop for all"}.get(
        purpose.name if purpose else "", ""
    )
    verb = "you agreed to" if event.kind == GIVEN else "you took back"
    return f"{verb} “{title}”{f', {aim}' if aim else ''}"
