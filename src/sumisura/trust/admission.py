"""What an event must satisfy before it may be kept.

A declared purpose, consent where it is due, nothing personal, and nothing that is never collected.
"""

import re
from collections.abc import Iterator, Mapping
from typing import ClassVar

from sumisura.kernel import Event, SumisuraError
from sumisura.trust.grants import Consents
from sumisura.trust.never import NEVER, Never, carried, carried_by_thing
from sumisura.trust.purposes import PURPOSES, Purpose, UndeclaredPurpose, declared
from sumisura.trust.sources import SOURCES

PERSONAL = frozenset(
    {
        *("name", "first_name", "last_name", "full_name", "recipient", "company", "gift_message"),
        *("email", "e_mail", "mail", "phone", "telephone", "mobile", "ip", "ip_address", "user_agent"),
        *("address", "street", "house_number", "postcode", "postal_code", "zip", "city"),
        *("engraving", "label_text", "complaint"),
    }
)
"""Context keys that hold personal data by what they are called; a family's own ``personal`` fields add to them.

The vault may keep what stands under them, and an event a reference; what ``trust.never`` lists has no place at all.
"""
OF_THINGS = frozenset({"reasons"})
"""Context keys below which things are named, not fields: a face cream is no face."""

_REFERENCE = re.compile(r"(vlt_)?[0-9a-f]{32}([0-9a-f]{32})?")
"""A vault reference or a salted digest: what may stand under a personal key."""
_PLAIN = (str, int, float)
"""What nearly every value is: asked first."""
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


class Refused(SumisuraError):
    """An event may not be kept; it was not.

    Args:
        kind: the event's kind.
        purpose: the purpose it names.
        why: ``undeclared``, ``never``, ``paused``, ``no consent`` or ``personal``.
        detail: the name in ``trust.never``, the source without consent, or the key that holds personal data.
        event: its id.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 403
    _mend: ClassVar[Mapping[str, str]] = {
        "undeclared": "Declare the purpose in trust.purposes, with its lawful basis",
        "never": "Leave it out: trust.never says why nobody may collect it",
        "paused": "Wait: they asked that nothing be added until they say so",
        "no consent": "Ask the person first, or leave it out",
        "personal": "Put it in the vault and keep the reference",
    }

    def __init__(self, event: Event, why: str, detail: str = "") -> None:
        self.kind, self.purpose, self.event = event.kind, event.purpose, event.id
        self.why, self.detail = why, detail
        about = f" ({detail})" if detail else ""
        super().__init__(
            f'"{self.kind}" may not be kept for "{self.purpose}": {why}{about}. {self._mend[why]}.'
        )


def admit(
    event: Event,
    consents: Consents,
    *,
    personal: frozenset[str] = frozenset(),
    purposes: Mapping[str, Purpose] = PURPOSES,
) -> None:
    """Let the event pass, or say why it may not be kept.

    Args:
        event: what would be kept.
        consents: what its party agreed to, as it stands now.
        personal: more names of personal fields: those of the family it is about.
        purposes: the declared purposes.

    Raises:
        Refused: its purpose is not declared; it carries what is never collected; its party did not agree to its
            source; its context
            holds a personal field (only a vault reference or a digest may stand under such a key), or
            an e-mail address is in it anywhere.

    Example:
        >>> from datetime import UTC, datetime
        >>> from sumisura.kernel import BrandId, EventId, PartyId
        >>> event = Event(EventId("evt_1"), BrandId("indigo"), "design.wrote", datetime(2026, 3, 1, tzinfo=UTC),
        ...     PartyId("pty_1"), "dsn_1", "visit", "visit", {"engraving": "Ada"})
        >>> admit(event, Consents())
        Traceback (most recent call last):
        sumisura.trust.admission.Refused: "design.wrote" may not be kept for "visit": personal (engraving). ...
    """
    try:
        purpose = declared(event.purpose, event.at, purposes)
    except UndeclaredPurpose as error:
        raise Refused(event, "undeclared") from error
    never = _never(event)
    if never:
        raise Refused(event, "never", never.name)
    if purpose.needs_consent and not consents.cover(event, purpose.name, event.at):
        raise Refused(event, "paused" if consents.paused else "no consent", event.source)
    names = PERSONAL | {name.casefold() for name in personal} if personal else PERSONAL
    for path, text in _leaves((), (event.subject, event.context)):
        named = path and not names.isdisjoint([name.casefold() for name in path])
        if ("@" in text and _MAIL.search(text)) or (named and not _REFERENCE.fullmatch(text)):
            raise Refused(event, "personal", ".".join(path))


def _never(event: Event) -> Never | None:
    """What the event carries that nobody may collect, by the names it comes under."""
    if event.kind.startswith("signal.") and event.source == "friends":
        return NEVER["others"]  # what friends like is added up here, from friends who agreed here
    quality, said, _ = event.subject.rpartition(":")[2].partition("=")
    reading = carried if event.source == "devices" else carried_by_thing
    about = reading(quality) if said else None
    if about:
        return about
    for name in (event.kind, event.source, *_fields(event.context)):
        found = None if name in SOURCES else carried(name)  # the register answers for our own sources
        if found:
            return found
    return None


def _fields(node: object) -> Iterator[str]:
    """Every name that something stands under, however deep."""
    if isinstance(node, _PLAIN):
        return
    if isinstance(node, Mapping):
        for name, below in node.items():
            yield str(name)
            if name not in OF_THINGS:
                yield from _fields(below)
    elif isinstance(node, list | tuple | set | frozenset):
        for below in node:
            yield from _fields(below)


def _leaves(path: tuple[str, ...], node: object) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every value in the context as text, however deep, with the names it stands under."""
    if isinstance(node, _PLAIN):  # nearly all of them are
        yield path, str(node)
    elif isinstance(node, Mapping):
        for name, below in node.items():
            yield from _leaves((*path, str(name)), below)
    elif isinstance(node, list | tuple | set | frozenset):
        for below in node:
            yield from _leaves(path, below)
    elif node is not None:
        yield path, str(node)
