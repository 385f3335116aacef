"""The words people agree to, word for word, by version: dated, never changed, each with its digest.

A grant keeps the version it was given under, and holds for what that version says. When a clause changes in
substance, its ``meaning`` is a new number, or it keeps for longer: grants under the old one then hold only for what
was gathered before, for no longer than they said, until their party has answered. A change of wording alone has the
old number and asks nobody. See docs/decisions/trust-old-words-hold-for-what-they-said.md.
"""

import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime

from sumisura.kernel import Grant

Pair = tuple[str, str]
"""(purpose, source): the least thing one can agree to."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a version says of one source.

    Args:
        title, gives: as the page shows them.
        keep_days: how long its signals are kept and used.
        meaning: grows when it means something else, not when it is only put otherwise.
    """

    title: str
    gives: str
    keep_days: int
    meaning: int = 1


@dataclass(frozen=True, slots=True)
class Use:
    """What a version says of one purpose.

    Args:
        title, words: as the page shows them.
        sources: those that may be agreed to for it.
        meaning: as of `Said`.
    """

    title: str
    words: str
    sources: tuple[str, ...]
    meaning: int = 1


@dataclass(frozen=True, slots=True)
class Clause:
    """What one grant says, whole: a use of a source."""

    source: Said
    use: Use

    @property
    def words(self) -> str:
        """The exact words, as the page shows them."""
        return f"{self.source.gives} Kept for {self.source.keep_days} days. {self.use.words}"

    @property
    def meaning(self) -> tuple[int, int]:
        """Equal where the same was agreed to."""
        return self.source.meaning, self.use.meaning


@dataclass(frozen=True, slots=True)
class Text:
    """One version of all the words.

    Args:
        version: what grants keep.
        since: the first day (UTC) it is shown on.
        sources, uses: by name, in the order they are shown.
    """

    version: str
    since: date
    sources: Mapping[str, Said]
    uses: Mapping[str, Use]

    def clause(self, purpose: str, source: str) -> Clause | None:
        """What it says of that purpose and source; None where it does not ask for it."""
        use, said = self.uses.get(purpose), self.sources.get(source)
        return Clause(said, use) if use and said and source in use.sources else None

    def pairs(self) -> Iterator[Pair]:
        """Everything it asks for."""
        return (
            (purpose, source)
            for source in self.sources
            for purpose in self.uses
            if self.clause(purpose, source)
        )

    @property
    def digest(self) -> str:
        """SHA-256 of every word, as canonical JSON."""
        whole = json.dumps(asdict(self), default=str, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(whole.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Change:
    """A grant whose words changed in substance, to be put to its party side by side."""

    purpose: str
    source: str
    before: Clause
    after: Clause


_EVERY = (
    "stated",
    "visit",
    "designs",
    "purchases",
    "ratings",
    "returns",
    "place",
    "friends",
    "conversation",
    "devices",
)
_FIRST = Text(
    "2026-11",
    date(2026, 11, 1),
    {
        "stated": Said("What you told us", "What you say you like, and what you never want to see.", 730),
        "visit": Said("This visit", "What you look at and try while you are here.", 30),
        "designs": Said("Your designs", "What you chose in the pieces you shaped.", 730),
        "purchases": Said("Your purchases", "What you bought and kept.", 730),
        "ratings": Said("Ratings and answers", "How you rated what you have, and what you answered.", 730),
        "returns": Said("Returns", "What you sent back, and why.", 730),
        "place": Said("Where you are", "The region you are in, never finer than about 50 kilometres.", 90),
        "friends": Said("Your friends", "What friends who agreed to it like.", 365),
        "conversation": Said("Conversations", "What you say to our assistant, at the till or on the phone.", 365),
        "devices": Said("Your devices", "Readings you let a device send, such as wear or the size of a room.", 365),
    },
    {
        "personalise": Use(
            "For you", "The sources you choose are used to show first what is likely to fit you.", _EVERY,
        ),
        "improve": Use(
            "For everyone",
            "What you choose is added up with what others choose, so that everyone finds what fits them sooner.",
            _EVERY,
        ),
        "survey": Use("Questions", "We may ask you up to two questions after a purchase.", ("ratings",)),
        "research": Use(
            "What to make next",
            "Your choices and answers may be studied, without your name, to decide what to make next.",
            ("stated", "designs", "purchases", "ratings", "returns"),
        ),
    },
)  # fmt: skip

TEXTS: dict[str, Text] = {_FIRST.version: _FIRST}
"""Every version ever shown, oldest first. Add; never change: a test holds each to its digest."""

DIGESTS: Mapping[str, str] = {"2026-11": "d517c0be8ecd3d129e48769f5af3092dda646d7efd3c3752c64ecae3a3d5cf1a"}
"""Version → the digest of its words on the day it was first shown."""


def current(at: datetime) -> Text:
    """The words shown at that instant; before the first version's day, the first."""
    versions = list(TEXTS.values())
    return versions[max(0, bisect_right([one.since for one in versions], at.astimezone(UTC).date()) - 1)]


def clause(grant: Grant) -> Clause | None:
    """What a grant says; None where its words were shown elsewhere, as a merchant vouches."""
    text = TEXTS.get(grant.text)
    return text.clause(grant.purpose, grant.source) if text else None


def says(grant: Grant, at: datetime) -> bool:
    """Whether what is gathered at that instant under the words of then is what the grant agreed to.

    Words shown elsewhere hold as the merchant vouches for them.
    """
    if grant.text not in TEXTS or len(TEXTS) == 1:
        return True
    agreed, now = clause(grant), current(at).clause(grant.purpose, grant.source)
    return agreed is not None and now is not None and agreed.meaning == now.meaning


def within(grant: Grant, happened: datetime, now: datetime) -> bool:
    """Whether something that happened then is still within the time the grant's words say it is kept."""
    agreed = clause(grant)
    return agreed is None or (now - happened).days <= agreed.source.keep_days


def changes(grants: Iterable[Grant], at: datetime) -> list[Change]:
    """The open grants whose words now mean something else or keep for longer: what their party is to be asked again."""
    text, found = current(at), []
    for grant in grants:
        before, after = clause(grant), text.clause(grant.purpose, grant.source)
        if grant.during.end is None and before and after and _more(before, after):
            found.append(Change(grant.purpose, grant.source, before, after))
    return found


def _more(before: Clause, after: Clause) -> bool:
    return before.meaning != after.meaning or before.source.keep_days < after.source.keep_days
