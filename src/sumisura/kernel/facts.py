"""What happened, what was decided, who takes part, and what they agreed to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sumisura.kernel.ids import BrandId, EventId, PartyId
from sumisura.kernel.time import Span


class Role(StrEnum):
    """What a party does in a brand. Owner, operator and maker sign in; customers need not."""

    CUSTOMER = "customer"
    MAKER = "maker"
    PROVIDER = "provider"
    OPERATOR = "operator"
    OWNER = "owner"
    AGENT = "agent"


@dataclass(frozen=True, slots=True)
class Party:
    """Someone who takes part, by pseudonym; names and addresses live only in trust's vault."""

    id: PartyId
    brand: BrandId
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Event:
    """An immutable fact.

    Args:
        id: unique; a second event with the same id is the same fact and counts once.
        kind: what happened: ``design.chose``, ``order.placed``.
        at: when it happened (not when it was recorded).
        party: whose doing it was.
        subject: what it was about: a design, an order, a family.
        source: the register's name for where the signal came from: ``visit``, ``purchases``.
        purpose: why it may be kept; a name in ``trust.purposes``.
        context: the payload: strings and numbers, never personal data.
        version: of the payload's form.
    """

    id: EventId
    brand: BrandId
    kind: str
    at: datetime
    party: PartyId
    subject: str
    source: str
    purpose: str
    context: Mapping[str, object] = field(default_factory=dict)
    version: int = 1


@dataclass(frozen=True, slots=True)
class Decision:
    """What a policy chose, with what it chose from and how likely each was: one noun for every engine.

    Args:
        candidates: all that could have been shown.
        shown: what was, in order.
        propensities: the probability with which each candidate would have been shown first.
        reasons: candidate → words and weights behind it.
        signals: the sources used.
    """

    id: EventId
    brand: BrandId
    at: datetime
    party: PartyId
    subject: str
    policy: str
    version: str
    candidates: tuple[str, ...]
    shown: tuple[str, ...]
    propensities: tuple[float, ...]
    reasons: Mapping[str, str] = field(default_factory=dict)
    signals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grant:
    """A party's consent to one purpose for one source.

    Args:
        during: from when until when; a withdrawal closes it.
        text: the version of the words that were shown when it was given.
        despite: the browser's own refusal that was on when it was given all the same: ``gpc``; "" for none.
    """

    brand: BrandId
    party: PartyId
    purpose: str
    source: str
    during: Span
    text: str
    despite: str = ""
