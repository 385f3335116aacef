"""The nouns of the audit log."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from sumisura.kernel import BrandId, Event, SumisuraError
from sumisura.trust.grants import GIVEN, KEPT, PAUSED, RESUMED, WITHDRAWN

FORGOTTEN = "audit.forgotten"
"""The log's own event: which leaves no longer have their event, and why."""
DECIDED = "decision.made"
EXPORTED = "journal.exported"
"""Somebody who runs the shop wrote what the journal holds into a file: for which purpose, and what was left out."""
KINDS = frozenset({DECIDED, GIVEN, WITHDRAWN, KEPT, PAUSED, RESUMED, EXPORTED, FORGOTTEN})
"""The kinds of events that become leaves, in the order of the journal."""
SALT = 16
"""Bytes of a salt: 128 bits, so that nobody guesses what stands behind a digest."""
WIDTH = 256
"""Hashes in one tile, and salts in one page: one is read or written as a whole."""


class LogDamaged(SumisuraError):
    """A record of the audit log is missing or is not what was written; nothing was proved with it."""

    code: ClassVar[str] = "log_damaged"
    status: ClassVar[int] = 500

    def __init__(self, brand: str, where: str) -> None:
        self.brand, self.where = brand, where
        super().__init__(
            f'The audit log of "{brand}" is damaged: {where}. Run: sumisura audit verify --brand {brand}'
        )


@dataclass(frozen=True, slots=True)
class State:
    """How far a brand's log is.

    Args:
        size: leaves.
        position: of the last event of the journal that was looked at.
        seal: vouches for both: who could move them on would have events passed over.
    """

    size: int = 0
    position: int = 0
    seal: str = ""


@dataclass(frozen=True, slots=True)
class Salts:
    """What the digests of one page of leaves were salted with; zeros where it was destroyed.

    Args:
        content: a salt for each leaf's content, end to end.
        who: a salt for each leaf's party, end to end.
        opaque: place in the page → the digest of a party that was given a fresh pseudonym since.
    """

    content: bytes = b""
    who: bytes = b""
    opaque: Mapping[int, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Head:
    """A signed tree head: what a log commits to at an instant. Anyone may keep it, as a witness.

    Args:
        origin: names the log.
        size: leaves of the tree.
        root: of the tree, 32 bytes.
        at: when it was signed.
        note: the same as the text that was signed, with its signature.
    """

    origin: str
    size: int
    root: bytes
    at: datetime
    note: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """One leaf with its event.

    Args:
        index: of the leaf, from 0.
        content: digest of what happened.
        who: digest of whose doing it was.
        salts: what the two were salted with, hexadecimal; the second is "" once the party has another pseudonym.
        canonical: what the content's digest is over.
    """

    index: int
    event: Event
    content: bytes
    who: bytes
    salts: tuple[str, str]
    canonical: bytes


@dataclass(frozen=True, slots=True)
class Proof:
    """That an entry is in the tree of a head.

    Args:
        path: sibling hashes from the leaf up (RFC 9162, 2.1.3).
        verified: hashing along the path led to the head's root, and its signature held, just now.
    """

    brand: BrandId
    entry: Entry
    leaf: bytes
    path: tuple[bytes, ...]
    head: Head
    verified: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was written.

    Args:
        kind: ``altered``, ``dropped``, ``inserted``, ``reordered``, ``cut``, ``forged``, ``damaged``.
        index: of the first leaf that it touches.
        words: what it means, for people.
    """

    kind: str
    index: int
    words: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a check of a whole log found.

    Args:
        forgotten: leaves whose event is lawfully gone.
        heads: signed heads that were held against the tree.
        findings: by index; empty when all is as it was written.
    """

    brand: BrandId
    size: int
    forgotten: int
    heads: int
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return not self.findings
