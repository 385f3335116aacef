"""From an event to a leaf: two salted digests, and nothing personal.

What happened and whose doing it was are digested apart, each under a salt of its own. When the law makes us keep an
event under a fresh pseudonym, the second salt is destroyed: what happened can still be shown, whose it was cannot.
When an event is deleted, both are: the leaf stays in the tree, and says nothing to anybody.
"""

import hmac
from datetime import UTC

from sumisura.kernel import Event
from sumisura.store.codec import encode
from sumisura.trust.audit.merkle import leaf_hash

FORM = "sumisura-event-1"
"""Stands first in the canonical form, so that no later form can be taken for this one."""


def canonical(event: Event) -> bytes:
    """What happened, as the bytes that are digested: a JSON list with no party in it.

    Where the event is about its own party, as a grant is, its subject is left out, too.

    Example:
        >>> from datetime import datetime
        >>> from sumisura.kernel import BrandId, EventId, PartyId
        >>> canonical(Event(EventId("evt_1"), BrandId("indigo"), "grant.withdrawn", datetime(2026, 3, 1, tzinfo=UTC),
        ...     PartyId("pty_1"), "pty_1", "consent", "consent", {"purpose": "personalise", "source": "visit"}))
        b'["sumisura-event-1","evt_1","indigo","grant.withdrawn","2026-03-01T00:00:00+00:00","","consent","consent",1,{"purpose":"personalise","source":"visit"}]'
    """
    subject = "" if event.subject == event.party else event.subject
    at = event.at.astimezone(UTC).isoformat()
    told = (subject, event.source, event.purpose, event.version, event.context)
    return encode((FORM, event.id, event.brand, event.kind, at, *told))


def content_digest(event: Event, salt: bytes) -> bytes:
    """HMAC-SHA-256 of what happened."""
    return hmac.digest(salt, canonical(event), "sha256")


def who_digest(event: Event, salt: bytes) -> bytes:
    """HMAC-SHA-256 of whose doing it was."""
    return hmac.digest(salt, event.party.encode(), "sha256")


def leaf_of(content: bytes, who: bytes) -> bytes:
    """The leaf's hash: its data are the two digests, 64 bytes."""
    return leaf_hash(content + who)
