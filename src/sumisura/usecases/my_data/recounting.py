"""What stands behind an entry of the log, in words, to the person it is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from sumisura.kernel import Event
from sumisura.trust.audit.model import EXPORTED
from sumisura.trust.purposes import PURPOSES
from sumisura.trust.sources import SOURCES
from sumisura.usecases.noticing import DECIDED
from sumisura.usecases.shop.priced import POLICY as PRICED
from sumisura.usecases.tasting import cards
from sumisura.usecases.tasting.tailor import Cloth

PLACES: Mapping[str, str] = {
    "home": "what comes first in the shop",
    "home/hot": "what is hot just now",
    "home/near": "what is chosen near you",
    "home/friends": "what your friends like",
    "home/ahead": "what we guessed ahead",
    "search": "the order of what a search found",
}
"""How the places of a shop are called where something was decided."""
POLICIES: Mapping[str, str] = {
    "taste": "your taste",
    "popularity": "what most people here choose",
    "segments": "what people choose who choose alike",
    "taste-designs": "your taste, and what goes together",
    "hot": "what is wanted more than usual",
    "near": "what is chosen near you",
    "friends": "what your friends like",
    "explore-options": "a draw, to learn of options few have seen",
    "brand-default": "the brand’s own choice",
    PRICED: "the price book",
}
"""How the ways of deciding are called."""
OWN: Mapping[str, str] = {"dsn": "a design of yours", "ord": "an order of yours"}
"""How things are called that have no name but an id."""


@dataclass(frozen=True, slots=True)
class Recounted:
    """An entry in words.

    Args:
        about: where, or on what, it was decided.
        by: the way of deciding, with its version.
        signals: the sources that it used, by title.
        shown: what was shown, in that order, each with its reason.
        purpose: what for something was agreed to, taken back or taken out.
        source: of which source.
    """

    about: str
    by: str
    signals: Sequence[str]
    shown: Sequence[tuple[str, str]]
    purpose: str
    source: str


def recount(event: Event, cloth: Cloth) -> Recounted:
    """An event of one's own, as the page of its proof tells it."""
    said = event.context
    policy, priced = str(said.get("policy", "")), said.get("policy") == PRICED
    shown = cast("Sequence[str]", said.get("shown", ())) if event.kind == DECIDED else ()
    reasons = cast("Mapping[str, str]", said.get("reasons", {}))
    used = cast("Sequence[str]", said.get("signals", ()))
    purpose = event.subject if event.kind == EXPORTED else str(said.get("purpose", ""))
    source = str(said.get("source", ""))
    return Recounted(
        about=_about(event.subject, cloth),
        by=f"{POLICIES.get(policy, policy)}, version {said.get('version', '')}",
        signals=[SOURCES[name].title if name in SOURCES else name for name in used],
        shown=[("" if priced else _named(name, cloth), reasons.get(name, "")) for name in shown],
        purpose=PURPOSES[purpose].words if purpose in PURPOSES else purpose,
        source=SOURCES[source].title if source in SOURCES else source,
    )


def _about(subject: str, cloth: Cloth) -> str:
    if subject in PLACES:
        return PLACES[subject]
    place, _, item = subject.partition("/")
    if place == "item":
        return cards.named(cloth, item)
    return OWN.get(subject.partition("_")[0], subject)


def _named(name: str, cloth: Cloth) -> str:
    return cards.named(cloth, name) if name in cloth.items else ""
