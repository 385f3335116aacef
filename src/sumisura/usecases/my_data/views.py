"""What the page of one's own data shows: plain nouns, computed here, rendered there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sumisura.trust.sources import Source


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is kept of a person.

    Args:
        id: the event's; what a form names to forget it.
        at: when it happened.
        words: what it was, to the person whose it is.
        source: its thread; None for what no source of taste gave.
        origin: how its source is called where it is no thread.
        why: the purpose, in words.
        article: the law it rests on.
        until: when it is deleted by itself.
        forgettable: whether the person may delete it alone.
    """

    id: str
    at: datetime
    words: str
    source: Source | None
    origin: str
    why: str
    article: str
    until: datetime
    forgettable: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """A page of all that is kept, latest first.

    Args:
        source: what it was filtered by; "" for everything.
        older: what the next page begins below; "" at the end.
    """

    entries: Sequence[Entry]
    source: str
    older: str


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One source, with how much is kept from it.

    Args:
        kept: signals.
        granted: whether it may be used now.
        gone_at: when what came from it is deleted, after it was cut; None otherwise.
    """

    source: Source
    kept: int
    granted: bool
    gone_at: datetime | None


@dataclass(frozen=True, slots=True)
class Reader:
    """One who may read the journal.

    Args:
        name: who it is, in words.
        purpose: what for, in words.
        article: the law it rests on.
        could: what of a person's it could have seen until now.
        last: when it last moved on; None where it keeps no place and reads everything anew.
    """

    name: str
    purpose: str
    article: str
    could: int
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Opening:
    """Somebody of the staff read one's words: which, why and when. Who it was is nobody's to see but the owner's.

    Args:
        number: the order's; "" where it was the name behind a code that the customer showed.
    """

    at: datetime
    number: str
    why: str
    read: Sequence[str]


@dataclass(frozen=True, slots=True)
class Retained:
    """What the law makes us keep after an erasure."""

    what: str
    why: str
    article: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of the database that was made, as the operator wrote it down."""

    id: str
    made: datetime
    where: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """What an erasure would do.

    Args:
        goes: (what, how many).
        stays: what the law makes us keep.
        making: numbers of the orders that are still to be made.
        unlearned: when no model holds any part of it any more.
        backups: copies that are kept for a while yet.
    """

    goes: Sequence[tuple[str, int]]
    stays: Sequence[Retained]
    making: Sequence[str]
    unlearned: datetime
    backups: Sequence[Backup]


@dataclass(frozen=True, slots=True)
class DataView:
    """"My data".

    Args:
        known: there is anything at all.
        refused: what was turned away and why, in words → how often, most first.
        unlearned: when what was taken back now is in no model any more; None while nothing is learned from them.
        next_night: when the models are next trained.
    """  # fmt: skip

    known: bool
    pseudonym: str
    sources: Sequence[SourceLine]
    timeline: Timeline
    refused: Sequence[tuple[str, int]]
    readers: Sequence[Reader]
    openings: Sequence[Opening]
    stays: Sequence[Retained]
    next_night: datetime
    unlearned: datetime
